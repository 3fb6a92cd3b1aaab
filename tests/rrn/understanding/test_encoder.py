"""The sentence encoder: the same vector for the same text, alone and in a batch; its files are the ones it was measured with."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from evaluation.held_out import load_cases
from rrn.paths import HELD_OUT
from rrn.understanding import encoder as module
from rrn.understanding.encoder import BATCH, DIMENSIONS, Encoder, EncoderError, shared_encoder


def test_a_text_has_the_same_vector_alone_and_in_a_batch() -> None:
    texts = [turn for case in load_cases(HELD_OUT / "development.yml") for turn in case.turns][: 8 * BATCH]
    together = shared_encoder().encode_all(texts)
    assert together.shape == (len(texts), DIMENSIONS)
    for text, vector in zip(texts, together, strict=True):
        assert np.array_equal(vector, shared_encoder().encode(text)), text


def test_another_file_than_the_one_it_was_measured_with_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    changed = tmp_path / "vocab.txt"
    changed.write_bytes(module.VOCABULARY_FILE.read_bytes() + b"x")
    monkeypatch.setattr(module, "VOCABULARY_FILE", changed)
    with pytest.raises(EncoderError, match=r"vocab.txt has sha256 .* Run 'make setup' again"):
        Encoder()
