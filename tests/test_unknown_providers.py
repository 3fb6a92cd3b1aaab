"""Questions about a provider that is not in the register, at any time, put to the trained assistant in words it was not trained on."""

from __future__ import annotations

import re

import pytest

QUESTIONS = (
    "when was {} certified?",
    "when did {} become certified?",
    "was {} certified last June?",
    "was {} certified in 2022?",
    "will {} be certified?",
    "when will {} be certified?",
    "is {} due to be certified in 2027",
    "has {} ever been certified?",
    "how long has {} been certified?",
    "did {} lapse in 2024?",
    "was {} withdrawn?",
    "when does {}'s certification run out?",
    "what was the status of {} in March 2023?",
    "were {} certified at the time of the incident in May 2022",
    "is {} working towards certification?",
    "do you know if {} got certified",
)


@pytest.mark.parametrize("name", ["Test Bright Training", "Testicare", "Team Test", "testbright training"])
def test_a_stranger_is_not_in_the_register_whenever_it_is_asked_about(converse, name):
    for question in QUESTIONS:
        reply = converse(question.format(name))[-1]
        assert (reply["kind"], reply["status"] and reply["status"]["status"]) == ("status", "unknown"), question
        assert reply["status"]["provider"] == name
        assert "is not in this register" in reply["text"]
        assert "says nothing about whether it is certified" in reply["text"]
        assert not re.search(r"(?:is|was|were|are) not (?:yet |then )?certified", reply["text"])


def test_what_is_asked_next_is_about_the_same_provider(converse):
    replies = converse("when was Test Bright Training certified?", "and in 2023?", "is Intelligensa certified?")
    assert [each["status"]["status"] for each in replies] == ["unknown", "unknown", "working_towards"]
