"""The bootstrap interval of a statistic (Efron 1979), rows being what is drawn again."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.float64]
#: Gives a value of rows of samples, NaN where it is not defined.
Statistic = Callable[[Samples], float]

RESAMPLES = 2000
SEED = 20251001


def interval(samples: Samples, statistic: Statistic, level: float = 0.95) -> tuple[float, float] | None:
    """Gives the percentile interval of a statistic; the same samples give the same interval.

    Args:
        samples: one line a row, shape (rows, columns).
        statistic: what is computed of them.
        level: how much of the bootstrap distribution the interval holds.

    Returns:
        Low and high, or None where the statistic is defined for no resample.
    """
    if not len(samples):
        return None
    drawn = np.random.default_rng(SEED).integers(0, len(samples), (RESAMPLES, len(samples)))
    values = np.array([statistic(samples[rows]) for rows in drawn])
    values = values[np.isfinite(values)]
    if not len(values):
        return None
    low, high = np.quantile(values, [(1 - level) / 2, (1 + level) / 2])
    return float(low), float(high)
