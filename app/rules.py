"""Rules before rows: a row of a table says what a code is, and not what may be done with it.

"Can I use K35 for a suspected appendicitis?" names a code and asks for a rule.
"""

from collections.abc import Sequence
from dataclasses import replace

from app.question import Question
from app.retrieve import Retrieved
from app.sentence_scores import Chosen
from app.weigher import Weigher

#: Where no code is sought, a row answers only a question of whose words, by weight, it covers this share.
COVERS = 0.7


def rules_first(weigher: Weigher, question: Question, found: Sequence[Retrieved]) -> tuple[Retrieved, ...]:
    """Puts rows that only name what a question speaks of behind the passages that may answer it.

    Args:
        weigher: for the question.
        question: what is asked.
        found: passages and rows, best first.

    Returns:
        The same ones, ranks from 1.
    """
    if question.seeks is not None:
        return tuple(found)

    def only_names(one: Retrieved) -> bool:
        passage = one.placed.passage
        return passage.row is not None and weigher.coverage(passage.row.words, passage.breadcrumb) < COVERS

    ordered = sorted(found, key=only_names)
    return tuple(replace(one, rank=rank) for rank, one in enumerate(ordered, 1))


def without_names(question: Question, scored: Sequence[Chosen]) -> list[Chosen]:
    """Leaves those rows out of what an answer is chosen from.

    Args:
        question: what is asked.
        scored: sentences and rows, best first.
    """
    if question.seeks is not None:
        return list(scored)
    return [one for one in scored if not one.cells or one.coverage >= COVERS]
