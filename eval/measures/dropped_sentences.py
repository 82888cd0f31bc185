"""``dropped_sentences``: how many sentences of an answer the gate stopped, per answered row.

Over answered rows: the mean number of sentences that the answerer meant to say and the gate of
``app/verify.py`` dropped (``Answer.dropped``): a quote that is not in its passage, a code or number without
a source, words that its quotes do not say. Of a chat model it tells how often it had to be stopped, also
where the answer was then given word for word instead; of the extractive answerer it should be 0. Source:
the contract.
"""

from collections.abc import Sequence

from eval.case import Case
from eval.measures.measure import Measured
from eval.support import Judge


def dropped_sentences(cases: Sequence[Case], judge: Judge) -> list[Measured]:
    """Takes the mean number of dropped sentences."""
    answered = (case for case in cases if not case.answer.abstained and not case.error)
    return [
        Measured("dropped_sentences", {case.row.id: float(len(case.answer.dropped)) for case in answered})
    ]
