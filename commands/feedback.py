"""``rrn feedback``: what people thought of the answers, which the front's inbox keeps."""

from __future__ import annotations

import argparse
import datetime as dt
import sys

from commands.days import day
from commands.inbox import ask_inbox


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the command to the command line."""
    parser = commands.add_parser("feedback", help="list the votes and comments on answers")
    parser.add_argument("--since", type=day, default=dt.date(1970, 1, 1), metavar="DATE", help="the first day, in UTC")
    parser.add_argument("--csv", action="store_true", help="for a spreadsheet")


def feedback(arguments: argparse.Namespace) -> None:
    """Prints the votes and comments.

    Raises:
        InboxError: The inbox does not answer.
    """
    asked = (arguments.since.isoformat(), *(["--csv"] if arguments.csv else []))
    sys.stdout.flush()
    sys.stdout.buffer.write(ask_inbox("rrn_web.opinions", *asked))
