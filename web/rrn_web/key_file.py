"""The public keys of an intranet: a JWKS file, which is read again when it changes, so that a key can be rotated without a restart."""

from __future__ import annotations

import json
import logging
from pathlib import Path
from typing import Any

import jwt

from rrn_web.settings import JWKS_ALGORITHMS

logger = logging.getLogger(__name__)

#: What tells one state of a file from another: its moment, its size, and which file it is.
State = tuple[int, int, int]


class KeyFile:
    """The keys of a file, by their ids.

    Args:
        path: The file.

    Raises:
        ValueError: It cannot be read.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._state = self._now()
        self._keys = self._read()

    def key(self, name: str) -> jwt.PyJWK:
        """Returns a key as the file has it now.

        A state of the file that cannot be read, such as one that is half written, is read once; the keys from before hold meanwhile.

        Raises:
            KeyError: It has no such key.
        """
        state = self._now()
        if state != self._state:
            self._state = state
            try:
                self._keys = self._read()
                logger.info("The keys of %s were read again.", self._path)
            except ValueError as error:
                logger.error("%s The keys from before hold.", error)
        return self._keys[name]

    def _now(self) -> State | None:
        """Returns the file's state; None where there is no file."""
        try:
            found = self._path.stat()
        except OSError:
            return None
        return found.st_mtime_ns, found.st_size, found.st_ino

    def _read(self) -> dict[str, jwt.PyJWK]:
        try:
            entries: list[dict[str, Any]] = json.loads(self._path.read_text(encoding="utf-8"))["keys"]
            keys = {entry.get("kid", ""): jwt.PyJWK(entry) for entry in entries}
        except (OSError, ValueError, TypeError, LookupError, AttributeError, jwt.PyJWTError) as error:
            raise ValueError(f"The keys of {self._path} cannot be read ({type(error).__name__}: {error}).") from error
        return {name: key for name, key in keys.items() if key.algorithm_name in JWKS_ALGORITHMS}
