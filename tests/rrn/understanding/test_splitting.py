"""A message and its questions."""

from __future__ import annotations

import pytest

from rrn.understanding.splitting import split


@pytest.mark.parametrize(
    ("message", "questions"),
    [
        ("what is it + how long does it take", ["what is it", "how long does it take"]),
        ("what is it & how long does it take", ["what is it", "how long does it take"]),
        ("18+ service, does it apply", ["18+ service", "does it apply"]),
        ("what is it, and whom does it bind", ["what is it", "whom does it bind"]),
        ("what is it? and since when", ["what is it?", "and since when"]),
    ],
)
def test_joined_questions_come_apart(message, questions):
    assert split(message) == questions
