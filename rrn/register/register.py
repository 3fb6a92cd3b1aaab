"""The register: one object over one database."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from rrn.paths import DATA
from rrn.register import listing, look_up, named_in, tables
from rrn.register.audit import ChangedProvider, ChangeSummary, changed_by, changes, status_of
from rrn.register.database import default_url, in_batches, open_engine, reading, writing
from rrn.register.export import write_providers
from rrn.register.history import Change, in_order
from rrn.register.importing import ImportResult, import_file, rename, take_out, write_change
from rrn.register.listing import Page
from rrn.register.look_up import Match
from rrn.register.migrate import migrate
from rrn.register.rows import ProviderRecord

#: Who fills an empty register.
SEEDED_BY = "the assistant, at its first start"


class Register:
    """The register over one database. It may be used by several threads at once.

    Every method raises ``RegisterUnavailableError`` where the database does not answer.

    Args:
        url: SQLAlchemy URL. Without one, ``RRN_REGISTER_URL`` or a SQLite file in the state folder.
    """

    def __init__(self, url: str | None = None) -> None:
        self._engine = open_engine(url or default_url())

    def migrate(self) -> tuple[str | None, str]:
        """Brings the tables up to date; safe while others do the same.

        Returns:
            The revision before, None where there were no tables, and the one now.

        Raises:
            NewerRegisterError: A newer version of the assistant made the tables.
        """
        return migrate(self._engine)

    def seed(self, path: Path = DATA / "providers.csv") -> int:
        """Brings the tables up to date and, where the register is empty, fills it from a file.

        Returns:
            How many providers were added.

        Raises:
            ImportRefusedError: The file is not sound; nothing is added then.
        """
        self.migrate()
        if self.size():
            return 0
        return len(import_file(self._engine, path, SEEDED_BY, action="seed", only_if_empty=True).differences)

    def import_file(self, path: Path, by: str, **options: Any) -> ImportResult:
        """Brings a CSV or xlsx file into the register, all of it or nothing; see :func:`rrn.register.importing.import_file`."""
        return import_file(self._engine, path, by, **options)

    def export_file(self, path: Path) -> int:
        """Writes all providers to a CSV or xlsx file, which can be imported again with nothing lost.

        Returns:
            How many providers were written.

        Raises:
            DataError: The file cannot be written, or has another ending.
        """
        count = 0

        def counted() -> Iterator[ProviderRecord]:
            nonlocal count
            for record in self._records():
                count += 1
                yield record

        write_providers(path, counted())
        return count

    def remove(self, name: str, by: str, reason: str = "", at: dt.datetime | None = None) -> str | None:
        """Takes a provider out of the register; its rows stay for the history.

        Args:
            name: The provider's name, exactly as the register writes it.
            by: Who does it.
            reason: Why.
            at: When, in UTC; by default now.

        Returns:
            The name, None where the register has no such provider.
        """
        with writing(self._engine) as connection:
            number = connection.execute(select(tables.providers.c.id).where(tables.providers.c.name == name)).scalar_one_or_none()
            live = [
                connection.execute(select(table.c.id).where(table.c.provider_id == number, table.c.removed_in.is_(None))).scalars().all()
                for table in (tables.names, tables.statuses)
            ]
            if not live[0]:
                return None
            change = write_change(connection, at or dt.datetime.now(dt.UTC).replace(tzinfo=None), by, "remove", reason=reason)
            take_out(connection, change, *live)
        return name

    def rename(self, old: str, new: str, by: str, reason: str = "", at: dt.datetime | None = None) -> None:
        """Gives a provider another name; see :func:`rrn.register.importing.rename`."""
        rename(self._engine, old, new, by, reason, at)

    def named_in(self, text: str) -> str:
        """Returns the longest name of the register that stands in a text, as typed; empty where none does."""
        with reading(self._engine) as connection:
            return named_in.named_in(connection, text)

    def find(self, name: str) -> list[Match]:
        """Returns the providers a name may mean, the likeliest first; empty where the register has none like it."""
        with reading(self._engine) as connection:
            return look_up.find(connection, name)

    def written(self, name: str) -> Match | None:
        """Returns a provider by its name exactly as it is written, also one that was taken out; None where there never was one."""
        with reading(self._engine) as connection:
            number = connection.execute(select(tables.providers.c.id).where(tables.providers.c.name == name)).scalar_one_or_none()
            return next(iter(look_up.matches(connection, [(number, "exact", True)])), None) if number else None

    def as_of(self) -> dt.date | None:
        """Returns the day of the newest entry, None where the register is empty."""
        table = tables.statuses
        with reading(self._engine) as connection:
            newest: dt.date | None = connection.execute(select(func.max(table.c.as_of)).where(table.c.removed_in.is_(None))).scalar_one()
        return newest

    def size(self) -> int:
        """Returns how many providers are in the register."""
        table = tables.names
        with reading(self._engine) as connection:
            count: int = connection.execute(select(func.count()).where(table.c.kind == "name", table.c.removed_in.is_(None))).scalar_one()
        return count

    def entries(self, limit: int | None = None, due_by: dt.date | None = None) -> list[Match]:
        """Returns the providers of the register by name: all, the first ones, or those with an entry to be reviewed by a day."""
        names, table = tables.names, tables.providers
        here = names.c.provider_id == table.c.id, names.c.kind == "name", names.c.removed_in.is_(None)
        query = select(table.c.id).where(select(names.c.id).where(*here).exists()).order_by(table.c.name).limit(limit)
        if due_by:
            status = tables.statuses.c
            query = query.where(table.c.id.in_(select(status.provider_id).where(status.review_by <= due_by, status.removed_in.is_(None))))
        with reading(self._engine) as connection:
            ids = connection.execute(query).scalars().all()
            found = (look_up.matches(connection, [(number, "exact", True) for number in batch]) for batch in in_batches(ids))
            return [match for batch in found for match in batch]

    def page(self, search: str = "", number: int = 1) -> Page:
        """Returns a page of the providers by name: of all, or of those with a part of a name or an alias."""
        with reading(self._engine) as connection:
            return listing.page(connection, search, number)

    def aliases(self, name: str) -> list[str]:
        """Returns the aliases of a provider."""
        return [alias for record in self._records(name) for alias in record.aliases]

    def changes(self, limit: int = 20) -> list[ChangeSummary]:
        """Returns the latest changes of the register, the newest first."""
        return changes(self._engine, limit)

    def changed_by(self, change: int) -> list[ChangedProvider]:
        """Returns what one change did, by provider."""
        return changed_by(self._engine, change)

    def last_change(self) -> Change | None:
        """Returns the latest change; None where there was none."""
        return next((summary.change for summary in self.changes(1)), None)

    def _records(self, name: str | None = None) -> Iterator[ProviderRecord]:
        """Returns what an export writes of each provider, by name."""
        names, statuses = tables.names, tables.statuses
        live = select(names.c.provider_id).where(names.c.kind == "name", names.c.removed_in.is_(None)).order_by(names.c.text)
        if name is not None:
            live = live.where(names.c.text == name)
        with reading(self._engine) as connection:
            for batch in in_batches(connection.execute(live).scalars().all()):
                found: dict[int, ProviderRecord] = {number: ProviderRecord("", 0) for number in batch}
                query = select(names).where(names.c.provider_id.in_(batch), names.c.removed_in.is_(None)).order_by(names.c.id)
                for row in connection.execute(query):
                    if row.kind == "name":
                        found[row.provider_id].name = row.text
                    elif row.kind == "alias":
                        found[row.provider_id].aliases[row.text] = None
                query = select(statuses).where(statuses.c.provider_id.in_(batch), statuses.c.removed_in.is_(None)).order_by(statuses.c.id)
                for row in connection.execute(query):
                    found[row.provider_id].entries.append((0, status_of(row)))
                for record in found.values():
                    ordered = in_order(record.statuses)
                    yield ProviderRecord(record.name, 0, record.aliases, [(0, entry) for entry in ordered])


@lru_cache(maxsize=1)
def opened_register() -> Register:
    """Returns the register of this process, its tables up to date, and filled where it is empty.

    Raises:
        RegisterUnavailableError: The database does not answer; the next call tries again.
    """
    register = Register()
    register.seed()
    return register
