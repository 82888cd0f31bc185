"""``latency_ms_p50`` and ``latency_ms_p95``: how long an answer takes, in milliseconds.

Over all rows that were answered or abstained on: percentiles of ``milliseconds.total``, as the answerer
reports it, interpolated linearly (Hyndman and Fan 1996, type 7).
"""

from collections.abc import Sequence

import numpy as np

from eval.bootstrap import Samples
from eval.case import Case
from eval.measures.measure import Measured
from eval.support import Judge


def _p50(samples: Samples) -> float:
    return float(np.percentile(samples[:, 0], 50)) if len(samples) else float("nan")


def _p95(samples: Samples) -> float:
    return float(np.percentile(samples[:, 0], 95)) if len(samples) else float("nan")


def latency(cases: Sequence[Case], judge: Judge) -> list[Measured]:
    """Takes the median and the 95th percentile of latency."""
    rows = {
        case.row.id: case.answer.milliseconds["total"]
        for case in cases
        if "total" in case.answer.milliseconds
    }
    return [
        Measured("latency_ms_p50", rows, statistic=_p50),
        Measured("latency_ms_p95", rows, statistic=_p95),
    ]
