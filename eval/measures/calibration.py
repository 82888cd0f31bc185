"""``calibration_error``: how far ``confidence`` is from the share of right answers.

Over all rows that can be judged (``eval.case.Case.right``; an abstention's confidence is that of having
been right to abstain). Expected calibration error: ten bins of equal width, the gap between mean
confidence and share of right answers in each, weighted by its rows. A row's value, for comparison, is the
distance of its confidence from 1 if it was right, from 0 if not. Source: Guo, Pleiss, Sun and Weinberger,
"On Calibration of Modern Neural Networks", ICML 2017.
"""

from collections.abc import Sequence

import numpy as np

from eval.bootstrap import Samples
from eval.case import Case
from eval.measures.measure import Measured
from eval.support import Judge

BINS = 10


def bin_of(confidence: Samples) -> Samples:
    """Gives the bin of each confidence, 0 to 9; 1.0 belongs to the last."""
    return np.minimum(np.floor(confidence * BINS), BINS - 1)


def expected_calibration_error(samples: Samples) -> float:
    """Computes the error of lines of (confidence, right)."""
    if not len(samples):
        return float("nan")
    confidence, right = samples[:, 0], samples[:, 1]
    bins = bin_of(confidence).astype(np.intp)
    gaps = np.bincount(bins, weights=confidence - right, minlength=BINS)
    return float(np.abs(gaps).sum() / len(samples))


def calibration(cases: Sequence[Case], judge: Judge) -> list[Measured]:
    """Takes the expected calibration error."""
    pairs = {
        case.row.id: (min(max(case.answer.confidence, 0.0), 1.0), float(case.right))
        for case in cases
        if case.right is not None and not case.error
    }
    rows = {key: abs(confidence - right) for key, (confidence, right) in pairs.items()}
    samples = list(pairs.values())
    return [Measured("calibration_error", rows, samples, expected_calibration_error)]
