"""Which questions of others a changed item might take: its nearest neighbours by meaning, and what the classifier would choose.

This is the recogniser's ranking alone, before and after the change. The gate puts the questions to the whole assistant; this says
beforehand where to look.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from rrn.recogniser import Recogniser
from rrn.understanding.encoder import Vector
from rrn.understanding.kept_vectors import KeptVectors
from rrn.understanding.text import clean

#: So many neighbours are shown, and only such as are so near (cosine, 1 is the same).
NEIGHBOURS, NEAR_FROM = 8, 0.60


@dataclass(frozen=True)
class Neighbour:
    """An example of another label that is near to one of the item's; ``score`` is the cosine of their vectors."""

    example: str
    other: str
    label: str
    score: float


@dataclass(frozen=True)
class Taken:
    """A question whose likeliest label changes, with the probabilities of both."""

    question: str
    before: str
    before_probability: float
    after: str
    after_probability: float


def neighbours(label: str, examples: Mapping[str, Sequence[str]], added: Sequence[str], vectors: KeptVectors) -> list[Neighbour]:
    """Returns the examples of other labels that are nearest to the examples that were added, the nearest first.

    Args:
        label: The label that they were added to.
        examples: All examples by label.
        added: The examples that are new.
        vectors: Where vectors come from.
    """
    others = [(text, name) for name, texts in examples.items() if name != label for text in texts]
    if not added or not others:
        return []
    likeness = _directions(vectors.of([_plain(text) for text in added])) @ _directions(vectors.of([_plain(text) for text, _ in others])).T
    found = []
    for row, (example, place) in enumerate(zip(added, likeness.argmax(axis=1).tolist(), strict=True)):
        other, name = others[place]
        found.append(Neighbour(example, other, name, float(likeness[row, place])))
    return sorted((each for each in found if each.score >= NEAR_FROM), key=lambda each: -each.score)[:NEIGHBOURS]


def taken(before: Recogniser, after: Recogniser, questions: Sequence[str]) -> list[Taken]:
    """Returns the questions whose likeliest label is another one after a change of the examples."""
    pairs = zip(questions, before.likeliest(questions), after.likeliest(questions), strict=True)
    return [
        Taken(question, was.label, was.confidence, becomes.label, becomes.confidence)
        for question, was, becomes in pairs
        if was.label != becomes.label
    ]


def _directions(vectors: Vector) -> Vector:
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), dtype=np.float32)


def _plain(text: str) -> str:
    return clean(text).lower()
