"""A follow-up about the service of the last verdict: with a fact more, or asking how the verdict is meant."""

from __future__ import annotations

import pytest

from rrn.dialogue.state import State
from rrn.dialogue.turn import Turn, respond
from rrn.understanding.reading import Part, Reading, ServiceMention

SECTOR, ONLY, MANDATE = "sector_applicability", "faq/nhs_only", "faq/nhs_mandate"


@pytest.mark.parametrize(
    ("setting", "follow_up", "outcome"),
    [
        ("does it apply to academies", "even if their places are nhs commissioned?", "conflict"),
        ("does it apply to academies", "and what if the nhs commissions us", "conflict"),
        ("does it apply to academies", "although it is an nhs commissioned service", "conflict"),
        ("does it apply to our children's home", "does it make a difference that the cqc regulates us", "conflict"),
        ("does it apply to our day centre, no nhs contract, cqc registered", "is it different if the icb commissions us?", "mandatory"),
    ],
)
def test_a_fact_that_is_supposed_gives_a_new_verdict(talk, setting, follow_up, outcome):
    first, then = talk((setting, SECTOR), (follow_up, ONLY))
    assert (then.kind, then.verdict["outcome"]) == ("verdict", outcome)
    assert then.verdict["sector"] == first.verdict["sector"]


def test_money_from_the_nhs_that_is_supposed_is_asked_about(talk):
    assert (
        talk(("does it apply to academies", SECTOR), ("any difference if the nhs pays for a place", ONLY))[1].id == "ask_nhs_commissioned"
    )


@pytest.mark.parametrize("follow_up", ["so is that compulsory?", "and are we bound by it or is it optional"])
def test_whether_the_verdict_is_binding_is_the_verdict_again(talk, follow_up):
    reply = talk(("does it apply to our day centre, no nhs contract, cqc registered", SECTOR), (follow_up, MANDATE))[1]
    assert (reply.kind, reply.verdict["outcome"]) == ("verdict", "expected")


@pytest.mark.parametrize(
    ("follow_up", "label"),
    [
        ("is it only for you if you are nhs commissioned", ONLY),
        ("who has to do it, if the nhs commissions something?", MANDATE),
        ("is that compulsory since some date, and when?", MANDATE),
        ("what does a course cost if the nhs commissions us", "not_covered/cost"),
    ],
)
def test_other_questions_have_their_own_answer(talk, follow_up, label):
    assert talk(("does it apply to academies", SECTOR), (follow_up, label))[1].id == label.rpartition("/")[2]


def test_without_a_verdict_the_page_answers(talk):
    assert talk(("what are they", "faq/what_is_rrn"), ("even if it is nhs commissioned?", ONLY))[1].id == "nhs_only"


def test_two_questions_about_two_settings_have_two_verdicts(register):
    school, police = ServiceMention("school"), ServiceMention("police")
    parts = (Part("is it for schools", SECTOR, 0.9, services=(school,)), Part("and must the police", SECTOR, 0.9, services=(police,)))
    reply, _ = respond(Turn(Reading("is it for schools and must the police", "", parts, (school, police)), State(), register))
    assert [each.verdict["sector"] for each in (reply, *reply.also)] == ["school", "police"]
