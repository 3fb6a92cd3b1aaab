"""The index of names: what a misspelt name is found by."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from sqlalchemy import delete, func, select
from sqlalchemy.engine import Connection

from rrn.register import tables
from rrn.register.database import in_batches, insert_many, next_id
from rrn.register.misspelling import pieces

Term = tuple[bool, str]


def terms_of(key: str) -> set[Term]:
    """Returns the terms of a name's key: the whole of it without its spaces, and its words."""
    return {whole_term(key), *((False, word) for word in key.split())}


def whole_term(key: str) -> Term:
    """Returns the term of a key as a whole."""
    return True, key.replace(" ", "")


def piece_key(term: Term, piece: str) -> str:
    """Returns a piece as it stands in the index; pieces of whole keys and of words are kept apart."""
    return f"{'n' if term[0] else 'w'}{piece}"


def add_to_index(connection: Connection, named: Sequence[tuple[int, str]]) -> None:
    """Adds names to the index; only whoever writes may do so.

    Args:
        connection: The connection of the transaction.
        named: Ids of names and their keys.
    """
    wanted: dict[Term, list[int]] = defaultdict(list)
    for name_id, key in named:
        for term in terms_of(key):
            wanted[term].append(name_id)
    known = _known(connection, wanted)
    first = next_id(connection, tables.terms)
    # In the order of the engine's own indexes many rows are added several times as fast.
    new = {term: first + place for place, term in enumerate(sorted(term for term in wanted if term not in known))}
    insert_many(connection, tables.terms, ("id", "whole", "text", "names"), ((new[term], *term, len(wanted[term])) for term in new))
    insert_many(connection, tables.pieces, ("piece", "term_id"), sorted(_pieces(new)))
    known.update(new)
    pairs = sorted((known[term], name_id) for term, ids in wanted.items() for name_id in ids)
    insert_many(connection, tables.name_terms, ("term_id", "name_id"), pairs)
    _count(connection, [term_id for term, term_id in known.items() if term not in new])


def take_from_index(connection: Connection, name_ids: Iterable[int]) -> None:
    """Takes names out of the index."""
    found = tables.name_terms
    for batch in in_batches(name_ids):
        term_ids = connection.execute(select(found.c.term_id).distinct().where(found.c.name_id.in_(batch))).scalars().all()
        connection.execute(delete(found).where(found.c.name_id.in_(batch)))
        _count(connection, term_ids)


def rebuild_index(connection: Connection) -> None:
    """Makes the index anew from the names that are in the register."""
    for table in (tables.name_terms, tables.pieces, tables.terms):
        connection.execute(delete(table))
    live = select(tables.names.c.id, tables.names.c.key).where(tables.names.c.removed_in.is_(None))
    add_to_index(connection, [(row.id, row.key) for row in connection.execute(live)])


def _known(connection: Connection, wanted: Iterable[Term]) -> dict[Term, int]:
    table = tables.terms
    if connection.execute(select(table.c.id).limit(1)).first() is None:
        return {}
    found: dict[Term, int] = {}
    for batch in in_batches({text for _, text in wanted}):
        for row in connection.execute(select(table.c.id, table.c.whole, table.c.text).where(table.c.text.in_(batch))):
            found[bool(row.whole), row.text] = row.id
    return {term: found[term] for term in wanted if term in found}


def _pieces(new: dict[Term, int]) -> Iterator[tuple[str, int]]:
    for term, term_id in new.items():
        for piece in set(pieces(term[1])):
            yield piece_key(term, piece), term_id


def _count(connection: Connection, term_ids: Iterable[int]) -> None:
    """Writes down again how many names have a term."""
    found, table = tables.name_terms, tables.terms
    count = select(func.count()).where(found.c.term_id == table.c.id).scalar_subquery()
    for batch in in_batches(term_ids):
        connection.execute(table.update().where(table.c.id.in_(batch)).values(names=count))
