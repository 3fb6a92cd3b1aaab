"""The day that answers are given on: today, or the day of ``RRN_TODAY`` where a question is replayed as of a day."""

from __future__ import annotations

import datetime as dt
import os

VARIABLE = "RRN_TODAY"


class ClockError(ValueError):
    """``RRN_TODAY`` is not a day."""


def today() -> dt.date:
    """Returns the day that answers are given on.

    Raises:
        ClockError: ``RRN_TODAY`` is set and is not a day like ``2026-11-22``.
    """
    value = os.environ.get(VARIABLE)
    if not value:
        return dt.date.today()
    try:
        return dt.date.fromisoformat(value)
    except ValueError as error:
        raise ClockError(f"{VARIABLE} is {value!r}; it must be a day like 2026-11-22.") from error
