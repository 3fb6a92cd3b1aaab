"""Cleaning a message."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rrn.understanding.text import clean, has_words


@pytest.mark.parametrize(
    ("raw", "cleaned"),
    [
        ("  what   is\n it ", "what is it"),
        ("/restart", "restart"),
        (" //stop", "stop"),
        ("／faq{}", "faq{}"),
        ("sch\u200bools", "schools"),
        ("\u202egnihtyna", "gnihtyna"),
        ("children’s", "children's"),
        ("ﬁrm", "firm"),
        ("a\x00b", "ab"),
        ("café", "café"),
        ("what is it question mark sorry I am driving full stop", "what is it? sorry I am driving."),
        ("is it mandatory Question Mark new line since when", "is it mandatory? since when"),
        ("is there a question mark over it", "is there a question mark over it"),
        ("did it come to a full stop in schools", "did it come to a full stop in schools"),
        ("the R.R.N. standards, n h s and C.Q.C", "the RRN standards, nhs and CQC"),
        ("our tier four ward", "our tier 4 ward"),
        ("four of our rnr staff", "four of our rnr staff"),
    ],
)
def test_a_message_is_brought_into_one_plain_form(raw, cleaned):
    assert clean(raw) == cleaned


@given(st.text(alphabet=st.characters(exclude_categories=()), max_size=200))
def test_no_text_raises_or_leaves_what_shows_nothing(raw):
    cleaned = clean(raw)
    assert not cleaned.startswith(("/", " "))
    assert all(unicodedata.category(character) not in {"Cc", "Cf", "Cs"} for character in cleaned)


@pytest.mark.parametrize(("text", "words"), [("???", False), ("😀😀", False), ("", False), ("a", True), ("12", True)])
def test_words_are_letters_or_digits(text, words):
    assert has_words(text) is words
