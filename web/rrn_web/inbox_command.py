"""What the commands on the inbox have in common: what can go wrong with it is said in one sentence."""

from __future__ import annotations

import sys
from collections.abc import Callable

from rrn_privacy.overwriting import StillInUseError
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from rrn_web.settings import SettingsError


def run(command: Callable[[], None]) -> int:
    """Runs a command, and returns its exit code: 2 where it cannot be done, with a sentence on standard error."""
    try:
        command()
    except (ArgumentError, ImportError):
        problem: object = "RRN_INBOX_URL names no database that can be used."
    except SQLAlchemyError as error:
        problem = f"The inbox does not answer: {type(error).__name__}."
    except (SettingsError, StillInUseError, OSError) as error:
        problem = error
    else:
        return 0
    print(problem, file=sys.stderr)
    return 2
