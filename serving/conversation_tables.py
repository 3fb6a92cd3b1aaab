"""Conversations in a database: every event that ever was, and of each conversation what its next turn needs.

``events`` is the table of Rasa's ``SQLTrackerStore`` with one column more, so that Rasa's tools read the history as they always do.
``conversations`` holds one short row a conversation: its slots, and where its latest turn begins. A turn reads that row and the few
events from there on, and adds its own; nothing that a turn does grows with the conversation or with the number of conversations.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock
from typing import Any, TypeVar

from sqlalchemy import (
    BigInteger,
    Column,
    Float,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    bindparam,
    inspect,
    select,
    text,
)
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import DBAPIError, IntegrityError

from serving.conversation_engine import open_engine

#: Number of the lock under which the tables are made; ours alone in the database.
SCHEMA_LOCK = 7_272_014

#: Type of the event of a person's message.
USER = "user"

Result = TypeVar("Result")

_Id = BigInteger().with_variant(Integer, "sqlite")  # SQLite numbers rows by itself for plain integers alone
_metadata = MetaData()
events = Table(
    "events",
    _metadata,
    Column("id", _Id, primary_key=True),
    Column("sender_id", String(255), nullable=False),
    Column("type_name", String(255), nullable=False),
    Column("timestamp", Float),
    Column("intent_name", String(255)),
    Column("action_name", String(255)),
    Column("data", Text),
    # Set on a person's message that has its answer.
    Column("message_id", String(255)),
)
_OF_CONVERSATION = Index("ix_events_sender_id_id", events.c.sender_id, events.c.id)
_has_id = events.c.message_id.isnot(None)
_OF_MESSAGE = Index(
    "ux_events_message", events.c.sender_id, events.c.message_id, unique=True, postgresql_where=_has_id, sqlite_where=_has_id
)
conversations = Table(
    "conversations",
    _metadata,
    Column("sender_id", String(255), primary_key=True),
    # Counts the turns; who writes must have read the last one.
    Column("version", Integer, nullable=False),
    Column("slots", Text, nullable=False),
    Column("latest_turn", _Id, nullable=False),
)
#: Numbers of events that RabbitMQ has not confirmed yet (``unsent_events``).
unsent = Table("unsent", _metadata, Column("event_id", _Id, primary_key=True, autoincrement=False))
# Statements are made once: making one takes longer than running it.
#: Notes the events that a turn has just added, the latest so many of its conversation.
_KEEP_UNSENT = unsent.insert().from_select(
    ["event_id"],
    select(
        select(events.c.id)
        .where(events.c.sender_id == bindparam("of"))
        .order_by(events.c.id.desc())
        .limit(bindparam("so_many"))
        .subquery()
        .c.id
    ),
)


_of_sender = events.c.sender_id == bindparam("of")
_HISTORY = select(events.c.data).where(_of_sender).order_by(events.c.id)
_ANSWER = (
    select(events.c.data)
    .where(
        _of_sender,
        events.c.id >= select(events.c.id).where(_of_sender, events.c.message_id == bindparam("to")).scalar_subquery(),
    )
    .order_by(events.c.id)
    .limit(bindparam("so_many"))
)
_KEPT = (
    select(conversations.c.version, conversations.c.slots, events.c.data)
    .select_from(
        conversations.join(
            events, (events.c.sender_id == conversations.c.sender_id) & (events.c.id >= conversations.c.latest_turn), isouter=True
        )
    )
    .where(conversations.c.sender_id == bindparam("of"))
    .order_by(events.c.id)
)
_INSERT_EVENTS = events.insert()
_latest_turn = select(events.c.id).where(_of_sender, events.c.type_name == USER).order_by(events.c.id.desc()).limit(1).scalar_subquery()
_now = {"version": bindparam("now"), "slots": bindparam("with_slots")}
_GO_ON = (
    conversations.update().where(conversations.c.sender_id == bindparam("of"), conversations.c.version == bindparam("was")).values(_now)
)
_GO_ON_WITH_A_TURN = _GO_ON.values(latest_turn=_latest_turn)
_BEGIN = conversations.insert().values(sender_id=bindparam("of"), latest_turn=0, **_now)
_BEGIN_WITH_A_TURN = conversations.insert().values(sender_id=bindparam("of"), latest_turn=_latest_turn, **_now)


class StaleConversationError(RuntimeError):
    """Another process went on with the conversation meanwhile; nothing was written, and the turn may be tried again."""


class AlreadyAnsweredError(RuntimeError):
    """The message has its answer already; nothing was written.

    Args:
        sender: The conversation.
        reply: The reply object, where it was looked up.
    """

    def __init__(self, sender: str, reply: dict[str, Any] | None = None) -> None:
        super().__init__(sender)
        self.reply = reply


@dataclass(frozen=True)
class Kept:
    """What is kept of a conversation for its next turn.

    Attributes:
        version: Number of turns written; 0 where the history is there and the row is not, as after Rasa's own store.
        slots: Values of the slots that are set.
        events: The latest events as Rasa writes them, with those of the latest turn; all of the history where ``version`` is 0.
    """

    version: int
    slots: dict[str, Any]
    events: list[dict[str, Any]]


@dataclass(frozen=True)
class NewEvents:
    """What one turn adds.

    Attributes:
        rows: Events, in their order, as rows of ``events``.
    """

    rows: list[dict[str, Any]]

    @property
    def begins_turn(self) -> bool:
        """Says whether a person's message is among them."""
        return any(row["type_name"] == USER for row in self.rows)


class ConversationTables:
    """Reads and writes conversations; its methods block.

    Args:
        url: SQLAlchemy's address.
        connections: Most connections that are open at a time.

    Attributes:
        keeps_unsent: Whether new events are noted as such that RabbitMQ is to get.
    """

    def __init__(self, url: str, connections: int) -> None:
        self.keeps_unsent = False
        self._engine = open_engine(url, connections)
        self._made, self._making = False, Lock()

    def kept(self, sender: str) -> Kept | None:
        """Returns what the next turn of a conversation needs, None where there is no such conversation."""
        return self._run(lambda connection: _kept(connection, sender))

    def begun(self, sender: str, message: str, limit: int) -> tuple[list[dict[str, Any]], Kept | None]:
        """Returns what :meth:`answer` and, for a message without an answer, :meth:`kept` return, in one transaction."""

        def transaction(connection: Connection) -> tuple[list[dict[str, Any]], Kept | None]:
            answer = _answer(connection, sender, message, limit)
            return answer, None if answer else _kept(connection, sender)

        return self._run(transaction)

    def history(self, sender: str) -> list[dict[str, Any]]:
        """Returns all events of a conversation."""
        return self._run(lambda connection: _history(connection, sender))

    def answer(self, sender: str, message: str, limit: int) -> list[dict[str, Any]]:
        """Returns the events from a message that has its answer on, at most so many; none where it has none."""
        return self._run(lambda connection: _answer(connection, sender, message, limit))

    def senders(self) -> list[str]:
        """Returns the ids of all conversations."""
        query = select(events.c.sender_id).distinct()
        return list(self._run(lambda connection: connection.execute(query).scalars().all()))

    def write(self, sender: str, version: int, slots: dict[str, Any], new: NewEvents) -> None:
        """Adds the events of a turn and keeps what the next one needs, in one transaction.

        Args:
            sender: The conversation.
            version: That of the :class:`Kept` which the turn began with, 0 where there was none.
            slots: Values of the slots that are set now.
            new: The turn's events.

        Raises:
            StaleConversationError: Another turn was written since.
            AlreadyAnsweredError: One of the messages has its answer.
        """

        def transaction(connection: Connection) -> None:
            if new.rows:
                connection.execute(_INSERT_EVENTS, new.rows)
            if self.keeps_unsent:
                connection.execute(_KEEP_UNSENT, {"of": sender, "so_many": len(new.rows)})
            values = {"of": sender, "was": version, "now": version + 1, "with_slots": json.dumps(slots)}
            if version:
                statement = _GO_ON_WITH_A_TURN if new.begins_turn else _GO_ON
                if not connection.execute(statement, values).rowcount:
                    raise StaleConversationError(sender)
                return
            try:
                connection.execute(_BEGIN_WITH_A_TURN if new.begins_turn else _BEGIN, values)
            except IntegrityError as error:
                raise StaleConversationError(sender) from error

        try:
            self._run(transaction)
        except IntegrityError as error:
            raise AlreadyAnsweredError(sender) from error

    def close(self) -> None:
        """Closes the connections."""
        self._engine.dispose()

    def _run(self, transaction: Callable[[Connection], Result]) -> Result:
        """Runs a transaction; once more, where the connection turns out to be one that the server has closed."""
        try:
            return self._once(transaction)
        except DBAPIError as error:
            if not error.connection_invalidated:
                raise
            return self._once(transaction)

    def _once(self, transaction: Callable[[Connection], Result]) -> Result:
        with self._making:
            if not self._made:
                make_tables(self._engine)
                self._made = True
        with self._engine.begin() as connection:
            return transaction(connection)


def _kept(connection: Connection, sender: str) -> Kept | None:
    rows = connection.execute(_KEPT, {"of": sender}).all()
    if rows:
        return Kept(rows[0].version, json.loads(rows[0].slots), [json.loads(row.data) for row in rows if row.data])
    history = _history(connection, sender)
    return Kept(0, {}, history) if history else None


def _history(connection: Connection, sender: str) -> list[dict[str, Any]]:
    return [json.loads(row) for row in connection.execute(_HISTORY, {"of": sender}).scalars()]


def _answer(connection: Connection, sender: str, message: str, limit: int) -> list[dict[str, Any]]:
    return [json.loads(row) for row in connection.execute(_ANSWER, {"of": sender, "to": message, "so_many": limit}).scalars()]


def make_tables(engine: Engine) -> None:
    """Makes what is missing; a table of Rasa's own store gets the column it lacks."""
    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":  # several processes may start at once
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": SCHEMA_LOCK})
        _metadata.create_all(connection)
        if "message_id" not in {column["name"] for column in inspect(connection).get_columns("events")}:
            connection.execute(text("ALTER TABLE events ADD COLUMN message_id VARCHAR(255)"))
        for index in (_OF_CONVERSATION, _OF_MESSAGE):
            index.create(connection, checkfirst=True)
