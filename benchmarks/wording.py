"""Messages as people would send them: the held-out questions as they stand, then in other words, so that no cache flatters."""

from __future__ import annotations

import random
from collections.abc import Sequence

from evaluation.baseline import JUDGED
from evaluation.held_out import cases_of
from rrn.paths import HELD_OUT

# What is put around a question makes no sentence of its own: people do not add one each time, and each costs an encoding.
_BEFORE = ("", "hi ", "hello ", "please ", "ok so ", "sorry ", "right ", "well ", "erm ", "morning ", "just checking ")
_AFTER = ("", " please", " thanks", " then", " ta", "?", " any idea", " at all", " by the way", " pls", "..", " do you know")
#: A message is at most this long in characters, so that what is measured is a question and not an essay.
LONGEST = 160


def questions() -> list[str]:
    """Returns the single held-out questions, in a fixed mixed order."""
    cases = cases_of(HELD_OUT)
    texts = [case.turns[0] for case in cases if case.group in JUDGED and len(case.turns) == 1]
    plain = sorted({text for text in texts if 3 <= len(text) <= LONGEST - 30 and text.isprintable()})
    random.Random(1).shuffle(plain)
    return plain


class Wordings:
    """Gives messages, each wording once, until all are used up; then the first ones again. First come the questions as they stand.

    Args:
        bases: The questions that are varied.
    """

    def __init__(self, bases: Sequence[str]) -> None:
        self._bases = list(bases)
        self._ways = [(before, after) for before in _BEFORE for after in _AFTER if before or after not in ("", "?")]
        random.Random(2).shuffle(self._ways)
        self._used = 0

    def take(self, count: int) -> list[str]:
        """Returns the next messages."""
        first, self._used = self._used, self._used + count
        return [self._wording(number) for number in range(first, first + count)]

    def _wording(self, number: int) -> str:
        turn, base = divmod(number, len(self._bases))
        if turn % (len(self._ways) + 1) == 0:
            return self._bases[base]
        before, after = self._ways[(turn + base) % len(self._ways)]
        return f"{before}{self._bases[base].rstrip('?. ')}{after}"


def repeated_share(messages: Sequence[str]) -> float:
    """Returns which share of messages had been sent before in the same words."""
    return 1 - len(set(messages)) / len(messages) if messages else 0.0
