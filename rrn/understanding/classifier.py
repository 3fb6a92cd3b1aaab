"""Ranks the labels of a question: one multinomial logistic regression over its meaning and its wording.

Meaning is the sentence vector; wording is word and character n-gram TF-IDF. Ranking is one dense and one sparse product.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import scipy.sparse
from sklearn.feature_extraction.text import TfidfVectorizer

from rrn.understanding.encoder import Vector
from rrn.understanding.logistic_regression import fit_weights
from rrn.understanding.ngrams import readers
from rrn.understanding.ranking import LIKELIEST, Ranked, Ranking, family

#: Weight of the wording beside the meaning, and the inverse regularisation of both.
WORDING_WEIGHT = 1.2
INVERSE_REGULARISATION = 10.0
WORD_FEATURES, CHARACTER_FEATURES = 10_000, 20_000


def _vectorisers() -> list[TfidfVectorizer]:
    return [
        TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, max_features=WORD_FEATURES, token_pattern=r"(?u)\b\w+\b", dtype=np.float32),
        TfidfVectorizer(
            analyzer="char_wb", ngram_range=(3, 5), sublinear_tf=True, min_df=2, max_features=CHARACTER_FEATURES, dtype=np.float32
        ),
    ]


class QuestionClassifier:
    """A fitted ranking of labels; made by :meth:`fit` or :meth:`load`."""

    def __init__(self, labels: list[str], vectorisers: list[TfidfVectorizer], meaning: Vector, wording: Vector, bias: Vector) -> None:
        self.labels = labels
        self._families = list(dict.fromkeys(map(family, labels)))
        self._family_of = np.array([self._families.index(family(label)) for label in labels])
        self._vectorisers = vectorisers
        self._ngrams = readers(vectorisers)
        self._meaning = meaning
        # A row for each n-gram: a question has a hundred of them, wherever they stand, and there may be thousands of labels.
        self._wording = np.ascontiguousarray(wording.T)
        self._bias = bias

    @classmethod
    def fit(cls, texts: Sequence[str], vectors: Vector, labels: Sequence[str]) -> QuestionClassifier:
        """Fits a classifier.

        Args:
            texts: Mended training questions.
            vectors: Their sentence vectors, shape ``(len(texts), d)``.
            labels: Their labels.
        """
        vectorisers = _vectorisers()
        grams = scipy.sparse.hstack([vectoriser.fit_transform(texts) for vectoriser in vectorisers]).tocsr()
        classes = sorted(set(labels))
        places = {label: place for place, label in enumerate(classes)}
        numbers = np.array([places[label] for label in labels])
        meaning, wording, bias = fit_weights(vectors, WORDING_WEIGHT * grams, numbers, INVERSE_REGULARISATION)
        return cls(classes, vectorisers, meaning, WORDING_WEIGHT * wording, bias)

    def rank(self, text: str, vector: Vector) -> Ranking:
        """Returns the ranking of the labels of a mended question; the probabilities of all labels sum to one."""
        read = [each.weights(text) for each in self._ngrams]
        places, weights = np.concatenate([each for each, _ in read]), np.concatenate([each for _, each in read])
        scores = self._meaning @ vector + weights.astype(np.float32) @ self._wording.take(places, axis=0) + self._bias
        odds = np.exp(scores - scores.max())
        probabilities = odds / odds.sum()
        first = np.argsort(-probabilities, kind="stable")[:LIKELIEST]
        likeliest = [Ranked(self.labels[place], value) for place, value in zip(first, probabilities[first].tolist(), strict=True)]
        families = np.bincount(self._family_of, probabilities, len(self._families))
        return Ranking(likeliest, dict(zip(self._families, families.tolist(), strict=True)))

    def save(self, folder: Path) -> None:
        """Writes the classifier to a folder as JSON and arrays; nothing in it is executed on loading."""
        state = {
            "labels": self.labels,
            "vocabularies": [{term: int(place) for term, place in each.vocabulary_.items()} for each in self._vectorisers],
        }
        (folder / "classifier.json").write_text(json.dumps(state), encoding="utf-8")
        idf = {f"idf_{number}": each.idf_ for number, each in enumerate(self._vectorisers)}
        np.savez_compressed(folder / "classifier.npz", meaning=self._meaning, wording=self._wording.T, bias=self._bias, **idf)

    @classmethod
    def load(cls, folder: Path) -> QuestionClassifier:
        """Reads a classifier that :meth:`save` wrote."""
        state = json.loads((folder / "classifier.json").read_text(encoding="utf-8"))
        with np.load(folder / "classifier.npz", allow_pickle=False) as arrays:
            vectorisers = _vectorisers()
            for number, (vectoriser, vocabulary) in enumerate(zip(vectorisers, state["vocabularies"], strict=True)):
                vectoriser.vocabulary_ = vocabulary
                vectoriser.idf_ = arrays[f"idf_{number}"]
            return cls(state["labels"], vectorisers, arrays["meaning"], arrays["wording"], arrays["bias"])
