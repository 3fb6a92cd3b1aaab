"""When a server that ended by itself is started again: at once, and later each time that it does not last."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, repeat

#: A server that ran for so long was sound, in seconds.
LASTS = 60.0
#: The waits of one that does not last; the last is repeated. The other server goes on meanwhile.
WAITS = (0.0, 1.0, 2.0, 5.0, 10.0, 20.0, 30.0)


class Restarts:
    """The restarts of one server; all moments are in seconds, of any clock that only goes forward."""

    def __init__(self) -> None:
        self._waits = _waits()
        self._started: float | None = None
        self._due: float | None = None

    def ended(self, now: float) -> float | None:
        """Notes that the server is not running; returns how long it waits, None where that was known."""
        if self._due is not None:
            return None
        if self._started is not None and now - self._started >= LASTS:
            self._waits = _waits()
        wait = next(self._waits)
        self._due = now + wait
        return wait

    def due(self, now: float) -> bool:
        """Returns whether a server that ended is to be started now, and notes that it is."""
        if self._due is None or now < self._due:
            return False
        self._started, self._due = now, None
        return True


def _waits() -> Iterator[float]:
    return chain(WAITS, repeat(WAITS[-1]))
