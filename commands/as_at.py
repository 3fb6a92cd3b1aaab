"""Runs a command as of a day or a moment: with the clock at that day, and with the content that was served then."""

from __future__ import annotations

import argparse
import datetime as dt
import os
import sys
from contextlib import suppress

from commands.model import MODEL_VARIABLE, current_model
from rrn.clock import VARIABLE as TODAY_VARIABLE
from rrn.older_release import lacking, make_fitting
from rrn.paths import DATA, STATE
from rrn.releases import Release, release_on
from rrn.reply import british_date

#: Set in the process that replays, so that it does not start another one.
_REPLAYING = "RRN_AS_AT"


def moment(written: str) -> dt.date:
    """Returns a day, or a moment with its time zone, given on the command line.

    Raises:
        ArgumentTypeError: It is neither.
    """
    for read in (dt.date.fromisoformat, dt.datetime.fromisoformat):
        with suppress(ValueError):
            found = read(written)
            return found.astimezone() if isinstance(found, dt.datetime) else found
    raise argparse.ArgumentTypeError(f"'{written}' is no day and no moment; write it like 2026-11-22 or 2026-11-22T14:30")


def replay(when: dt.date) -> None:
    """Starts the command of this process again as of a day or a moment, in its place; in that one, does nothing.

    The content is read once per process, so another version of it needs another process.
    """
    if os.environ.get(_REPLAYING) == when.isoformat():
        return
    day = when.date() if isinstance(when, dt.datetime) else when
    changed = {_REPLAYING: when.isoformat(), TODAY_VARIABLE: day.isoformat()}
    release = release_on(when)
    if release:
        changed |= answering_from(release)
    else:
        print(f"No published content is kept from {british_date(day)}; the content as it stands answers.", file=sys.stderr)
    sys.stderr.flush()
    os.execve(sys.executable, [sys.executable, *sys.argv], {**os.environ, **changed})


def answering_from(release: Release) -> dict[str, str]:
    """Returns what to set in the environment of a process that answers from a release.

    From one that is older than what the software wants, a copy answers that has what it lacks; nobody but who asks here gets that.
    """
    data, lacks = release.data, lacking(release.data, DATA)
    if lacks:
        data = STATE / "older" / release.version / "data"
        make_fitting(release.data, DATA, data)
        print(f"That content lacks {', '.join(lacks)}. What it lacks is taken from the present content.", file=sys.stderr)
    # A kept release was trained by the code of its day; a model of it by today's code goes before that one.
    trained = current_model(data)
    return {"RRN_DATA": str(data), MODEL_VARIABLE: str(trained if trained.exists() else release.model_file)}
