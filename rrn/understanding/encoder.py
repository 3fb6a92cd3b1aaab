"""The sentence encoder: a text becomes a vector whose direction is its meaning.

The encoder is all-MiniLM-L6-v2 (Apache-2.0) with int8 weights and integer arithmetic, run on onnxruntime; ``encoder/make.py``
makes its file. A vector is the mean of the token states, as the model card defines it, beside their greatest values: the mean
tells what a text is about, the greatest values keep what a single word says in a long text. Each half has length one.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt
import onnxruntime
from tokenizers import BertWordPieceTokenizer

from rrn.paths import ENCODER

#: A sentence vector, or a matrix of them.
Vector = npt.NDArray[np.float32]

#: Length of a sentence vector: of the mean and of the greatest values together.
DIMENSIONS = 768
#: Tokens read of one text; the longest message that is let in (1,000 characters) has fewer in plain English.
MAX_TOKENS = 256
#: Texts at a time where several are encoded; the encoder releases Python's lock while it works.
AT_A_TIME = 2
#: Texts whose vectors are remembered, 3 KB each: buttons, "yes", and the questions that everyone asks.
REMEMBERED = 4096

MODEL_SHA256 = "eca1febeea0dae87f4bd5bfb455a17fef4284f0f54bd075dde96dc3b93e439a6"
VOCABULARY_SHA256 = "07eced375cec144d27c900241f3e339478dec958f92fddbc551f295c992038a3"
MODEL_FILE, VOCABULARY_FILE = ENCODER / "model.onnx", ENCODER / "vocab.txt"


class EncoderError(RuntimeError):
    """A file of the encoder is missing or is not the one this assistant was measured with."""


def _verified(path: Path, sha256: str) -> Path:
    try:
        found = hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError as error:
        raise EncoderError(
            f"The encoder's file {path} cannot be read: {error}. Take it from the version of this project that you run."
        ) from error
    if found != sha256:
        raise EncoderError(
            f"The encoder's file {path} has sha256 {found}, expected {sha256}. Take it from the version of this project that you run."
        )
    return path


class Encoder:
    """Encodes texts.

    Integers are scaled over all that goes through the model together, so every text goes by itself: it has the same vector
    whatever else is asked at the time.

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
        self._session = onnxruntime.InferenceSession(str(_verified(MODEL_FILE, MODEL_SHA256)), options, providers=["CPUExecutionProvider"])
        self._remembered = lru_cache(maxsize=REMEMBERED)(self._encode)
        self._pool = ThreadPoolExecutor(AT_A_TIME, thread_name_prefix="encoder")

    def encode(self, text: str) -> Vector:
        """Returns the vector of a text: float32, shape ``(DIMENSIONS,)``; the first half alone is the usual MiniLM vector.

        It is read-only, since it is remembered.
        """
        return self._remembered(text)

    def encode_all(self, texts: Sequence[str]) -> Vector:
        """Returns the vectors of many texts, shape ``(len(texts), DIMENSIONS)``: those of :meth:`encode`, to the last bit."""
        if not texts:
            return np.empty((0, DIMENSIONS), dtype=np.float32)
        # One text alone is not worth the change of threads.
        return np.stack([self.encode(texts[0])] if len(texts) == 1 else list(self._pool.map(self.encode, texts)))

    def _encode(self, text: str) -> Vector:
        tokens = np.array([self._tokenizer.encode(text).ids], dtype=np.int32)
        (states,) = self._session.run(["last_hidden_state"], {"input_ids": tokens})
        halves = [states[0].mean(axis=0), states[0].max(axis=0)]
        vector: Vector = np.concatenate([half / np.linalg.norm(half) for half in halves]).astype(np.float32)
        vector.setflags(write=False)
        return vector


@lru_cache(maxsize=1)
def shared_encoder() -> Encoder:
    """Returns the one encoder of this process."""
    return Encoder()
