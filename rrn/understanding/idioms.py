"""Puts what a figure of speech means in its place, so that "this paperwork is killing me" is not taken for harm."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

from rrn.paths import DATA
from rrn.yaml_file import DataError, read_yaml, required


class Idioms:
    """The figures of speech of a file.

    Raises:
        DataError: A pattern is not a regular expression.
    """

    def __init__(self, path: Path = DATA / "idioms.yml") -> None:
        self._idioms: list[tuple[re.Pattern[str], str]] = []
        for idiom in required(read_yaml(path), "idioms", path):
            try:
                self._idioms.append((re.compile(idiom["says"]), idiom["means"]))
            except re.error as error:
                raise DataError(f"{path}: this pattern is not valid ({error}): {idiom['says']}") from error

    def plain(self, text: str) -> str:
        """Returns a text in lower case with its figures of speech put plainly."""
        for pattern, meaning in self._idioms:
            text = pattern.sub(meaning, text)
        return re.sub(r"\s{2,}", " ", text).strip()


@lru_cache(maxsize=1)
def idioms() -> Idioms:
    """Returns the project's figures of speech, compiled once."""
    return Idioms()
