"""Fixtures that several tests share: registers on real databases, and the trained assistant."""

from __future__ import annotations

import asyncio
import os
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import OperationalError

from commands.assistant import Assistant
from commands.model import ensure_model
from evaluation.held_out import Result, cases_of, judge
from rrn.paths import HELD_OUT
from rrn.record.settings import SWITCH_VARIABLE
from rrn.register import Register

#: Tests are nobody's questions; those of the record switch it on.
os.environ[SWITCH_VARIABLE] = "off"
POSTGRES_URL = os.environ.get("RRN_TEST_POSTGRES_URL", "postgresql+psycopg2://root@127.0.0.1:5432/test")


@pytest.fixture
def postgres_url() -> Iterator[str]:
    """A schema of its own on a real PostgreSQL, dropped afterwards."""
    engine = create_engine(POSTGRES_URL, future=True)
    schema = f"rrn_{uuid.uuid4().hex}"
    try:
        with engine.begin() as connection:
            connection.execute(text(f"CREATE SCHEMA {schema}"))
    except OperationalError:
        pytest.skip(
            f"LEFT OUT: no PostgreSQL answers at {POSTGRES_URL}. Start one (Debian: apt-get install postgresql, "
            "pg_ctlcluster 15 main start) or name it in RRN_TEST_POSTGRES_URL."
        )
    yield f"{POSTGRES_URL}?options=-csearch_path%3D{schema}"
    with engine.begin() as connection:
        connection.execute(text(f"DROP SCHEMA {schema} CASCADE"))
    engine.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def register_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of an empty database, once on SQLite and once on PostgreSQL."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'register.db'}"
    url: str = request.getfixturevalue("postgres_url")
    return url


@pytest.fixture
def register(tmp_path: Path) -> Register:
    """A seeded register on SQLite."""
    opened = Register(f"sqlite:///{tmp_path / 'register.db'}")
    opened.seed()
    return opened


@pytest.fixture(scope="session")
def assistant() -> Assistant:
    """The trained assistant, loaded once."""
    return Assistant(ensure_model())


@pytest.fixture(scope="session")
def converse(assistant: Assistant) -> Callable[..., list[dict[str, Any]]]:
    """Holds a conversation of its own and returns the reply objects."""
    loop = asyncio.new_event_loop()
    return lambda *turns: loop.run_until_complete(assistant.conversation(list(turns)))


@pytest.fixture(scope="session")
def held_out_results(converse: Callable[..., list[dict[str, Any]]]) -> list[Result]:
    """What comes of every held-out conversation, asked once."""
    cases = cases_of(HELD_OUT)
    return [judge(case, converse(*case.turns)) for case in cases]
