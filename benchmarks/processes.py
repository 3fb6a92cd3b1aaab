"""Processes that a benchmark starts: ended by their ids, and watched for the processor time and memory of their whole tree."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import psutil

#: Longest wait for a process to stop, in seconds.
STOP_WITHIN = 20


def free_port() -> int:
    """Returns a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def started(command: Sequence[str], log: Path, cwd: Path, environment: dict[str, str] | None = None) -> Iterator[subprocess.Popen[bytes]]:
    """Runs a command in a process group of its own, and ends the command and what it started when the block ends."""
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("ab") as output:
        process = subprocess.Popen(
            command, cwd=cwd, env={**os.environ, **(environment or {})}, stdout=output, stderr=subprocess.STDOUT, start_new_session=True
        )
        try:
            yield process
        finally:
            family = tree([process.pid])
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
            _, alive = psutil.wait_procs(family, timeout=STOP_WITHIN)
            for each in alive:
                each.kill()
            process.wait(STOP_WITHIN)


def tree(pids: Sequence[int]) -> list[psutil.Process]:
    """Returns the processes and all that descend from them."""
    found: dict[int, psutil.Process] = {}
    for pid in pids:
        try:
            root = psutil.Process(pid)
            found.update({each.pid: each for each in [root, *root.children(recursive=True)]})
        except psutil.NoSuchProcess:
            continue
    return list(found.values())


def cpu_seconds(pids: Sequence[int]) -> float:
    """Returns the processor time that processes and their descendants have used so far, in seconds."""
    total = 0.0
    for each in tree(pids):
        try:
            times = each.cpu_times()
            total += times.user + times.system
        except psutil.NoSuchProcess:
            continue
    return total


def resident_mb(pids: Sequence[int], without: str = "\0") -> float:
    """Returns the resident memory of processes and their descendants in MB.

    Args:
        pids: The processes.
        without: Processes whose command line has this text are left out.
    """
    total = 0
    for each in tree(pids):
        try:
            if without not in " ".join(each.cmdline()):
                total += each.memory_info().rss
        except psutil.NoSuchProcess:
            continue
    return total / 2**20


def wait_until(answered: object, seconds: float, process: subprocess.Popen[bytes], log: Path) -> float:
    """Waits until a check answers true.

    Returns:
        The seconds it took.

    Raises:
        RuntimeError: The process ended, or the time is over.
    """
    assert callable(answered)
    began = time.perf_counter()
    while time.perf_counter() - began < seconds:
        if process.poll() is not None:
            raise RuntimeError(f"A server ended with code {process.returncode}; its output is in {log}.")
        if answered():
            return time.perf_counter() - began
        time.sleep(0.1)
    raise RuntimeError(f"A server did not answer within {seconds:.0f} seconds; its output is in {log}.")
