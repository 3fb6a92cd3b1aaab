"""Words too common to tell anything apart, and words that are plain English."""

from __future__ import annotations

from functools import lru_cache

from rrn.paths import DATA, ENCODER
from rrn.yaml_file import read_yaml


@lru_cache(maxsize=1)
def common_words() -> frozenset[str]:
    """Returns spaCy's stop words and the words of politeness and chat of ``data/empty_words.yml``."""
    from spacy.lang.en.stop_words import STOP_WORDS  # spaCy takes a second to load, and many a command needs none of it

    return frozenset(STOP_WORDS) | frozenset(read_yaml(DATA / "empty_words.yml")["words"])


@lru_cache(maxsize=1)
def english_words() -> frozenset[str]:
    """Returns the whole words of the encoder's vocabulary: common English words and names, in lower case."""
    lines = (ENCODER / "vocab.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(line for line in lines if line.isalpha())
