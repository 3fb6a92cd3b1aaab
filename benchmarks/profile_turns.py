"""Where the time of a turn goes: start-up, memory and turns over HTTP, side by side with another checkout, and a flame graph.

``python benchmarks/profile_turns.py --against ../other-checkout --flame docs/performance``. Each checkout is started with its own
``rrn run`` on ports of its own, and turns go to one and the other in alternation, so that a busy machine is busy for both.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import uuid
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
SECRET = "the channel's secret, while turns are profiled"
#: Turns of ordinary conversations, with follow-ups; every tenth is worded as nobody worded it before.
TURNS = (
    "does it apply to schools?", "is Intelligensa certified?", "what is the RRN?", "how long does certification take",
    "how much does certification cost", "we run a care home, is it mandatory?", "yes", "why?", "hello",
)  # fmt: skip
NEW_WORDS = "some people at branch number {} asked what the CQC expects of us"
#: Settings that keep the front's limits out of the way.
NO_LIMITS = {
    **dict.fromkeys(("RRN_SESSION_LIMIT", "RRN_CONVERSATION_LIMIT", "RRN_ADDRESS_LIMIT"), "1000000/minute"),
    **dict.fromkeys(("RRN_MAX_CONNECTIONS", "RRN_ADDRESS_CONNECTIONS"), "5000"),
}
CLOCK = os.sysconf("SC_CLK_TCK")


def free_port() -> int:
    """Returns a port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Checkout:
    """A checkout that runs."""

    def __init__(self, name: str, folder: Path, state: Path) -> None:
        self.name, self.front, self.rasa, self.number = name, free_port(), free_port(), 0
        ports = {"RRN_PORT": self.front, "RRN_RASA_PORT": self.rasa, "RRN_ACTIONS_PORT": free_port()}
        environment = {
            **os.environ, **{key: str(port) for key, port in ports.items()}, **NO_LIMITS,
            "RRN_HOME": str(folder), "PYTHONPATH": str(folder), "RRN_STATE": str(state), "RRN_CHANNEL_SECRET": SECRET,
        }  # fmt: skip
        begun = time.monotonic()
        command = [sys.executable, "-c", "import sys; from commands.main import main; sys.exit(main())", "run"]
        self.process = subprocess.Popen(command, cwd=folder, env=environment, stdout=subprocess.DEVNULL, start_new_session=True)
        while self.call(self.front, "GET", "/ready")[0] != 200:
            if self.process.poll() is not None:
                raise RuntimeError(f"{folder} does not start.")
            time.sleep(0.05)
        self.start_up = time.monotonic() - begun
        self.token = self.call(self.front, "POST", "/api/session", {})[1]["token"]

    def call(self, port: int, method: str, path: str, body: object = None, **headers: str) -> tuple[int, dict[str, Any]]:
        """Returns the status and the body of an answer; 0 where nobody answers."""
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        try:
            connection.request(method, path, json.dumps(body), {"Content-Type": "application/json", **headers})
            answer = connection.getresponse()
            return answer.status, json.loads(answer.read())
        except (OSError, ValueError):
            return 0, {}
        finally:
            connection.close()

    def turn(self, conversation: str, at_the_front: bool = False) -> float:
        """Returns the milliseconds of one turn at the private channel, or at the front."""
        self.number += 1
        place = self.number % (len(TURNS) + 1)
        text = TURNS[place] if place < len(TURNS) else NEW_WORDS.format(self.number)
        message = uuid.uuid4().hex
        begun = time.perf_counter()
        if at_the_front:
            token = {"Authorization": f"Bearer {self.token}"}
            status, _ = self.call(self.front, "POST", "/api/messages", {"text": text, "client_message_id": message}, **token)
        else:
            body = {"conversation": conversation, "message_id": message, "text": text}
            status, _ = self.call(self.rasa, "POST", "/webhooks/rrn/turn", body, **{"X-RRN-Secret": SECRET})
        if status != 200:
            raise RuntimeError(f"{self.name}: {status}")
        return (time.perf_counter() - begun) * 1000

    def servers(self) -> dict[int, str]:
        """Returns the processes behind the front, by id."""
        found = {}
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        for child in children:
            command = Path(f"/proc/{child}/cmdline").read_text().replace("\0", " ")
            if "rrn_web" not in command:
                found[int(child)] = command
        return found

    def cpu(self) -> float:
        """Returns the processor time of these processes, in milliseconds."""
        fields = [Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11:13] for pid in self.servers()]
        return sum(int(field) for pair in fields for field in pair) / CLOCK * 1000

    def memory(self) -> list[int]:
        """Returns the resident memory of each of them, in MB."""
        status = [Path(f"/proc/{pid}/status").read_text().partition("VmRSS:")[2].split()[0] for pid in self.servers()]
        return [int(size) // 1024 for size in status]

    def stop(self) -> None:
        """Stops them all."""
        self.process.send_signal(signal.SIGINT)
        self.process.wait(60)


def measure(checkouts: list[Checkout], turns: int, kind: str, at_the_front: bool = False, one_conversation: bool = False) -> None:
    """Prints the times of turns that go to the checkouts in alternation, ten at a time."""
    times: dict[str, list[float]] = {each.name: [] for each in checkouts}
    used = {each.name: 0.0 for each in checkouts}
    conversations = {each.name: uuid.uuid4().hex for each in checkouts}
    for _ in range(turns // 10):
        for each in checkouts:
            if not one_conversation:
                conversations[each.name] = uuid.uuid4().hex
            before = each.cpu()
            times[each.name] += [each.turn(conversations[each.name], at_the_front) for _ in range(10)]
            used[each.name] += each.cpu() - before
    for name, found in times.items():
        tens = statistics.quantiles(found, n=20)
        line = f"{name:8} {kind:34} p50 {statistics.median(found):6.1f} ms  p95 {tens[18]:6.1f} ms"
        line += f"  processor {used[name] / len(found):5.1f} ms"
        if one_conversation:
            line += f"  first 20: {statistics.median(found[:20]):6.1f}  last 20: {statistics.median(found[-20:]):6.1f}"
        print(line, flush=True)


def main() -> None:
    """Measures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--against", type=Path, help="another checkout, with its environments")
    parser.add_argument("--turns", type=int, default=200, help="turns of each kind (default: 200)")
    parser.add_argument("--long", type=int, default=300, help="turns of the one long conversation (default: 300)")
    parser.add_argument("--flame", type=Path, help="folder in which py-spy writes a flame graph of each Rasa")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as state:
        folders = {"before": arguments.against, "now": ROOT} if arguments.against else {"now": ROOT}
        checkouts = []
        try:
            for name, folder in folders.items():
                checkouts.append(Checkout(name, folder.resolve(), Path(state) / name))
                each = checkouts[-1]
                print(f"{name:8} start-up {each.start_up:5.1f} s  memory behind the front {each.memory()} MB", flush=True)
            measure(checkouts, 20, "(warming up)")
            measure(checkouts, arguments.turns, "short conversations, channel")
            measure(checkouts, arguments.turns, "one conversation, front", at_the_front=True)
            measure(checkouts, arguments.long, "one conversation, channel", one_conversation=True)
            for each in checkouts:
                print(f"{each.name:8} memory behind the front, afterwards {each.memory()} MB", flush=True)
            for each in checkouts if arguments.flame else ():
                flame(each, arguments.flame / f"{each.name}.svg")
        finally:
            for each in checkouts:
                each.stop()


def flame(checkout: Checkout, out: Path) -> None:
    """Records a flame graph of Rasa while turns go to it."""
    (pid,) = [pid for pid, command in checkout.servers().items() if "rasa_sdk" not in command]
    recording = subprocess.Popen(
        [
            str(Path(sys.executable).with_name("py-spy").relative_to(ROOT)),
            "record",
            "-p",
            str(pid),
            "-r",
            "200",
            "-d",
            "20",
            "-o",
            str(out.resolve()),
        ],
        cwd=ROOT,
    )
    conversation = uuid.uuid4().hex
    while recording.poll() is None:
        checkout.turn(conversation)


if __name__ == "__main__":
    main()
