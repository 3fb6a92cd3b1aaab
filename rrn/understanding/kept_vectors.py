"""Sentence vectors that are kept from one training to the next: a change of content changes few of its examples."""

from __future__ import annotations

import hashlib
import os
import zipfile
from collections.abc import Sequence
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
        try:
            with np.load(file, allow_pickle=False) as kept:
                places, vectors = {row.tobytes(): place for place, row in enumerate(kept["texts"])}, kept["vectors"]
        except (OSError, ValueError, KeyError, zipfile.BadZipFile):
            return
        if vectors.shape == (len(places), DIMENSIONS):
            self._places, self._vectors = places, vectors

    def of(self, texts: Sequence[str]) -> Vector:
        """Returns the vectors of texts, shape ``(len(texts), DIMENSIONS)``."""
        names = [hashlib.sha256(text.encode()).digest() for text in texts]
        asked = dict(zip(names, texts, strict=True))
        if len(self._places.keys() | asked) > MOST:
            self._places, self._vectors = {}, self._vectors[:0]
        unknown = {name: text for name, text in asked.items() if name not in self._places}
        if unknown:
            self._vectors = np.vstack([self._vectors, shared_encoder().encode_all(list(unknown.values()))])
            self._places |= {name: len(self._places) + place for place, name in enumerate(unknown)}
            self._write()
        return self._vectors[[self._places[name] for name in names]]

    def _write(self) -> None:
        self._file.parent.mkdir(parents=True, exist_ok=True)
        aside = self._file.with_name(f".{os.getpid()}-{self._file.name}")
        texts = np.frombuffer(b"".join(self._places), dtype=np.uint8).reshape(len(self._places), -1)
        np.savez(aside, texts=texts, vectors=self._vectors)
        aside.replace(self._file)
