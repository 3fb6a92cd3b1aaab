"""Asking the trained assistant: the contract of a reply, batches, and buttons."""

from __future__ import annotations

import io
import json
from types import NoneType

import pytest

from commands import ask
from rrn.applicability import decision_table
from rrn.content import content

FIELDS = {
    "text": str,
    "kind": str,
    "id": str,
    "confidence": float,
    "sources": list,
    "verdict": (dict, list, NoneType),
    "status": (dict, NoneType),
    "buttons": list,
    "also": list,
    "trace": dict,
}
TITLES = [answer for answer in content().answers.values() if answer.id != "handover"]


@pytest.mark.parametrize(
    "turns",
    [
        ["does it apply to schools?"],
        ["is Intelligensa certified?"],
        ["how much does it cost and how long does it take?"],
        ["qwrt zxcv"],
        ["😀"],
        ["/restart"],
        ["does it apply to a care home", "no", "yes"],
    ],
)
def test_every_reply_keeps_the_contract(converse, turns):
    for reply in converse(*turns):
        for each in (reply, *reply["also"]):
            assert each.keys() == FIELDS.keys()
            assert all(isinstance(each[name], kinds) for name, kinds in FIELDS.items())
            assert 0.0 <= each["confidence"] <= 1.0
            assert json.loads(json.dumps(each)) == each


def test_typed_commands_are_text(converse):
    replies = converse("does it apply to a care home", "/restart", "is it mandatory?")
    assert replies[2]["id"] == "nhs_mandate"


@pytest.mark.parametrize("answer", TITLES, ids=lambda answer: answer.id)
def test_a_title_pressed_as_a_button_leads_where_it_says(converse, answer):
    (reply,) = converse(answer.title)
    assert (reply["kind"], reply["id"]) == ("answer", answer.id)
    for button in reply["buttons"]:
        (following,) = converse(button["payload"])
        assert content().answers[following["id"]].title == button["title"]


@pytest.mark.parametrize(
    ("label", "reply_id"), [("sector_applicability", "ask_setting"), ("provider_status", "ask_provider"), ("handover", "handover")]
)
def test_other_titles_lead_where_they_say(converse, label, reply_id):
    title = content().title(label)
    assert converse(title)[0]["id"] == reply_id


@pytest.mark.parametrize("sector", decision_table().offered)
def test_a_setting_button_leads_to_its_setting(converse, sector):
    title = decision_table().settings[sector].title
    asked = converse("does it apply to us?", title)[-1]
    assert any(button["title"] == title for button in converse("does it apply to us?")[0]["buttons"])
    assert sector in json.dumps(asked["trace"]["entities"])
    assert asked["kind"] in ("verdict", "clarify")


@pytest.mark.parametrize(("place", "outcome"), [(0, "mandatory"), (2, "not_stated")])
def test_a_fact_button_gives_its_fact(converse, place, outcome):
    asked = converse("does it apply to a care home?")[0]
    pressed = converse("does it apply to a care home?", asked["buttons"][place]["payload"])[-1]
    assert pressed["verdict"]["outcome"] == outcome


@pytest.mark.parametrize(("place", "outcome"), [(0, "expected"), (1, "not_stated"), (2, "not_stated")])
def test_a_cqc_button_gives_its_fact(converse, place, outcome):
    asked = converse("does it apply to a care home?", "no")[-1]
    pressed = converse("does it apply to a care home?", "no", asked["buttons"][place]["payload"])[-1]
    assert pressed["verdict"]["outcome"] == outcome


def test_which_buttons_lead_to_their_setting(converse):
    asked = converse("does it apply to a secure unit?")[0]
    for button, sector in zip(asked["buttons"], decision_table().settings["secure_unit"].which, strict=True):
        pressed = converse("does it apply to a secure unit?", button["payload"])[-1]
        assert sector in json.dumps([pressed["verdict"], pressed["trace"]["entities"], pressed["id"]])


def test_the_confirmation_button_gives_the_status(converse):
    asked = converse("is Intelligensa Training Group certified?")[0]
    assert asked["id"] == "ask_provider_confirm"
    assert converse(asked["buttons"][0]["payload"])[0]["status"]["provider"] == "Intelligensa Limited"


def test_a_batch_keeps_its_order_and_its_conversations_apart(monkeypatch, assistant):
    monkeypatch.setattr(ask, "Assistant", lambda: assistant)
    lines = [{"id": "b", "turns": ["does it apply to a care home", "yes"]}, {"id": "a", "turns": ["yes"]}]
    out = io.StringIO()
    ask.ask_batch(io.StringIO("\n".join(json.dumps(line) for line in lines)), out)
    answered = [json.loads(line) for line in out.getvalue().splitlines()]
    assert [entry["id"] for entry in answered] == ["b", "a"]
    assert [reply["kind"] for reply in answered[0]["replies"]] == ["clarify", "verdict"]
    assert answered[1]["replies"][0]["id"] == "nothing_open"


@pytest.mark.parametrize(
    "line", ["not json", "[]", '{"id": "1"}', '{"id": "1", "turns": []}', '{"id": "1", "turns": [1]}', '{"turns": ["x"]}']
)
def test_a_bad_line_is_named(line):
    with pytest.raises(ask.InputError, match="Line 2"):
        list(ask.conversations(['{"id": "0", "turns": ["x"]}', line]))


def test_what_is_printed_ends_with_the_source_and_its_date(converse):
    printed = ask.shown(converse("what does the CQC expect?")[0])
    assert "as of 22 November 2026: https://www.intelligensa.co.uk/" in printed
