"""What the gate makes of two versions' answers."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from evaluation.gate import compare, exact_cases, shown
from evaluation.held_out import Case, Expected
from rrn.items import Item

ITEM = Item(kind="answer", id="contact", text="Ring us.", title="How do I ring?", examples=("phone", "number", "third"))
CASE = Case("q1", "near_miss", ("how much is it",), (Expected(("not_covered", "clarify")),))


def reply(kind, reply_id="", text="", **fields):
    return {"kind": kind, "id": reply_id, "text": text, "also": [], "verdict": None, "status": None, **fields}


def answers(given, own="Ring us.", verdict=None):
    exact = {case.id: [reply("answer", "contact", own)] for case in exact_cases({"contact": ITEM})}
    return {
        "replies": {"q1": [given]},
        "exact_replies": exact,
        "exact": {case.turns[0]: True for case in exact_cases({"contact": ITEM})},
        "verdicts": {"a school": verdict or {"rule": "R3", "outcome": "not_applicable", "quotes": []}},
    }


RIGHT, ASKED_BACK = reply("not_covered", "cost"), reply("clarify", "did_you_mean")
WRONG, CONFIDENT, OTHER_CONFIDENT = reply("chitchat", "thanks"), reply("answer", "contact"), reply("answer", "nhs_only")


@pytest.mark.parametrize(
    ("before", "after", "listed", "passed"),
    [
        (RIGHT, RIGHT, None, True),
        (RIGHT, ASKED_BACK, "otherwise", True),
        (RIGHT, WRONG, "worse", False),
        (RIGHT, CONFIDENT, "worse", False),
        (WRONG, CONFIDENT, "worse", False),
        (CONFIDENT, OTHER_CONFIDENT, "otherwise", True),
        (CONFIDENT, WRONG, "otherwise", True),
        (WRONG, RIGHT, "better", True),
    ],
)
def test_a_question_is_better_worse_or_otherwise(before, after, listed, passed):
    findings = compare([CASE], answers(before), answers(after), {"contact": ITEM})
    assert {name: len(getattr(findings, name)) for name in ("better", "worse", "otherwise")} == {
        name: int(name == listed) for name in ("better", "worse", "otherwise")
    }
    assert findings.passed is passed
    assert listed is None or "how much is it" in shown(findings)


def test_a_text_that_is_not_the_approved_one_is_a_fault():
    findings = compare([CASE], answers(RIGHT), answers(RIGHT, own="Ring them."), {"contact": ITEM})
    assert not findings.passed
    assert "to the letter" in findings.faults[0]


def test_a_title_that_leads_elsewhere_is_a_fault():
    candidate = answers(RIGHT)
    candidate["exact"]["How do I ring?"] = False
    candidate["exact_replies"]["exact/contact/0"] = [reply("clarify", "did_you_mean")]
    (fault,) = compare([CASE], answers(RIGHT), candidate, {"contact": ITEM}).faults
    assert "'How do I ring?' should lead to 'contact'" in fault


def test_what_led_elsewhere_before_is_no_new_fault():
    before, after = answers(RIGHT), answers(RIGHT)
    before["exact"]["phone"] = after["exact"]["phone"] = False
    assert compare([CASE], before, after, {"contact": ITEM}).passed


def test_a_hole_in_the_decision_table_is_a_fault_and_another_verdict_is_told():
    findings = compare([CASE], answers(RIGHT), answers(RIGHT, verdict={"fault": "no row"}), {"contact": ITEM})
    assert "no row" in findings.faults[0]
    findings = compare(
        [CASE], answers(RIGHT), answers(RIGHT, verdict={"rule": "R4", "outcome": "mandatory", "quotes": []}), {"contact": ITEM}
    )
    assert findings.verdicts == ["a school: not_applicable by rule R3 becomes mandatory by rule R4"]


ASKED = Case("q2", "answer", ("which number",), (Expected(("answer",), ("contact",)),))
GONE = replace(ITEM, withdrawn_on=dt.date(2027, 1, 4))
SAID_GONE = reply("not_covered", "withdrawn_contact", "I have no answer at present.")


@pytest.mark.parametrize(
    ("after", "own", "passed"),
    [(SAID_GONE, SAID_GONE, True), (OTHER_CONFIDENT, SAID_GONE, False), (SAID_GONE, reply("answer", "contact", "Ring us."), False)],
)
def test_an_answer_that_was_withdrawn_must_be_gone_and_no_other_take_its_place(after, own, passed):
    def given(one, two):
        cases = exact_cases({"contact": GONE})
        exact = {"exact_replies": {case.id: [two] for case in cases}, "exact": {case.turns[0]: True for case in cases}}
        return {**answers(RIGHT), "replies": {"q2": [one]}, **exact}

    assert compare([ASKED], given(CONFIDENT, reply("answer", "contact", "Ring us.")), given(after, own), {"contact": GONE}).passed is passed
