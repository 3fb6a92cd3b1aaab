"""Days on the command line."""

from __future__ import annotations

import argparse
import datetime as dt


def day(written: str) -> dt.date:
    """Returns a day given on the command line.

    Raises:
        ArgumentTypeError: It is not a day.
    """
    try:
        return dt.date.fromisoformat(written)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"'{written}' is not a day; write it like 2026-11-22") from error
