"""Runs a command as of a day: with the clock at that day, and with the content that was published then."""

from __future__ import annotations

import datetime as dt
import os
import sys

from commands.model import MODEL_VARIABLE, current_model
from rrn.clock import VARIABLE as TODAY_VARIABLE
from rrn.releases import release_on
from rrn.reply import british_date

#: Set in the process that replays, so that it does not start another one.
_REPLAYING = "RRN_AS_AT"


def replay(day: dt.date) -> None:
    """Starts the command of this process again as of a day, in its place; in that one, does nothing.

    The content is read once per process, so another version of it needs another process.
    """
    if os.environ.get(_REPLAYING) == day.isoformat():
        return
    changed = {_REPLAYING: day.isoformat(), TODAY_VARIABLE: day.isoformat()}
    release = release_on(day)
    if release:
        # A kept release was trained by the code of its day; a model of it by today's code goes before that one.
        trained = current_model(release.data)
        changed |= {"RRN_DATA": str(release.data), MODEL_VARIABLE: str(trained if trained.exists() else release.model_file)}
    else:
        print(f"No published content is kept from {british_date(day)}; the content as it stands answers.", file=sys.stderr)
    sys.stderr.flush()
    os.execve(sys.executable, [sys.executable, *sys.argv], {**os.environ, **changed})
