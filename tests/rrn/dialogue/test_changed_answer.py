"""A fact changed on the card of a verdict: for that card's setting, whatever was spoken of since."""

from __future__ import annotations

import itertools

import pytest

from rrn.applicability import CQC_FACTS, NHS_FACTS, Service, decision_table
from rrn.dialogue.changed_answer import changed_service, changes
from rrn.understanding.text import clean

APPLY = "sector_applicability"
TABLE = decision_table()
DECIDED = [
    decision
    for sector, nhs, cqc in itertools.product(("", "unsure", *TABLE.settings), NHS_FACTS, CQC_FACTS)
    for decision in [TABLE.decide(Service(sector, nhs, cqc))]
    if decision.rule.outcome != "clarify"
]


def offered(verdict):
    return {change["title"]: change["payload"] for change in verdict["changes"]}


@pytest.mark.parametrize("decision", DECIDED, ids=lambda decision: str(decision.service))
def test_every_button_of_every_verdict_leads_where_its_title_says(decision):
    service = decision.service
    found = {change.title: changed_service(clean(change.payload)) for change in changes(decision)}
    assert len(found) == len(changes(decision)) >= 1
    for title, changed in found.items():
        fact, answer = ("nhs", "NHS commissioned") if "NHS commissioned" in title.partition(": it is")[2] else ("cqc", "CQC regulated")
        to = "false" if title.endswith(f"not {answer}") else "true"
        other = "cqc" if fact == "nhs" else "nhs"
        assert changed.sector == service.sector
        assert (getattr(changed, fact), getattr(changed, other)) == (to, getattr(service, other))
        assert changed != service
        assert decision.label in title or service.sector == "unsure"


def test_what_a_setting_says_by_its_name_is_not_offered_otherwise():
    titles = [change.title for change in changes(TABLE.decide(Service("nhs_service", "true", "open")))]
    assert titles == ["For an NHS commissioned service: it is CQC regulated", "For an NHS commissioned service: it is not CQC regulated"]


def test_an_old_card_changes_its_own_setting(talk):
    care_home, school = talk(("nursing home, not nhs commissioned, cqc registered", APPLY), ("and a school?", "what_about"))
    press = offered(care_home.verdict)["For a nursing home: it is NHS commissioned"]
    *_, changed = talk(
        ("nursing home, not nhs commissioned, cqc registered", APPLY), ("and a school?", "what_about"), (press, "out_of_scope/other")
    )
    assert school.verdict["sector"] == "school"
    assert {name: changed.verdict[name] for name in ("sector", "outcome", "nhs_commissioned", "cqc_regulated")} == {
        "sector": "nursing_home",
        "outcome": "mandatory",
        "nhs_commissioned": True,
        "cqc_regulated": True,
    }


def test_the_conversation_goes_on_with_the_setting_of_the_card(talk):
    press = "For a nursing home: not NHS commissioned"
    *_, asked, answered = talk(("and a school?", APPLY), (press, "inform"), ("yes", "affirm"))
    assert asked.id == "ask_cqc_regulated"
    assert (answered.verdict["sector"], answered.verdict["outcome"]) == ("nursing_home", "expected")


def test_a_card_without_a_setting_is_not_about_the_setting_named_since(talk):
    first, *_ = talk(("we are nhs commissioned. does it apply", APPLY))
    press = offered(first.verdict)["For your service: it is CQC regulated"]
    *_, changed = talk(("we are nhs commissioned. does it apply", APPLY), ("and a school?", "what_about"), (press, "inform"))
    assert (changed.verdict["sector"], changed.verdict["outcome"]) == ("unspecified", "mandatory")


def test_each_verdict_of_several_has_its_own(talk):
    (reply,) = talk(("we run a nhs commissioned hospital and a school", APPLY))
    assert [next(iter(offered(verdict))) for verdict in reply.verdict] == [
        "For a hospital: it is not NHS commissioned",
        "For a school: it is NHS commissioned",
    ]


def test_words_that_no_button_says_are_read_as_typed():
    assert changed_service("For a care home: it is all quite different") is None
