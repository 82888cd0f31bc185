"""``citation_precision``: share of an answer's citations that support their sentence.

Over answered rows, mean of rows. A citation counts when its sentence is wholly supported by all its
citations, and it is not irrelevant: it supports the sentence alone, or the others do not without it. An
answer without citations scores 0. Source: ALCE (Gao, Yen, Yu and Chen, EMNLP 2023), citation precision.
"""

from collections.abc import Sequence

from eval.case import Case, without_markers
from eval.measures.citation_recall import quotes_of
from eval.measures.measure import Measured
from eval.support import Judge


def citation_precision(cases: Sequence[Case], judge: Judge) -> list[Measured]:
    """Takes citation precision."""
    rows: dict[str, float] = {}
    for case in cases:
        if case.answer.abstained:
            continue
        held: list[bool] = []
        for sentence in case.answer.sentences:
            text = without_markers(sentence.text, case.answer)
            quotes = quotes_of(case.answer, sentence)
            held += [False] * (len(set(sentence.citations)) - len(quotes))
            whole = judge.supports(text, quotes)
            for at, quote in enumerate(quotes):
                others = quotes[:at] + quotes[at + 1 :]
                held.append(
                    whole
                    and (not others or judge.supports(text, [quote]) or not judge.supports(text, others))
                )
        rows[case.row.id] = sum(held) / len(held) if held else 0.0
    return [Measured("citation_precision", rows)]
