"""The recogniser's ranking alone, apart from the assistant around it: what comes first for a question.

It is read from a trained model, or fitted here on examples as training does.
"""

from __future__ import annotations

import json
import tarfile
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from rrn.understanding.classifier import QuestionClassifier
from rrn.understanding.kept_vectors import KeptVectors
from rrn.understanding.ranking import Ranked
from rrn.understanding.spelling import Speller
from rrn.understanding.subject_speller import subject_speller
from rrn.understanding.text import clean

#: Files of a trained model: the texts that its speller knows, and its classifier.
_TEXTS, _CLASSIFIER = "texts.json", ("classifier.json", "classifier.npz")


class Recogniser:
    """Ranks the labels of questions; made by :meth:`fit` or :meth:`of_model`."""

    def __init__(self, speller: Speller, classifier: QuestionClassifier, vectors: KeptVectors) -> None:
        self._speller = speller
        self._classifier = classifier
        self._vectors = vectors

    @classmethod
    def fit(cls, examples: Mapping[str, Sequence[str]], vectors: KeptVectors) -> Recogniser:
        """Fits one on examples by label."""
        pairs = [(clean(text), label) for label, texts in examples.items() for text in texts]
        speller = subject_speller([text for text, _ in pairs])
        mended = [speller.mend(text) for text, _ in pairs]
        classifier = QuestionClassifier.fit(mended, vectors.of(mended), [label for _, label in pairs])
        return cls(speller, classifier, vectors)

    @classmethod
    def of_model(cls, model: Path, vectors: KeptVectors) -> Recogniser:
        """Reads the one of a trained model.

        Raises:
            KeyError: The file holds no recogniser.
        """
        with tarfile.open(model) as archive, tempfile.TemporaryDirectory() as folder:
            members = {Path(name).name: name for name in archive.getnames()}
            for name in (_TEXTS, *_CLASSIFIER):
                content = archive.extractfile(members[name])
                assert content is not None
                (Path(folder) / name).write_bytes(content.read())
            texts = json.loads((Path(folder) / _TEXTS).read_text(encoding="utf-8"))
            return cls(subject_speller(texts), QuestionClassifier.load(Path(folder)), vectors)

    def likeliest(self, questions: Sequence[str]) -> list[Ranked]:
        """Returns what comes first for each question, with its probability."""
        asked = [self._speller.mend(clean(question)) for question in questions]
        return [self._classifier.rank(text, vector).likeliest[0] for text, vector in zip(asked, self._vectors.of(asked), strict=True)]
