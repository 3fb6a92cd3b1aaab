"""The inbox: every message is written down here before anything else happens to it, and its reply beside it."""

from __future__ import annotations

import asyncio
import datetime as dt
import uuid
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Executable, Row, Select, bindparam, case, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.sql.dml import ReturningInsert

from rrn_web.errors import ApiError
from rrn_web.identity import hashed, new_conversation
from rrn_web.inbox_tables import conversations, feedback, make_tables, messages, open_engine

#: Transactions that run at a time.
THREADS = 4

Result = TypeVar("Result")

#: So often the next turn's number is tried again, where another process took it meanwhile.
ATTEMPTS = 5


@dataclass(frozen=True)
class Message:
    """A message as it stands in the inbox; ``reply`` is None while it has no answer."""

    id: str
    conversation: str
    chapter: int
    turn: int
    client_message_id: str
    text: str
    payload: str
    at: dt.datetime
    reply: dict[str, Any] | None = None


def _next_turn() -> ReturningInsert[Any]:
    """Returns the statement that inserts a message as the next turn of the conversation ``of``."""
    new = ("id", "client_message_id", "text", "payload", "at")
    taken = select(func.coalesce(func.max(messages.c.turn), 0) + 1).where(messages.c.conversation == bindparam("of")).scalar_subquery()
    values = [bindparam(name, type_=messages.c[name].type) for name in new]
    row = select(*values, conversations.c.id, conversations.c.chapter, taken).where(conversations.c.id == bindparam("of"))
    inserted = messages.insert().from_select([*new, "conversation", "chapter", "turn"], row)
    return inserted.returning(messages.c.chapter, messages.c.turn)


# Made once: making a statement takes longer than running it.
_NEXT_TURN = _next_turn()
_ANSWERED = messages.update().where(messages.c.id == bindparam("of")).values(reply=bindparam("with"), answered_at=bindparam("then"))
_OF_PERSON = select(conversations.c.id).where(conversations.c.person == bindparam("person"))
_COLUMNS = [messages.c[name] for name in Message.__dataclass_fields__]


class Inbox:
    """The inbox in a database.

    Each transaction runs as a whole in a thread of the inbox's own: one change of thread a transaction, and the event loop goes on.

    Args:
        url: SQLAlchemy's address, such as ``sqlite:///inbox.db``.
        person_key: The key under which people are written down: who they are stands nowhere in clear.
    """

    def __init__(self, url: str, person_key: str) -> None:
        self._engine = open_engine(url)
        self._key = person_key
        self._pool = ThreadPoolExecutor(THREADS, thread_name_prefix="inbox")

    async def open(self) -> None:
        """Creates the tables where they are missing."""
        await self._run(lambda: make_tables(self._engine, self._key))

    async def close(self) -> None:
        """Closes the connections."""
        self._pool.shutdown()
        self._engine.dispose()

    async def answers(self) -> None:
        """Asks the database something; raises what SQLAlchemy raises where it does not answer."""
        await self._read(select(conversations.c.id).limit(1))

    async def find(self, person: str) -> str | None:
        """Returns the id of a person's conversation, None where there is none."""
        row = next(iter(await self._read(_OF_PERSON, {"person": hashed(person, self._key)})), None)
        return str(row.id) if row else None

    async def start(self, person: str | None = None) -> str:
        """Returns a new conversation's id; a person who is signed in has one conversation, whatever the device."""
        return await self._run(lambda: self._start(hashed(person, self._key) if person else None))

    def _start(self, person: str | None) -> str:
        conversation = new_conversation()
        try:
            with self._engine.begin() as connection:
                if person:
                    kept = connection.execute(_OF_PERSON, {"person": person}).scalar()
                    if kept:
                        return str(kept)
                connection.execute(conversations.insert().values(id=conversation, person=person, chapter=1, started_at=_now()))
        except IntegrityError:
            if not person:
                raise
            return self._start(person)  # another device of the same person was first
        return conversation

    async def receive(self, conversation: str, client_message_id: str, text: str, payload: str) -> Message:
        """Writes a message down and returns it; the same message again is the one that stands there.

        Raises:
            ApiError: The conversation is not known, or its message id stands for another text.
        """
        return await self._run(lambda: self._receive(conversation, client_message_id, text, payload))

    def _receive(self, conversation: str, client_message_id: str, text: str, payload: str) -> Message:
        for _ in range(ATTEMPTS):
            try:
                return self._insert(conversation, client_message_id, text, payload)
            except IntegrityError:
                kept = self._message(conversation, messages.c.client_message_id == client_message_id)
                if kept is None:
                    continue  # another process took the turn's number
                if kept.payload != payload:
                    raise ApiError(409, "message_id_taken", "This message id was used for another message.") from None
                return kept
        raise ApiError(503, "unavailable", "The assistant is busy. Please try again in a moment.")

    def _insert(self, conversation: str, client_message_id: str, text: str, payload: str) -> Message:
        """Inserts the message as the conversation's next turn, in one statement."""
        new = {"id": uuid.uuid4().hex, "client_message_id": client_message_id, "text": text, "payload": payload, "at": _now()}
        with self._engine.begin() as connection:
            placed = connection.execute(_NEXT_TURN, {**new, "of": conversation}).one_or_none()
        if placed is None:
            raise ApiError(401, "session_invalid", "This conversation is not known here. Please start a new one.")
        return Message(conversation=conversation, chapter=placed.chapter, turn=placed.turn, **new)  # type: ignore[arg-type]

    async def answered(self, message: Message, reply: dict[str, Any]) -> None:
        """Writes the reply beside its message."""
        values = {"of": message.id, "with": reply, "then": _now()}

        def write() -> None:
            with self._engine.begin() as connection:
                connection.execute(_ANSWERED, values)

        await self._run(write)

    async def turn(self, conversation: str, turn: int) -> Message | None:
        """Returns a turn of a conversation, None where it has no such turn."""
        return await self._run(lambda: self._message(conversation, messages.c.turn == turn))

    async def history(self, conversation: str) -> list[Message]:
        """Returns the turns since the conversation was last started again, in their order."""
        chapter = select(conversations.c.chapter).where(conversations.c.id == conversation).scalar_subquery()
        query = select(*_COLUMNS).where(messages.c.conversation == conversation, messages.c.chapter == chapter).order_by(messages.c.turn)
        return [_as_message(row) for row in await self._read(query)]

    async def votes(self, conversation: str) -> dict[int, str]:
        """Returns which of a conversation's answers were found helpful and which not, by turn."""
        rows = await self._read(select(feedback.c.turn, feedback.c.vote).where(feedback.c.conversation == conversation))
        return {row.turn: row.vote for row in rows}

    async def start_again(self, conversation: str) -> None:
        """Begins a new chapter."""
        await self._write(conversations.update().where(conversations.c.id == conversation).values(chapter=conversations.c.chapter + 1))

    async def give_feedback(self, conversation: str, turn: int, vote: str, comment: str | None) -> None:
        """Keeps a person's opinion of one answer; a second one takes the place of the first.

        Without a comment, the one that was given with the same vote stays.
        """
        values = {"vote": vote, "at": _now()}
        kept = case((feedback.c.vote == vote, feedback.c.comment), else_="") if comment is None else comment

        def keep() -> None:
            with self._engine.begin() as connection:
                here = (feedback.c.conversation == conversation) & (feedback.c.turn == turn)
                if not connection.execute(feedback.update().where(here).values(comment=kept, **values)).rowcount:
                    connection.execute(feedback.insert().values(conversation=conversation, turn=turn, comment=comment or "", **values))

        await self._run(keep)

    def _message(self, conversation: str, condition: ColumnElement[bool]) -> Message | None:
        query = select(*_COLUMNS).where(messages.c.conversation == conversation, condition)
        with self._engine.connect() as connection:
            row = connection.execute(query).one_or_none()
        return _as_message(row) if row else None

    async def _read(self, query: Select[Any], values: Mapping[str, Any] | None = None) -> Sequence[Row[Any]]:
        def read() -> Sequence[Row[Any]]:
            with self._engine.connect() as connection:
                return connection.execute(query, values).all()

        return await self._run(read)

    async def _write(self, statement: Executable) -> None:
        def write() -> None:
            with self._engine.begin() as connection:
                connection.execute(statement)

        await self._run(write)

    async def _run(self, transaction: Callable[[], Result]) -> Result:
        return await asyncio.get_running_loop().run_in_executor(self._pool, transaction)


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


def _as_message(row: Row[Any]) -> Message:
    """Returns the message of a row, its moment in UTC: SQLite keeps no zone, PostgreSQL gives that of its session."""
    at = row.at if row.at.tzinfo else row.at.replace(tzinfo=dt.UTC)
    return Message(**{**row._mapping, "at": at.astimezone(dt.UTC)})
