"""Personal data that is typed is found nowhere on the running stack: in no database, no log and no answer."""

from __future__ import annotations

import json
import sqlite3
import uuid

import pytest
import requests

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


@pytest.fixture(scope="module")
def asked(stack):
    """Canaries typed into the front, its feedback, Rasa's REST channel and the private channel."""
    client = stack.session()
    for question in QUESTIONS:
        for canary in CANARIES.values():
            assert client.ask(question.format(canary)).status_code == 200
    for canary in CANARIES.values():
        body = {"turn": 1, "vote": "down", "comment": f"wrong, write to {canary}"}
        assert client.call("POST", "feedback", body).status_code == 204
    rasa = f"http://127.0.0.1:{stack.ports['RRN_RASA_PORT']}/webhooks"
    sender = uuid.uuid4().hex
    for canary in CANARIES.values():
        done = requests.post(f"{rasa}/{REST}", json={"sender": sender, "message": f"does it apply to a school? {canary}"}, timeout=20)
        assert done.json()[-1]["custom"]["kind"] == "verdict"
        # Rasa's channel logs the text of a message that it cannot handle.
        requests.post(f"{rasa}/{REST}", json={"sender": sender, "message": {"text": canary}}, timeout=20)
    return client


def test_no_database_and_no_log_holds_a_canary(stack, asked):
    files = [path for path in stack.state.rglob("*") if path.is_file()]
    assert {path.name for path in files} >= {"inbox.db", "record.db", "front.log", "Rasa.log"}
    assert {path.name: left_in(path.read_bytes()) for path in files if left_in(path.read_bytes())} == {}


def test_the_scan_finds_what_is_there(tmp_path):
    database = tmp_path / "control.db"
    with sqlite3.connect(database) as connection:
        connection.execute("create table t (x text)")
        connection.executemany("insert into t values (?)", [(canary,) for canary in CANARIES.values()])
    connection.close()
    assert set(left_in(database.read_bytes())) == set(CANARIES)


def test_the_history_shows_the_placeholder(asked):
    texts = asked.texts()
    assert texts[0] == "does it apply to a school? I am [e-mail address]"
    assert not left_in(json.dumps(texts).encode())
    assert not left_in(asked.call("GET", "transcript").content)


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
