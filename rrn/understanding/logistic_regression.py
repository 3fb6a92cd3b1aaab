"""Multinomial logistic regression over dense and sparse features together, fitted by L-BFGS in single precision.

scikit-learn's takes either dense or sparse features, and works in double precision: four times as long for a fit that ranks the same.
Everything is summed in one order, so the same examples give the same weights.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import numpy.typing as npt
import scipy.sparse

Floats = npt.NDArray[np.float32]
Numbers = npt.NDArray[np.int64]
#: Value and gradient of what is minimised, and about how much it bends along each row of the weights, shape ``(rows, 1)``.
Objective = Callable[[Floats], tuple[float, Floats, Floats]]

#: Steps of a fit, and how many of the last ones tell of the curvature. Twice as many changed next to nothing.
STEPS = 26
REMEMBERED = 6
#: Sparse products are made in so many pieces at once; the pieces stand beside each other, so their number changes no sum.
PIECES = 2
#: A step must lessen the value by this share of what the slope promises; else it is halved, down to the least step.
SUFFICIENT, LEAST_STEP = 1e-4, 1e-6


def fit_weights(
    dense: Floats, sparse: scipy.sparse.spmatrix, classes: Numbers, inverse_regularisation: float
) -> tuple[Floats, Floats, Floats]:
    """Fits the weights of every class.

    Args:
        dense: Dense features, shape ``(n, d)``.
        sparse: Sparse features of the same examples, shape ``(n, s)``.
        classes: The class of every example, from 0; every class has an example.
        inverse_regularisation: How far the weights may go; biases are free.

    Returns:
        The weights of the dense features, shape ``(classes, d)``, those of the sparse ones, ``(classes, s)``, and the biases.
    """
    middle = dense.mean(axis=0)
    # All vectors have a good deal in common; without it the fit takes half the steps.
    centred = np.ascontiguousarray(dense - middle, dtype=np.float32)
    rows, width = np.arange(len(classes)), dense.shape[1]
    squares = np.concatenate([np.square(centred).sum(axis=0), np.asarray(sparse.multiply(sparse).sum(axis=0)).ravel(), [len(classes)]])
    squares = squares.astype(np.float32)[:, None]
    count, shrink = int(classes.max()) + 1, np.float32(1 / inverse_regularisation)
    with ThreadPoolExecutor(PIECES) as pool:
        by_row, by_column = _pieces(sparse.tocsr()), _pieces(sparse.T.tocsr())

        def objective(weights: Floats) -> tuple[float, Floats, Floats]:
            scores = centred @ weights[:width] + np.vstack(list(pool.map(lambda piece: piece @ weights[width:-1], by_row))) + weights[-1]
            scores -= scores.max(axis=1, keepdims=True)
            own = scores[rows, classes]
            odds = np.exp(scores)
            sums = odds.sum(axis=1)
            value = float((np.log(sums) - own).sum(dtype=np.float64)) + float(shrink) / 2 * float(np.vdot(weights[:-1], weights[:-1]))
            odds /= sums[:, None]
            # Rare features bend it little and frequent ones much; the more certain the fit, the less.
            bends = squares * (odds * (1 - odds)).mean() + shrink
            odds[rows, classes] -= 1
            gradient = np.vstack([centred.T @ odds, *pool.map(lambda piece: piece @ odds, by_column), odds.sum(axis=0)[None]])
            gradient[:-1] += shrink * weights[:-1]
            return value, gradient, bends

        weights = _minimised(objective, np.zeros((width + sparse.shape[1] + 1, count), dtype=np.float32))
    dense_weights, sparse_weights = weights[:width].T, weights[width:-1].T
    return dense_weights.copy(), sparse_weights.copy(), weights[-1] - dense_weights @ middle


def _pieces(matrix: scipy.sparse.csr_matrix) -> list[scipy.sparse.csr_matrix]:
    """Cuts a matrix into rows with about as many values in each piece."""
    cuts = np.searchsorted(matrix.indptr, np.linspace(0, matrix.nnz, PIECES + 1)[1:-1]).tolist()
    return [matrix[begin:end].astype(np.float32) for begin, end in zip([0, *cuts], [*cuts, matrix.shape[0]], strict=True)]


def _minimised(objective: Objective, place: Floats) -> Floats:
    """Returns where an objective is least, as far as :data:`STEPS` steps of L-BFGS come."""
    value, gradient, bends = objective(place)
    past: deque[tuple[Floats, Floats, float]] = deque(maxlen=REMEMBERED)
    for _ in range(STEPS):
        direction = -_curved(gradient, bends, past)
        slope, step = float(np.vdot(gradient, direction)), 1.0
        if slope >= 0:
            break
        while True:
            there = place + np.float32(step) * direction
            value_there, gradient_there, bends_there = objective(there)
            if value_there <= value + SUFFICIENT * step * slope or step < LEAST_STEP:
                break
            step /= 2
        moved, turned = there - place, gradient_there - gradient
        bend = float(np.vdot(moved, turned))
        if bend > 0:
            past.append((moved, turned, 1 / bend))
        place, value, gradient, bends = there, value_there, gradient_there, bends_there
    return place


def _curved(gradient: Floats, bends: Floats, past: deque[tuple[Floats, Floats, float]]) -> Floats:
    """Returns the gradient as the curvature of the last steps turns it: the two loops of L-BFGS, scaled by the bend of each row."""
    if not past:
        turned = gradient / bends
        return turned / np.float32(max(1.0, float(np.linalg.norm(turned))))
    turned = gradient.copy()
    shares: list[float] = []
    for moved, change, inverse in reversed(past):
        shares.append(inverse * float(np.vdot(moved, turned)))
        turned -= np.float32(shares[-1]) * change
    _, change, inverse = past[-1]
    turned *= np.float32(1 / (inverse * float(np.vdot(change, change / bends)))) / bends
    for (moved, change, inverse), share in zip(past, reversed(shares), strict=True):
        turned += np.float32(share - inverse * float(np.vdot(change, turned))) * moved
    return turned
