"""The likeliest entries of a code set among the passages shown, where a code is asked for and none is sure.

Their words are few, and often not the question's ("flare up"), so that rules which share words with it would
crowd them out of the list in which a coder looks next.
"""

from collections.abc import Sequence
from dataclasses import replace

from app.diagnosis_words import asks_for_diagnosis
from app.question import Question
from app.retrieve import Retrieved

#: So many entries are shown, behind so many passages that rank before them.
SHOWN, BEHIND = 3, 2


def with_entries(
    question: Question, found: Sequence[Retrieved], candidates: Sequence[Retrieved]
) -> tuple[Retrieved, ...]:
    """Moves the likeliest entries forward.

    Args:
        question: what is asked.
        found: the passages that are shown, best first.
        candidates: all that were retrieved; entries have a share.

    Returns:
        As many passages as before, ranks from 1.
    """
    if not asks_for_diagnosis(question):
        return tuple(found)
    likely = sorted((one for one in candidates if one.share), key=lambda one: -one.share)[:SHOWN]
    ids = {one.placed.passage.id for one in likely}
    first = list(found[:BEHIND])
    kept = {one.placed.passage.id for one in first}
    rest = [one for one in found[BEHIND:] if one.placed.passage.id not in ids]
    shown = [*first, *(one for one in likely if one.placed.passage.id not in kept), *rest][: len(found)]
    return tuple(replace(one, rank=rank) for rank, one in enumerate(shown, 1))
