"""Splits a message into its sentences and its joined questions."""

from __future__ import annotations

import re

#: A message is split into at most so many parts; the rest stays with the last.
MAX_SEGMENTS = 6
#: Words that begin a question.
_ASKING = (
    r"(?:how|what|whats|what's|when|why|who|whose|which|where|does|do|is|are|can|could|will|would|should|must|has|have|did|was|were|am)"
)
_ENDS = re.compile(r"(?<=[.?!;])\s+|\s*\n\s*|(?<=\?)(?=\w)")
_JOINED = re.compile(rf"(?:,\s*|\s+)(?:and also|and|also|plus|then|but)\s+(?={_ASKING}\b)|,\s*(?={_ASKING}\b)", re.IGNORECASE)
_ABBREVIATION = re.compile(r"\b(?:e\.g|i\.e|etc|mr|mrs|ms|dr|st|no|ltd|approx)\.$", re.IGNORECASE)
_QUESTION = re.compile(rf"^(?:(?:so|and|but|ok|please|also|hi|hello|just|well|then)[,\s]+)*{_ASKING}\b|\?\s*$", re.IGNORECASE)


def is_question(segment: str) -> bool:
    """Says whether a segment has the form of a question."""
    return bool(_QUESTION.search(segment))


def split(text: str) -> list[str]:
    """Returns the sentences of a message, with joined questions ("what is it and how long does it take") apart."""
    sentences: list[str] = []
    for piece in _ENDS.split(text):
        if sentences and _ABBREVIATION.search(sentences[-1]):
            sentences[-1] = f"{sentences[-1]} {piece}"
        elif piece and piece.strip():
            sentences.append(piece.strip())
    segments = [part.strip(" ,") for sentence in sentences for part in _JOINED.split(sentence) if part and part.strip(" ,.?!;")]
    if len(segments) > MAX_SEGMENTS:
        segments = [*segments[: MAX_SEGMENTS - 1], " ".join(segments[MAX_SEGMENTS - 1 :])]
    return segments
