"""The record in a database: SQLite by default, PostgreSQL by URL, its schema versioned with Alembic."""

from __future__ import annotations

import datetime as dt
import fcntl
import hashlib
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from rrn_privacy.overwriting import overwrite, set_up_sqlite
from sqlalchemy import (
    Column,
    Date,
    DateTime,
    Float,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    create_engine,
    event,
    func,
    or_,
    select,
    text,
)
from sqlalchemy.engine import Engine
from sqlalchemy.exc import ArgumentError, IntegrityError, OperationalError, SQLAlchemyError
from sqlalchemy.pool import QueuePool

from rrn.conversation_key import key_of, storable
from rrn.paths import STATE
from rrn.record.recorded_turn import COLUMNS, JSON_FIELDS, RecordedTurn
from rrn.record.settings import URL_VARIABLE, record_url
from rrn.revision import revision_in, revisions

MIGRATIONS = Path(__file__).parent / "migrations"
VERSION_TABLE = "record_version"
#: Any number, the same in all processes: who holds it migrates.
_MIGRATION_LOCK = 7_402_117
#: Rows read at a time.
_BATCH = 500

metadata = MetaData()
turns = Table(
    "turns",
    metadata,
    Column("id", String(200), primary_key=True),
    Column("conversation", String(255), nullable=False),
    Column("channel", String(40), nullable=False),
    Column("at", DateTime, nullable=False),
    Column("day", Date, nullable=False),
    Column("asked", Text, nullable=False),
    *(Column(name, Text, nullable=False) for name in JSON_FIELDS),
    Column("kind", String(20), nullable=False),
    Column("answer", String(100), nullable=False),
    Column("rule", String(100)),
    Column("rule_version", Integer),
    Column("content_version", String(40), nullable=False),
    Column("model_version", String(80)),
    Column("latency_ms", Float),
    Index("ix_turns_at", "at"),
    Index("ix_turns_conversation", "conversation"),
)
#: What was taken out of the record, when, and why it is no longer there.
removals = Table(
    "removals",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", DateTime, nullable=False),
    Column("what", String(10), nullable=False),
    Column("subject", String(100), nullable=False),
    Column("turns", Integer, nullable=False),
)


class RecordUnavailableError(RuntimeError):
    """The record's database does not answer."""


class Record:
    """The record over one database.

    Args:
        url: SQLAlchemy's address; without one, that of the settings.
    """

    def __init__(self, url: str | None = None) -> None:
        with _reaching_the_database():
            try:
                self._engine = _engine(url or record_url())
            except (ArgumentError, ImportError):
                raise RecordUnavailableError(f"{URL_VARIABLE} names no database that can be used.") from None
            _migrate(self._engine)

    def keep(self, kept: Sequence[RecordedTurn]) -> None:
        """Writes turns down, all or none. A turn that was answered anew, since its first answer was lost, takes that one's place.

        Raises:
            RecordUnavailableError: The database does not answer.
        """
        rows = [as_row(turn) for turn in {turn.id: turn for turn in kept}.values()]
        with _reaching_the_database():
            try:
                with self._engine.begin() as connection:
                    connection.execute(turns.insert(), rows)
            except IntegrityError:
                with self._engine.begin() as connection:
                    connection.execute(turns.delete().where(turns.c.id.in_([row["id"] for row in rows])))
                    connection.execute(turns.insert(), rows)

    def between(self, since: dt.datetime, until: dt.datetime) -> Iterator[RecordedTurn]:
        """Returns the turns of a time, the first included and the last not, in their order.

        Raises:
            RecordUnavailableError: The database does not answer.
        """
        query = select(*(turns.c[name] for name in COLUMNS)).where(turns.c.at >= since, turns.c.at < until).order_by(turns.c.at, turns.c.id)
        with _reaching_the_database(), self._engine.connect() as connection:
            for row in connection.execution_options(stream_results=True, yield_per=_BATCH).execute(query):
                yield from_row(row)

    def conversations(self, name: str) -> list[str]:
        """Returns the recorded parts of a conversation: the front names them "conversation.1", "conversation.2" and so on.

        Raises:
            RecordUnavailableError: The database does not answer.
        """
        column, key = turns.c.conversation, key_of(name)
        query = select(column).distinct().where(or_(column == key, column.startswith(f"{name}.", autoescape=True)))
        with _reaching_the_database(), self._engine.connect() as connection:
            return [found for found in connection.execute(query).scalars() if found == key or is_part_of(found, name)]

    def purge(self, before: dt.datetime, dry_run: bool = False) -> int:
        """Takes out all turns before a moment; a row says that it was done.

        Returns:
            How many turns went, or would go.

        Raises:
            RecordUnavailableError: The database does not answer.
        """
        return self._remove(turns.c.at < before, "purge", f"before {before:%Y-%m-%d %H:%M}", dry_run)

    def erase(self, name: str, dry_run: bool = False) -> int:
        """Takes out a conversation, also the parts of it that "start again" divided; a row says that it was done.

        That row names the conversation by its sha256, by which an erasure can be proven and nothing be found.

        Returns:
            How many turns went, or would go.

        Raises:
            RecordUnavailableError: The database does not answer.
        """
        mine = turns.c.conversation.in_(self.conversations(name))
        return self._remove(mine, "erase", hashlib.sha256(key_of(name).encode()).hexdigest(), dry_run)

    def overwrite(self, at_once: bool) -> None:
        """Overwrites in the files what was taken out (``rrn_privacy.overwriting``).

        Raises:
            RecordUnavailableError: The database does not answer.
            StillInUseError: Somebody else reads an older state of it.
        """
        with _reaching_the_database():
            overwrite(self._engine, [turns.name], at_once=at_once)

    def removed(self) -> list[dict[str, Any]]:
        """Returns what was taken out, in its order.

        Raises:
            RecordUnavailableError: The database does not answer.
        """
        with _reaching_the_database(), self._engine.connect() as connection:
            return [dict(row) for row in connection.execute(select(removals).order_by(removals.c.id)).mappings()]

    def _remove(self, condition: Any, what: str, subject: str, dry_run: bool) -> int:
        with _reaching_the_database(), self._engine.begin() as connection:
            if dry_run:
                return int(connection.execute(select(func.count()).select_from(turns).where(condition)).scalar_one())
            gone: int = connection.execute(turns.delete().where(condition)).rowcount
            now = dt.datetime.now(dt.UTC).replace(tzinfo=None)
            connection.execute(removals.insert().values(at=now, what=what, subject=subject, turns=gone))
        return gone


def is_part_of(conversation: str, name: str) -> bool:
    """Says whether a conversation is the one of a name, or one of the parts that "start again" divided it into."""
    return conversation == name or (conversation.startswith(f"{name}.") and conversation[len(name) + 1 :].isdecimal())


def as_row(turn: RecordedTurn) -> dict[str, Any]:
    """Returns a turn as its row."""
    row = dict(vars(turn))
    for name in JSON_FIELDS:
        row[name] = json.dumps(row[name], ensure_ascii=False, separators=(",", ":"))
    row["conversation"] = key_of(turn.conversation)
    return {name: storable(value) if isinstance(value, str) else value for name, value in row.items()}


def from_row(row: Any) -> RecordedTurn:
    """Returns the turn of a row of :data:`COLUMNS`."""
    turn = RecordedTurn(*row)
    return replace(turn, **{name: json.loads(getattr(turn, name)) for name in JSON_FIELDS})


def _migrate(engine: Engine) -> None:
    """Brings the schema to its newest version; one process at a time."""
    known = revisions(MIGRATIONS)
    with engine.connect() as connection:
        found = revision_in(connection, VERSION_TABLE)
    if found == known[-1]:
        return
    if found and found not in known:
        raise RecordUnavailableError(
            f"The record has revision {found}, which this version of the assistant does not know. Update the assistant."
        )
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    STATE.mkdir(parents=True, exist_ok=True)
    with (STATE / "record.lock").open("w") as lock, engine.begin() as connection:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if engine.dialect.name == "postgresql":
            connection.execute(text(f"SELECT pg_advisory_xact_lock({_MIGRATION_LOCK})"))
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


@contextmanager
def _reaching_the_database() -> Iterator[None]:
    """Names whatever goes wrong with the database; never with the database's own words on a row, which show what stands in it."""
    try:
        yield
    except OperationalError as error:  # no connection, no disk, no table: nothing of a row
        reason = str(error.orig).partition("\n")[0]
        raise RecordUnavailableError(f"The record's database does not answer: {reason}") from None
    except (SQLAlchemyError, OSError) as error:
        raise RecordUnavailableError(f"The record's database does not answer: {type(error).__name__}") from None


def _engine(url: str) -> Engine:
    if not url.startswith("sqlite"):
        return create_engine(
            url, future=True, hide_parameters=True, pool_pre_ping=True, pool_size=2, max_overflow=2, connect_args={"connect_timeout": 3}
        )
    Path(url.partition("///")[2]).parent.mkdir(parents=True, exist_ok=True)
    # SQLAlchemy opens a file anew for each transaction unless told to pool.
    engine = create_engine(url, future=True, hide_parameters=True, poolclass=QueuePool, connect_args={"check_same_thread": False})
    event.listen(engine, "connect", set_up_sqlite)
    return engine
