"""Writes turns down from a thread of its own, so that answering waits little for the record and never fails with it."""

from __future__ import annotations

import atexit
import logging
import queue
import threading
from collections.abc import Callable
from functools import lru_cache

from rrn.paths import STATE
from rrn.record.recorded_turn import RecordedTurn
from rrn.record.store import Record, RecordUnavailableError
from rrn.record.unwritten import Unwritten

logger = logging.getLogger(__name__)

#: Longest that a reply waits to be written down, in seconds.
WAIT = 0.1
#: Turns written in one transaction at most, and turns that may queue.
BATCH, QUEUE = 100, 10_000

_Item = tuple[RecordedTurn | None, threading.Event]


class Recorder:
    """Keeps turns: in the record where its database answers, else in the file of the unwritten until it does.

    Args:
        open_record: Opens the record; called again as long as it raises ``RecordUnavailableError``.
        unwritten: The file of the unwritten.
    """

    def __init__(self, open_record: Callable[[], Record], unwritten: Unwritten) -> None:
        self._open_record, self._unwritten = open_record, unwritten
        self._record: Record | None = None
        self._behind = True  # an earlier process may have left turns unwritten
        self._queue: queue.Queue[_Item] = queue.Queue(QUEUE)
        self._thread = threading.Thread(target=self._work, name="record", daemon=True)
        self._thread.start()

    def keep(self, turn: RecordedTurn) -> None:
        """Writes a turn down; returns when that is done, and after :data:`WAIT` at the latest."""
        done = threading.Event()
        try:
            self._queue.put_nowait((turn, done))
        except queue.Full:
            self._unwritten.add([turn])
            return
        done.wait(WAIT)

    def close(self) -> None:
        """Writes down what is queued, and ends the thread."""
        self._queue.put((None, threading.Event()))
        self._thread.join(10)

    def _work(self) -> None:
        while True:
            items = [self._queue.get()]
            while len(items) < BATCH and not self._queue.empty():
                items.append(self._queue.get_nowait())
            turns = [turn for turn, _ in items if turn]
            if turns:
                try:
                    self._write(turns)
                except Exception:  # the thread must go on, whatever happened; nobody is told by an exception in it
                    logger.exception("%d turns could not be kept.", len(turns))
            for _, done in items:
                done.set()
            if len(turns) < len(items):
                return

    def _write(self, turns: list[RecordedTurn]) -> None:
        try:
            if self._record is None:
                self._record = self._open_record()
            if self._behind:
                self._unwritten.hand_over(self._record)
                self._behind = False
            self._record.keep(turns)
        except RecordUnavailableError as error:
            logger.error("%d turns are kept in %s until the record can be written. %s", len(turns), self._unwritten, error)
            self._behind = True
            self._unwritten.add(turns)


@lru_cache(maxsize=1)
def recorder() -> Recorder:
    """Returns the recorder of this process; it is closed with the process."""
    opened = Recorder(Record, Unwritten(STATE / "record-unwritten.jsonl"))
    atexit.register(opened.close)
    return opened
