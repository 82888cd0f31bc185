"""``evidence_recall@1``, ``@5``, ``@10`` and ``evidence_mrr``: is the evidence among what was retrieved.

Over rows with ``quote`` or ``must_cite``. A retrieved passage is evidence when it holds the quote or
stands at a place of the gold (``eval.case.Case.is_evidence``). Recall at k is 1 for a row with evidence
among its first k passages (success at k); the reciprocal rank is 1 / rank of the first evidence, 0 without.

Source: Voorhees, "The TREC-8 Question Answering Track Report", 1999 (mean reciprocal rank). Computed by
ir-measures (MacAvaney, Macdonald and Ounis, ECIR 2022).
"""

from collections.abc import Sequence

import ir_measures
from ir_measures import RR, Qrel, ScoredDoc, Success

from eval.case import Case
from eval.measures.measure import Measured
from eval.support import Judge

_NAMES = {
    Success @ 1: "evidence_recall@1",
    Success @ 5: "evidence_recall@5",
    Success @ 10: "evidence_recall@10",
    RR: "evidence_mrr",
}
#: Stands for the evidence that was not retrieved: a query without any relevant passage is not evaluated.
_ELSEWHERE = "not retrieved"


def evidence_recall(cases: Sequence[Case], judge: Judge) -> list[Measured]:
    """Takes the ranking measures."""
    qrels: list[Qrel] = []
    run: list[ScoredDoc] = []
    taken = [case for case in cases if case.row.has_evidence]
    for case in taken:
        qrels.append(Qrel(case.row.id, _ELSEWHERE, 1))
        for place, passage in enumerate(case.ranking, 1):
            run.append(ScoredDoc(case.row.id, passage.passage_id, 1.0 / place))
            qrels.append(Qrel(case.row.id, passage.passage_id, int(case.is_evidence(passage))))
    values: dict[str, dict[str, float]] = {
        name: {case.row.id: 0.0 for case in taken} for name in _NAMES.values()
    }
    if run:
        for metric in ir_measures.iter_calc(list(_NAMES), qrels, run):
            values[_NAMES[metric.measure]][metric.query_id] = float(metric.value)
    return [Measured(name, rows) for name, rows in values.items()]
