"""When a register counts as old."""

from __future__ import annotations

import datetime as dt
import os
from functools import lru_cache
from pathlib import Path

from rrn.clock import today
from rrn.paths import DATA
from rrn.yaml_file import DataError, read_yaml, required

VARIABLE = "RRN_REGISTER_OLD_AFTER_DAYS"


@lru_cache(maxsize=1)
def _default_days(path: Path = DATA / "register.yml") -> int:
    return int(required(read_yaml(path), "old_after_days", path))


def old_after_days() -> int:
    """Returns after how many days without a newer entry the register is old.

    Raises:
        DataError: ``RRN_REGISTER_OLD_AFTER_DAYS`` is set and is no number of days.
    """
    value = os.environ.get(VARIABLE)
    if not value:
        return _default_days()
    if not value.isdigit() or not int(value):
        raise DataError(f"{VARIABLE} is {value!r}; it must be a number of days, for example 90.")
    return int(value)


def days_if_old(as_of: dt.date | None) -> int | None:
    """Returns how many days old a register is whose newest entry is of a day; None where it is not old, or empty."""
    age = (today() - as_of).days if as_of else 0
    return age if age > old_after_days() else None
