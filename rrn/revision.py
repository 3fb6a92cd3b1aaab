"""Which revision of its tables a database has. Alembic is loaded only where they must be changed: it takes longer than a look-up."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Column, MetaData, String, Table, inspect, select
from sqlalchemy.engine import Connection


def revision_in(connection: Connection, version_table: str) -> str | None:
    """Returns the revision that a database says it has, None where it says none."""
    if not inspect(connection).has_table(version_table):
        return None
    table = Table(version_table, MetaData(), Column("version_num", String(32)))
    found: str | None = connection.execute(select(table.c.version_num)).scalar()
    return found


def revisions(migrations: Path) -> list[str]:
    """Returns the revisions of a folder of migrations, the oldest first; each file's name begins with its own."""
    return sorted(path.name.partition("_")[0] for path in (migrations / "versions").glob("[0-9]*_*.py"))
