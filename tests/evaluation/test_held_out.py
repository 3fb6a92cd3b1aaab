"""How a held-out conversation is judged."""

from __future__ import annotations

import pytest

from evaluation.held_out import Case, Expected, judge, load_cases, without


def reply(kind, reply_id="", **fields):
    return {"kind": kind, "id": reply_id, "also": [], "verdict": None, "status": None, **fields}


def verdict(sector, outcome):
    return reply("verdict", "sector_applicability", verdict={"sector": sector, "outcome": outcome})


@pytest.mark.parametrize(
    ("expected", "given", "met"),
    [
        (Expected(("answer",), ("nhs_only",)), reply("answer", "nhs_only"), True),
        (Expected(("answer",), ("nhs_only",)), reply("answer", "nhs_mandate"), False),
        (Expected(("not_covered", "clarify")), reply("clarify"), True),
        (Expected(("not_covered", "clarify")), reply("answer", "nhs_only"), False),
        (Expected(("verdict",), sector=("school",), outcome=("not_applicable",)), verdict("school", "not_applicable"), True),
        (Expected(("verdict",), sector=("school",), outcome=("not_applicable",)), verdict("school", "mandatory"), False),
        (Expected(("status",), status=("unknown",)), reply("status", status={"status": "certified"}), False),
        (Expected(("answer",), ("a",), also=("b",)), reply("answer", "a", also=[reply("answer", "b")]), True),
        (Expected(("answer",), ("a",), also=("b",)), reply("answer", "a"), False),
        (
            Expected(("verdict",), sectors=(("school", "not_applicable"), ("care_home", "clarify"))),
            verdict("school", "not_applicable"),
            False,
        ),
    ],
)
def test_a_reply_is_judged(expected, given, met):
    assert expected.met_by(given) is met


def test_a_confident_reply_where_none_was_due_is_the_worst_fault():
    case = Case("1", "near_miss", ("q",), (Expected(("not_covered",)),))
    assert judge(case, [reply("answer", "nhs_only")]).wrong_but_confident
    assert not judge(case, [reply("chitchat")]).wrong_but_confident
    assert not judge(case, [reply("chitchat")]).right


def test_a_case_needs_an_expectation_a_turn(tmp_path):
    path = tmp_path / "cases.yml"
    path.write_text("- {id: x, group: chain, turns: [a, b], expect: [{kinds: [answer]}]}\n", encoding="utf-8")
    with pytest.raises(ValueError, match="x"):
        load_cases(path)


def test_where_an_answer_was_withdrawn_its_follow_up_has_nothing_to_follow():
    asked = Expected(("answer",), ("contact",))
    case = Case("1", "chain", ("who can I ask", "where does it say that"), (asked, asked))
    replies = [reply("not_covered", "withdrawn_contact"), reply("chitchat", "source")]
    assert not judge(case, replies).right
    assert judge(without(case, {"contact"}), replies).right
    assert not judge(without(case, {"contact"}), [replies[1], replies[1]]).right
    assert not judge(without(case, {"nhs_mandate"}), replies).right
