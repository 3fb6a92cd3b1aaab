"""Brings a register's database to today's tables, from any earlier state and from none, without losing data."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import inspect, select
from sqlalchemy.engine import Connection, Engine

from rrn.register import tables
from rrn.register.database import in_batches, reading, writing
from rrn.register.names import name_key
from rrn.register.terms import rebuild_index
from rrn.revision import revision_in, revisions

MIGRATIONS = Path(__file__).with_name("migrations")

#: Where a database says which revision it has; other parts of the assistant may keep their own beside it.
VERSION_TABLE = "register_version"
FIRST_REVISION = "0001"


class NewerRegisterError(RuntimeError):
    """The register was made by a newer version of the assistant."""


def migrate(engine: Engine) -> tuple[str | None, str]:
    """Upgrades a database to the newest revision; several processes may call this at once.

    Returns:
        The revision before, None for a database without the register's tables, and the one now.

    Raises:
        NewerRegisterError: The database has a revision that this version does not know.
        RegisterUnavailableError: The database does not answer.
    """
    known = revisions(MIGRATIONS)
    newest = known[-1]
    with reading(engine) as connection:
        before = _revision(connection)
    if before == newest:
        return before, newest
    if before and before not in known:
        raise NewerRegisterError(
            f"The register's database has revision {before}, which this version of the assistant does not know. Update the assistant."
        )
    with writing(engine) as connection:
        before = _revision(connection)
        if before != newest:
            _upgrade(connection, before)
    return before, newest


def _revision(connection: Connection) -> str | None:
    # The first registers were made without a version.
    return revision_in(connection, VERSION_TABLE) or (FIRST_REVISION if inspect(connection).has_table(tables.providers.name) else None)


def _upgrade(connection: Connection, before: str | None) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    if before == FIRST_REVISION:
        command.stamp(config, FIRST_REVISION)
    command.upgrade(config, "head")
    if before:
        _compare_anew(connection)


def _compare_anew(connection: Connection) -> None:
    """Writes the keys of all names and their index anew: how names are compared may have changed."""
    table = tables.names
    for batch in in_batches(connection.execute(select(table.c.id, table.c.text, table.c.key)).all()):
        for row in batch:
            if name_key(row.text) != row.key:
                connection.execute(table.update().where(table.c.id == row.id).values(key=name_key(row.text)))
    rebuild_index(connection)
