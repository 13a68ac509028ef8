"""Logistic regression by Newton's method, for the small decisions that are fitted on the sets of the repository."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def logistic(inputs: NDArray[np.float64], wanted: NDArray[np.float64], ridge: float) -> NDArray[np.float64]:
    """Fit weights.

    Args:
        inputs: (n, columns); the last column is the constant 1 and bears the bias.
        wanted: (n,), 1 or 0. Both classes weigh the same, however many rows each has.
        ridge: Keeps the weights of columns that say the same from growing against each other; the bias goes free.

    Returns:
        (columns,) weights.
    """
    share = np.where(wanted > 0, 1 / wanted.sum(), 1 / (1 - wanted).sum())
    share /= share.mean()
    held = ridge * np.diag([1.0] * (inputs.shape[1] - 1) + [1e-6])
    weights = np.zeros(inputs.shape[1])
    for _ in range(50):  # it settles within ten steps
        chance = 1 / (1 + np.exp(-inputs @ weights))
        slope = inputs.T @ (share * (chance - wanted)) + held @ weights
        curve = (inputs * (share * chance * (1 - chance))[:, None]).T @ inputs + held
        weights -= np.linalg.solve(curve, slope)
    return weights
