"""``false_premise_caught``: the premise of the question is not followed.

Over ``false_premise`` rows. Caught: it abstains, or a passage it cites contradicts the premise and it
says so: a cited passage is the gold's evidence (where the gold has any), and all of ``must_contain``
stands in the answer or in a cited quote. Where the gold has neither, only an abstention is caught.
Source: the contract; the task is that of Yu, Min, Zettlemoyer and Hajishirzi, "CREPE: Open-Domain Question
Answering with False Presuppositions", ACL 2023.
"""

from collections.abc import Sequence

from eval.case import Case
from eval.measures.measure import Measured
from eval.support import Judge


def false_premise(cases: Sequence[Case], judge: Judge) -> list[Measured]:
    """Takes the share of false premises that were caught."""
    rows = {case.row.id: float(bool(case.right)) for case in cases if case.row.kind == "false_premise"}
    return [Measured("false_premise_caught", rows)]
