"""The reader of single texts agrees with scikit-learn to the last bit."""

from __future__ import annotations

import numpy as np
import scipy.sparse

from rrn.content import training_examples
from rrn.understanding.classifier import _vectorisers
from rrn.understanding.ngrams import readers


def test_the_weights_are_those_of_scikit_learn():
    texts = [text.lower() for examples in training_examples().values() for text in examples]
    vectorisers = _vectorisers()
    for vectoriser in vectorisers:
        vectoriser.fit(texts)
        vectoriser.idf_ = vectoriser.idf_.astype(np.float64)  # as it is once it was stored and loaded
    ours = readers(vectorisers)
    asked = [*texts, "", "zzz qqq", "😀", *(f"{one} and {other}" for one, other in zip(texts, texts[7:], strict=False))]
    for text in asked:
        theirs = scipy.sparse.hstack([vectoriser.transform([text]) for vectoriser in vectorisers]).tocsr()
        read = [each.weights(text) for each in ours]
        assert np.array_equal(np.concatenate([places for places, _ in read]), theirs.indices), text
        assert np.array_equal(np.concatenate([weights for _, weights in read]), theirs.data), text
