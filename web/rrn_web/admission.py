"""Back-pressure: past a number of turns at a time a person is told at once, before anything is written down."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from rrn_web.errors import ApiError, or_ring

#: Seconds after which it is worth trying again.
RETRY_AFTER = 2


def busy(office: str) -> ApiError:
    """Returns what is said to a person whose turn there is no room for.

    Args:
        office: The office's telephone number.
    """
    message = f"Many people are asking just now. Please try again in a moment{or_ring(office)}."
    return ApiError(503, "busy", message, retry_after=RETRY_AFTER)


class Admission:
    """Counts the turns that run or wait.

    Args:
        limit: Most turns at a time.
        office: The office's telephone number.
    """

    def __init__(self, limit: int, office: str) -> None:
        self._limit, self._office, self._running = limit, office, 0

    @contextmanager
    def one_turn(self) -> Iterator[None]:
        """Holds a place for one turn.

        Raises:
            ApiError: There is none.
        """
        if self._running >= self._limit:
            raise busy(self._office)
        self._running += 1
        try:
            yield
        finally:
            self._running -= 1
