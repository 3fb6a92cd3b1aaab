"""Personal data that is typed is found nowhere on the running stack: in no database, no log and no answer."""

from __future__ import annotations

import json
import sqlite3
import uuid

import pytest
import requests

from tests.test_standard_clients import Node

CANARIES = {
    "e-mail": "canary.person@canary.example.org",
    "telephone": "07700 900987",
    "card": "4929 1234 5678 9012",
    "NHS": "943 476 5919",
    "National Insurance": "QQ 98 76 54 D",
    "postcode": "ZE2 9XY",
}
QUESTIONS = (
    "does it apply to a school? I am {}",
    "{} is it mandatory",
    "how long does certification take, ring me on {}",
    "Is {} certified?",
    "{}",
)
REST = "rest/webhook"


def left_in(blob: bytes) -> list[str]:
    """The canaries that stand in some bytes, as typed or with nothing between their digits."""
    found = []
    for kind, canary in CANARIES.items():
        forms = {canary, canary.replace(" ", ""), json.dumps(canary)[1:-1]}
        found += [kind for form in forms if form.encode() in blob]
    return found


def over_rest(stack, token):
    """Types the canaries over the protocol of Rasa's REST channel, in every form that a message may come in."""
    url, bearer = f"{stack.url}/webhooks/rest/webhook", {"Authorization": f"Bearer {token}"}
    for canary in CANARIES.values():
        message = {"sender": canary, "message": QUESTIONS[0].format(canary), "metadata": {"said": canary}}
        for ending, kind in (("", "application/json"), ("?stream=true", "application/json"), ("", "text/plain")):
            done = requests.post(url + ending, data=json.dumps(message), headers={"Content-Type": kind, **bearer}, timeout=20)
            assert done.status_code == 200
            assert not left_in(done.content)
        unknown = requests.post(url, json=message, timeout=20)  # a conversation of its own, under a new id
        assert unknown.json()[-1]["custom"]["kind"] == "verdict"
        assert requests.post(url, json={**message, "message": {"text": canary}}, timeout=20).status_code == 400


def over_socketio(stack, token, transport):
    """Types the canaries over socket.io: as messages, as ids and as what is no message at all."""
    node = Node()
    try:
        assert node("connect", client="a", url=stack.url, transport=transport, auth={"token": token})["sid"]
        for canary in CANARIES.values():
            said = node("say", client="a", data={"message": QUESTIONS[0].format(canary), "session_id": canary, "customData": canary})
            assert said["uttered"][-1]["custom"]["kind"] == "verdict"
            assert not left_in(json.dumps(said).encode())
            for event in ("session_request", "user_uttered", canary):
                assert node("emit", client="a", event=event, data=[canary, {"message": [canary]}])["connected"]
    finally:
        node.close()


@pytest.fixture(scope="module")
def ways(stack):
    """A conversation for each way into the front, in which every canary was typed."""
    clients = {name: stack.session() for name in ("api", "rest", "polling", "websocket")}
    for question in QUESTIONS:
        for canary in CANARIES.values():
            assert clients["api"].ask(question.format(canary)).status_code == 200
    for canary in CANARIES.values():
        body = {"turn": 1, "vote": "down", "comment": f"wrong, write to {canary}"}
        assert clients["api"].call("POST", "feedback", body).status_code == 204
    over_rest(stack, clients["rest"].token)
    for transport in ("polling", "websocket"):
        over_socketio(stack, clients[transport].token, transport)
    return clients


@pytest.fixture(scope="module")
def asked(stack, ways):
    """The same canaries typed into Rasa's own REST channel, past the front; the conversation of the API."""
    rasa = f"http://127.0.0.1:{stack.ports['RRN_RASA_PORT']}/webhooks"
    sender = uuid.uuid4().hex
    for canary in CANARIES.values():
        done = requests.post(f"{rasa}/{REST}", json={"sender": sender, "message": f"does it apply to a school? {canary}"}, timeout=20)
        assert done.json()[-1]["custom"]["kind"] == "verdict"
        # Rasa's channel logs the text of a message that it cannot handle.
        requests.post(f"{rasa}/{REST}", json={"sender": sender, "message": {"text": canary}}, timeout=20)
    return ways["api"]


def test_no_database_and_no_log_holds_a_canary(stack, asked):
    files = [path for path in stack.state.rglob("*") if path.is_file()]
    assert {path.name for path in files} >= {"inbox.db", "trackers.db", "record.db", "front.log", "Rasa.log", "run.log"}
    assert {path.name: left_in(path.read_bytes()) for path in files if left_in(path.read_bytes())} == {}


def test_the_scan_finds_what_is_there(tmp_path):
    database = tmp_path / "control.db"
    with sqlite3.connect(database) as connection:
        connection.execute("create table t (x text)")
        connection.executemany("insert into t values (?)", [(canary,) for canary in CANARIES.values()])
    connection.close()
    assert set(left_in(database.read_bytes())) == set(CANARIES)


@pytest.mark.parametrize("way", ["api", "rest", "polling", "websocket"])
def test_the_history_shows_the_placeholder(ways, way):
    texts = ways[way].texts()
    assert texts[0] == "does it apply to a school? I am [e-mail address]"
    assert len(texts) >= len(CANARIES)
    assert not left_in(json.dumps(texts).encode())
    assert not left_in(ways[way].call("GET", "transcript").content)


def test_a_retry_is_the_same_message(client):
    first = client.ask("call 07700 900987, does it apply to a school?", "same")
    again = client.ask("call 07700 900987, does it apply to a school?", "same")
    assert again.json() == first.json()


def test_the_reply_names_its_turn_by_the_message(client, stack):
    answer = client.ask("does it apply to a school?").json()
    assert answer["reply"]["trace"]["turn"] == answer["message_id"]
    with sqlite3.connect(stack.state / "record.db") as record:
        row = record.execute("select conversation, asked, kind, model_version from turns where id = ?", (answer["message_id"],)).fetchone()
    assert row[0] == f"{client.conversation}.1"
    assert row[1:3] == ("does it apply to a school?", "verdict")
    assert len(row[3]) == 12


def test_readiness_is_asked_for_without_a_trace_in_the_record(stack):
    assert requests.get(f"{stack.url}/ready", timeout=20).status_code == 200
    with sqlite3.connect(stack.state / "record.db") as record:
        assert record.execute("select count(*) from turns where conversation = 'ready'").fetchone() == (0,)


def test_what_was_typed_is_in_no_log_at_all(stack, client):
    words = "zyxwvutsrq ponmlkjihg"
    client.ask(f"does {words} apply to a school?")
    assert [path.name for path in stack.state.glob("*.log") if words.encode() in path.read_bytes()] == []
