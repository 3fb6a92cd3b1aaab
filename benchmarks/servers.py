"""What is measured, as it is served: this assistant, Rasa's default configuration, replicas alone, and a bare echo."""

from __future__ import annotations

import json
import os
import secrets
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from benchmarks.cores import cores_for, on
from benchmarks.processes import free_port, resident_mb, started, wait_until
from commands.serve import FRONT_HOME, FRONT_PYTHON
from rrn.paths import ROOT

HOST = "http://127.0.0.1"
#: The command ``rrn`` of this environment.
RRN = str(Path(sys.executable).with_name("rrn"))
#: Longest wait for a server to answer, in seconds.
START_WITHIN = 300
RESULTS = ROOT / "results" / "benchmarks"
LOGS = RESULTS / "logs"
#: Limits of the front that stand for many visitors; here all come from one address.
NO_LIMITS = {
    **dict.fromkeys(("RRN_SESSION_LIMIT", "RRN_CONVERSATION_LIMIT", "RRN_ADDRESS_LIMIT"), "100000000/minute"),
    **dict.fromkeys(("RRN_MAX_CONNECTIONS", "RRN_ADDRESS_CONNECTIONS"), "5000"),
}


@dataclass
class Served:
    """A running server.

    Attributes:
        targets: What the load generator needs, by name.
        pids: Its processes.
        start_seconds: Time from the command to the first answer.
        folder: Where it writes its state.
    """

    targets: dict[str, dict[str, Any]]
    pids: list[int]
    start_seconds: float = 0.0
    folder: Path = field(default_factory=lambda: Path(mkdtemp(prefix="rrn-bench-")))

    def memory(self) -> dict[str, float]:
        """Returns the resident memory in MB, of all processes and of all but the front."""
        return {"all": resident_mb(self.pids), "without_front": resident_mb(self.pids, without="rrn_web")}


@contextmanager
def assistant(home: Path = ROOT, environment: dict[str, str] | None = None) -> Iterator[Served]:
    """Serves this assistant as ``rrn run`` does, with its state in a folder of its own."""
    ports = {name: free_port() for name in ("RRN_PORT", "RRN_RASA_PORT", "RRN_ACTIONS_PORT")}
    secret = secrets.token_urlsafe(32)
    front, rasa = f"{HOST}:{ports['RRN_PORT']}", f"{HOST}:{ports['RRN_RASA_PORT']}"
    served = Served(
        {
            "front": {"protocol": "front", "urls": [front]},
            "private": {"protocol": "private", "urls": [rasa], "secret": secret},
        },
        [],
    )
    given = {
        **{name: str(port) for name, port in ports.items()},
        "RRN_HOME": str(home),
        "RRN_STATE": str(served.folder),
        "RRN_CHANNEL_SECRET": secret,
        **NO_LIMITS,
        **(environment or {}),
    }
    log = LOGS / "assistant.log"
    began = time.perf_counter()
    with started([RRN, "run"], log, home, given) as process:
        served.pids.append(process.pid)
        wait_until(lambda: _front_answers(front), START_WITHIN, process, log)
        served.start_seconds = time.perf_counter() - began
        yield served


@contextmanager
def stock(project: Path, model: Path) -> Iterator[Served]:
    """Serves Rasa's default configuration as Rasa's manual says: ``rasa run`` and ``rasa run actions``."""
    port, actions_port = free_port(), free_port()
    url, log = f"{HOST}:{port}", LOGS / "stock.log"
    rasa = [sys.executable, "-m", "rasa", "run"]
    served = Served({"stock": {"protocol": "rest", "urls": [url]}}, [])
    quiet = {"RASA_TELEMETRY_ENABLED": "false", "PYTHONWARNINGS": "ignore"}
    endpoints = served.folder / "endpoints.yml"
    endpoints.write_text(f"action_endpoint:\n  url: {HOST}:{actions_port}/webhook\n", encoding="utf-8")
    own = {**quiet, "PYTHONPATH": str(ROOT), "RRN_STATE": str(served.folder)}
    command = [*rasa, "--interface", "127.0.0.1", "--port", str(port), "--model", str(model), "--endpoints", str(endpoints)]
    began = time.perf_counter()
    with (
        started([*rasa, "actions", "--actions", "benchmarks.stock_actions", "--port", str(actions_port)], log, project, own) as doing,
        started(command, log, project, quiet) as process,
    ):
        served.pids += [process.pid, doing.pid]
        message = {"sender": "first", "message": "hello"}
        wait_until(lambda: _post(f"{url}/webhooks/rest/webhook", message, {}), START_WITHIN, process, log)
        served.start_seconds = time.perf_counter() - began
        yield served


@contextmanager
def replicas(count: int, environment: dict[str, str]) -> Iterator[Served]:
    """Serves so many replicas (``rrn serve``), each on a core; the load generator sends each conversation to one of them."""
    cores = cores_for(count)
    secret, served = secrets.token_urlsafe(32), Served({}, [])
    urls = []
    with ExitStack() as stack:
        waiting: list[tuple[str, subprocess.Popen[bytes], Path]] = []
        for number in range(count):
            port = free_port()
            given = {"RRN_RASA_PORT": str(port), "RRN_STATE": str(served.folder), "RRN_CHANNEL_SECRET": secret, **environment}
            log = LOGS / f"replica-{number}.log"
            with on([cores[number % len(cores)]]):
                process = stack.enter_context(started([RRN, "serve"], log, ROOT, given))
            served.pids.append(process.pid)
            urls.append(f"{HOST}:{port}")
            waiting.append((urls[-1], process, log))
        for url, process, log in waiting:
            body = {"conversation": secrets.token_hex(8), "message_id": "first", "text": "hello"}
            wait_until(
                lambda url=url, body=body: _post(f"{url}/webhooks/rrn/turn", body, {"X-RRN-Secret": secret}), START_WITHIN, process, log
            )
        served.targets["replicas"] = {"protocol": "private", "urls": urls, "secret": secret}
        yield served


@contextmanager
def echo() -> Iterator[Served]:
    """Serves the bare echo, on the front's own web server."""
    port = free_port()
    url, log = f"{HOST}:{port}", LOGS / "echo.log"
    with started([str(FRONT_PYTHON), str(Path(__file__).with_name("echo_server.py")), str(port)], log, FRONT_HOME) as process:
        wait_until(lambda: _post(f"{url}/echo", {"text": "hello"}, {}), START_WITHIN, process, log)
        yield Served({"echo": {"protocol": "echo", "urls": [url]}}, [process.pid])


def can_serve_replicas() -> bool:
    """Says whether this version has ``rrn serve``."""
    command = [RRN, "serve", "--help"]
    return subprocess.run(command, cwd=ROOT, capture_output=True, check=False).returncode == 0


def generate(steps: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Runs steps in the load generator's process and returns what came of each."""
    RESULTS.mkdir(parents=True, exist_ok=True)
    asked, came = RESULTS / "steps.json", RESULTS / "steps-results.json"
    asked.write_text(json.dumps(list(steps)), encoding="utf-8")
    subprocess.run([sys.executable, "-m", "benchmarks.load_generator", str(asked), str(came)], cwd=ROOT, check=True, env=os.environ)
    results: list[dict[str, Any]] = json.loads(came.read_text(encoding="utf-8"))
    return results


def _front_answers(url: str) -> bool:
    opened = _post(f"{url}/api/session", {}, {})
    if not opened:
        return False
    message = {"text": "hello", "client_message_id": secrets.token_hex(8)}
    return bool(_post(f"{url}/api/messages", message, {"Authorization": f"Bearer {opened['token']}"}))


def _post(url: str, body: dict[str, Any], headers: dict[str, str]) -> Any:
    request = urllib.request.Request(url, json.dumps(body).encode(), {"Content-Type": "application/json", **headers})
    try:
        with urllib.request.urlopen(request, timeout=10) as response:
            return json.load(response)
    except (OSError, ValueError):
        return None
