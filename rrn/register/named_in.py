"""Finds a name of the register inside a question."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.engine import Connection

from rrn.register import tables
from rrn.register.database import in_batches
from rrn.register.names import exact_form, name_key
from rrn.understanding.common_words import common_words

#: Longest run of words that is looked up in a message.
MAX_NAME_WORDS = 10


def named_in(connection: Connection, text: str) -> str:
    """Returns the longest name of the register that stands in a text, as typed; empty where none does."""
    typed: dict[str, list[str]] = {}
    for span in _spans(text.split()):
        key = name_key(span)
        if key and len(key) <= 300:
            typed.setdefault(key, []).append(span)
    table = tables.names
    found: dict[str, list[str]] = {}
    for batch in in_batches(typed):
        query = select(table.c.key, table.c.text).where(table.c.key.in_(batch), table.c.removed_in.is_(None))
        for row in connection.execute(query):
            found.setdefault(row.key, []).append(row.text)
    for key in sorted(found, key=len, reverse=True):
        name = _as_typed(typed[key], found[key])
        if name:
            return name
    return ""


def _spans(words: list[str]) -> Iterator[str]:
    for start in range(len(words)):
        for end in range(start + 1, min(start + MAX_NAME_WORDS, len(words)) + 1):
            yield " ".join(words[start:end]).removesuffix("'s").removesuffix("’s").strip(' ?!,;:"')


def _as_typed(spans: list[str], names: list[str]) -> str:
    """Returns the way a name stands in a text: as the register writes it, or the longest; a common word only as it is written there."""
    written = [span for span in spans if exact_form(span) in {exact_form(name) for name in names}]
    if all(word in common_words() for span in spans[:1] for word in name_key(span).split()):
        written = [span for span in written if span in names]
        return written[-1] if written else ""
    return max(written or spans, key=len)
