"""The encoder and the classifier: exact, repeatable, and the same after loading."""

from __future__ import annotations

import numpy as np
import pytest

from rrn.understanding.classifier import QuestionClassifier
from rrn.understanding.encoder import DIMENSIONS, Encoder, shared_encoder

TEXTS = ["how long does it take", "how many months", "who can i ring", "what is the phone number", "is it compulsory", "must we do it"]
LABELS = ["time", "time", "contact", "contact", "duty", "duty"]


@pytest.fixture(scope="module")
def fitted():
    vectors = np.vstack([shared_encoder().encode(text) for text in TEXTS])
    return QuestionClassifier.fit(TEXTS, vectors, LABELS)


def test_each_half_of_a_vector_has_length_one_and_is_repeatable():
    first, again = (Encoder().encode("is it mandatory") for _ in range(2))
    assert first.shape == (DIMENSIONS,)
    for half in np.split(first, 2):
        assert np.linalg.norm(half) == pytest.approx(1.0, abs=1e-5)
    assert (first == again).all()


def test_like_questions_are_nearer_than_unlike_ones():
    one, like, unlike = (shared_encoder().encode(text) for text in ("how long does it take", "what is the duration", "do you sell shoes"))
    assert one @ like > one @ unlike + 0.2


def test_probabilities_sum_to_one_and_rank_the_right_label_first(fitted):
    ranking = fitted.rank("what number can i phone", shared_encoder().encode("what number can i phone"))
    assert ranking.likeliest[0].label == "contact"
    assert sum(ranking.families.values()) == pytest.approx(1.0, abs=1e-5)


def test_a_loaded_classifier_ranks_the_same(fitted, tmp_path):
    fitted.save(tmp_path)
    loaded = QuestionClassifier.load(tmp_path)
    vector = shared_encoder().encode("must i")
    before, after = fitted.rank("must i", vector), loaded.rank("must i", vector)
    assert [each.label for each in before.likeliest] == [each.label for each in after.likeliest]
    assert [each.confidence for each in before.likeliest] == pytest.approx([each.confidence for each in after.likeliest], abs=1e-5)
