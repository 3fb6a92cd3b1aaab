"""The register of training providers: who is certified, since when and as of when, and how a name was matched.

It is a database: a SQLite file by default, PostgreSQL by URL. It is filled by importing a file, and every change is written
down. A provider that is not in it is *unknown*, which never means "not certified".
"""

from rrn.register.database import RegisterUnavailableError
from rrn.register.history import STATUSES, StatusEntry
from rrn.register.look_up import Match
from rrn.register.migrate import NewerRegisterError
from rrn.register.names import name_key
from rrn.register.problems import ImportRefusedError, Problem
from rrn.register.register import Register, opened_register

__all__ = [
    "STATUSES",
    "ImportRefusedError",
    "Match",
    "NewerRegisterError",
    "Problem",
    "Register",
    "RegisterUnavailableError",
    "StatusEntry",
    "name_key",
    "opened_register",
]
