"""``citation_recall``: share of an answer's sentences that their citations wholly support.

Over answered rows, mean of rows. A sentence counts when its cited quotes, taken together, support it as
the judge sees it; one without a citation does not. An answer without sentences scores 0. Source: ALCE
(Gao, Yen, Yu and Chen, EMNLP 2023), citation recall.
"""

from collections.abc import Sequence

from app.citations import Answer, Sentence
from eval.case import Case, without_markers
from eval.measures.measure import Measured
from eval.support import Judge


def quotes_of(answer: Answer, sentence: Sentence) -> list[str]:
    """Gives the quotes that a sentence cites, a number that cites nothing aside."""
    by_number = {one.n: one.quote for one in answer.citations}
    return [by_number[n] for n in dict.fromkeys(sentence.citations) if n in by_number]


def citation_recall(cases: Sequence[Case], judge: Judge) -> list[Measured]:
    """Takes citation recall."""
    rows: dict[str, float] = {}
    for case in cases:
        answer = case.answer
        if answer.abstained:
            continue
        held = [
            judge.supports(without_markers(one.text, answer), quotes_of(answer, one))
            for one in answer.sentences
        ]
        rows[case.row.id] = sum(held) / len(held) if held else 0.0
    return [Measured("citation_recall", rows)]
