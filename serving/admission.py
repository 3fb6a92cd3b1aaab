"""Back-pressure: past a number of turns at a time the next one is refused at once, instead of waiting for minutes."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

#: Most turns of one server that run or wait; at some 10 ms each, the last of them waits about a second.
LIMIT_VARIABLE, LIMIT = "RRN_MAX_TURNS", 100


class TooManyTurnsError(RuntimeError):
    """The server has as many turns as it answers in good time."""


class Admission:
    """Counts turns.

    Args:
        limit: Most turns at a time.
    """

    def __init__(self, limit: int) -> None:
        self._limit, self._running = limit, 0

    @classmethod
    def from_environment(cls) -> Admission:
        """Returns the admission with the limit of :data:`LIMIT_VARIABLE`.

        Raises:
            ValueError: It is no number from 1 up.
        """
        limit = os.environ.get(LIMIT_VARIABLE) or str(LIMIT)
        if not limit.isdigit() or int(limit) < 1:
            raise ValueError(f"{LIMIT_VARIABLE} is {limit!r}; it must be a whole number from 1 up.")
        return cls(int(limit))

    @contextmanager
    def one_turn(self) -> Iterator[None]:
        """Holds a place for one turn.

        Raises:
            TooManyTurnsError: There is none.
        """
        if self._running >= self._limit:
            raise TooManyTurnsError
        self._running += 1
        try:
            yield
        finally:
            self._running -= 1
