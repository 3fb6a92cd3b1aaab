import sys
import unicodedata

import pytest
from rrn_web.errors import ApiError
from rrn_web.typed_text import BIDI_CONTROLS, MAX_TEXT, typed_text


def test_text_is_normalised_and_line_ends_are_plain():
    assert typed_text("  cafe\u0301\r\nand\ttea ") == "caf\u00e9\nand tea"


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (None, "text_missing"),
        (7, "text_missing"),
        (["a"], "text_missing"),
        ("", "text_empty"),
        (" \n ", "text_empty"),
        ("a" * (MAX_TEXT + 1), "text_too_long"),
        ("a\x00b", "text_characters"),
        ("a\u202eb", "text_characters"),
        ("a\ud800b", "text_characters"),
    ],
)
def test_what_cannot_be_sent_is_refused_with_a_code(value, code):
    with pytest.raises(ApiError) as refused:
        typed_text(value)
    assert (refused.value.status, refused.value.code) == (400, code)
    assert refused.value.message.endswith(".")


def test_every_code_point_is_either_kept_or_refused():
    for number in range(sys.maxunicode + 1):
        character = chr(number)
        category = unicodedata.category(character)
        refused = category == "Cs" or character in BIDI_CONTROLS or (category == "Cc" and character not in "\n\r\t")
        try:
            kept = typed_text(f"a{character}b")
        except ApiError:
            kept = None
        assert (kept is None) == refused, hex(number)
        if kept is not None:
            assert kept == unicodedata.normalize("NFC", f"a{character}b".replace("\r", "\n").replace("\t", " ")), hex(number)


def test_a_text_of_many_combining_marks_is_taken_or_refused_by_its_length():
    with pytest.raises(ApiError, match="shorten"):
        typed_text("a" + "\u0316" * 10_000)
