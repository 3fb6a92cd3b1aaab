"""The register's providers to look at: page by page, and by a part of a name or an alias."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.engine import Connection

from rrn.register import tables
from rrn.register.look_up import matches
from rrn.register.names import name_key

#: Providers of a page.
PAGE_SIZE = 50


@dataclass(frozen=True)
class Page:
    """One page of the providers, by name.

    Attributes:
        providers: Their statuses as in the reply contract, and their aliases.
        total: How many providers there are on all pages.
        number: Which page it is, from 1.
        pages: How many there are; at least one.
    """

    providers: list[dict[str, Any]]
    total: int
    number: int
    pages: int


def page(connection: Connection, search: str, number: int) -> Page:
    """Returns a page of the providers; past the last page the last.

    Args:
        connection: The register's database.
        search: A part of a name or an alias, with or without capitals; empty for all providers.
        number: Which page, from 1.
    """
    names, table = tables.names.c, tables.providers.c
    here = [names.kind == "name", names.removed_in.is_(None)]
    if search:
        here.append(names.provider_id.in_(_named_like(search)))
    total: int = connection.execute(select(func.count()).where(*here)).scalar_one()
    pages = max(1, -(-total // PAGE_SIZE))
    number = min(max(number, 1), pages)
    listed = select(table.id).where(select(names.id).where(names.provider_id == table.id, *here).exists()).order_by(table.name)
    ids = connection.execute(listed.limit(PAGE_SIZE).offset((number - 1) * PAGE_SIZE)).scalars().all()
    found = matches(connection, [(provider, "exact", True) for provider in ids])
    aliases = _aliases(connection, [match.provider for match in found])
    return Page([{**match.to_status(), "aliases": aliases[match.provider]} for match in found], total, number, pages)


def _named_like(search: str) -> Any:
    """Returns the query for the providers with a part of a name: as it is written, or as names are compared ("Lodz" for "Łódź")."""
    names, key = tables.names.c, name_key(search)
    alike = [func.lower(names.text).contains(search.lower(), autoescape=True)]
    if key:
        alike.append(names.key.contains(key, autoescape=True))
    return select(names.provider_id).where(names.removed_in.is_(None), or_(*alike))


def _aliases(connection: Connection, providers: list[str]) -> defaultdict[str, list[str]]:
    names, table = tables.names.c, tables.providers.c
    query = (
        select(table.name, names.text)
        .join_from(tables.providers, tables.names, names.provider_id == table.id)
        .where(table.name.in_(providers), names.kind == "alias", names.removed_in.is_(None))
        .order_by(names.id)
    )
    found: defaultdict[str, list[str]] = defaultdict(list)
    for row in connection.execute(query):
        found[row.name].append(row.text)
    return found
