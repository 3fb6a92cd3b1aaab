"""``rrn feedback``: what people thought of the answers, which the front's inbox keeps."""

from __future__ import annotations

import argparse
import datetime as dt
import os
import subprocess
from pathlib import Path

from commands.erase import InboxError
from commands.serve import FRONT_HOME, FRONT_PYTHON
from rrn.paths import STATE


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the command to the command line."""
    parser = commands.add_parser("feedback", help="list the votes and comments on answers")
    parser.add_argument("--since", type=dt.date.fromisoformat, default=dt.date(1970, 1, 1), metavar="DATE", help="the first day, in UTC")
    parser.add_argument("--csv", action="store_true", help="for a spreadsheet")


def feedback(arguments: argparse.Namespace) -> None:
    """Prints the votes and comments.

    Raises:
        InboxError: The inbox does not answer.
    """
    if not FRONT_PYTHON.exists():
        raise InboxError("The front is not installed, so its inbox cannot be reached. Run 'make install' first.")
    command = [str(FRONT_PYTHON), "-m", "rrn_web.opinions", arguments.since.isoformat(), *(["--csv"] if arguments.csv else [])]
    environment = {**os.environ, "RRN_STATE": str(Path(STATE).resolve())}
    done = subprocess.run(command, cwd=FRONT_HOME, env=environment, stderr=subprocess.PIPE, text=True)
    if done.returncode:
        raise InboxError(done.stderr.strip() or f"The front's own command ended with {done.returncode}.")
