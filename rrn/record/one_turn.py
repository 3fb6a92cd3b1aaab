"""Reads one turn straight over the database's driver.

``rrn explain`` is asked for by itself, and importing SQLAlchemy takes longer than all the rest of it.
"""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
from pathlib import Path
from typing import Any

from rrn.record.recorded_turn import COLUMNS, JSON_FIELDS, RecordedTurn
from rrn.record.settings import URL_VARIABLE


class TurnNotFoundError(LookupError):
    """There is no such turn, or no record."""


def one_turn(url: str, turn_id: str) -> RecordedTurn:
    """Returns a turn of the record.

    Args:
        url: SQLAlchemy's address of the record.
        turn_id: The turn's id.

    Raises:
        TurnNotFoundError: The record has no such turn, or it does not answer.
    """
    row = _sqlite_row(url, turn_id) if url.startswith("sqlite") else _postgresql_row(url, turn_id)
    if row is None:
        raise TurnNotFoundError(f"The record has no turn {turn_id!r}. It may have been removed: see 'rrn record removed'.")
    values = dict(zip(COLUMNS, row, strict=True))
    for name in JSON_FIELDS:
        values[name] = json.loads(values[name])
    if isinstance(values["at"], str):  # SQLite has no type for moments and days
        values["at"], values["day"] = dt.datetime.fromisoformat(values["at"]), dt.date.fromisoformat(values["day"])
    return RecordedTurn(**values)


def _query(place: str) -> str:
    return f"SELECT {', '.join(COLUMNS)} FROM turns WHERE id = {place}"


def _sqlite_row(url: str, turn_id: str) -> Any:
    path = Path(url.partition("///")[2])
    if not path.exists():
        raise TurnNotFoundError(f"There is no record at {path}; nothing was recorded yet.")
    connection = sqlite3.connect(path)
    try:
        return connection.execute(_query("?"), (turn_id,)).fetchone()
    except sqlite3.Error as error:
        raise TurnNotFoundError(f"The record at {path} cannot be read: {error}.") from error
    finally:
        connection.close()


def _postgresql_row(url: str, turn_id: str) -> Any:
    import psycopg2

    if not url.startswith("postgresql"):
        raise TurnNotFoundError(f"{URL_VARIABLE} names no database that can be used.")
    try:
        connection = psycopg2.connect(url.replace("+psycopg2", "", 1), connect_timeout=3)
    except psycopg2.Error as error:
        reason = str(error).partition("\n")[0]
        raise TurnNotFoundError(f"The record's database does not answer: {reason}") from error
    try:
        with connection.cursor() as cursor:
            cursor.execute(_query("%s"), (turn_id,))
            return cursor.fetchone()
    except psycopg2.Error as error:
        raise TurnNotFoundError(f"The record cannot be read: {error}") from error
    finally:
        connection.close()
