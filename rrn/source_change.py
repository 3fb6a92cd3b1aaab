"""What a new version of a document changes: which quotes still stand, which moved, which are gone, and what rests on them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from rapidfuzz import fuzz

from rrn.applicability import DecisionTable
from rrn.content import Content
from rrn.sources import Document, Source

Fate = Literal["stands", "moved", "gone"]
#: The name under which the topics that a document does not cover are confirmed, all together.
NOT_COVERED = "not_covered"
#: A passage less alike than this (0 to 100, rapidfuzz ``partial_ratio``) is no lead.
LEAD_FROM = 60


@dataclass(frozen=True)
class Resting:
    """Something that rests on a document.

    Attributes:
        name: ``faq/ID``, ``statement/ID``, ``register/PROVIDER`` or ``not_covered``.
        title: The same for people.
        version: The version that it was reviewed against.
        quotes: Its quotes of the document; none for the topics that are not covered.
    """

    name: str
    title: str
    version: dt.date
    quotes: tuple[str, ...]


@dataclass(frozen=True)
class RegisterQuote:
    """A quote that an entry of the register of providers rests on."""

    provider: str
    status: str
    as_of: dt.date
    source: str
    quote: str


@dataclass(frozen=True)
class QuoteChange:
    """What became of a quote in another version.

    Attributes:
        was: Line of the quote in the version it was reviewed against, from 1.
        now: Its line in the other version; 0 where it is gone.
        lead: Where it is gone, the passage of the other version that is most like it; may be empty.
        likeness: How alike the two are, 0 to 100.
    """

    quote: str
    fate: Fate
    was: int
    now: int = 0
    lead: str = ""
    likeness: int = 0


def resting_on(document: Document, known: Content, table: DecisionTable, register: Iterable[RegisterQuote] = ()) -> list[Resting]:
    """Returns everything that rests on a document: answers, statements of the decision table, entries of the register, and the
    topics that it does not cover.

    Args:
        document: The document.
        known: The content.
        table: The decision table.
        register: The quotes of the register.
    """
    found: list[Resting] = []
    for answer in known.answers.values():
        quotes = tuple(each.quote for each in answer.citations if each.id == document.id)
        if quotes and not answer.withdrawn_on:
            found.append(Resting(f"faq/{answer.id}", answer.title, answer.citations[0].version, quotes))
    for statement in table.statements.values():
        if statement.citation.id == document.id:
            found.append(Resting(f"statement/{statement.id}", statement.says, statement.citation.version, (statement.citation.quote,)))
    for entry in register:
        if entry.source == document.id and entry.quote:
            title = f"{entry.provider}: {entry.status}, as of {entry.as_of}"
            found.append(Resting(f"register/{entry.provider}", title, document.at(entry.as_of).supplied, (entry.quote,)))
    if known.topics and any(each.name.startswith("faq/") for each in found):
        found.append(Resting(NOT_COVERED, f"{len(known.topics)} topics that the page does not cover", document.not_covered, ()))
    return found


def rules_on(statement: str, table: DecisionTable) -> list[str]:
    """Returns the ids of the decision table's rules that rest on a statement."""
    named = (rule.id for rule in table.rules if statement in (*rule.statements, *rule.when_cqc_true, *rule.conditions, rule.caveat))
    return list(dict.fromkeys(named))


def change_of(quote: str, before: Source, after: Source) -> QuoteChange:
    """Returns what became of a quote from one version to another.

    A quote stands where the lines around it are the same in number, and moved where it is on another line.
    """
    was = _line(before.text, before.position(quote))
    place = after.text.find(quote)
    if place >= 0:
        now = _line(after.text, place)
        return QuoteChange(quote, "stands" if now == was else "moved", was, now)
    lead, likeness = nearest_passage(quote, after.text)
    return QuoteChange(quote, "gone", was, lead=lead, likeness=likeness)


def nearest_passage(quote: str, text: str) -> tuple[str, int]:
    """Returns the passage of a text that is most like a quote, widened to whole words, and how alike the two are, 0 to 100."""
    found = fuzz.partial_ratio_alignment(quote, text, score_cutoff=LEAD_FROM)
    if found is None:
        return "", 0
    start, end = found.dest_start, found.dest_end
    while start > 0 and not text[start - 1].isspace():
        start -= 1
    while end < len(text) and not text[end].isspace():
        end += 1
    return " ".join(text[start:end].split()), round(found.score)


def _line(text: str, place: int) -> int:
    return text.count("\n", 0, place) + 1
