"""What the commands on the inbox have in common: they open it, and say in one sentence what can go wrong with it."""

from __future__ import annotations

import sys
from collections.abc import Callable

from rrn_privacy.overwriting import StillInUseError
from sqlalchemy import Engine
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from rrn_web.inbox_tables import make_tables, open_engine
from rrn_web.settings import Settings, SettingsError, read_settings


def run(command: Callable[[Engine, Settings], None]) -> int:
    """Runs a command on the inbox, and returns its exit code: 2 where it cannot be done, with a sentence on standard error."""
    try:
        settings = read_settings()
        engine = open_engine(settings.database_url)
        make_tables(engine, settings.person_secret)
        command(engine, settings)
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
