"""Vectors that are kept are those of the encoder, and a file that is of no use is written anew."""

from __future__ import annotations

import numpy as np
import pytest

from rrn.understanding import kept_vectors
from rrn.understanding.encoder import shared_encoder
from rrn.understanding.kept_vectors import KeptVectors


@pytest.fixture
def file(tmp_path):
    return tmp_path / "cache" / "v.npz"


def test_they_are_kept_from_one_call_to_the_next(file, monkeypatch):
    first = KeptVectors(file).of(["one", "two", "one"])
    assert np.array_equal(first, shared_encoder().encode_all(["one", "two", "one"]))
    monkeypatch.setattr(kept_vectors, "shared_encoder", None)  # nothing is left to encode
    assert np.array_equal(KeptVectors(file).of(["two"]), first[1:2])


def test_more_are_added_to_those_that_are_kept(file):
    KeptVectors(file).of(["one", "two"])
    both = KeptVectors(file).of(["three", "two"])
    assert np.array_equal(both, shared_encoder().encode_all(["three", "two"]))
    assert np.array_equal(KeptVectors(file).of(["three", "one"]), shared_encoder().encode_all(["three", "one"]))


def test_the_file_names_no_text_and_is_all_that_is_left(file):
    KeptVectors(file).of(["a question that somebody typed"])
    assert b"question" not in file.read_bytes()
    assert [each.name for each in file.parent.iterdir()] == [file.name]


def test_a_file_that_cannot_be_read_is_written_anew(file):
    file.parent.mkdir()
    file.write_bytes(b"not what it should be")
    wanted = shared_encoder().encode_all(["one"])
    assert np.array_equal(KeptVectors(file).of(["one"]), wanted)
    assert np.array_equal(KeptVectors(file).of(["one"]), wanted)


def test_a_full_file_begins_anew(file, monkeypatch):
    monkeypatch.setattr(kept_vectors, "MOST", 2)
    KeptVectors(file).of(["one", "two"])
    assert np.array_equal(KeptVectors(file).of(["three"]), shared_encoder().encode_all(["three"]))
    with np.load(file) as kept:
        assert len(kept["texts"]) == 1
