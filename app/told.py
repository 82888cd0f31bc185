"""What rows that were found by words, and not by a code, tell of a question."""

from dataclasses import dataclass

from app.sentence_scores import Chosen


@dataclass(frozen=True)
class Told:
    """Cells of rows that answer.

    Attributes:
        chosen: what is to be quoted, in order.
        sure: how sure it is that they are what is asked, 0 to 1.
        with_rule: whether a rule about their codes is told with them.
        note: what the person who asks should know of it besides.
    """

    chosen: tuple[Chosen, ...]
    sure: float
    with_rule: bool = False
    note: str = ""
