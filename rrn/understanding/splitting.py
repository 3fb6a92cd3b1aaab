"""Splits a message into its sentences and its joined questions."""

from __future__ import annotations

import re

#: A message is split into at most so many parts; the rest stays with the last.
MAX_SEGMENTS = 6
#: What stands before the first item is one piece, each item another.
MIN_ITEMS = 2
#: Words that begin a question.
_ASKING = (
    r"(?:how|what|whats|what's|when|why|who|whose|whom|which|where"
    r"|does|do|is|are|can|could|will|would|should|must|has|have|did|was|were|am)"
    # "My sister works there and was telling me", "isn't certified but has the label": who does or has something asks nothing.
    r"(?!(?<=has)\s+(?:a|an|got|no|not|to|some|any|one|two|the(?! \w+ (?:been|got|to|ever|changed|become|stopped)\b))\b)"
    r"(?!\s+(?:telling|asking|saying|looking|moving|going|trying|wondering|thinking|getting|doing|planning|hoping|been|told|asked|given"
    r"|sent)\b)"
)
#: What may stand before such a word: "on what date".
_PLACE = r"(?:on|in|at|for|by|from|since|to)\s+(?=what|which|whom|whose|when)"
_ENDS = re.compile(rf"(?<=[.?!;])\s+|\s*\n\s*|(?<=\?)(?=\w)|(?:\s-|:)\s+(?={_ASKING}\b)", re.IGNORECASE)
_AND = r"(?:&|\+|n|an|nd|and also|and separately|and secondly|and then|and|also|plus|then|but|separately|secondly)"
#: What asks without a question word: "and give me the office phone number".
_REQUEST = r"(?:give|tell|send|explain|remind)\s+(?:to\s+)?(?:me|us)\b"
_JOINED = re.compile(rf"(?:,\s*|\s+){_AND}\s+(?:{_PLACE})?(?={_ASKING}\b|{_REQUEST})|,\s*(?={_ASKING}\b)", re.IGNORECASE)
#: "(a) ...", "2) ...": each item stands by itself.
_ITEM = re.compile(r"(?:^|[\s,;:])\(?(?:[a-d]|[1-6])\)\s+|(?<=\s)[1-6]\.\s+(?=[a-z])", re.IGNORECASE)
_TRAILING = re.compile(r"[\s,;:]+(?:and|or|also)?\s*$", re.IGNORECASE)
_ABBREVIATION = re.compile(r"\b(?:e\.g|i\.e|etc|mr|mrs|ms|dr|st|no|ltd|approx)\.$", re.IGNORECASE)
_LEAD_IN = r"(?:so|and|an|nd|n|&|\+|plus|but|ok|please|also|hi|hello|just|well|then|secondly|separately)"
#: "And me, I want to know does it apply to us".
_WANTS_TO_KNOW = r"\bi(?:'d| would| just| really)* (?:want|need|like) to (?:know|ask|check|find out)\b"
_QUESTION = re.compile(rf"^(?:{_LEAD_IN}[,\s]+)*(?:{_ASKING}\b|{_REQUEST})|{_WANTS_TO_KNOW}|\?\s*$", re.IGNORECASE)


def is_question(segment: str) -> bool:
    """Says whether a segment has the form of a question."""
    return bool(_QUESTION.search(segment))


def split(text: str) -> list[str]:
    """Returns the sentences of a message, with joined questions ("what is it and how long does it take") apart."""
    items = [_TRAILING.sub("", item) for item in _ITEM.split(text)]
    if len(items) > MIN_ITEMS:
        return [segment for item in items for segment in _sentences(item)][:MAX_SEGMENTS]
    return _sentences(text)


def is_list(text: str) -> bool:
    """Says whether a message numbers its questions: "(a) ... (b) ..."."""
    return len(_ITEM.split(text)) > MIN_ITEMS


def _sentences(text: str) -> list[str]:
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
