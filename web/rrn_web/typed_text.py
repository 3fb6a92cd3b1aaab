"""What a person may send: normalised, and without characters that hide or break something."""

from __future__ import annotations

import unicodedata

from rrn_web.errors import ApiError

#: In characters, after normalisation.
MAX_TEXT = 1000
MAX_COMMENT = 1000
MAX_NAME = 300
#: They turn the direction of the text around them, so that it reads otherwise than it is.
BIDI_CONTROLS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def typed_text(value: object, name: str = "text", longest: int = MAX_TEXT, may_be_blank: bool = False) -> str:
    """Returns a text in Unicode's NFC with plain line ends.

    Raises:
        ApiError: It is no text, blank, too long, or holds control characters, lone surrogates or bidirectional overrides.
    """
    if not isinstance(value, str):
        raise ApiError(400, f"{name}_missing", f"Send the {name} as text.")
    text = value.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ").strip()
    if any(_refused(character) for character in text):
        raise ApiError(400, f"{name}_characters", f"The {name} holds characters that cannot be shown. Please type it again.")
    text = unicodedata.normalize("NFC", text)
    if not text and not may_be_blank:
        raise ApiError(400, f"{name}_empty", "Please type a question first.")
    if max(len(value), len(text)) > longest:  # as it was sent too, as the description of the API says
        raise ApiError(400, f"{name}_too_long", f"Please shorten it to {longest:,} characters.")
    return text


def _refused(character: str) -> bool:
    category = unicodedata.category(character)
    return (category == "Cc" and character != "\n") or category == "Cs" or character in BIDI_CONTROLS
