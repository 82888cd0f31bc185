"""``answer_contains``: share of the required strings that are there.

Over rows with ``must_contain``: the share of its strings that stand in the answer or in a cited quote,
case and white space folded. Source: the "correctness by required strings" (STR-EM) of ALCE: Gao, Yen, Yu
and Chen, "Enabling Large Language Models to Generate Text with Citations", EMNLP 2023.
"""

from collections.abc import Sequence

from eval.case import Case
from eval.measures.measure import Measured
from eval.support import Judge


def answer_contains(cases: Sequence[Case], judge: Judge) -> list[Measured]:
    """Takes the share of required strings."""
    rows = {
        case.row.id: sum(case.contained()) / len(case.row.must_contain)
        for case in cases
        if case.row.must_contain
    }
    return [Measured("answer_contains", rows)]
