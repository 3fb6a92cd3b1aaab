"""Writing so that a file or a folder is there whole or not at all, also when the process is killed in the middle."""

from __future__ import annotations

import ctypes
import os
import shutil
from pathlib import Path

_AT_FDCWD = -100
_RENAME_EXCHANGE = 2


def write_whole(path: Path, content: bytes | str) -> None:
    """Writes a file beside its place and moves it there, so that nobody ever reads half of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_name(f".{path.name}.{os.getpid()}")
    with aside.open("wb") as file:
        file.write(content.encode("utf-8") if isinstance(content, str) else content)
        file.flush()
        os.fsync(file.fileno())
    aside.replace(path)
    _sync_folder(path.parent)


def outgoing_name(place: Path) -> Path:
    """Returns where the folder that stood in a place is kept while another takes it."""
    return place.with_name(f".{place.name}-outgoing")


def place_folder(made: Path, place: Path) -> None:
    """Moves a folder to its place; what stood there is removed afterwards.

    Where the system can, the two change places in one step (``renameat2`` of Linux), so that there is a folder at every moment.

    Args:
        made: The new folder, beside its place on the same disk.
        place: Where it is to stand.
    """
    outgoing = outgoing_name(place)
    shutil.rmtree(outgoing, ignore_errors=True)
    if place.exists() and _exchanged(made, place):
        made.rename(outgoing)
    else:
        if place.exists():
            place.rename(outgoing)
        made.rename(place)
    _sync_folder(place.parent)
    shutil.rmtree(outgoing, ignore_errors=True)


def _exchanged(one: Path, other: Path) -> bool:
    try:
        exchange = ctypes.CDLL(None, use_errno=True).renameat2
    except AttributeError:  # a C library before glibc 2.28
        return False
    return exchange(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _RENAME_EXCHANGE) == 0


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
