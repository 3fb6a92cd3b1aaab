"""Look-ups in the register: who is meant by a name, what status a provider has and had."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import func, select
from sqlalchemy.engine import Connection

from rrn.clock import today
from rrn.register import tables
from rrn.register.audit import status_of
from rrn.register.history import Change, HeldEntry, StatusEntry, Window, in_order, on_day
from rrn.register.names import exact_form, name_key
from rrn.register.search import alike

MatchedBy = Literal["exact", "alias", "fuzzy"]

#: Most providers that a name is said to mean.
MAX_MATCHES = 4


@dataclass(frozen=True)
class Match:
    """What a look-up found.

    Attributes:
        provider: The provider's name in the register.
        matched_by: How the name was matched.
        sure: Whether it may be used without asking: exact, by an alias, or a plain misspelling of one single entry.
        held: All that the register holds and held of it, the oldest first.
        register_as_of: Day of the newest entry of the whole register.
    """

    provider: str
    matched_by: MatchedBy
    sure: bool
    held: tuple[HeldEntry, ...]
    register_as_of: dt.date | None = None

    @property
    def history(self) -> tuple[StatusEntry, ...]:
        """All statuses, the newest first."""
        return tuple(reversed(in_order(held.entry for held in self.held if held.taken_out is None)))

    @property
    def current(self) -> StatusEntry | None:
        """The status that holds today, where the register has one."""
        return on_day(self.history, today())

    def during(self, window: Window) -> list[StatusEntry]:
        """Returns the statuses known to hold on some day of a window, the oldest first."""
        return [entry for entry in reversed(self.history) if entry.touches(window)]

    def held_then(self, day: dt.date) -> list[StatusEntry]:
        """Returns what the register itself held of this provider on a day, the oldest first."""
        return in_order(held.entry for held in self.held if held.held_on(day))

    def entered(self, entry: StatusEntry) -> dt.date:
        """Returns the day on which a status was first entered with these days, whatever was added to it later."""
        same = [held for held in self.held if (held.entry.status, held.entry.valid_from) == (entry.status, entry.valid_from)]
        return min(held.entered.at.date() for held in same)

    def to_status(self) -> dict[str, Any]:
        """Returns the status of the reply contract."""
        current = self.current
        return {
            "provider": self.provider,
            "status": current.status if current else "unknown",
            "as_of": current.as_of.isoformat() if current else None,
            "matched_by": self.matched_by,
            "history": [entry.to_dict() for entry in self.history],
        }


def find(connection: Connection, name: str) -> list[Match]:
    """Returns the providers a name may mean, the likeliest first; empty where the register has none like it."""
    key = name_key(name)
    if not key:
        return []
    table = tables.names
    query = select(table.c.provider_id, table.c.kind, table.c.text).where(table.c.key == key, table.c.removed_in.is_(None))
    named = connection.execute(query.order_by(table.c.id).limit(50)).all()
    if named:
        how = _exactly(exact_form(name), named)
    else:
        how = [(provider_id, "fuzzy", sure) for provider_id, sure in alike(connection, key, MAX_MATCHES)]
    return matches(connection, how[:MAX_MATCHES])


def _exactly(typed: str, rows: Sequence[Any]) -> list[tuple[int, MatchedBy, bool]]:
    """Returns the providers of the rows with the key of a name; a name as it is written goes before one that is only alike."""
    written = [row for row in rows if row.kind == "name" and exact_form(row.text) == typed]
    how: dict[int, MatchedBy] = {}
    for row in written or sorted(rows, key=lambda row: row.kind != "name"):
        how.setdefault(row.provider_id, "exact" if row.kind == "name" else "alias")
    return [(provider_id, by, len(how) == 1) for provider_id, by in how.items()]


def matches(connection: Connection, how: Sequence[tuple[int, MatchedBy, bool]]) -> list[Match]:
    """Returns matches of providers by their ids, in one query."""
    if not how:
        return []
    table, added, removed = tables.statuses, tables.changes.alias("added"), tables.changes.alias("removed")
    newest = select(func.max(table.c.as_of)).where(table.c.removed_in.is_(None)).scalar_subquery()
    query = (
        select(
            tables.providers.c.id.label("provider_id"),
            tables.providers.c.name.label("provider"),
            newest.label("newest"),
            table,
            *(column.label(f"added_{column.name}") for column in added.c),
            *(column.label(f"removed_{column.name}") for column in removed.c),
        )
        .select_from(tables.providers)
        .outerjoin(table, table.c.provider_id == tables.providers.c.id)
        .outerjoin(added, added.c.id == table.c.added_in)
        .outerjoin(removed, removed.c.id == table.c.removed_in)
        .where(tables.providers.c.id.in_([provider_id for provider_id, _, _ in how]))
        .order_by(table.c.id)
    )
    rows: dict[int, list[Any]] = {}
    for row in connection.execute(query):
        rows.setdefault(row[0], []).append(row)
    return [
        Match(rows[number][0].provider, by, sure, tuple(_held(rows[number])), rows[number][0].newest)
        for number, by, sure in how
        if number in rows
    ]


def _held(rows: Iterable[Any]) -> Iterable[HeldEntry]:
    for row in rows:
        if row.status:
            taken_out = _change(row, "removed") if row.removed_in else None
            yield HeldEntry(status_of(row), _change(row, "added"), taken_out)


def _change(row: Any, prefix: str) -> Change:
    return Change(*(getattr(row, f"{prefix}_{name}") for name in ("id", "at", "by", "action", "file", "sha256", "reason")))
