"""The sentence encoder: the same vector for the same text, alone and beside others; its files are the ones it was measured with."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from evaluation.held_out import load_cases
from rrn.paths import HELD_OUT
from rrn.understanding import encoder as module
from rrn.understanding.encoder import DIMENSIONS, Encoder, EncoderError, shared_encoder


def test_a_text_has_the_same_vector_alone_and_among_many() -> None:
    texts = [turn for case in load_cases(HELD_OUT / "development.yml") for turn in case.turns][:250]
    together = shared_encoder().encode_all(texts)
    assert together.shape == (len(texts), DIMENSIONS)
    for text, vector in zip(texts, together, strict=True):
        assert np.array_equal(vector, shared_encoder().encode(text)), text


def test_no_texts_have_no_vectors() -> None:
    assert shared_encoder().encode_all([]).shape == (0, DIMENSIONS)


@pytest.mark.parametrize("name", ["MODEL_FILE", "VOCABULARY_FILE"])
def test_another_file_than_the_one_it_was_measured_with_is_refused(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    changed = tmp_path / "changed"
    changed.write_bytes(getattr(module, name).read_bytes() + b"x")
    monkeypatch.setattr(module, name, changed)
    with pytest.raises(EncoderError, match=r"changed has sha256 .*, expected .*\. Take it from the version of this project"):
        Encoder()
