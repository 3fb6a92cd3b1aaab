"""Finds the providers whose names are like a name that was typed: by an index, whatever the size of the register."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rapidfuzz import fuzz, process
from sqlalchemy import func, select
from sqlalchemy.engine import Connection

from rrn.register import tables
from rrn.register.misspelling import edits_allowed, is_misspelling, pieces_sought, pieces_to_agree
from rrn.register.terms import Term, piece_key, whole_term

#: Names less alike than this (0 to 100, rapidfuzz ``WRatio``) are not offered as "did you mean".
OFFER_FROM = 80
#: Shorter names differ by a letter from too many others to be corrected without asking.
SURE_FROM_LENGTH = 7
#: Candidates that are compared letter by letter.
MAX_TERMS, MAX_NAMES = 200, 300
#: A name has so many words that are looked for.
MAX_WORDS = 8


def alike(connection: Connection, key: str, limit: int) -> list[tuple[int, bool]]:
    """Returns the providers with a name like a key, the likeliest first, and whether it is surely a plain misspelling.

    Args:
        connection: The register's database.
        key: The key of the name that was typed.
        limit: Most providers to return.
    """
    misspelt = _misspelt(connection, whole_term(key))
    if len(misspelt) == 1:
        ((provider_id, text),) = misspelt.items()
        return [(provider_id, min(len(key), len(text)) >= SURE_FROM_LENGTH)]
    candidates = list(misspelt.items()) or _with_most_words(key, _sharing_words(connection, key))
    close = process.extract(key, [text for _, text in candidates], scorer=fuzz.WRatio, score_cutoff=OFFER_FROM, limit=None)
    return [(provider_id, False) for provider_id in dict.fromkeys(candidates[place][0] for _, _, place in close)][:limit]


def _sharing_pieces(connection: Connection, terms: Sequence[Term]) -> list[Any]:
    """Returns the terms of the index that share enough pieces with one of the terms sought to be a misspelling of it."""
    sought = [piece_key(term, piece) for term in terms for piece in pieces_sought(term[1])]
    found, table = tables.pieces, tables.terms
    sharing = (
        select(found.c.term_id)
        .where(found.c.piece.in_(sought))
        .group_by(found.c.term_id)
        .having(func.count() >= min(pieces_to_agree(text) for _, text in terms))
        .order_by(func.count().desc(), found.c.term_id)
        .limit(MAX_TERMS)
        .subquery()
    )
    query = select(table.c.id, table.c.text, table.c.names).join(sharing, sharing.c.term_id == table.c.id)
    return [row for row in connection.execute(query) if any(is_misspelling(text, row.text) for _, text in terms)]


def _misspelt(connection: Connection, term: Term) -> dict[int, str]:
    """Returns the providers that have a name of which a text is a misspelling, with that name's key."""
    near = [row.id for row in _sharing_pieces(connection, [term])]
    return {row.provider_id: row.key for row in _names_with(connection, near)} if near else {}


def _sharing_words(connection: Connection, key: str) -> list[tuple[int, str]]:
    """Returns the names that share the rarest words with a key; a word that no name has may be misspelt."""
    words, table = list(dict.fromkeys(key.split()[:MAX_WORDS])), tables.terms
    query = select(table.c.id, table.c.text, table.c.names).where(table.c.text.in_(words), table.c.whole.is_(False))
    near = list(connection.execute(query))
    known = {row.text for row in near}
    unknown = [(False, word) for word in words if word not in known and edits_allowed(len(word))]
    near += _sharing_pieces(connection, unknown) if unknown else []
    chosen: list[int] = []
    room = MAX_NAMES
    for row in sorted(near, key=lambda row: (row.names, row.id)):
        if chosen and row.names > room:
            break
        chosen.append(row.id)
        room -= row.names
    return [(row.provider_id, row.key) for row in _names_with(connection, chosen)] if chosen else []


def _with_most_words(key: str, candidates: list[tuple[int, str]]) -> list[tuple[int, str]]:
    """Returns the candidates that have the most words of a key, misspelt or not; the rest share less than what was typed."""

    def shared(text: str) -> int:
        words = text.split()
        return sum(word in words or any(is_misspelling(word, other) for other in words) for word in key.split())

    counts = [shared(text) for _, text in candidates]
    return [candidate for candidate, count in zip(candidates, counts, strict=True) if count == max(counts)]


def _names_with(connection: Connection, term_ids: Sequence[int]) -> list[Any]:
    names, found = tables.names, tables.name_terms
    query = (
        select(names.c.provider_id, names.c.key)
        .join(found, found.c.name_id == names.c.id)
        .where(found.c.term_id.in_(term_ids))
        .order_by(names.c.id)
        .limit(MAX_NAMES)
    )
    return list(connection.execute(query))
