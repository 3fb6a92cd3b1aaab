"""Reads from a message whether a service is NHS commissioned and whether the CQC regulates it.

The patterns are data (``data/facts.yml``). "NHS funded", "part-funded" and the like are not "commissioned": they are a reading
of their own, so that the assistant asks.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import get_args

from rrn.applicability import Fact
from rrn.paths import DATA
from rrn.understanding.text import with_names
from rrn.yaml_file import DataError, read_yaml, required

#: The first reading that is found counts.
_ORDER = ("unsure", "false", "funded", "true")
#: What may stand before the body in "ok, and what about the NHS?".
_LEAD_IN = r"(?:and|or|ok|okay|but|so|what about|how about)\W+"


@dataclass(frozen=True)
class Facts:
    """What a message says of a service.

    Attributes:
        nhs: Is it NHS commissioned? ``open`` where the message does not say, ``funded`` where it speaks of NHS money.
        cqc: Is it regulated by the Care Quality Commission?
        spans: Where the facts stand in the text: ``(start, end)`` in characters.
    """

    nhs: Fact = "open"
    cqc: Fact = "open"
    spans: tuple[tuple[int, int], ...] = ()

    @property
    def any(self) -> bool:
        """Says whether the message gives a fact at all."""
        return self.nhs != "open" or self.cqc != "open"


class FactReader:
    """Reads facts by the patterns of a file.

    Raises:
        DataError: A pattern is not a regular expression.
    """

    def __init__(self, path: Path = DATA / "facts.yml") -> None:
        content = read_yaml(path)
        names = required(content, "names", path)
        self._bodies = {
            answer: re.compile(f"(?:{_LEAD_IN})*(?:{with_names(pattern, names)})(?: then)?\\W*")
            for answer, pattern in required(content, "bodies", path).items()
        }
        self._nhs, self._cqc = (_compile(required(content, key, path), names, path) for key in ("nhs_commissioned", "cqc_regulated"))

    def body_asked_of(self, text: str) -> str:
        """Returns the id of the answer about the body that a message asks of in passing ("and the NHS?"); else empty."""
        return next((answer for answer, pattern in self._bodies.items() if pattern.fullmatch(text.lower())), "")

    def read(self, text: str) -> Facts:
        """Returns the facts of a text that is in lower case and mended."""
        nhs, nhs_span = _first(self._nhs, text)
        cqc, cqc_span = _first(self._cqc, text)
        return Facts(
            nhs=_fact(nhs),
            cqc=_fact(cqc),
            spans=tuple(span for span in (nhs_span, cqc_span) if span),
        )


def _fact(reading: str) -> Fact:
    return next((fact for fact in get_args(Fact) if fact == reading), "open")


def _first(patterns: list[tuple[str, re.Pattern[str]]], text: str) -> tuple[str, tuple[int, int] | None]:
    for reading, pattern in patterns:
        found = pattern.search(text)
        if found:
            return reading, found.span()
    return "open", None


def _compile(readings: dict[str, list[str]], names: dict[str, str], path: Path) -> list[tuple[str, re.Pattern[str]]]:
    compiled: list[tuple[str, re.Pattern[str]]] = []
    for reading in _ORDER:
        for pattern in readings.get(reading, ()):
            try:
                compiled.append((reading, re.compile(with_names(pattern, names))))
            except re.error as error:
                raise DataError(f"{path}: this pattern is not valid ({error}): {pattern}") from error
    return compiled


@lru_cache(maxsize=1)
def fact_reader() -> FactReader:
    """Returns the project's fact reader, compiled once."""
    return FactReader()
