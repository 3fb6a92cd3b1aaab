"""The inbox's tables, and the engine of its database."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from rrn_privacy.overwriting import overwrite, set_up_sqlite
from sqlalchemy import (
    JSON,
    Column,
    DateTime,
    Engine,
    ForeignKey,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    create_engine,
    event,
    func,
    select,
)

from rrn_web.identity import HASHED, hashed

metadata = MetaData()
conversations = Table(
    "conversations",
    metadata,
    Column("id", String(40), primary_key=True),
    # Who is signed in, hashed with a key (``identity.hashed``).
    Column("person", String(600), unique=True),
    # "Start again" begins a new chapter: earlier turns stay written down and are no longer shown.
    Column("chapter", Integer, nullable=False, default=1),
    Column("started_at", DateTime(timezone=True), nullable=False),
)
messages = Table(
    "messages",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("conversation", ForeignKey("conversations.id", ondelete="CASCADE"), nullable=False),
    Column("chapter", Integer, nullable=False),
    Column("turn", Integer, nullable=False),
    Column("client_message_id", String(64), nullable=False),
    Column("text", Text, nullable=False),
    Column("payload", Text, nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("reply", JSON),
    Column("answered_at", DateTime(timezone=True)),
    UniqueConstraint("conversation", "client_message_id"),
    UniqueConstraint("conversation", "turn"),
)
feedback = Table(
    "feedback",
    metadata,
    Column("conversation", ForeignKey("conversations.id", ondelete="CASCADE"), primary_key=True),
    Column("turn", Integer, primary_key=True),
    Column("vote", String(4), nullable=False),
    Column("comment", Text, nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
)
#: Number of the lock under which the tables are made.
SCHEMA_LOCK = 7_272_015


def make_tables(engine: Engine, person_key: str) -> None:
    """Makes the tables where they are missing, and hashes the people that earlier versions wrote down in clear."""
    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":  # several fronts may start at once
            connection.execute(select(func.pg_advisory_xact_lock(SCHEMA_LOCK)))
        metadata.create_all(connection)
        column = conversations.c.person
        clear = connection.execute(select(column).where(column.isnot(None), column.notlike(f"{HASHED}%"))).scalars().all()
        for person in clear:
            connection.execute(conversations.update().where(column == person).values(person=hashed(person, person_key)))
    if clear:
        overwrite(engine, [conversations.name], at_once=True)


def open_engine(url: str) -> Engine:
    """Returns the engine of a database."""
    if not url.startswith("sqlite"):
        return create_engine(url, pool_pre_ping=True, hide_parameters=True)
    Path(url.partition("///")[2]).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(url, hide_parameters=True)  # an error that is logged holds no text

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, _record: Any) -> None:
        set_up_sqlite(connection)
        connection.execute("PRAGMA foreign_keys=ON")

    return engine
