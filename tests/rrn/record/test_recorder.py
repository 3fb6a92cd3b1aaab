"""The answer never waits long for the record, never fails with it, and no turn is lost."""

from __future__ import annotations

import datetime as dt
import logging
import threading
import time

import pytest

from rrn.record.one_turn import one_turn
from rrn.record.recorder import WAIT, Recorder
from rrn.record.store import Record, RecordUnavailableError, as_row
from rrn.record.unwritten import Unwritten


@pytest.fixture
def unwritten(tmp_path):
    return Unwritten(tmp_path / "unwritten.jsonl")


def all_of(url):
    return list(Record(url).between(dt.datetime.min, dt.datetime.max))


def test_a_turn_is_in_the_record_when_keep_returns(register_url, unwritten, make_turn):
    recorder = Recorder(lambda: Record(register_url), unwritten)
    recorder.keep(make_turn("first"))  # opens the record, which may take longer than a reply waits
    recorder.close()
    recorder = Recorder(lambda: Record(register_url), unwritten)
    recorder.keep(make_turn("second"))
    recorder.close()
    assert {turn.id for turn in all_of(register_url)} == {"first", "second"}


def test_turns_that_a_database_did_not_take_are_written_when_it_does(register_url, unwritten, tmp_path, make_turn, caplog):
    down = True

    def open_record():
        if down:
            raise RecordUnavailableError("The record's database does not answer: it is down.")
        return Record(register_url)

    recorder = Recorder(open_record, unwritten)
    with caplog.at_level(logging.ERROR):
        for number in range(3):
            recorder.keep(make_turn(f"t{number}"))
    assert len((tmp_path / "unwritten.jsonl").read_text().splitlines()) == 3
    assert "does not answer" in caplog.text
    assert make_turn("x").asked not in caplog.text
    down = False
    recorder.keep(make_turn("t3"))
    recorder.close()
    assert {turn.id for turn in all_of(register_url)} == {"t0", "t1", "t2", "t3"}
    assert as_row(one_turn(register_url, "t0")) == as_row(make_turn("t0"))
    assert (tmp_path / "unwritten.jsonl").read_text() == ""


def test_turns_that_an_earlier_process_left_are_written(register_url, unwritten, make_turn):
    unwritten.add([make_turn("left")])
    recorder = Recorder(lambda: Record(register_url), unwritten)
    recorder.keep(make_turn("new"))
    recorder.close()
    assert {turn.id for turn in all_of(register_url)} == {"left", "new"}


def test_a_database_that_hangs_holds_nobody_up(unwritten, make_turn):
    hanging = threading.Event()

    def open_record():
        hanging.wait(20)
        raise RecordUnavailableError("It hung.")

    recorder = Recorder(open_record, unwritten)
    started = time.monotonic()
    recorder.keep(make_turn("one"))
    assert time.monotonic() - started < WAIT + 1
    hanging.set()
    recorder.close()


def test_many_threads_keep_all_their_turns(register_url, unwritten, make_turn):
    recorder = Recorder(lambda: Record(register_url), unwritten)
    turns = [make_turn(f"t{number}") for number in range(200)]

    def keep(mine):
        for turn in mine:
            recorder.keep(turn)

    threads = [threading.Thread(target=keep, args=(turns[start::8],)) for start in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    recorder.close()
    assert len(all_of(register_url)) == 200


def test_an_unforeseen_fault_is_logged_and_the_thread_goes_on(register_url, unwritten, make_turn, caplog):
    faults = iter([ValueError("unforeseen")])

    def open_record():
        fault = next(faults, None)
        if fault:
            raise fault
        return Record(register_url)

    recorder = Recorder(open_record, unwritten)
    recorder.keep(make_turn("lost"))
    recorder.keep(make_turn("kept"))
    recorder.close()
    assert "could not be kept" in caplog.text
    assert [turn.id for turn in all_of(register_url)] == ["kept"]
