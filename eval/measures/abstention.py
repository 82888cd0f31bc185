"""``abstention_precision``, ``abstention_recall``, ``abstention_f1``: abstained where it should, only there.

Over all rows; "positive" is abstaining, and it is right on ``unanswerable`` rows only. Without any
abstention precision is 0, as long as there was something to abstain from. A row's value, for comparison:
of precision, 0 for an abstention on an answerable row; of recall, 0 for an answer to an unanswerable one;
of F1, 0 for either. Source: van Rijsbergen, "Information Retrieval", 1979; for abstention, Rajpurkar, Jia
and Liang, "Know What You Don't Know" (SQuAD 2.0), 2018.
"""

from collections.abc import Sequence

from eval.bootstrap import Samples
from eval.case import Case
from eval.measures.measure import Measured
from eval.support import Judge


def _counts(samples: Samples) -> tuple[float, float, float]:
    """Counts right abstentions, all abstentions, unanswerable rows."""
    abstained, unanswerable = samples[:, 0], samples[:, 1]
    return float((abstained * unanswerable).sum()), float(abstained.sum()), float(unanswerable.sum())


def _precision(samples: Samples) -> float:
    right, abstained, unanswerable = _counts(samples)
    if not abstained:
        return 0.0 if unanswerable else float("nan")
    return right / abstained


def _recall(samples: Samples) -> float:
    right, _, unanswerable = _counts(samples)
    return right / unanswerable if unanswerable else float("nan")


def _f1(samples: Samples) -> float:
    right, abstained, unanswerable = _counts(samples)
    return 2 * right / (abstained + unanswerable) if unanswerable else float("nan")


def abstention(cases: Sequence[Case], judge: Judge) -> list[Measured]:
    """Takes precision, recall and F1 of abstaining."""
    pairs = {case.row.id: (case.answer.abstained, case.row.kind == "unanswerable") for case in cases}
    samples = [(float(did), float(should)) for did, should in pairs.values()]
    no_false_alarm = {key: float(not did or should) for key, (did, should) in pairs.items()}
    no_miss = {key: float(did or not should) for key, (did, should) in pairs.items()}
    both = {key: float(did == should) for key, (did, should) in pairs.items()}
    return [
        Measured("abstention_precision", no_false_alarm, samples, _precision),
        Measured("abstention_recall", no_miss, samples, _recall),
        Measured("abstention_f1", both, samples, _f1),
    ]
