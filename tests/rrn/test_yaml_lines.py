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


def test_a_value_changes_on_its_own_line_and_a_new_one_stands_after_the_last():
    assert with_values(TEXT, ("top",), {"a": "two", "d": "3"}) == TEXT.replace('"one"   # a note', "two").replace(
        "  inner:   {c: 1}\n", "  inner:   {c: 1}\n  d: 3\n"
    )


def test_the_top_of_a_file_and_a_last_line_without_an_end():
    assert with_values("a: 1\nb: 2", (), {"b": "3"}) == "a: 1\nb: 3"


@pytest.mark.parametrize(("place", "values"), [(("missing",), {"a": "1"}), (("other",), {"a": "1"}), (("top",), {"b": "1"})])
def test_what_cannot_be_changed_safely_is_refused(place, values):
    with pytest.raises(DataError):
        with_values(TEXT, place, values)
