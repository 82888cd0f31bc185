"""What an answerer means to say to one question, before the gate."""

from dataclasses import dataclass

from app.citations import Reason
from app.question import Question
from app.retrieve import Retrieved
from app.sentence_scores import Chosen


@dataclass(frozen=True)
class Draft:
    """An answer or an abstention that has not passed the gate yet.

    Attributes:
        asked: the question.
        found: the retrieved passages, best first.
        sure: the probability that it is right, 0 to 1.
        chosen: what is to be quoted, in the order it is said; empty where it abstains.
        reason: why it abstains, else None.
        text: what is said instead of an answer.
        notes: what the reader must know about the answer, such as that two editions differ.
        opens: how many of the first sentences answer, the others are its context; None where the
            order of one answer tells (`app.choose.opening`).
    """

    asked: Question
    found: tuple[Retrieved, ...]
    sure: float
    chosen: tuple[Chosen, ...] = ()
    reason: Reason | None = None
    text: str = ""
    notes: tuple[str, ...] = ()
    opens: int | None = None
