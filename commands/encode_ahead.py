"""Encodes the examples while Rasa still reads them: reading keeps one core busy, and encoding takes longest of all in training."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor

from rrn.content import training_examples
from rrn.understanding.encoder import Vector
from rrn.understanding.kept_vectors import KeptVectors
from rrn.understanding.subject_speller import subject_speller
from rrn.understanding.text import clean


def encode_ahead() -> Future[Vector]:
    """Begins to encode the examples; the vectors are kept where the training of the encoder's component looks for them."""
    pool = ThreadPoolExecutor(1, thread_name_prefix="encode-ahead")
    begun = pool.submit(lambda: KeptVectors().of(mended_examples()))
    pool.shutdown(wait=False)
    return begun


def mended_examples() -> list[str]:
    """Returns the examples as the component that mends them will give them to the encoder."""
    texts = [clean(text) for examples in training_examples().values() for text in examples]
    speller = subject_speller(texts)
    return [speller.mend(text) for text in texts]
