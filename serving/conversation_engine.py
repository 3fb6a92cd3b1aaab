"""Where conversations are kept, and the engine of that database."""

from __future__ import annotations

import os
from pathlib import Path

from rrn_privacy.overwriting import set_up_sqlite
from sqlalchemy import create_engine, event
from sqlalchemy.engine import Engine
from sqlalchemy.pool import StaticPool

from rrn.paths import STATE

#: Where conversations are kept; a SQLite file where it is not set.
URL_VARIABLE = "RRN_TRACKER_URL"
#: Longest wait for a connection, in seconds, to the server and for one of the pool.
CONNECT_WITHIN = 5


def conversations_url() -> str:
    """Returns SQLAlchemy's address of the conversations: ``RRN_TRACKER_URL``, or a SQLite file in the state folder."""
    return os.environ.get(URL_VARIABLE) or f"sqlite:///{STATE / 'trackers.db'}"


def open_engine(url: str, connections: int) -> Engine:
    """Returns the engine of a database, with so many connections at most."""
    if not url.startswith("sqlite"):
        # A database that is away is noticed in seconds; a connection that the server closed is replaced at its next use.
        return create_engine(
            url,
            future=True,
            hide_parameters=True,  # an error that is logged holds no text
            pool_size=connections,
            max_overflow=0,
            pool_timeout=CONNECT_WITHIN,
            pool_recycle=1800,
            connect_args={"connect_timeout": CONNECT_WITHIN},
        )
    file = url.partition("///")[2]
    if file:
        Path(file).parent.mkdir(parents=True, exist_ok=True)
    # One connection, kept open: at each close SQLite would write its log back into the file.
    engine = create_engine(url, future=True, hide_parameters=True, connect_args={"check_same_thread": False}, poolclass=StaticPool)
    event.listen(engine, "connect", set_up_sqlite)
    return engine
