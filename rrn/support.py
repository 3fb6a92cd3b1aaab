"""The check that every sentence which states a fact is tied to quotes that can state it.

Whether a quote says what a sentence says is for the reviewer to judge. What a machine can see is checked here: every
sentence is tied to a quote or marked as stating no fact, its numbers and days stand in those quotes, and so do the words
that it sets in quotation marks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from rrn.sentences import sentences

_NUMBER = re.compile(r"\d+")
_CITED = re.compile(r"(?<!\w)['‘\"“](.+?)['’\"”](?!\w)")
_GAP = re.compile(r"\{\w+\}")
_PLAIN = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "\u00a0": " ", "*": ""})


def unsupported(text: str, supported_by: Sequence[Sequence[int]], quotes: Sequence[str]) -> Iterator[str]:
    """Returns what is wrong with the tie between a text and its quotes, as sentences.

    Args:
        text: What is said.
        supported_by: For each of its sentences the numbers, from 1, of the quotes that state it.
        quotes: The quotes.
    """
    said = sentences(text)
    if len(said) != len(supported_by):
        yield f"it has {len(said)} sentences, but quotes are named for {len(supported_by)}"
        return
    used = {number for numbers in supported_by for number in numbers}
    for number in sorted(used - set(range(1, len(quotes) + 1))):
        yield f"it names quote {number}, and there are only {len(quotes)}"
    for number in sorted(set(range(1, len(quotes) + 1)) - used):
        yield f"no sentence rests on quote {number}"
    if not used:
        yield "no sentence rests on a quote"
    named = {str(number): quote for number, quote in enumerate(quotes, start=1)}
    for sentence, numbers in zip(said, supported_by, strict=True):
        yield from not_stated(sentence, [named[str(number)] for number in numbers if str(number) in named])


def not_stated(sentence: str, quotes: Sequence[str]) -> Iterator[str]:
    """Returns what a sentence states that none of its quotes does, as sentences.

    Args:
        sentence: The sentence; one without a quote states no fact. Its gaps (``{label}``) are not looked at.
        quotes: The quotes it rests on.
    """
    evidence = "\n".join(quotes).translate(_PLAIN)
    plain = _GAP.sub("", sentence).translate(_PLAIN)
    numbers = set(_NUMBER.findall(evidence))
    strange = [number for number in _NUMBER.findall(plain) if number not in numbers]
    if strange and quotes:
        yield f"'{sentence}' has the number {', '.join(strange)}, which its quotes do not have"
    elif strange:
        yield f"'{sentence}' has the number {', '.join(strange)}, but is marked as stating no fact"
    for cited in _CITED.findall(plain):
        if quotes and cited.strip(".,").lower() not in evidence.lower():
            yield f"'{sentence}' cites '{cited}', which does not stand in its quotes"
