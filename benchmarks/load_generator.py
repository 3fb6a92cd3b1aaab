"""The load generator, a process of its own: reads steps from a file, sends their messages with locust's client, writes what came back.

A step goes to one target. With ``arrivals`` the loop is open: each message is sent at its moment whatever became of the others, and its
latency counts from that moment, so that a wait in the generator counts too. Locust's own users are closed loops, so the schedule is ours
and the users are one conversation each. Without ``arrivals`` the loop is closed: each of ``conversations`` people sends as soon as the
reply is there. In both, nobody sends a second message before the reply to the first: an arrival that finds everybody waiting is another
person's.

Usage: ``python -m benchmarks.load_generator STEPS.json RESULTS.json``
"""

from __future__ import annotations

import locust  # isort: skip  # it makes sockets cooperative, so it comes first
import bisect
import hashlib
import itertools
import json
import sys
import time
import uuid
from collections import deque
from pathlib import Path
from typing import Any

import gevent
from locust.contrib.fasthttp import FastHttpUser
from locust.env import Environment

from benchmarks.processes import cpu_seconds

#: Longest wait for a reply, in seconds.
TIMEOUT = 120.0
#: Points of one replica on the ring of the consistent hash.
POINTS = 64


def on_ring(conversation: str, urls: list[str]) -> str:
    """Returns the replica that a conversation belongs to: the next point on a ring of hashes."""
    ring = sorted((_hash(f"{url}#{point}"), url) for url in urls for point in range(POINTS))
    place = bisect.bisect(ring, (_hash(conversation), "")) % len(ring)
    return ring[place][1]


def _hash(text: str) -> int:
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8])


class Person:
    """One conversation with a target, over one connection that stays open."""

    def __init__(self, target: dict[str, Any], environment: Environment) -> None:
        self.conversation = uuid.uuid4().hex
        self._protocol, self._secret = target["protocol"], target.get("secret", "")
        host = on_ring(self.conversation, target["urls"])
        user = type("User", (FastHttpUser,), {"abstract": True, "host": host, "network_timeout": TIMEOUT, "connection_timeout": TIMEOUT})
        self._client = user(environment).client
        self._headers: dict[str, str] = {"X-RRN-Secret": self._secret} if self._secret else {}
        if self._protocol == "front":
            token = self._client.post("/api/session", json={}).json()["token"]
            self._headers = {"Authorization": f"Bearer {token}"}

    def say(self, text: str) -> int:
        """Sends a message and returns the status: 200 for a reply, 503 for a polite refusal, else what it was (0: none)."""
        name = uuid.uuid4().hex
        path, body = {
            "front": ("/api/messages", {"text": text, "client_message_id": name}),
            "private": ("/webhooks/rrn/turn", {"conversation": self.conversation, "message_id": name, "text": text}),
            "rest": ("/webhooks/rest/webhook", {"sender": self.conversation, "message": text}),
            "echo": ("/echo", {"text": text}),
        }[self._protocol]
        response = self._client.post(path, json=body, headers=self._headers)
        if response.status_code == 200:
            answer = response.json()
            return 200 if answer else 204
        if response.status_code == 503 and self._protocol == "front" and "retry-after" not in {each.lower() for each in response.headers}:
            return 500  # a refusal that does not say when to come back is a failure
        return int(response.status_code)


class Step:
    """One step as it runs."""

    def __init__(self, step: dict[str, Any]) -> None:
        self._step = step
        self._environment = Environment()
        self._messages = itertools.cycle(step["messages"])
        self._idle = deque(Person(step["target"], self._environment) for _ in range(step["conversations"]))
        self._turns: list[tuple[float, float, int]] = []
        self._people = len(self._idle)

    def run(self) -> dict[str, Any]:
        """Runs the step.

        Returns:
            ``turns`` as [sent at, milliseconds, status] in order of sending, ``seconds``, ``cpu_seconds`` of the watched processes,
            and the number of ``people``.
        """
        watched = self._step.get("watch", [])
        used, own, began = cpu_seconds(watched), time.process_time(), time.perf_counter()
        if "arrivals" in self._step:
            self._open_loop(began)
        else:
            self._closed_loop(began)
        seconds = time.perf_counter() - began
        return {
            "name": self._step["name"],
            "turns": sorted(self._turns),
            "seconds": seconds,
            "cpu_seconds": cpu_seconds(watched) - used,
            "generator_cpu_seconds": time.process_time() - own,
            "people": self._people,
        }

    def _open_loop(self, began: float) -> None:
        running = []
        for moment in self._step["arrivals"]:
            gevent.sleep(max(0.0, began + moment - time.perf_counter()))
            running.append(gevent.spawn(self._turn, began, began + moment))
        gevent.joinall(running, timeout=TIMEOUT)
        for unfinished in running:
            if not unfinished.ready():
                unfinished.kill()
                self._turns.append((0.0, TIMEOUT * 1000, 0))

    def _turn(self, began: float, due: float) -> None:
        if not self._idle:
            self._people += 1
        person = self._idle.popleft() if self._idle else Person(self._step["target"], self._environment)
        self._say(person, began, due)
        self._idle.append(person)

    def _closed_loop(self, began: float) -> None:
        remaining = iter(range(self._step["count"])) if "count" in self._step else itertools.count()
        until = began + self._step.get("at_most_seconds", 600.0)
        turns_each = self._step.get("turns_each")  # after so many turns another person goes on, so that no conversation grows long

        def chat(person: Person) -> None:
            for said in itertools.count():
                if time.perf_counter() >= until or next(remaining, None) is None:
                    return
                if turns_each and said and said % turns_each == 0:
                    person = Person(self._step["target"], self._environment)
                self._say(person, began, time.perf_counter())

        gevent.joinall([gevent.spawn(chat, person) for person in self._idle])

    def _say(self, person: Person, began: float, due: float) -> None:
        try:
            status = person.say(next(self._messages))
        except Exception as error:  # whatever the client raises is a turn that got no reply
            print(f"{self._step['name']}: {error!r}", file=sys.stderr)
            status = 0
        self._turns.append((due - began, (time.perf_counter() - due) * 1000, status))


def main() -> None:
    """Runs the steps of a file."""
    steps = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    Path(sys.argv[2]).write_text(json.dumps([Step(step).run() for step in steps]), encoding="utf-8")


if __name__ == "__main__":
    assert locust.__version__
    main()
