"""One replica over HTTP: back-pressure, its databases away, an action server of its own, events to RabbitMQ."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
import uuid
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import aio_pika
import pytest

from rrn.paths import DATA, ROOT
from tests.serving.conftest import SECRET, free_port

RABBITMQ_URL = os.environ.get("RRN_TEST_RABBITMQ_URL", "amqp://guest:guest@127.0.0.1:5672/")


@pytest.fixture
def action_server(tmp_path):
    """The stock action server, behind the secret."""
    port = free_port()
    environment = {
        **os.environ,
        "SANIC_HOST": "127.0.0.1",
        "RRN_CHANNEL_SECRET": SECRET,
        "RRN_STATE": str(tmp_path),
        "PYTHONPATH": str(ROOT),
    }
    command = [sys.executable, "-m", "rasa_sdk", "--actions", "actions", "--port", str(port)]
    with (tmp_path / "actions.log").open("wb") as log:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=subprocess.STDOUT)
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=2)
            break
        except OSError:
            time.sleep(0.2)
    yield f"http://127.0.0.1:{port}", process
    if process.poll() is None:
        process.terminate()
        process.wait(20)


def test_the_channel_wants_its_secret(replica):
    running = replica()
    running.wait_until_ready()
    assert running.call("ready", secret="wrong")[0] == 401
    status, body = running.turn("c", "m", "Does it apply to schools?")
    assert (status, body["reply"]["kind"]) == (200, "verdict")


def test_past_the_limit_a_turn_is_refused_at_once(replica):
    running = replica(RRN_MAX_TURNS="2")
    running.wait_until_ready()
    text = "We run a care home for older people and want to know what it needs. " * 14
    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(lambda number: running.turn(f"c{number}", "m", text), range(32)))
    assert {status for status, _ in answers} == {200, 503}
    assert all(body == {"error": "busy"} for status, body in answers if status == 503)
    assert running.turn("later", "m", "hello")[0] == 200


def test_a_turn_that_cannot_be_stored_is_not_answered(replica):
    running = replica(RRN_TRACKER_URL="postgresql+psycopg2://root@127.0.0.1:1/nowhere")
    running.wait_until_it_listens()
    assert running.call("ready") == (503, {"error": "conversations_unavailable"})
    assert running.turn("c", "m", "Does it apply to schools?") == (503, {"error": "turn_failed"})


def changed_by_hand(folder, name, before, after):
    """Returns a copy of the content with a change that nobody reviewed."""
    shutil.copytree(DATA, folder / "data")
    path = folder / "data" / name
    path.write_text(path.read_text(encoding="utf-8").replace(before, after, 1), encoding="utf-8")
    return str(folder / "data")


def test_texts_that_nobody_reviewed_are_refused_with_a_code_and_one_line_in_the_log(replica, tmp_path):
    running = replica(RRN_DATA=changed_by_hand(tmp_path, "texts.yml", "I do not know\n", "I cannot say\n"))
    running.wait_until_it_listens()
    refused = (503, {"error": "content_refused"})
    for _ in range(2):
        assert running.call("ready") == refused
        assert running.call("reference") == refused
        assert running.turn("c", "m", "Does it apply to schools?") == refused
    assert running.call("ready", secret="wrong")[0] == 401
    lines = [line for line in running.log.read_text(encoding="utf-8").splitlines() if "Traceback" in line or "ERROR" in line]
    assert len(lines) == 1
    assert "texts.yml: it was changed since" in lines[0]
    assert "rrn content review texts --by NAME" in lines[0]


def test_with_settings_that_nobody_reviewed_it_does_not_start_and_says_why_in_one_line(replica, tmp_path):
    running = replica(RRN_DATA=changed_by_hand(tmp_path, "settings.yml", "outcome: not_applicable", "outcome: not_stated"))
    assert running.process.wait(60) == 2
    (line,) = running.log.read_text(encoding="utf-8").splitlines()
    assert line.startswith("rrn: ")
    assert line.endswith("rrn content review settings --by NAME")


def test_a_register_that_is_away_leads_to_the_office(replica):
    running = replica(RRN_REGISTER_URL="postgresql+psycopg2://root@127.0.0.1:1/nowhere")
    deadline = time.monotonic() + 60
    status = 0
    while time.monotonic() < deadline and status != 200:
        try:
            status, body = running.turn("c", "m0", "Does it apply to schools?")
        except OSError:
            time.sleep(0.2)
    assert (status, body["reply"]["kind"]) == (200, "verdict")
    assert running.turn("c", "m1", "Is Intelligensa certified?") == (503, {"error": "no_reply"})
    request = urllib.request.Request(
        f"http://127.0.0.1:{running.port}/webhooks/rest/webhook",
        json.dumps({"sender": "d", "message": "Is Intelligensa certified?"}).encode(),
    )
    text, custom = json.load(urllib.request.urlopen(request, timeout=30))
    assert "01707 654317" in text["text"]
    assert custom["custom"]["id"] == "unavailable"


def test_an_action_server_of_its_own_and_its_end(replica, action_server):
    url, process = action_server
    with pytest.raises(urllib.error.HTTPError, match="401"):
        urllib.request.urlopen(f"{url}/actions", timeout=5)
    running = replica(RRN_ACTIONS_URL=f"{url}/webhook")
    running.wait_until_ready()
    assert running.turn("c", "m0", "Is Intelligensa certified?")[1]["reply"]["status"]["status"] == "working_towards"
    process.kill()
    process.wait()
    assert running.turn("c", "m1", "Is Intelligensa certified?") == (503, {"error": "no_reply"})
    assert running.call("ready") == (503, {"error": "known_question_not_answered"})


async def test_events_reach_rabbitmq(replica, tmp_path: Path):
    address = RABBITMQ_URL.partition("@")[2].split("/")[0].split(":")
    with socket.socket() as probe:
        if probe.connect_ex((address[0], int(address[1]))) != 0:
            pytest.skip(f"LEFT OUT: no RabbitMQ answers at {RABBITMQ_URL}. Start one or name it in RRN_TEST_RABBITMQ_URL.")
    running = replica(RRN_RABBITMQ_URL=RABBITMQ_URL)
    running.wait_until_ready()
    conversation, said = uuid.uuid4().hex, []
    assert running.turn(conversation, "m0", "Does it apply to schools?")[0] == 200
    connection = await aio_pika.connect(RABBITMQ_URL)
    async with connection:
        queue = await (await connection.channel()).declare_queue("rrn-events", durable=True)
        async with queue.iterator(timeout=20) as messages:
            async for message in messages:
                async with message.process():
                    event = json.loads(message.body)
                    if event["sender_id"] == conversation:
                        said.append(event["event"])
                if said[-1:] == ["action"] and "bot" in said:
                    break
    assert said.index("user") < said.index("bot")
