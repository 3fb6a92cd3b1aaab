"""Which questions of others a changed item might take: its nearest neighbours by meaning, and what the classifier would choose.

This is the recogniser's ranking alone, fitted here on the content before and after the change. The gate puts the questions to the
whole assistant; this says beforehand where to look, in seconds.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from rrn.applicability import decision_table
from rrn.paths import DATA
from rrn.understanding.classifier import QuestionClassifier
from rrn.understanding.common_words import english_words
from rrn.understanding.encoder import Vector
from rrn.understanding.kept_vectors import KeptVectors
from rrn.understanding.spelling import Speller
from rrn.understanding.text import clean
from rrn.yaml_file import read_yaml

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


def taken(
    before: Mapping[str, Sequence[str]], after: Mapping[str, Sequence[str]], questions: Sequence[str], vectors: KeptVectors
) -> list[Taken]:
    """Returns the questions whose likeliest label is another one after a change of the examples."""
    if before == after or not questions:
        return []
    old, new = _ranked(before, questions, vectors), _ranked(after, questions, vectors)
    return [Taken(question, *was, *becomes) for question, was, becomes in zip(questions, old, new, strict=True) if was[0] != becomes[0]]


def _ranked(examples: Mapping[str, Sequence[str]], questions: Sequence[str], vectors: KeptVectors) -> list[tuple[str, float]]:
    pairs = [(_plain(text), label) for label, texts in examples.items() for text in texts]
    names = [name for setting in decision_table().settings.values() for name in setting.names]
    speller = Speller([text for text, _ in pairs], names, english_words().__contains__, read_yaml(DATA / "shorthand.yml"))
    mended = [speller.mend(text) for text, _ in pairs]
    classifier = QuestionClassifier.fit(mended, vectors.of(mended), [label for _, label in pairs])
    asked = [speller.mend(_plain(question)) for question in questions]
    tops = (classifier.rank(text, vector).likeliest[0] for text, vector in zip(asked, vectors.of(asked), strict=True))
    return [(top.label, top.confidence) for top in tops]


def _directions(vectors: Vector) -> Vector:
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), dtype=np.float32)


def _plain(text: str) -> str:
    return clean(text).lower()
