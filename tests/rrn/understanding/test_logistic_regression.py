"""The fit of the classifier's weights."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.sparse
from sklearn.linear_model import LogisticRegression

from rrn.understanding.logistic_regression import fit_weights

EXAMPLES, CLASSES = 90, 3


@pytest.fixture(scope="module")
def examples():
    chance = np.random.default_rng(1)
    classes = np.arange(EXAMPLES) % CLASSES
    dense = (chance.normal(size=(EXAMPLES, 5)) + classes[:, None] + 4).astype(np.float32)
    sparse = scipy.sparse.csr_matrix((chance.random((EXAMPLES, 7)) < 0.2) * (1.0 + classes[:, None]), dtype=np.float32)
    return dense, sparse, classes


def probabilities(dense, sparse, weights):
    of_dense, of_sparse, bias = weights
    odds = np.exp(dense @ of_dense.T + sparse @ of_sparse.T + bias)
    return odds / odds.sum(axis=1, keepdims=True)


def test_the_fit_is_that_of_scikit_learn(examples):
    dense, sparse, classes = examples
    both = np.hstack([dense, sparse.toarray()])
    expected = LogisticRegression(C=2.0, max_iter=5000, tol=1e-8).fit(both, classes).predict_proba(both)
    assert probabilities(dense, sparse, fit_weights(dense, sparse, classes, 2.0)) == pytest.approx(expected, abs=0.01)


def test_the_same_examples_give_the_same_weights(examples):
    for one, other in zip(fit_weights(*examples, 2.0), fit_weights(*examples, 2.0), strict=True):
        assert (one == other).all()


def test_stronger_regularisation_gives_smaller_weights(examples):
    free, held = (sum(float(np.vdot(part, part)) for part in fit_weights(*examples, allowed)[:2]) for allowed in (10.0, 0.1))
    assert held < free
