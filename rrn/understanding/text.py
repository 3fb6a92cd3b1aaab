"""What is done to a message before it is understood."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

#: Longest message that is read, in characters.
MAX_CHARACTERS = 1000

_QUOTES = str.maketrans({"’": "'", "‘": "'", "`": "'", "“": '"', "”": '"', "–": "-", "—": "-", "…": "..."})
#: Unicode categories that show nothing and can hide or reorder text: control, format (zero-width, bidi), surrogate,
#: private use and unassigned.
_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})

#: Signs that somebody who dictates says as words. "Full stop" within a sentence is also a figure of speech.
_DICTATED = (
    (re.compile(r"\s*(?<!\ba )\bquestion mark\b(?! (?:over|about|hang))[\s?]*", re.IGNORECASE), "? "),
    (re.compile(r"\s*\b[Ff]ull stop(?=\s+(?:new (?:line|paragraph)|[A-Z])|\s*$)[\s.]*"), ". "),
    (re.compile(r"(?<=[.?!])\s*\bnew (?:line|paragraph)\b\s*(?=\w)", re.IGNORECASE), " "),
)

#: Names that are spelt letter by letter: "R R N", "C.Q.C.".
_SPELT = re.compile(r"\b(?:r[. ] ?r[. ] ?n|n[. ] ?h[. ] ?s|c[. ] ?q[. ] ?c)\b(?:\.(?= [a-z]))?", re.IGNORECASE)

#: Tiers of services have figures in their names.
_TIER = re.compile(r"\b(tier) (one|two|three|four)\b", re.IGNORECASE)
_FIGURES = {"one": "1", "two": "2", "three": "3", "four": "4"}


def clean(text: str) -> str:
    """Returns a message in one plain form.

    Compatibility forms become plain letters (NFKC), what shows nothing is taken out, accents stay, spaces are single, signs
    that were dictated are signs, names that were spelt are words, and a leading ``/`` goes, so that what a person types is
    never a command of Rasa's.
    """
    plain = unicodedata.normalize("NFKC", text.translate(_QUOTES)).translate(_QUOTES)
    visible = "".join(
        " " if character in "\n\r\t" else character
        for character in plain
        if character in "\n\r\t" or unicodedata.category(character) not in _INVISIBLE
    )
    for spoken, sign in _DICTATED:
        visible = spoken.sub(sign, visible)
    plain = re.sub(r"\s+", " ", visible).strip().lstrip("/ \\").strip()
    plain = _SPELT.sub(lambda name: re.sub(r"\W", "", name.group()), plain)
    return _TIER.sub(lambda tier: f"{tier[1]} {_FIGURES[tier[2].lower()]}", plain)


def has_words(text: str) -> bool:
    """Says whether a cleaned message has a letter or a digit in it."""
    return any(character.isalnum() for character in text)


def with_names(pattern: str, names: Mapping[str, str]) -> str:
    """Returns a regular expression of a data file with the names in braces replaced by what they stand for."""
    for name, value in names.items():
        pattern = pattern.replace("{" + name + "}", value)
    return pattern
