"""``rrn content due``: what falls due for review. A scheduler runs it often, so it loads neither a model nor Rasa."""

from __future__ import annotations

import argparse
import datetime as dt
import sys

from rrn.applicability import decision_table
from rrn.clock import ClockError, today
from rrn.due import due
from rrn.items import read_items
from rrn.paths import DATA
from rrn.register import ImportRefusedError, NewerRegisterError, RegisterUnavailableError, opened_register
from rrn.reply import british_date
from rrn.yaml_file import DataError

DESCRIPTION = "What falls due for review. Exit code: 0 nothing does, 1 something does, 2 it could not be found out."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Adds what the command takes."""
    parser.add_argument("--within", type=int, default=30, metavar="DAYS", help="days to look ahead (default: 30)")


def list_due(arguments: argparse.Namespace) -> int:
    """Prints what falls due.

    Returns:
        0 where nothing does, 1 where something does. What keeps it from being found out is raised.
    """
    until = today() + dt.timedelta(days=arguments.within)
    found = due(until, read_items(DATA).values(), decision_table(), opened_register().entries(due_by=until))
    for each in found:
        late = " (late)" if each.review_by < today() else ""
        print(f"{british_date(each.review_by)}{late}: {each.what}")
    if not found:
        print(f"Nothing falls due for review until {british_date(until)}.")
    return 1 if found else 0


def main(given: list[str]) -> int:
    """Runs ``rrn content due`` with the arguments given.

    Returns:
        As :func:`list_due`; 2 where it could not be found out, with a sentence on standard error.
    """
    parser = argparse.ArgumentParser(prog="rrn content due", description=DESCRIPTION)
    add_arguments(parser)
    try:
        return list_due(parser.parse_args(given))
    except (DataError, RegisterUnavailableError, NewerRegisterError, ImportRefusedError, ClockError, OSError) as error:
        print(f"rrn: {error}", file=sys.stderr)
        return 2
