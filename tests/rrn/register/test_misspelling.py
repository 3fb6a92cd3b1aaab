"""The index that misspelt names are found by: what is near is found, whatever the letters."""

from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rrn.register.misspelling import edits_allowed, is_misspelling, pieces, pieces_sought, pieces_to_agree

TEXTS = st.text(string.ascii_lowercase[:8], min_size=5, max_size=40)


@given(TEXTS, st.lists(st.tuples(st.integers(0, 60), st.sampled_from("abcdefgh"), st.integers(0, 2)), max_size=2))
def test_a_letter_wrong_missing_or_added_leaves_pieces_to_be_found_by(text, edits):
    typed = text
    for place, letter, kind in edits[: edits_allowed(len(text))]:
        at = place % len(typed)
        typed = typed[:at] + ("" if kind == 0 else letter) + typed[at + (kind != 2) :]
    if len(edits) <= edits_allowed(min(len(typed), len(text))):
        assert is_misspelling(typed, text)
        assert len(set(pieces(text)) & set(pieces_sought(typed))) >= pieces_to_agree(typed)


@pytest.mark.parametrize(
    ("text", "typed"), [("testwillowbank", "testwilowbank"), ("testwillowbank", "tetswillowbank"), ("alphacare", "alfacare")]
)
def test_plain_misspellings(text, typed):
    assert is_misspelling(typed, text)
    assert set(pieces(text)) & set(pieces_sought(typed))


@pytest.mark.parametrize(("text", "typed"), [("abcd", "abce"), ("abcdefg", "abxyefg"), ("testwillowbank", "testoaktreebank")])
def test_what_is_no_misspelling(text, typed):
    assert not is_misspelling(typed, text)


def test_the_index_stays_small():
    assert len(pieces("x" * 300)) == 4
    assert len(pieces_sought("abcdefghijklmnopqrstuvwxyz")) < 60
