"""Vectors that are kept are those of the encoder, and a file that is of no use is written anew."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

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
    assert {each.name for each in file.parent.iterdir()} == {file.name, file.with_suffix(".lock").name}
    assert not file.with_suffix(".lock").read_bytes()


def test_who_wants_the_same_at_the_same_time_waits_for_it(file, monkeypatch):
    begun, go_on, encoded = threading.Event(), threading.Event(), []

    class Slow:
        def encode_all(self, texts):
            encoded.extend(texts)
            begun.set()
            assert go_on.wait(30)
            return shared_encoder().encode_all(texts)

    monkeypatch.setattr(kept_vectors, "shared_encoder", Slow)
    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(lambda: KeptVectors(file).of(["one", "two"]))
        assert begun.wait(30)
        second = pool.submit(lambda: KeptVectors(file).of(["two", "one"]))
        go_on.set()
        assert np.array_equal(first.result(), second.result()[::-1])
    assert encoded == ["one", "two"]


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
