"""The actions over Rasa's SDK, on a real SQLite and a real PostgreSQL, and with a database that is down."""

from __future__ import annotations

import datetime as dt
import time

import pytest
from rasa_sdk.executor import ActionExecutor

from actions import turn_action
from rrn.record.one_turn import one_turn
from rrn.record.recorder import recorder
from rrn.record.settings import PROBE, SWITCH_VARIABLE, URL_VARIABLE
from rrn.record.store import Record
from rrn.understanding.reading import Part, Reading


@pytest.fixture
def run(register_url, monkeypatch):
    """Runs an action for one message and returns what Rasa would receive."""
    monkeypatch.setenv("RRN_REGISTER_URL", register_url)
    turn_action.opened_register.cache_clear()
    executor = ActionExecutor()
    executor.register_package("actions")

    async def call(action, text, label, slots=None, conversation="test", **more):
        reading = Reading(text, "", (Part(text, label, 0.9, ranking=((label, 0.9),)),))
        message = {"text": text, "intent": {"name": label}, "entities": [], "reading": reading.to_dict(), **more}
        tracker = {
            "sender_id": conversation,
            "slots": slots or {},
            "latest_message": message,
            "events": [{"event": "user", "input_channel": "rest"}],
            "paused": False,
            "active_loop": {},
        }
        tracker |= {"followup_action": None, "latest_action_name": None, "latest_input_channel": None}
        return await executor.run({"next_action": action, "tracker": tracker, "domain": {}})

    yield call
    turn_action.opened_register.cache_clear()


async def test_an_answer_is_text_first_and_then_the_reply_object(run):
    result = await run("action_answer_question", "how long", "faq/certification_duration")
    text, custom = result["responses"]
    assert "12 month process" in text["text"]
    assert "as of 22 November 2026" in text["text"]
    assert custom["custom"]["id"] == "certification_duration"


async def test_the_state_is_kept_in_slots_and_only_what_changed_is_sent(run):
    result = await run("action_sector_applicability", "does it apply", "sector_applicability")
    assert {event["name"]: event["value"] for event in result["events"]}["awaiting"] == "setting"
    again = await run("action_small_talk", "hello", "chitchat/greeting")
    assert again["events"] == []


async def test_a_status_comes_from_the_database(run):
    result = await run("action_certification_status", "is Intelligensa certified?", "provider_status")
    assert result["responses"][1]["custom"]["status"]["status"] == "working_towards"


@pytest.mark.parametrize(
    ("action", "label", "kind"),
    [
        ("action_decline", "not_covered/cost", "not_covered"),
        ("action_decline", "out_of_scope", "out_of_scope"),
        ("action_handover", "handover", "handover"),
        ("action_safeguarding", "safeguarding", "safeguarding"),
        ("action_small_talk", "chitchat/thanks", "chitchat"),
        ("action_follow_up", "ask_why", "clarify"),
        ("action_ask_back", "affirm", "clarify"),
    ],
)
async def test_each_goal_has_its_action(run, action, label, kind):
    result = await run(action, "some text", label)
    assert result["responses"][1]["custom"]["kind"] == kind


async def test_a_database_that_is_down_gives_the_office_and_leaves_the_rest_answered(run, monkeypatch):
    monkeypatch.setenv("RRN_REGISTER_URL", "postgresql+psycopg2://nobody@127.0.0.1:1/none")
    turn_action.opened_register.cache_clear()
    looked_up = await run("action_certification_status", "is Intelligensa certified?", "provider_status")
    assert [response["response"] for response in looked_up["responses"]] == ["utter_unavailable"]
    answered = await run("action_answer_question", "what is it", "faq/what_is_rrn")
    assert answered["responses"][1]["custom"]["kind"] == "answer"


@pytest.fixture
def recorded(register_url, monkeypatch):
    """Records into the test's database, and reads a turn back."""
    monkeypatch.setenv(SWITCH_VARIABLE, "on")
    monkeypatch.setenv(URL_VARIABLE, register_url)
    Record(register_url)
    recorder.cache_clear()
    yield lambda turn: one_turn(register_url, turn)
    recorder().close()
    recorder.cache_clear()


async def test_every_reply_is_in_the_record_and_names_its_turn(run, recorded):
    message = {"message_id": "m1", "typed": "How long??", "received": time.time() - 0.05}
    result = await run("action_answer_question", "How long?", "faq/certification_duration", **message)
    reply = result["responses"][1]["custom"]
    assert reply["trace"]["turn"] == "m1"
    turn = recorded("m1")
    assert (turn.conversation, turn.channel, turn.asked, turn.kind, turn.answer) == (
        "test",
        "rest",
        "How long??",
        "answer",
        "certification_duration",
    )
    assert turn.reply == reply
    assert turn.reading["parts"][0]["label"] == "faq/certification_duration"
    assert turn.latency_ms >= 50


async def test_the_state_before_the_turn_is_recorded(run, recorded):
    slots = {"awaiting": "setting", "last_kind": "answer", "last_id": "nhs_mandate"}
    await run("action_follow_up", "stop", "stop", slots, message_id="m2")
    assert {**recorded("m2").state, **slots} == recorded("m2").state


async def test_nothing_is_recorded_where_that_is_switched_off_nor_of_the_probe(run, recorded, monkeypatch, register_url):
    probe = await run("action_answer_question", "how long", "faq/certification_duration", conversation=PROBE, message_id="m3")
    monkeypatch.setenv(SWITCH_VARIABLE, "off")
    off = await run("action_answer_question", "how long", "faq/certification_duration", message_id="m4")
    assert [each["responses"][1]["custom"]["trace"]["turn"] for each in (probe, off)] == [None, None]
    assert list(Record(register_url).between(dt.datetime.min, dt.datetime.max)) == []


async def test_a_record_that_is_down_leaves_the_person_answered(run, recorded, monkeypatch, tmp_path, caplog):
    recorder().close()
    monkeypatch.setenv(URL_VARIABLE, "postgresql+psycopg2://nobody@127.0.0.1:1/none")
    monkeypatch.setattr("rrn.record.recorder.STATE", tmp_path)
    recorder.cache_clear()
    result = await run("action_answer_question", "how long", "faq/certification_duration", message_id="m5")
    assert result["responses"][1]["custom"]["kind"] == "answer"
    assert "does not answer" in caplog.text
    assert "m5" in (tmp_path / "record-unwritten.jsonl").read_text()
