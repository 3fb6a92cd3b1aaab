"""Gives what is measured a number of cores, and no more: so many replicas share them with all that they need."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress


def cores_for(replicas: int) -> list[int]:
    """Returns the cores that so many replicas get: one each, as far as the machine has them."""
    return sorted(os.sched_getaffinity(0))[:replicas]


@contextmanager
def on(cores: Sequence[int]) -> Iterator[None]:
    """Lets what is started meanwhile run on these cores alone, and all that it starts itself."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, cores)
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


def bind(pids: Sequence[int], cores: Sequence[int]) -> int:
    """Moves running processes to cores, and returns how many of them could be moved: another user's may not."""
    moved = 0
    for pid in pids:
        with suppress(PermissionError, ProcessLookupError):
            os.sched_setaffinity(pid, cores)
            moved += 1
    return moved
