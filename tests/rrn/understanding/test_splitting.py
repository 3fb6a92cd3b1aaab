"""A message and its questions."""

from __future__ import annotations

import pytest

from rrn.understanding.splitting import is_question, split


@pytest.mark.parametrize(
    ("message", "questions"),
    [
        ("what is it + how long does it take", ["what is it", "how long does it take"]),
        ("what is it & how long does it take", ["what is it", "how long does it take"]),
        ("18+ service, does it apply", ["18+ service", "does it apply"]),
        ("what is it, and whom does it bind", ["what is it", "whom does it bind"]),
        ("what is it? and since when", ["what is it?", "and since when"]),
        ("what is it an why is it needed", ["what is it", "why is it needed"]),
        ("is that an issue", ["is that an issue"]),
        ("my sister works there and was telling me. what is it", ["my sister works there and was telling me.", "what is it"]),
        ("they have no certificate but has the rule changed", ["they have no certificate", "has the rule changed"]),
        ("it isn't certified but has the label", ["it isn't certified but has the label"]),
    ],
)
def test_joined_questions_come_apart(message, questions):
    assert split(message) == questions


@pytest.mark.parametrize("text", ["n how much is it", "plus how much is it", "and me, I want to know does it apply to us", "+ who does it"])
def test_what_stands_before_a_question_leaves_it_one(text):
    assert is_question(text)


@pytest.mark.parametrize("text", ["was telling me on Sunday", "is asking for proof", "I want the certificate"])
def test_what_somebody_does_is_no_question(text):
    assert not is_question(text)
