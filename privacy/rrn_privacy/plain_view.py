"""A plain view of a text to look for patterns in, with the way back to the characters that were typed."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

#: Dashes and minus signs of every kind, as one.
_DASHES = frozenset("\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d")


@dataclass(frozen=True)
class PlainView:
    """A text in plain letters, digits, spaces and hyphens.

    Attributes:
        text: The plain text.
        places: For each of its characters, where the typed character stands; one more for the end.
    """

    text: str
    places: tuple[int, ...] | range

    def typed_span(self, start: int, end: int) -> tuple[int, int]:
        """Returns where the characters from ``start`` to ``end`` of the plain text stand in the typed one."""
        return self.places[start], self.places[end - 1] + 1


def plain_view(typed: str) -> PlainView:
    """Returns the plain view of a text: full-width and foreign digits as 0 to 9, and nothing that shows nothing."""
    if typed.isascii():
        return PlainView(typed, range(len(typed) + 1))
    characters, places = [], []
    for place, character in enumerate(typed):
        plain = _plain(character)
        characters.append(plain)
        places.extend([place] * len(plain))
    return PlainView("".join(characters), (*places, len(typed)))


def _plain(character: str) -> str:
    if character.isascii():
        return character
    digit = unicodedata.decimal(character, None)
    if digit is not None:
        return str(digit)
    if character in _DASHES:
        return "-"
    category = unicodedata.category(character)
    if category == "Zs":
        return " "
    if category in ("Cf", "Mn"):
        return ""
    return unicodedata.normalize("NFKC", character)
