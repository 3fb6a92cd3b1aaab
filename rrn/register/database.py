"""The database behind the register: SQLite by default, PostgreSQL by URL; many may read while one writes."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from io import StringIO
from itertools import islice
from typing import Any

from sqlalchemy import Table, create_engine, event, func, select, text
from sqlalchemy.engine import Connection, Engine, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError
from sqlalchemy.pool import QueuePool

from rrn.paths import STATE

VARIABLE = "RRN_REGISTER_URL"
#: Connections that a process keeps, and how many more it opens at need.
POOL_SIZE, POOL_OVERFLOW = 5, 10
#: Seconds to wait for a connection, and for another process that writes.
CONNECT_SECONDS, LOCK_SECONDS = 5, 60
#: The lock of PostgreSQL that whoever writes to the register holds. The number is arbitrary and stays the same.
_WRITING = 7_264_117_903
#: Rows that are written at a time.
_BATCH = 50_000
#: A row to add.
Row = tuple[str | int | None, ...]
#: Values that stand in one condition ``IN (...)``.
IN_AT_ONCE = 1_000


class RegisterUnavailableError(RuntimeError):
    """The register's database does not answer."""


def default_url() -> str:
    """Returns the URL of ``RRN_REGISTER_URL``, or of a SQLite file in the state folder."""
    named = os.environ.get(VARIABLE)
    if named:
        return named
    STATE.mkdir(parents=True, exist_ok=True)
    return f"sqlite:///{STATE / 'register.db'}"


def open_engine(url: str) -> Engine:
    """Returns an engine with its pool; it connects when it is first used.

    Raises:
        RegisterUnavailableError: The URL names no database that can be used.
    """
    try:
        if make_url(url).get_backend_name() != "sqlite":
            arguments = {"connect_timeout": CONNECT_SECONDS}
            return create_engine(
                url,
                future=True,
                hide_parameters=True,
                pool_pre_ping=True,
                pool_size=POOL_SIZE,
                max_overflow=POOL_OVERFLOW,
                pool_timeout=CONNECT_SECONDS,
                connect_args=arguments,
            )
        arguments = {"check_same_thread": False, "timeout": LOCK_SECONDS}
        pool = {"poolclass": QueuePool, "pool_size": POOL_SIZE, "max_overflow": POOL_OVERFLOW, "pool_timeout": CONNECT_SECONDS}
        engine = create_engine(url, future=True, hide_parameters=True, connect_args=arguments, **pool)
    except (ArgumentError, NoSuchModuleError, ImportError) as error:
        raise RegisterUnavailableError(f"{VARIABLE} names no database that can be used: {error}") from error
    event.listen(engine, "connect", _set_up_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _set_up_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # the driver would end a transaction before a change of a table
    connection.execute("PRAGMA foreign_keys=ON")
    with suppress(sqlite3.OperationalError):  # another process is about to set it, and it stays set
        connection.execute("PRAGMA journal_mode=WAL")  # readers go on while somebody writes
    connection.execute("PRAGMA synchronous=NORMAL")


def _begin_sqlite(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE" if connection.get_execution_options().get("writing") else "BEGIN")


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """Gives a connection to read with.

    Raises:
        RegisterUnavailableError: The database does not answer.
    """
    try:
        with engine.connect() as connection:
            yield connection
    except SQLAlchemyError as error:
        raise RegisterUnavailableError(f"The register's database does not answer: {_reason(error)}") from error


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """Gives a connection with a transaction that nobody else writes beside; it is kept as a whole or not at all.

    Raises:
        RegisterUnavailableError: The database does not answer, or another process wrote for longer than one waits.
    """
    try:
        with engine.connect().execution_options(writing=True) as connection, connection.begin():
            if connection.dialect.name == "postgresql":
                connection.execute(text(f"SET LOCAL lock_timeout = '{LOCK_SECONDS}s'"))
                connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _WRITING})
            yield connection
    except SQLAlchemyError as error:
        raise RegisterUnavailableError(f"The register's database does not answer: {_reason(error)}") from error


def _reason(error: SQLAlchemyError) -> str:
    """Returns what the database itself said, in one line."""
    return str(getattr(error, "orig", None) or error).partition("\n")[0]


def next_id(connection: Connection, table: Table) -> int:
    """Returns the first id of a table that is free; only whoever writes may ask."""
    newest: int | None = connection.execute(select(func.max(table.c.id))).scalar_one()
    return (newest or 0) + 1


def insert_many(connection: Connection, table: Table, columns: Sequence[str], rows: Iterable[Row]) -> None:
    """Adds rows by the engine's fast way: ``COPY`` on PostgreSQL, prepared batches on SQLite. Days are given as ISO 8601."""
    source = iter(rows)
    listed = ", ".join(f'"{column}"' for column in columns)
    while batch := list(islice(source, _BATCH)):
        if connection.dialect.name == "postgresql":
            file = StringIO("".join("\t".join(map(_copied, row)) + "\n" for row in batch))
            with connection.connection.cursor() as cursor:
                cursor.copy_expert(f"COPY {table.name} ({listed}) FROM STDIN", file)
        else:
            marks = ", ".join("?" * len(columns))
            connection.exec_driver_sql(f"INSERT INTO {table.name} ({listed}) VALUES ({marks})", batch)


def _copied(value: str | int | None) -> str:
    if value is None:
        return r"\N"
    if isinstance(value, int):
        return str(value)
    return value.replace("\\", "\\\\").replace("\t", r"\t").replace("\n", r"\n").replace("\r", r"\r")


def in_batches(values: Iterable[Any], size: int = IN_AT_ONCE) -> Iterator[list[Any]]:
    """Returns values in lists that a condition ``IN (...)`` can hold."""
    source = iter(values)
    while batch := list(islice(source, size)):
        yield batch
