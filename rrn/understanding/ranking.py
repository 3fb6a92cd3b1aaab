"""The labels of a question in the order of their likelihood."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

#: So many of the likeliest labels are kept one by one; nothing that is decided looks further.
LIKELIEST = 20
#: Two labels that have so much together, and are no further apart, share a question: "how does a provider get certified?"
BOTH_FROM, BOTH_WITHIN = 0.85, 0.30


class Ranked(NamedTuple):
    """A label and its probability."""

    label: str
    confidence: float


@dataclass(frozen=True)
class Ranking:
    """The likeliest labels, and how likely each family of labels is altogether.

    There may be thousands of labels and there are some thirty families, so what counts labels together does not go through them all.

    Attributes:
        likeliest: The first of the labels, the likeliest first.
        families: The probability of all labels of a family, by its name; see :func:`family`.
    """

    likeliest: Sequence[Ranked]
    families: Mapping[str, float]

    @classmethod
    def of(cls, ranked: Iterable[Ranked]) -> Ranking:
        """Returns the ranking of all labels of a question, in any order."""
        ordered = sorted(ranked, key=lambda each: -each.confidence)
        families: dict[str, float] = {}
        for each in ordered:
            families[family(each.label)] = families.get(family(each.label), 0.0) + each.confidence
        return cls(ordered[:LIKELIEST], families)

    def probability(self, families: Iterable[str]) -> float:
        """Returns how likely some families are together."""
        return sum(self.families.get(each.rstrip("/"), 0.0) for each in families)

    def without(self, label: str) -> Ranking:
        """Returns the ranking without a label that is a family of its own."""
        rest = {name: value for name, value in self.families.items() if name != label}
        return Ranking([each for each in self.likeliest if each.label != label], rest)

    def beside(self, other: Ranking, share: float) -> Ranking:
        """Returns the ranking in which another one counts for a share."""
        labels = dict.fromkeys(each.label for each in (*self.likeliest, *other.likeliest))
        own, others = ({each.label: each.confidence for each in ranking.likeliest} for ranking in (self, other))
        mixed = [Ranked(label, (1 - share) * own.get(label, 0.0) + share * others.get(label, 0.0)) for label in labels]
        families = {
            name: (1 - share) * self.families.get(name, 0.0) + share * other.families.get(name, 0.0)
            for name in dict.fromkeys((*self.families, *other.families))
        }
        return Ranking(sorted(mixed, key=lambda each: -each.confidence)[:LIKELIEST], families)

    def as_one(self, labels: Sequence[str]) -> Ranking:
        """Returns a ranking in which the likeliest of some labels has the probability of all of them; each is a family of its own."""
        there = [label for label in labels if label in self.families]
        if not there:
            return self
        first = Ranked(max(there, key=self.families.__getitem__), self.probability(there))
        families = {name: value for name, value in self.families.items() if name not in there}
        others = [each for each in self.likeliest if each.label not in there]
        return Ranking(sorted([first, *others], key=lambda each: -each.confidence), {**families, first.label: first.confidence})


def family(label: str) -> str:
    """Returns what stands before a label's "/", or the label itself: "faq" of "faq/nhs_mandate"."""
    return label.partition("/")[0]


def both_likely(likeliest: Sequence[tuple[str, float]], beginning: str) -> bool:
    """Says whether the two likeliest labels begin so, neither is much likelier than the other, and nothing else is likely."""
    if len(likeliest) <= 1:
        return False
    (first, probability), (second, next_probability) = likeliest[:2]
    begin = first.startswith(beginning) and second.startswith(beginning)
    return begin and probability - next_probability < BOTH_WITHIN and probability + next_probability >= BOTH_FROM
