"""What is typed is in no log, at the most talkative level that can be set: of stock Rasa, of its action server, and of a replica."""

from __future__ import annotations

import json
import os
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from commands.model import ensure_model
from rrn.paths import ROOT
from tests.serving.conftest import SECRET, free_port

#: Words that nothing else says.
TYPED = ("zyxwvutsrq", "qrstuvwxyz")
QUESTIONS = (
    "does {} apply to a school",
    "Is {} Training certified?",
    "{}",
    "/{}",
    "how long does {} take? and {}?",
    "{} " * 200,
)
NOWHERE = "postgresql+psycopg2://root@127.0.0.1:1/nowhere"
#: What Rasa reads of the environment beside its command's own flags.
LEVELS = {f"LOG_LEVEL{name}": "DEBUG" for name in ("", "_LIBRARIES", "_MATPLOTLIB", "_RABBITMQ", "_KAFKA", "_PRESIDIO", "_FAKER")}
START_WITHIN = 120


def post(url: str, body: object, **headers: str) -> int:
    """Sends JSON and returns the status."""
    request = urllib.request.Request(url, json.dumps(body).encode(), {"Content-Type": "application/json", **headers})
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code


def say_everything(rasa: str) -> None:
    """Types the words over both of Rasa's channels: as questions, and as what is no message."""
    for person, word in enumerate(TYPED):
        for number, question in enumerate(QUESTIONS):
            text = question.replace("{}", word)
            assert post(f"{rasa}/webhooks/rest/webhook", {"sender": f"rest-{person}", "message": text, "metadata": {"said": word}}) == 200
            turn = {"conversation": f"private-{person}", "message_id": f"{number}", "text": text}
            assert post(f"{rasa}/webhooks/rrn/turn", turn, **{"X-RRN-Secret": SECRET}) in (200, 503)
        for wrong in ({"text": word}, [word], word.encode().hex() * 500, None):
            post(f"{rasa}/webhooks/rest/webhook", {"sender": f"rest-{person}", "message": wrong})
            post(
                f"{rasa}/webhooks/rrn/turn",
                {"conversation": f"private-{person}", "message_id": "wrong", "text": wrong},
                **{"X-RRN-Secret": SECRET},
            )


def lines_with_typed(log: Path) -> list[str]:
    """Returns the lines of a log in which a typed word stands."""
    return [line for line in log.read_text(errors="replace").splitlines() if any(word in line for word in TYPED)]


def wait_for(url: str, process: subprocess.Popen[bytes]) -> None:
    """Waits until somebody answers."""
    deadline = time.monotonic() + START_WITHIN
    while time.monotonic() < deadline and process.poll() is None:
        try:
            urllib.request.urlopen(url, timeout=5)
            return
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.2)
    raise AssertionError(f"{url} does not answer.")


@pytest.fixture
def stock(tmp_path: Path):
    """Stock ``rasa run`` and ``rasa run actions``, both with ``--debug``: Rasa's address and the two logs."""
    rasa, actions = free_port(), free_port()
    endpoints = (ROOT / "endpoints.yml").read_text(encoding="utf-8")
    assert ":5055/" in endpoints
    (tmp_path / "endpoints.yml").write_text(endpoints.replace(":5055/", f":{actions}/"), encoding="utf-8")
    environment = {**os.environ, **LEVELS, "RRN_STATE": str(tmp_path), "RRN_REGISTER_URL": NOWHERE, "RASA_TELEMETRY_ENABLED": "false"}
    run = [str(ROOT / ".venv" / "bin" / "rasa"), "run"]
    served = ["--debug", "-m", str(ensure_model()), "-p", str(rasa), "--endpoints", str(tmp_path / "endpoints.yml")]
    commands = {"actions": [*run, "actions", "--debug", "-p", str(actions)], "rasa": [*run, *served]}
    logs = {name: tmp_path / f"{name}.log" for name in commands}
    started: list[subprocess.Popen[bytes]] = []
    for name, command in commands.items():
        secret = {"RRN_CHANNEL_SECRET": SECRET} if name == "rasa" else {}
        with logs[name].open("wb") as out:
            started.append(subprocess.Popen(command, cwd=ROOT, env={**environment, **secret}, stdout=out, stderr=subprocess.STDOUT))
    try:
        wait_for(f"http://127.0.0.1:{actions}/health", started[0])
        wait_for(f"http://127.0.0.1:{rasa}/", started[1])
        yield f"http://127.0.0.1:{rasa}", logs
    finally:
        for process in started:
            process.terminate()
            process.wait(30)


def test_stock_rasa_and_its_action_server(stock):
    rasa, logs = stock
    say_everything(rasa)
    assert {name: lines_with_typed(log) for name, log in logs.items()} == {"actions": [], "rasa": []}
    said = {name: log.read_text(errors="replace") for name, log in logs.items()}
    assert "DEBUG" in said["actions"]
    assert "DEBUG" in said["rasa"]
    # What failed was logged: a message that is none, and a register that does not answer.
    assert "rest.message.received.failure" in said["rasa"]
    assert "RegisterUnavailableError" in said["actions"]


def test_a_replica(replica):
    running = replica(**LEVELS, RRN_REGISTER_URL=NOWHERE)
    rasa = f"http://127.0.0.1:{running.port}"
    wait_for(f"{rasa}/", running.process)
    say_everything(rasa)
    assert lines_with_typed(running.log) == []
