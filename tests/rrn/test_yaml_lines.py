"""Values change and every other byte stays."""

from __future__ import annotations

import pytest

from rrn.yaml_file import DataError
from rrn.yaml_lines import with_values

TEXT = """\
# above
top:
  a: "one"   # a note
  b:
  - x
  inner:   {c: 1}
other: 2
"""


def test_a_value_changes_on_its_own_line_and_a_new_one_stands_below_the_one_before_it():
    changed = with_values(TEXT, ("top",), {"a": "two", "d": "3"})
    assert changed == TEXT.replace('"one"   # a note\n', "two\n  d: 3\n")


def test_a_new_value_alone_stands_on_top():
    assert with_values(TEXT, ("top",), {"d": "3"}) == TEXT.replace("top:\n", "top:\n  d: 3\n")
    assert with_values("a: 1\n", (), {"b": "2"}) == "b: 2\na: 1\n"


def test_the_top_of_a_file_and_a_last_line_without_an_end():
    assert with_values("a: 1\nb: 2", (), {"b": "3"}) == "a: 1\nb: 3"


@pytest.mark.parametrize(
    ("text", "place", "values"),
    [
        (TEXT, ("missing",), {"a": "1"}),
        (TEXT, ("other",), {"a": "1"}),
        (TEXT, ("top",), {"b": "1"}),
        (TEXT, ("top", "inner"), {"c": "2"}),
        ("a: one\n  and more\nb: 2\n", (), {"a": "two"}),
        ('a: "one\n  and more"\nb: 2\n', (), {"a": "two"}),
        ("a: 1\n", (), {"a": "1: 2: 3"}),
    ],
)
def test_what_cannot_be_changed_without_touching_more_is_refused(text, place, values):
    with pytest.raises(DataError):
        with_values(text, place, values)
