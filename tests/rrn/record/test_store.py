"""The record on a real SQLite and a real PostgreSQL."""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
import threading

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, text

from rrn.record.one_turn import TurnNotFoundError, one_turn
from rrn.record.store import Record, RecordUnavailableError, as_row, metadata


@pytest.fixture
def record(register_url):
    return Record(register_url)


def all_of(record):
    return list(record.between(dt.datetime.min, dt.datetime.max))


def test_what_is_kept_is_what_is_read(record, register_url, make_turn):
    turn = make_turn("one")
    record.keep([turn, make_turn("two", at=turn.at + dt.timedelta(seconds=1))])
    assert as_row(all_of(record)[0]) == as_row(turn)
    assert as_row(one_turn(register_url, "one")) == as_row(turn)


def test_a_turn_answered_anew_takes_the_place_of_the_first(record, register_url, make_turn):
    record.keep([make_turn("one", kind="clarify")])
    record.keep([make_turn("one", kind="answer"), make_turn("one", kind="verdict")])
    assert [turn.kind for turn in all_of(record)] == ["verdict"]


def test_turns_of_a_time_come_in_their_order(record, make_turn):
    start = dt.datetime(2026, 3, 1)
    record.keep([make_turn(f"t{day}", at=start + dt.timedelta(days=day)) for day in (4, 2, 0, 3, 1)])
    between = record.between(start + dt.timedelta(days=1), start + dt.timedelta(days=4))
    assert [turn.id for turn in between] == ["t1", "t2", "t3"]


def test_an_unknown_turn_is_said_to_be_unknown(record, register_url):
    with pytest.raises(TurnNotFoundError, match="no turn 'nothing'"):
        one_turn(register_url, "nothing")


def test_a_purge_takes_exactly_the_old_turns_and_says_so(record, make_turn):
    now = dt.datetime(2026, 11, 24)
    record.keep([make_turn(f"t{age}", at=now - dt.timedelta(days=age)) for age in range(1000)])
    assert record.purge(now - dt.timedelta(days=364), dry_run=True) == 635
    assert record.purge(now - dt.timedelta(days=364)) == 635
    left = all_of(record)
    assert len(left) == 365
    assert min(turn.at for turn in left) == now - dt.timedelta(days=364)
    assert [(row["what"], row["turns"]) for row in record.removed()] == [("purge", 635)]


def test_an_erasure_takes_one_conversation_with_all_its_parts_and_nothing_else(record, make_turn):
    names = [f"c{number}.{part}" for number in range(100) for part in (1, 2)] + ["c1x.1", "c_.1", "c1", "c1.smith"]
    record.keep([make_turn(name, conversation=name) for name in names])
    assert record.erase("c1", dry_run=True) == 3
    assert record.erase("c1") == 3
    assert record.erase("c_") == 1
    assert {turn.conversation for turn in all_of(record)} == {*names} - {"c1.1", "c1.2", "c1", "c_.1"}
    assert record.removed()[0]["subject"] == hashlib.sha256(b"c1").hexdigest()
    assert record.erase("c1") == 0


def test_nothing_of_an_erased_conversation_is_left_on_the_disk(tmp_path, make_turn):
    record = Record(f"sqlite:///{tmp_path / 'record.db'}")
    record.keep([make_turn(f"t{number}", conversation=f"c{number}", asked=f"canary-{number:05}") for number in range(500)])
    for number in range(100):
        record.erase(f"c{number}")
    record.overwrite(False)
    written = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert not [number for number in range(100) if f"canary-{number:05}".encode() in written]
    assert all(f"canary-{number:05}".encode() in written for number in range(100, 500))


def test_the_migrations_make_the_schema_of_the_code(record, register_url):
    with create_engine(register_url, future=True).connect() as connection:
        context = MigrationContext.configure(connection, opts={"version_table": "record_version"})
        assert compare_metadata(context, metadata) == []


def test_opened_again_and_by_several_at_once_it_is_the_same(register_url, make_turn):
    problems = []

    def open_and_keep(number):
        try:
            Record(register_url).keep([make_turn(f"t{number}")])
        except Exception as error:
            problems.append(error)

    threads = [threading.Thread(target=open_and_keep, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert problems == []
    assert len(all_of(Record(register_url))) == 6


def test_the_register_may_share_the_database(register_url, make_turn):
    from rrn.register import Register

    Record(register_url).keep([make_turn("one")])
    Register(register_url).seed()
    assert len(all_of(Record(register_url))) == 1


def test_a_database_that_is_down_is_named_and_holds_no_text(make_turn):
    with pytest.raises(RecordUnavailableError, match="does not answer"):
        Record("postgresql+psycopg2://nobody@127.0.0.1:1/none")


def test_an_error_shows_no_text(record, make_turn):
    broken = dataclasses.replace(make_turn("one"), asked="a secret", kind=None)
    with pytest.raises(RecordUnavailableError) as raised:
        record.keep([broken])
    assert "a secret" not in str(raised.value)


def test_a_record_of_a_newer_version_is_left_alone(register_url):
    Record(register_url)
    engine = create_engine(register_url, future=True)
    with engine.begin() as connection:
        connection.execute(text("UPDATE record_version SET version_num = '9999'"))
    with pytest.raises(RecordUnavailableError, match="revision 9999, which this version of the assistant does not know"):
        Record(register_url)


@pytest.mark.parametrize("url", ["foo://x", "not an address", "mysql://a/b"])
def test_an_address_that_names_no_database_is_told_of(url):
    with pytest.raises(RecordUnavailableError, match="RRN_RECORD_URL names no database that can be used"):
        Record(url)
    with pytest.raises(TurnNotFoundError, match="RRN_RECORD_URL names no database that can be used"):
        one_turn(url, "turn")


def test_what_no_database_takes_keeps_no_turn_out(record, make_turn):
    """A NUL, half a character and a conversation's id of any length; the turns beside it are kept as well."""
    odd = make_turn("odd", asked="a\0b \ud83d c \U0001f600", conversation="x" * 5000, reply={**make_turn("t").reply, "text": "\0 \ud83d"})
    record.keep([make_turn("before"), odd, make_turn("after")])
    assert {turn.id: turn.asked for turn in all_of(record)}["odd"] == "a\ufffdb \ufffd c \U0001f600"
    assert record.erase("x" * 5000) == 1
    assert len(all_of(record)) == 2
