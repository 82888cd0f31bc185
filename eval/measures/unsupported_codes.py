"""``unsupported_codes``: codes and numbers in an answer that stand nowhere they could come from.

Over all answers, abstentions too: how many codes, modifiers and numbers of the answer stand neither in a
cited quote nor in the question, per answer. Must be 0. Source: the contract; in the manner of the entity
precision of source of Nan et al., "Entity-level Factual Consistency of Abstractive Text Summarization", 2021.
"""

from collections.abc import Sequence

from eval.case import Case
from eval.measures.measure import Measured
from eval.support import Judge, symbols


def unsupported(case: Case) -> set[str]:
    """Gives the codes and numbers of an answer that stand in no cited quote and not in the question."""
    sources = [case.row.question, *(one.quote for one in case.answer.citations)]
    return symbols(case.said) - set[str]().union(*map(symbols, sources))


def unsupported_codes(cases: Sequence[Case], judge: Judge) -> list[Measured]:
    """Takes the mean number of unsupported codes and numbers."""
    rows = {case.row.id: float(len(unsupported(case))) for case in cases}
    return [Measured("unsupported_codes", rows)]
