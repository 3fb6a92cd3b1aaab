"""Weights of the n-grams of one text, as a fitted ``TfidfVectorizer`` gives them, without its detours for many texts.

scikit-learn builds and multiplies sparse matrices, which takes eight times as long for a single question. The arithmetic here is the
same, step by step and in the same order, so that the weights are the same to the last bit.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from itertools import chain

import numpy as np
import numpy.typing as npt
from sklearn.feature_extraction.text import TfidfVectorizer

#: Words whose n-grams of characters are remembered.
KNOWN_WORDS = 20_000
#: Places of n-grams among all features, and their weights.
Weights = tuple[npt.NDArray[np.int32], npt.NDArray[np.float64]]


class NGrams:
    """Reads texts with one fitted vectoriser (sublinear term frequency, inverse document frequency, length one).

    Args:
        vectoriser: The vectoriser.
        begin: Where its features begin among those of all vectorisers.
    """

    def __init__(self, vectoriser: TfidfVectorizer, begin: int) -> None:
        self._known: Callable[[str], Iterable[int]] = _by_word(vectoriser) if vectoriser.analyzer == "char_wb" else _by_text(vectoriser)
        self._idf = np.asarray(vectoriser.idf_, dtype=np.float64)  # as it is once it was stored and loaded
        self._begin = begin

    def weights(self, text: str) -> Weights:
        """Returns the weights of a text's known n-grams, the last of the vocabulary first, as scikit-learn leaves them."""
        counts: dict[int, int] = {}
        for place in self._known(text):
            counts[place] = counts.get(place, 0) + 1
        if not counts:
            return np.empty(0, np.int32), np.empty(0, np.float64)
        places = np.array(sorted(counts, reverse=True), dtype=np.int32)
        frequencies = np.log(np.array([counts[place] for place in places.tolist()], dtype=np.float32)) + np.float32(1)
        weights = frequencies * self._idf[places]
        length = np.sqrt((weights * weights).cumsum()[-1])  # a running sum: numpy's own adds up in pairs
        return places + np.int32(self._begin), weights / length


def _by_text(vectoriser: TfidfVectorizer) -> Callable[[str], Iterable[int]]:
    """Returns what gives the places of a text's known n-grams, as often as they stand in it."""
    grams, places = vectoriser.build_analyzer(), vectoriser.vocabulary_
    return lambda text: [places[gram] for gram in grams(text) if gram in places]


def _by_word(vectoriser: TfidfVectorizer) -> Callable[[str], Iterable[int]]:
    """Returns the same for n-grams of characters within words: the words of a text were nearly all read before."""
    of_word = lru_cache(KNOWN_WORDS)(_by_text(vectoriser))
    plain = vectoriser.build_preprocessor()
    return lambda text: chain.from_iterable(map(of_word, plain(text).split()))


def readers(vectorisers: Sequence[TfidfVectorizer]) -> list[NGrams]:
    """Returns the readers of vectorisers whose features stand side by side."""
    found, begin = [], 0
    for vectoriser in vectorisers:
        found.append(NGrams(vectoriser, begin))
        begin += len(vectoriser.vocabulary_)
    return found
