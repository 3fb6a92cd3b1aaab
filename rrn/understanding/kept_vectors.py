"""Sentence vectors that are kept from one training to the next: a change of content changes few of its examples."""

from __future__ import annotations

import fcntl
import hashlib
import os
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from rrn.paths import CACHE
from rrn.understanding.encoder import DIMENSIONS, MODEL_SHA256, Vector, shared_encoder

#: Vectors that are kept, 3 KB each; past that number the file begins anew.
MOST = 60_000


class KeptVectors:
    """Vectors in a file, which names their texts by their sha256 alone.

    Args:
        file: Where they are kept. One that cannot be read is written anew.
    """

    def __init__(self, file: Path = CACHE / f"vectors-{MODEL_SHA256[:8]}-{DIMENSIONS}.npz") -> None:
        self._file = file
        self._places: dict[bytes, int] = {}
        self._vectors = np.empty((0, DIMENSIONS), dtype=np.float32)
        self._read()

    def _read(self) -> None:
        try:
            with np.load(self._file, allow_pickle=False) as kept:
                places, vectors = {row.tobytes(): place for place, row in enumerate(kept["texts"])}, kept["vectors"]
        except (OSError, ValueError, KeyError, zipfile.BadZipFile):
            return
        if vectors.shape == (len(places), DIMENSIONS):
            self._places, self._vectors = places, vectors

    def of(self, texts: Sequence[str]) -> Vector:
        """Returns the vectors of texts, shape ``(len(texts), DIMENSIONS)``.

        Where two processes want new ones at a time, the second waits, and takes what the first has made.
        """
        names = [hashlib.sha256(text.encode()).digest() for text in texts]
        asked = dict(zip(names, texts, strict=True))
        if not asked.keys() <= self._places.keys():
            self._file.parent.mkdir(parents=True, exist_ok=True)
            with self._file.with_suffix(".lock").open("w") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX)
                self._read()
                self._add(asked)
        return self._vectors[[self._places[name] for name in names]]

    def _add(self, asked: Mapping[bytes, str]) -> None:
        if len(self._places.keys() | asked) > MOST:
            self._places, self._vectors = {}, self._vectors[:0]
        unknown = {name: text for name, text in asked.items() if name not in self._places}
        if unknown:
            self._vectors = np.vstack([self._vectors, shared_encoder().encode_all(list(unknown.values()))])
            self._places |= {name: len(self._places) + place for place, name in enumerate(unknown)}
            self._write()

    def _write(self) -> None:
        aside = self._file.with_name(f".{os.getpid()}-{self._file.name}")
        texts = np.frombuffer(b"".join(self._places), dtype=np.uint8).reshape(len(self._places), -1)
        np.savez(aside, texts=texts, vectors=self._vectors)
        aside.replace(self._file)
