"""The events that RabbitMQ has not confirmed yet, in the database of the conversations: written with the turn, forgotten once sent.

So whatever happens to a replica or to RabbitMQ, an event that is stored is delivered, if need be later and by another replica.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, func, select, text
from sqlalchemy.engine import Connection

from serving.conversation_engine import open_engine
from serving.conversation_tables import events, unsent

#: PostgreSQL's lock that the one replica holds which sends, so that events keep their order; ours alone in the database.
SENDING_LOCK = 7_272_016
#: Longest that it is held for one batch, in seconds.
HELD_FOR = 60


@dataclass(frozen=True)
class UnsentEvent:
    """An event that waits, with its number in ``events``."""

    id: int
    body: dict[str, Any]


class UnsentEvents:
    """Takes events that wait, oldest first; its methods block.

    Args:
        url: SQLAlchemy's address of the conversations.
    """

    def __init__(self, url: str) -> None:
        self._engine = open_engine(url, 1)
        self._locks = self._engine.dialect.name == "postgresql"
        self._taken: Connection | None = None

    def take(self, limit: int) -> list[UnsentEvent]:
        """Returns the oldest events that wait, and none while another replica sends; :meth:`settle` must follow."""
        waiting = select(unsent.c.event_id, events.c.sender_id, events.c.data).join(events, events.c.id == unsent.c.event_id)
        connection = self._engine.connect()
        try:
            if self._locks:  # the lock of a replica whose machine is gone does not stay
                connection.execute(text(f"SET LOCAL idle_in_transaction_session_timeout = '{HELD_FOR}s'"))
            mine = (
                self._engine.dialect.name != "postgresql"
                or connection.execute(select(func.pg_try_advisory_xact_lock(SENDING_LOCK))).scalar()
            )
            rows = connection.execute(waiting.order_by(unsent.c.event_id).limit(limit)).all() if mine else []
        except BaseException:
            connection.close()
            raise
        if rows and self._locks:
            self._taken = connection  # its transaction holds the lock until the events are settled
        else:
            connection.close()
        return [UnsentEvent(row.event_id, {"sender_id": row.sender_id, **json.loads(row.data)}) for row in rows]

    def settle(self, confirmed: Sequence[UnsentEvent]) -> None:
        """Forgets the events that RabbitMQ has confirmed; the others stay and are sent again."""
        connection, self._taken = self._taken or self._engine.connect(), None
        with connection:
            if confirmed:
                connection.execute(delete(unsent).where(unsent.c.event_id.in_([each.id for each in confirmed])))
                connection.commit()

    def close(self) -> None:
        """Closes the connection; what was taken and not settled is sent again."""
        if self._taken:
            self._taken.close()
        self._engine.dispose()
