"""``verbatim``: share of all citations whose quote stands in its passage, character for character.

``passage[start:end] == quote``, and the quote is not empty. Taken over all citations of all answers; n
counts the answers that cite, and these are drawn in the bootstrap. Must be 1.0. Source: the contract.
"""

from collections.abc import Sequence

from app.citations import Citation
from eval.bootstrap import Samples
from eval.case import Case
from eval.measures.measure import Measured
from eval.support import Judge


def is_verbatim(one: Citation) -> bool:
    """Says whether a citation's quote is what its offsets point at."""
    inside = 0 <= one.start < one.end <= len(one.passage)
    return inside and one.passage[one.start : one.end] == one.quote


def _share(samples: Samples) -> float:
    total = samples[:, 1].sum() if len(samples) else 0.0
    return float(samples[:, 0].sum() / total) if total else float("nan")


def verbatim(cases: Sequence[Case], judge: Judge) -> list[Measured]:
    """Takes the share of verbatim citations."""
    counts = {
        case.row.id: (sum(map(is_verbatim, case.answer.citations)), len(case.answer.citations))
        for case in cases
        if case.answer.citations
    }
    rows = {key: good / total for key, (good, total) in counts.items()}
    return [Measured("verbatim", rows, list(counts.values()), _share)]
