"""A run against replicas of our own: started, disturbed, and read afterwards."""

from __future__ import annotations

import asyncio
import os
import random
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
from scaled.control import ask
from scaled.engines import remove
from scaled.settings import ROOT, Settings, read_settings

from order.archive import archived
from order.client import Load, talk
from order.faults import Fault, faults, order_differs
from order.ledger import Ledger, Sent, read_ledger
from order.places import broker_archive, client_ids, inbox, tracker_store

#: Longest wait for the set to be ready, in seconds.
READY_WITHIN = 240
#: Where free ports are looked for.
PORTS = (15_000, 30_000)
INBOX, TRACKER, BROKER = "inbox", "tracker store", "broker archive"


@dataclass
class Result:
    """What a run found.

    Attributes:
        ledger: What was sent.
        kept: Number of messages in each place.
        faults: What must not be.
        seconds: How long sending took.
        events: What happened to the replicas meanwhile.
    """

    ledger: Sequence[Sent]
    kept: dict[str, int]
    faults: list[Fault]
    seconds: float
    events: list[str] = field(default_factory=list)


@contextmanager
def running(folder: Path, name: str, **environment: str) -> Iterator[Settings]:
    """Starts a set of replicas with names, ports and state of its own, and removes all of it at the end.

    Args:
        folder: Where it keeps its state.
        name: Name of its databases and its virtual host.
        environment: Further settings.
    """
    given = {
        **os.environ,
        "RRN_SCALED_NAME": name,
        "RRN_SCALED_STATE": str(folder / "state"),
        "RRN_SCALED_PORT": str(free_ports(1)),
        "RRN_SCALED_FIRST_PORT": str(free_ports(5)),
        "RRN_SCALED_EDGE_RATE": "10000",
        "RRN_SESSION_LIMIT": "100000/minute",
        "RRN_CONVERSATION_LIMIT": "100000/minute",
        "RRN_ADDRESS_LIMIT": "100000/minute",
        **environment,
    }
    settings = read_settings(given)
    log = folder / "run.log"
    with log.open("wb") as out:
        process = subprocess.Popen([sys.executable, "-m", "scaled", "run"], cwd=ROOT / "deploy", env=given, stdout=out, stderr=out)
    try:
        deadline = time.monotonic() + READY_WITHIN
        while "is ready" not in log.read_text():
            if process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"The replicas did not start: {log.read_text()}")
            time.sleep(0.2)
        yield settings
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGINT)
            process.wait(120)
        remove(settings)


def free_ports(number: int) -> int:
    """Returns the first of so many ports in a row that nothing listens on, below those that the system gives to outgoing connections."""
    while True:
        first = random.randrange(*PORTS)
        try:
            for port in range(first, first + number):
                with socket.socket() as probe:
                    probe.bind(("127.0.0.1", port))
        except OSError:
            continue
        return first


def run(folder: Path, messages: int, disturbed: bool, name: str = f"rrn_order_{os.getpid()}") -> Result:
    """Starts two replicas, sends the messages, and compares.

    Args:
        folder: For the ledger, the archive and the state.
        messages: Number of messages.
        disturbed: Lets a replica leave and come back, and kills one.
        name: Name of the databases.
    """
    with running(folder, name) as settings:
        ledger, seconds, events = send(settings, folder, messages, disturbed)
        return compare(settings, ledger, folder / "archive.jsonl", seconds, events, disturbed)


def send(settings: Settings, folder: Path, messages: int, disturbed: bool) -> tuple[list[Sent], float, list[str]]:
    """Sends the messages to running replicas; returns the ledger, the seconds it took, and what was done to the replicas."""
    load, answered, events = Load.of(messages), 0, []

    def progress(done: int) -> None:
        nonlocal answered
        answered = done

    def disturb() -> None:
        for share, what in ((0.2, "leave"), (0.4, "back"), (0.6, "kill")):
            while answered < share * load.messages:
                time.sleep(0.05)
            began, at = time.monotonic(), answered
            said = kill(settings, 0) if what == "kill" else ask(settings, do=what, replica=1)["said"]
            events.append(f"After {at:,} messages: {said} ({time.monotonic() - began:.1f} s)")

    async def both() -> float:
        async with archived(f"{settings.rabbitmq}/{settings.name}", folder / "archive.jsonl"):
            began = time.monotonic()
            with Ledger(folder / "ledger.jsonl") as ledger:
                await talk(settings.url, settings.state / "nginx" / "certificate.pem", ledger, load, progress)
            return time.monotonic() - began

    disturbing = threading.Thread(target=disturb, daemon=True)
    if disturbed:
        disturbing.start()
    seconds = asyncio.run(both())
    if disturbed:
        disturbing.join(60)
    with (folder / "ledger.jsonl").open(encoding="utf-8") as lines:
        return read_ledger(lines), seconds, events


def kill(settings: Settings, replica: int) -> str:
    """Kills both processes of a replica as a crash does, and says so."""
    line = ask(settings, do="status")["said"].splitlines()[replica]
    pids = [int(pid) for pid in re.findall(r"=(\d+)", line)]
    for pid in pids:
        os.kill(pid, signal.SIGKILL)
    return f"Replica {replica} was killed (kill -9, front and Rasa)."


def compare(settings: Settings, ledger: Sequence[Sent], archive: Path, seconds: float, events: Sequence[str], disturbed: bool) -> Result:
    """Returns what the places keep beside what was sent.

    Of messages that were under way together, inbox and tracker store have the same order unless a replica was killed: then one may
    have been written down by the replica that died, and answered by another one later. The archive has what the tracker store has,
    in its order, whatever becomes of the replicas.
    """
    address = f"postgresql://{settings.postgres}/{{}}"
    with psycopg.connect(address.format(settings.database("inbox"))) as connection:
        received, ids = inbox(connection), client_ids(connection)
    with psycopg.connect(address.format(settings.database("conversations"))) as connection:
        turns = tracker_store(connection, ids)
    with archive.open(encoding="utf-8") as lines:
        delivered = broker_archive(lines, ids)
    found = faults(ledger, INBOX, received) + faults(ledger, TRACKER, turns) + faults(ledger, BROKER, delivered)
    found += order_differs(turns, delivered, BROKER)
    if not disturbed:
        found += order_differs(received, turns, TRACKER)
    return Result(
        ledger,
        {INBOX: len(received), TRACKER: len(turns), BROKER: len(delivered)},
        found,
        seconds,
        list(events),
    )
