"""Sees to it that what was deleted from a database is gone from its files too, not only from its queries.

It takes an engine of SQLAlchemy's, of either of the versions that the two environments have.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

#: Longest wait for the tables, in seconds, where PostgreSQL must have them for itself.
LOCK_SECONDS = 30


class StillInUseError(RuntimeError):
    """Another process holds on to the old state of the database; the command may be run again."""


def set_up_sqlite(connection: Any, _record: Any = None) -> None:
    """Sets up a new connection to a SQLite file that holds what people typed; listens to ``connect`` of an engine.

    With a write-ahead log readers and the writer do not wait for one another, and a commit outlives the process. What is deleted is
    written over.
    """
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "busy_timeout=5000", "secure_delete=ON"):
        connection.execute(f"PRAGMA {pragma}")


def overwrite(engine: Any, tables: Sequence[str], *, at_once: bool) -> None:
    """Overwrites what was deleted.

    SQLite's file is made anew, and its write-ahead log, which holds older states, is folded in and emptied. PostgreSQL gives the
    room free, to be written over when it is needed; or, at once, makes the tables anew and deletes the old files. Whoever writes
    waits meanwhile.

    Args:
        engine: The database.
        tables: The tables that something was deleted from.
        at_once: Whether PostgreSQL makes the tables anew.

    Raises:
        StillInUseError: Somebody reads an older state of a SQLite file, so that it must stay.
    """
    with engine.connect() as opened:
        connection = opened.execution_options(isolation_level="AUTOCOMMIT")
        if engine.dialect.name != "sqlite":
            connection.exec_driver_sql(f"SET lock_timeout = '{LOCK_SECONDS}s'")
            connection.exec_driver_sql(f"VACUUM {'(FULL) ' if at_once else ''}{', '.join(tables)}")
            connection.exec_driver_sql("RESET lock_timeout")
            return
        connection.exec_driver_sql("VACUUM")
        busy, _, _ = connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").one()
        if busy:
            raise StillInUseError("Another process reads an older state of the file, which holds what was deleted. Run the command again.")
