"""Words too common to tell anything apart."""

from __future__ import annotations

from functools import lru_cache

from rrn.paths import DATA
from rrn.yaml_file import read_yaml


@lru_cache(maxsize=1)
def common_words() -> frozenset[str]:
    """Returns spaCy's stop words and the words of politeness and chat of ``data/empty_words.yml``."""
    from spacy.lang.en.stop_words import STOP_WORDS  # spaCy takes a second to load, and many a command needs none of it

    return frozenset(STOP_WORDS) | frozenset(read_yaml(DATA / "empty_words.yml")["words"])
