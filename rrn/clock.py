"""The day that answers are given on: today, or the day of ``RRN_TODAY`` where a question is replayed as of a day."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

VARIABLE = "RRN_TODAY"
_replayed: ContextVar[dt.date | None] = ContextVar("replayed_day", default=None)


class ClockError(ValueError):
    """``RRN_TODAY`` is not a day."""


@contextmanager
def day_of(day: dt.date) -> Iterator[None]:
    """Answers are given as of a day for as long as this lasts, whatever ``RRN_TODAY`` says: a turn is replayed on its day."""
    token = _replayed.set(day)
    try:
        yield
    finally:
        _replayed.reset(token)


def today() -> dt.date:
    """Returns the day that answers are given on.

    Raises:
        ClockError: ``RRN_TODAY`` is set and is not a day like ``2026-11-22``.
    """
    replayed = _replayed.get()
    if replayed:
        return replayed
    value = os.environ.get(VARIABLE)
    if not value:
        return dt.date.today()
    try:
        return dt.date.fromisoformat(value)
    except ValueError as error:
        raise ClockError(f"{VARIABLE} is {value!r}; it must be a day like 2026-11-22.") from error
