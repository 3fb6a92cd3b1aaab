"""Tells messages in other languages from English."""

from __future__ import annotations

import re
from collections.abc import Callable

from py3langid.langid import MODEL_FILE, LanguageIdentifier

#: A message of fewer words is too short to tell its language by.
MIN_WORDS = 3
#: Probability from which a message counts as another language.
SURE_FROM = 0.95
#: A message with at least this share of words of the subject is English, whatever the identifier says.
ENGLISH_SHARE = 0.6

_WORD = re.compile(r"[^\W\d_]+")
_LATIN = re.compile(r"[A-Za-z]")


class LanguageJudge:
    """Says whether a message is in English.

    Args:
        is_english: Says of a word whether it is one of the assistant's English words.
    """

    def __init__(self, is_english: Callable[[str], bool]) -> None:
        self._is_english = is_english
        self._identifier = LanguageIdentifier.from_pickled_model(MODEL_FILE, norm_probs=True)

    def is_foreign(self, text: str) -> bool:
        """Says whether a text is surely in another language than English."""
        words = _WORD.findall(text)
        if not words:
            return False
        if not any(_LATIN.match(word) for word in words):
            return True
        if sum(self._is_english(word.lower()) for word in words) >= ENGLISH_SHARE * len(words):
            return False
        language, probability = self._identifier.classify(text)
        return len(words) >= MIN_WORDS and language != "en" and float(probability) >= SURE_FROM
