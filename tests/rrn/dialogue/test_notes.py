"""A reply says where its review is overdue and where a newer version of its source waits for one."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from rrn.dialogue import says
from rrn.dialogue.says import with_notes

APPLY = "sector_applicability"
OVERDUE = "This answer was due for review on 22 May 2027. Please check with the Intelligensa office on 01707 654317."
HELD = "I answered from the page as it was supplied on 22 November 2026. A newer version, of 23 November 2026, has not been reviewed yet."


@pytest.mark.parametrize(
    "turn", [("is it mandatory", "faq/nhs_mandate"), ("does it apply to schools", APPLY), ("is Intelligensa certified?", "provider_status")]
)
@pytest.mark.parametrize(("day", "overdue"), [("2027-05-22", False), ("2027-05-23", True)])
def test_an_answer_a_verdict_and_a_status_say_that_their_review_is_overdue(talk, monkeypatch, turn, day, overdue):
    monkeypatch.setenv("RRN_TODAY", day)
    (reply,) = talk(turn)
    assert reply.text.endswith(OVERDUE) is overdue
    assert [source["overdue"] for source in reply.to_dict()["sources"]] == [overdue] * len(reply.sources)
    assert reply.sources


def test_further_replies_of_a_message_say_it_too(talk, monkeypatch):
    monkeypatch.setenv("RRN_TODAY", "2027-06-01")
    (reply,) = talk(("does it apply to our care home and schools in 2020?", APPLY))
    assert [each.text.count(OVERDUE) for each in (reply, *reply.also)] == [1, 1]


def held(reply, *days):
    reply.sources = [replace(citation, newer_versions=tuple(days)) for citation in reply.sources]
    return reply


def test_a_held_answer_says_from_which_version_it_answers(monkeypatch):
    monkeypatch.setenv("RRN_TODAY", "2026-11-24")
    reply = with_notes(held(says.answer("contact"), dt.date(2026, 11, 23)))
    assert reply.text.endswith(HELD)
    (source,) = reply.to_dict()["sources"]
    assert (source["version"], source["held"], source["newer_version"]) == ("2026-11-22", True, "2026-11-23")
    assert source["sha256"] == "5b4bc6f37f2d79df8fd494bc61e04af54192f5dea6f70318d85e8b085af92f90"


def test_of_several_newer_versions_the_newest_that_had_come_is_named(monkeypatch):
    monkeypatch.setenv("RRN_TODAY", "2026-11-24")
    days = dt.date(2026, 11, 23), dt.date(2026, 11, 24), dt.date(2026, 11, 25)
    assert "A newer version, of 24 November 2026, has not" in with_notes(held(says.answer("contact"), *days)).text


def test_as_of_a_day_before_the_newer_version_nothing_is_held(monkeypatch):
    monkeypatch.setenv("RRN_TODAY", "2026-11-22")
    reply = with_notes(held(says.answer("contact"), dt.date(2026, 11, 23)))
    assert "newer version" not in reply.text
    assert reply.to_dict()["sources"][0]["held"] is False


def test_what_is_not_covered_names_the_version_that_was_looked_at(copied_content, monkeypatch):
    monkeypatch.setenv("RRN_TODAY", "2026-11-24")
    said = says.not_covered("cost").text
    assert "as of 22 November 2026. A newer version, of 23 November 2026, has not been reviewed yet." in said
