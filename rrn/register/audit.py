"""The register's audit trail: who changed what, and when."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.engine import Connection, Engine, Row

from rrn.register import tables
from rrn.register.database import reading
from rrn.register.history import Change, StatusEntry


@dataclass(frozen=True)
class ChangeSummary:
    """A change with how many statuses and names it added and took out."""

    change: Change
    statuses_added: int
    statuses_taken_out: int
    names_added: int
    names_taken_out: int


@dataclass(frozen=True)
class ChangedProvider:
    """One thing that a change did: ``added`` or ``taken out``, to a status or a name of a provider."""

    provider: str
    did: str
    entry: StatusEntry | None = None
    name: str = ""


def change_of(row: Row) -> Change:
    """Returns a change from its row."""
    return Change(row.id, row.at, row.by, row.action, row.file, row.sha256, row.reason)


def changes(engine: Engine, limit: int = 20) -> list[ChangeSummary]:
    """Returns the latest changes, the newest first.

    Raises:
        RegisterUnavailableError: The database does not answer.
    """
    with reading(engine) as connection:
        query = select(tables.changes).order_by(tables.changes.c.id.desc()).limit(limit)
        found = [change_of(row) for row in connection.execute(query)]
        return [ChangeSummary(change, *_counts(connection, change.id)) for change in found]


def _counts(connection: Connection, change: int) -> Iterator[int]:
    for table in (tables.statuses, tables.names):
        for column in (table.c.added_in, table.c.removed_in):
            yield connection.execute(select(func.count()).where(column == change)).scalar_one()


def changed_by(engine: Engine, change: int, limit: int = 1_000) -> list[ChangedProvider]:
    """Returns what one change did, by provider.

    Raises:
        RegisterUnavailableError: The database does not answer.
    """
    found: list[ChangedProvider] = []
    table, names = tables.statuses, tables.names
    with reading(engine) as connection:
        for did, statuses_in, names_in in (
            ("taken out", table.c.removed_in, names.c.removed_in),
            ("added", table.c.added_in, names.c.added_in),
        ):
            query = select(tables.providers.c.name.label("provider"), table).join(tables.providers).where(statuses_in == change)
            for row in connection.execute(query.order_by(tables.providers.c.name, table.c.id).limit(limit)):
                found.append(ChangedProvider(row.provider, did, status_of(row)))
            query = select(tables.providers.c.name.label("provider"), names).join(tables.providers).where(names_in == change)
            for row in connection.execute(query.where(names.c.kind == "alias").order_by(names.c.id).limit(limit)):
                found.append(ChangedProvider(row.provider, did, name=row.text))
    return sorted(found, key=lambda each: each.provider)[:limit]


def status_of(row: Row) -> StatusEntry:
    """Returns a status from its row."""
    return StatusEntry(row.status, row.valid_from, row.valid_to, row.as_of, row.review_by, row.source, row.quote)


def utc_text(moment: dt.datetime) -> str:
    """Returns a moment as it is printed: in UTC, to the second."""
    return f"{moment:%Y-%m-%d %H:%M:%S} UTC"
