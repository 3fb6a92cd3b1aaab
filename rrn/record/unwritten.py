"""Turns that the record's database did not take: kept in a file until it does."""

from __future__ import annotations

import datetime as dt
import fcntl
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from rrn.record.recorded_turn import COLUMNS, RecordedTurn
from rrn.record.store import Record, as_row, from_row


class Unwritten:
    """The file of such turns, one a line; several processes may share it.

    Args:
        path: The file.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    def __str__(self) -> str:
        return str(self._path)

    def add(self, turns: Sequence[RecordedTurn]) -> None:
        """Adds turns to the file."""
        with self._open() as file:
            file.seek(0, 2)
            for turn in turns:
                row = as_row(turn)
                file.write(json.dumps({**row, "at": row["at"].isoformat(), "day": row["day"].isoformat()}) + "\n")

    def hand_over(self, record: Record) -> int:
        """Writes the file's turns into the record, and empties the file.

        Returns:
            How many turns there were.

        Raises:
            RecordUnavailableError: The database does not answer; the file stays as it is.
        """
        if not self._path.exists() or not self._path.stat().st_size:
            return 0
        with self._open() as file:
            rows = [json.loads(line) for line in file]
            for row in rows:
                row["at"], row["day"] = dt.datetime.fromisoformat(row["at"]), dt.date.fromisoformat(row["day"])
            if rows:
                record.keep([from_row(row[name] for name in COLUMNS) for row in rows])
            file.truncate(0)
        return len(rows)

    @contextmanager
    def _open(self) -> Iterator[TextIO]:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with self._path.open("a+", encoding="utf-8") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            file.seek(0)
            yield file
