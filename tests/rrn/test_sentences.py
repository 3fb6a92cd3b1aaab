"""Sentences, and the marks that tie them to quotes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rrn.items import read_items
from rrn.paths import DATA
from rrn.sentences import has_marks, marked, sentences, unmarked

ANSWERS = [item for item in read_items(DATA).values() if item.kind == "answer"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One. Two? Three", ["One.", "Two?", "Three"]),
        ("It takes 12. months", ["It takes 12. months"]),
        ("Two steps:\n1. Pass it.\n2. Give it. It is long.", ["Two steps:", "Pass it.", "Give it.", "It is long."]),
        ("- the **trainers**\n- it. **Bold** next.", ["the **trainers**", "it.", "**Bold** next."]),
        ("He says 'no.' Then more.", ["He says 'no.'", "Then more."]),
        ("", []),
    ],
)
def test_a_text_falls_into_its_sentences(text, expected):
    assert sentences(text) == expected


@pytest.mark.parametrize("item", ANSWERS, ids=lambda item: item.id)
def test_marks_go_in_and_come_out(item):
    text = marked(item.text, item.supported_by)
    assert text.count("[") == len(item.supported_by)
    assert unmarked(text) == (item.text, list(item.supported_by))


WORDS = st.lists(st.sampled_from(["It", "takes", "12", "months", "‘so’", "**bold**", "(CQC)", "1 April"]), min_size=1, max_size=6)
LINES = st.lists(st.tuples(st.sampled_from(["", "- ", "1. "]), WORDS, st.sampled_from([".", "?", ""])), min_size=1, max_size=5)


@given(LINES, st.data())
def test_any_text_keeps_its_marks(lines, data):
    text = "\n".join(f"{bullet}{' '.join(words)}{end}" for bullet, words, end in lines)
    numbers = [data.draw(st.lists(st.integers(1, 20), max_size=3, unique=True).map(tuple)) for _ in sentences(text)]
    assert unmarked(marked(text, numbers)) == (text, numbers)


def test_a_mark_may_stand_before_the_full_stop():
    assert unmarked("It takes long [2]. It is hard.[no fact]") == ("It takes long. It is hard.", [(2,), ()])


def test_a_sentence_without_a_mark_is_told():
    assert unmarked("One. [1] Two.") == ("One. Two.", [(1,), None])


def test_what_looks_like_a_mark_is_told():
    assert has_marks("see [3]")
    assert not has_marks("see [the page](https://x)")
