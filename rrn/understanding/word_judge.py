"""The second judge asks of each word of a question whether the topic knows it.

The classifier weighs the whole wording and is easily carried by the form of a question ("is it mandatory to have a TV
licence?"). This judge looks at single words instead: content words of the question that no example, title or answer of
the chosen topic has are strange to it. It never chooses a topic; it only objects.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from threading import Lock

import snowballstemmer

from rrn.understanding.common_words import common_words

#: A word that so many topics use says nothing about the topic.
COMMON_FROM = 12

#: Words whose stems are remembered.
KNOWN_STEMS = 10_000
_stemmer, _stemming = snowballstemmer.stemmer("english"), Lock()

_WORD = re.compile(r"[a-z]+(?:'[a-z]+)?")


class WordJudge:
    """Knows the words of every topic.

    Args:
        words: The stems each topic knows, by label.
    """

    def __init__(self, words: Mapping[str, frozenset[str]]) -> None:
        self._words = words
        spread: dict[str, int] = defaultdict(int)
        for known in words.values():
            for stem in known:
                spread[stem] += 1
        self._common = frozenset(stem for stem, topics in spread.items() if topics >= COMMON_FROM)

    @classmethod
    def fit(cls, texts: Iterable[str], labels: Iterable[str]) -> WordJudge:
        """Learns the words of every topic from its texts, in lower case and mended."""
        words: dict[str, set[str]] = defaultdict(set)
        for text, label in zip(texts, labels, strict=True):
            words[label].update(map(_stem, content_words(text)))
        return cls({label: frozenset(known) for label, known in words.items()})

    def strange_words(self, text: str, label: str) -> tuple[list[str], float]:
        """Returns the content words of a text that a topic does not know, and their share among its content words."""
        words = list(dict.fromkeys(content_words(text)))
        known = self._words.get(label, frozenset()) | self._common
        strange = [word for word in words if _stem(word) not in known]
        return strange, len(strange) / max(1, len(words))

    def save(self, path: Path) -> None:
        """Writes the words of every topic as JSON."""
        path.write_text(json.dumps({label: sorted(known) for label, known in sorted(self._words.items())}), encoding="utf-8")

    @classmethod
    def load(cls, path: Path) -> WordJudge:
        """Reads what :meth:`save` wrote."""
        return cls({label: frozenset(known) for label, known in json.loads(path.read_text(encoding="utf-8")).items()})


@lru_cache(maxsize=KNOWN_STEMS)
def _stem(word: str) -> str:
    with _stemming:  # a stemmer holds the word it works on
        return str(_stemmer.stemWord(word))


def content_words(text: str) -> list[str]:
    """Returns the words of a text that say what it is about."""
    # "They've" is as empty as "they".
    return [word for word in _WORD.findall(text.lower()) if len(word) > 1 and not {word, word.partition("'")[0]} & common_words()]
