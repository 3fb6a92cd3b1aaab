"""Personal data goes before Rasa's tracker sees a message, and logs hold no typed text."""

from __future__ import annotations

import asyncio
import json
import logging

import pytest
import structlog
from rasa.core.channels.channel import CollectingOutputChannel, UserMessage

from commands.quiet_rasa import load_agent
from components.quiet_logs import leave_typed_text_out_of_logs, without_typed_text

TYPED = "I am jo@example.org, 07700 900123, SW1A 1AA, QQ 12 34 56 C, 4111 1111 1111 1111 and 943 476 5919. Does it apply to a school?"
CANARIES = ("jo@example.org", "07700 900123", "SW1A 1AA", "QQ 12 34 56 C", "4111 1111 1111 1111", "943 476 5919")


@pytest.fixture(scope="module")
def agent():
    from commands.model import ensure_model

    return load_agent(ensure_model())


def said(agent, text, conversation, channel="rest"):
    output = CollectingOutputChannel()
    loop = asyncio.new_event_loop()
    loop.run_until_complete(agent.handle_message(UserMessage(text, output, conversation, input_channel=channel)))
    tracker = loop.run_until_complete(agent.tracker_store.retrieve(conversation))
    return output.messages, json.dumps([event.as_dict() for event in tracker.events], ensure_ascii=False)


@pytest.mark.parametrize("channel", ["rest", "rrn", "cmdline", "socketio"])
def test_the_tracker_never_sees_personal_data(agent, channel):
    messages, events = said(agent, TYPED, f"c-{channel}", channel)
    assert not [canary for canary in CANARIES if canary in events or canary in json.dumps(messages)]
    assert "[e-mail address]" in events
    assert messages[-1]["custom"]["verdict"]["outcome"] == "not_applicable"


def test_what_is_asked_is_understood_as_if_the_personal_data_were_not_there(agent):
    plain, _ = said(agent, "how long does certification take?", "c-plain")
    signed, _ = said(agent, "how long does certification take? jo@example.org", "c-signed")
    assert plain[-1]["custom"]["text"] == signed[-1]["custom"]["text"]


def test_nothing_but_personal_data_is_answered_too(agent):
    messages, _ = said(agent, "jo@example.org", "c-nothing")
    assert messages[-1]["custom"]["kind"] == "clarify"


def test_the_text_of_log_entries_is_left_out():
    try:
        secret = "my secret question"
        raise ValueError("wrong")
    except ValueError:
        entry = without_typed_text(None, "exception", {"event": "rest.message.received.failure", "text": secret, "exc_info": True})
    assert secret not in json.dumps(entry)
    assert "ValueError: wrong" in entry["exception"]


def test_what_rasa_logs_passes_through_it(agent, caplog):
    leave_typed_text_out_of_logs()
    processors = structlog.get_config()["processors"]
    assert processors[0] is without_typed_text
    assert processors.count(without_typed_text) == 1
    with caplog.at_level(logging.DEBUG):
        try:
            secret = "my secret question"
            raise ValueError("wrong")
        except ValueError:
            structlog.get_logger("rasa.core.channels.rest").exception("rest.message.received.failure", text=secret)
    assert "rest.message.received.failure" in caplog.text
    assert "my secret question" not in caplog.text
