"""Mends misspelt words of the subject, and only those.

A word that the encoder's vocabulary holds is taken to be English and is left alone. Any other word becomes the nearest
word of the subject, where there is one near enough: at most one edit in short words and two in long ones, counted as
optimal string alignment (an edit is a letter added, left out, changed, or swapped with its neighbour).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable

from rapidfuzz import process
from rapidfuzz.distance import OSA

from rrn.understanding.idioms import idioms

#: A word of the subject occurs at least so often in the examples and the names of settings.
MIN_OCCURRENCES = 2
#: Shortest misspelling that is mended, and the length from which two edits may be.
MIN_LENGTH = 4
TWO_EDITS_FROM = 8

_WORD = re.compile(r"[a-z]+(?:'[a-z]+)?")


class Speller:
    """Mends words by a vocabulary.

    Args:
        texts: Texts of the subject; their words are what misspelt words become.
        names: Names of the subject; their words are never misspelt, however rare.
        is_english: Says of a word whether it is a common English word.
        shorthand: What people write for short (``u``) and what it stands for (``you``).
    """

    def __init__(self, texts: Iterable[str], names: Iterable[str], is_english: Callable[[str], bool], shorthand: dict[str, str]) -> None:
        self._is_english = is_english
        self._shorthand = shorthand
        no_word = [re.escape(short) for short in shorthand if not _WORD.fullmatch(short)]
        #: "b4", "y/n": what is short for something and no word.
        self._signs = re.compile(rf"(?<![\w/])(?:{'|'.join(no_word)})(?![\w/])") if no_word else None
        names = list(names)
        #: Names that people write as one word: "carehome".
        self._joined = {"".join(parts): " ".join(parts) for parts in map(_WORD.findall, map(str.lower, names)) if len(parts) > 1}
        self._names = frozenset(word for name in names for word in _WORD.findall(name.lower()))
        # A name counts as often as is needed: its words are words of the subject even where no example has them.
        counts = Counter(word for text in texts for word in _WORD.findall(text.lower()))
        counts.update(dict.fromkeys(self._names, MIN_OCCURRENCES))
        known = [
            word
            for word, count in counts.items()
            if len(word) >= MIN_LENGTH and count >= MIN_OCCURRENCES and (is_english(word) or word in self._names)
        ]
        #: Most frequent first, so that the commonest word wins where two are as near.
        self._vocabulary = sorted(known, key=lambda word: (-counts[word], word))
        self._mended: dict[str, str] = {}

    def mend(self, text: str) -> str:
        """Returns a text in lower case with its figures of speech put plainly and its misspelt words of the subject mended."""
        plain = idioms().plain(text.lower())
        if self._signs:
            plain = self._signs.sub(lambda match: self._shorthand[match.group()], plain)
        return _WORD.sub(lambda match: self._word(match.group()), plain)

    def _word(self, word: str) -> str:
        if word in self._shorthand:
            return self._shorthand[word]
        if len(word) < MIN_LENGTH or "'" in word or word in self._names or self._is_english(word):
            return word
        if word in self._joined:
            return self._joined[word]
        if word not in self._mended:
            if len(self._mended) > 10_000:
                self._mended.clear()
            self._mended[word] = self._nearest(word)
        return self._mended[word]

    def _nearest(self, word: str) -> str:
        edits = 2 if len(word) >= TWO_EDITS_FROM else 1
        near = process.extract(word, self._vocabulary, scorer=OSA.distance, score_cutoff=edits, limit=5)
        # People seldom mistake the first letter; a near word that begins otherwise is mostly another word.
        same_start = [(distance, place, found) for found, distance, place in near if found[0] == word[0]]
        return min(same_start)[2] if same_start else word
