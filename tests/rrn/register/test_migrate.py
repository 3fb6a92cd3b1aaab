"""The register's tables: from every earlier state to today's, on both engines, with nothing lost."""

from __future__ import annotations

import datetime as dt
import multiprocessing
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Column, Date, ForeignKey, Integer, MetaData, String, Table, UniqueConstraint, inspect, text

from rrn.register import NewerRegisterError, Register, migrations, tables
from rrn.register.database import open_engine, writing
from rrn.register.migrate import VERSION_TABLE
from tests.rrn.register.conftest import row

#: The tables as the assistant made them before it knew of revisions.
BEFORE = MetaData()
PROVIDERS = Table("providers", BEFORE, Column("id", Integer, primary_key=True), Column("name", String(300), nullable=False, unique=True))
NAMES = Table(
    "provider_names",
    BEFORE,
    Column("id", Integer, primary_key=True),
    Column("provider_id", ForeignKey("providers.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("key", String(300), nullable=False, index=True),
    Column("kind", String(10), nullable=False),
    UniqueConstraint("provider_id", "key"),
)
STATUSES = Table(
    "provider_statuses",
    BEFORE,
    Column("id", Integer, primary_key=True),
    Column("provider_id", ForeignKey("providers.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("status", String(20), nullable=False),
    Column("valid_from", Date),
    Column("valid_to", Date),
    Column("as_of", Date, nullable=False),
    Column("review_by", Date, nullable=False),
    Column("source", String(100), nullable=False),
    Column("quote", String(1000), nullable=False),
)


@pytest.fixture
def engine(register_url):
    opened = open_engine(register_url)
    yield opened
    opened.dispose()


def to_revision(engine, revision):
    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__file__).parent))
    with writing(engine) as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)


def fill(connection):
    day = dt.date(2026, 1, 1)
    connection.execute(PROVIDERS.insert(), [{"id": 1, "name": "Test Alpha Ltd"}, {"id": 2, "name": "Tester's Łódź Ltd"}])
    names = [(1, 1, "test alpha", "name"), (2, 1, "alpha training", "alias"), (3, 2, "tester s odz", "name")]
    connection.execute(NAMES.insert(), [dict(zip(("id", "provider_id", "key", "kind"), each, strict=True)) for each in names])
    values = {"as_of": day, "review_by": dt.date(2099, 1, 1), "source": "test data", "quote": ""}
    connection.execute(STATUSES.insert(), [{"id": 1, "provider_id": 1, "status": "certified", "valid_from": day, **values}])
    connection.execute(STATUSES.insert(), [{"id": 2, "provider_id": 2, "status": "lapsed", "valid_from": None, **values}])


def test_the_first_revision_makes_the_tables_that_were_there_before(engine, tmp_path):
    to_revision(engine, "0001")
    other = open_engine(f"sqlite:///{tmp_path / 'before.db'}")
    BEFORE.create_all(other)
    for table in BEFORE.tables:
        seen = [
            [(column["name"], column["nullable"], str(column["type"])) for column in inspect(each).get_columns(table)]
            for each in (engine, other)
        ]
        assert seen[0] == seen[1]
        indexes = [
            {index["name"] for index in inspect(each).get_indexes(table) if index["name"].startswith("ix_")} for each in (engine, other)
        ]
        assert indexes[0] == indexes[1]


@pytest.mark.parametrize("start", ["none", "before revisions", "0001", "0002"])
def test_every_state_becomes_the_tables_of_today(engine, register_url, start):
    if start == "before revisions":
        BEFORE.create_all(engine)
    elif start != "none":
        to_revision(engine, start)
    before, now = Register(register_url).migrate()
    assert (before, now) == ({"none": None, "before revisions": "0001"}.get(start, start), "0002")
    with engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"version_table": VERSION_TABLE, "include_object": lambda _, name, *__: name != VERSION_TABLE}
        )
        assert compare_metadata(context, tables.metadata) == []
        assert context.get_current_revision() == "0002"


@pytest.mark.parametrize("start", ["before revisions", "0001"])
def test_data_is_kept_and_found(engine, register_url, write_csv, start):
    if start == "0001":
        to_revision(engine, "0001")
    else:
        BEFORE.create_all(engine)
    with engine.begin() as connection:
        fill(connection)
    register = Register(register_url)
    assert register.seed() == 0
    (alpha,) = register.find("alpha training")
    assert (alpha.provider, alpha.matched_by, alpha.current.status) == ("Test Alpha Ltd", "alias", "certified")
    assert alpha.held[0].entered.action == "migrate"
    assert register.find("testers lodz")[0].matched_by == "exact"
    assert register.find("Tst Alpha")[0].provider == "Test Alpha Ltd"
    register.import_file(
        write_csv(row("Test Alpha Ltd", aliases="Alpha Training", from_="2026-01-01", to="2026-06-30"), row("Test New Ltd")), "test"
    )
    assert register.size() == 3
    (alpha,) = register.find("Test Alpha Ltd")
    assert [held.taken_out is None for held in alpha.held] == [False, True]


def test_a_second_migration_changes_nothing(empty):
    assert empty.migrate() == ("0002", "0002")


def test_a_newer_register_is_refused(engine, register_url):
    Register(register_url).migrate()
    with engine.begin() as connection:
        connection.execute(text(f"UPDATE {VERSION_TABLE} SET version_num = '9999'"))
    with pytest.raises(NewerRegisterError, match="Update the assistant"):
        Register(register_url).migrate()


def _start(url, ready):
    ready.wait()
    Register(url).seed()


@pytest.mark.parametrize("start", ["none", "before revisions"])
def test_processes_that_start_at_once(engine, register_url, start):
    if start == "before revisions":
        BEFORE.create_all(engine)
        with engine.begin() as connection:
            fill(connection)
    engine.dispose()
    context = multiprocessing.get_context("spawn")
    ready = context.Barrier(3)
    processes = [context.Process(target=_start, args=(register_url, ready)) for _ in range(3)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    assert [process.exitcode for process in processes] == [0, 0, 0]
    register = Register(register_url)
    assert register.size() == (1 if start == "none" else 2)
    assert [summary.change.action for summary in register.changes()] == ["seed" if start == "none" else "migrate"]


def test_a_migration_that_breaks_off_leaves_the_old_tables(engine, register_url, monkeypatch):
    BEFORE.create_all(engine)
    with engine.begin() as connection:
        fill(connection)

    def broken(*_):
        raise RuntimeError("the machine goes down")

    monkeypatch.setattr("rrn.register.migrate.rebuild_index", broken)
    with pytest.raises(RuntimeError):
        Register(register_url).migrate()
    monkeypatch.undo()
    assert {column["name"] for column in inspect(engine).get_columns("provider_names")} == {"id", "provider_id", "key", "kind"}
    assert Register(register_url).migrate() == ("0001", "0002")
