"""Takes conversations out of the tracker store: one at a person's request, or all that is older than a day. It needs no Rasa."""

from __future__ import annotations

import datetime as dt

from rrn_privacy.overwriting import overwrite
from sqlalchemy import delete, func, or_, select
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from rrn.conversation_key import key_of
from rrn.record.store import is_part_of
from serving.conversation_engine import URL_VARIABLE, open_engine
from serving.conversation_tables import conversations, events, make_tables, unsent

#: Notes of events that are no longer there.
_ORPHANS = delete(unsent).where(~select(events.c.id).where(events.c.id == unsent.c.event_id).exists())


class ConversationsUnavailableError(RuntimeError):
    """The conversations' database does not answer."""


class StoredConversations:
    """The conversations in a database.

    Args:
        url: SQLAlchemy's address.

    Raises:
        ConversationsUnavailableError: The database does not answer.
    """

    def __init__(self, url: str) -> None:
        try:
            self._engine: Engine = open_engine(url, 1)
            make_tables(self._engine)
        except (ArgumentError, ImportError):
            raise ConversationsUnavailableError(f"{URL_VARIABLE} names no database that can be used.") from None
        except (SQLAlchemyError, OSError) as error:
            raise _unavailable(error) from None

    def erase(self, name: str, dry_run: bool = False) -> int:
        """Takes out a conversation, also the parts of it that "start again" divided.

        Returns:
            How many events went, or would go.

        Raises:
            ConversationsUnavailableError: The database does not answer.
        """
        column, key = events.c.sender_id, key_of(name)
        query = select(column).distinct().where(or_(column == key, column.startswith(f"{name}.", autoescape=True)))
        try:
            with self._engine.begin() as connection:
                mine = [found for found in connection.execute(query).scalars() if found == key or is_part_of(found, name)]
                count: int = connection.execute(select(func.count()).where(column.in_(mine))).scalar_one()
                if not dry_run:
                    _take_out(connection, mine)
        except SQLAlchemyError as error:
            raise _unavailable(error) from None
        return count

    def purge(self, before: dt.datetime, dry_run: bool = False) -> int:
        """Takes out all events before a moment (UTC). A conversation that goes on keeps its latest turn whole.

        Returns:
            How many events went, or would go.

        Raises:
            ConversationsUnavailableError: The database does not answer.
        """
        moment = before.replace(tzinfo=dt.UTC).timestamp()
        ended = select(events.c.sender_id).group_by(events.c.sender_id).having(func.max(events.c.timestamp) < moment)
        begun = select(conversations.c.latest_turn).where(conversations.c.sender_id == events.c.sender_id).scalar_subquery()
        old = or_(events.c.sender_id.in_(ended), (events.c.timestamp < moment) & (events.c.id < begun))
        try:
            with self._engine.begin() as connection:
                count: int = connection.execute(select(func.count()).select_from(events).where(old)).scalar_one()
                if not dry_run:
                    connection.execute(delete(conversations).where(conversations.c.sender_id.in_(ended)))
                    connection.execute(delete(events).where(old))
                    connection.execute(_ORPHANS)
        except SQLAlchemyError as error:
            raise _unavailable(error) from None
        return count

    def overwrite(self, at_once: bool) -> None:
        """Overwrites in the files what was taken out (``rrn_privacy.overwriting``).

        Raises:
            ConversationsUnavailableError: The database does not answer.
            StillInUseError: Somebody else reads an older state of it.
        """
        try:
            overwrite(self._engine, [events.name, conversations.name], at_once=at_once)
        except SQLAlchemyError as error:
            raise _unavailable(error) from None


def _take_out(connection: Connection, senders: list[str]) -> None:
    connection.execute(delete(conversations).where(conversations.c.sender_id.in_(senders)))
    connection.execute(delete(events).where(events.c.sender_id.in_(senders)))
    connection.execute(_ORPHANS)


def _unavailable(error: Exception) -> ConversationsUnavailableError:
    reason = str(getattr(error, "orig", None) or type(error).__name__).partition("\n")[0]
    return ConversationsUnavailableError(f"The conversations' database does not answer: {reason}")
