"""The sentences of a text, and the marks that tie each of them to the quotes that state it.

In a spreadsheet a sentence carries its quotes as a foot-note would: ``It takes 12 months. [2]``. A sentence that states no
fact of the page, such as "It does not list the criteria", carries ``[no fact]``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

NO_FACT = "no fact"
#: What begins a line of a list.
_ITEM = re.compile(r"\s*(?:[-*]|\d+\.)\s+")
_END = re.compile(r"(?<=[.?!])['\"’”*)]*(?=\s+[A-Z'\"‘“*(\[\d])")
_MARK = re.compile(rf"[ \u00a0]?\[(\d+(?:\s*,\s*\d+)*|{NO_FACT})\]")


def _spans(text: str) -> list[tuple[int, int]]:
    spans = []
    place = 0
    for line in text.split("\n"):
        item = _ITEM.match(line)
        start = item.end() if item else 0
        ends = [match.end() for match in _END.finditer(line, start)] + [len(line)]
        for end in ends:
            while start < end and line[start].isspace():
                start += 1
            if line[start:end].strip():
                spans.append((place + start, place + end))
            start = end
        place += len(line) + 1
    return spans


def sentences(text: str) -> list[str]:
    """Returns the sentences of a text; each line of a list counts as one or more of its own, without its bullet."""
    return [text[start:end] for start, end in _spans(text)]


def has_marks(text: str) -> bool:
    """Says whether a text holds something that would be taken for a mark."""
    return bool(_MARK.search(text))


def marked(text: str, supported_by: Sequence[Sequence[int]]) -> str:
    """Returns a text with a mark after each sentence; as it is where there is not one entry for each."""
    spans = _spans(text)
    if len(spans) != len(supported_by):
        return text
    for (_, end), numbers in reversed(list(zip(spans, supported_by, strict=True))):
        text = f"{text[:end]} [{', '.join(map(str, numbers)) or NO_FACT}]{text[end:]}"
    return text


def unmarked(text: str) -> tuple[str, list[tuple[int, ...] | None]]:
    """Returns a text without its marks, and the numbers of the quotes for each sentence; None where one has no mark."""
    marks: list[tuple[int, tuple[int, ...]]] = []
    plain = ""
    done = 0
    for match in _MARK.finditer(text):
        plain += text[done : match.start()]
        done = match.end()
        numbers = () if match[1] == NO_FACT else tuple(int(number) for number in match[1].split(","))
        marks.append((len(plain), numbers))
    plain += text[done:]
    found: list[tuple[int, ...] | None] = []
    for start, end in _spans(plain):
        here = [numbers for place, numbers in marks if start < place <= end]
        found.append(tuple(dict.fromkeys(number for numbers in here for number in numbers)) if here else None)
    return plain, found
