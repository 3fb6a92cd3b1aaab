"""What is asked while one thing grows."""

from __future__ import annotations

from benchmarks.growth import made_up_provider, status_questions
from benchmarks.wording import repeated_share


def test_questions_about_providers_are_worded_once_and_half_of_them_are_about_made_up_ones():
    asked = status_questions()
    assert repeated_share(asked) == 0
    made_up = [text for text in asked if made_up_provider("")[1:] in text]
    assert len(made_up) * 2 == len(asked)
