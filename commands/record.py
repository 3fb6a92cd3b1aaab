"""``rrn record``: what the record keeps, and what was taken out of it."""

from __future__ import annotations

import argparse
import datetime as dt

from commands.days import day
from rrn.paths import STATE
from rrn.record.store import Record
from rrn.record.unwritten import Unwritten


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Adds what the command takes."""
    what = parser.add_subparsers(dest="what", required=True)
    what.add_parser("removed", help="list what was taken out, and when")
    listed = what.add_parser("list", help="list the turns of a time, one a line")
    add_days(listed)


def add_days(parser: argparse.ArgumentParser) -> None:
    """Adds ``--since`` and ``--until``."""
    parser.add_argument("--since", type=day, metavar="DATE", help="from this day on, like 2026-11-22")
    parser.add_argument("--until", type=day, metavar="DATE", help="up to and with this day")


def between(arguments: argparse.Namespace) -> tuple[dt.datetime, dt.datetime]:
    """Returns the moments that ``--since`` and ``--until`` stand for."""
    since = dt.datetime.combine(arguments.since or dt.date.min, dt.time())
    until = dt.datetime.combine(arguments.until, dt.time()) + dt.timedelta(days=1) if arguments.until else dt.datetime.max
    return since, until


def opened_record() -> Record:
    """Returns the record, with whatever could not be written to it before.

    Raises:
        RecordUnavailableError: Its database does not answer.
    """
    record = Record()
    Unwritten(STATE / "record-unwritten.jsonl").hand_over(record)
    return record


def record(arguments: argparse.Namespace) -> int:
    """Runs ``rrn record`` and returns its exit code."""
    opened = opened_record()
    if arguments.what == "list":
        for turn in opened.between(*between(arguments)):
            print(f"{turn.at:%Y-%m-%d %H:%M:%S}  {turn.id}  {turn.kind}/{turn.answer}  {' '.join(turn.asked.split())[:80]}")
    else:
        for each in opened.removed():
            print(f"{each['at']:%Y-%m-%d %H:%M:%S}  {each['what']}  {each['turns']} turns  {each['subject']}")
    return 0
