"""Entries of a code set that are no answer to a question, though they are found for it."""

from collections.abc import Sequence
from dataclasses import replace

from app.alike_words import Words
from app.code_said import CodeSaid, said_of
from app.code_sets import code_sets
from app.diagnosis_words import words_of
from app.question import Question
from app.retrieve import Retrieved
from app.sentence_scores import Chosen
from ingest.library import Library

#: What an entry adds may weigh this share of the question.
MOST_ADDED = 0.3
#: An entry that is no more than read, and not looked up, answers a question of which it says this share.
LEAST_COVERED = 0.75


def without_additions(
    library: Library, question: Question, found: Sequence[Retrieved]
) -> tuple[Retrieved, ...]:
    """Leaves out the entries of a code set that say much more than the question.

    Args:
        library: where the code set is.
        question: what is asked; one that names a code is not for another.
        found: passages and rows, best first.

    Returns:
        The others, in their order, ranks from 1.
    """
    if question.codes or not any(one.placed.passage.row for one in found):
        return tuple(found)
    sets = _read(library, question)
    kept = [
        one
        for one in found
        if one.placed.passage.row is None
        or all(
            said.added(words, one.placed.passage.id) <= MOST_ADDED
            and said.tells_apart(words, one.placed.passage.id)
            for said, words in sets
        )
    ]
    return tuple(replace(one, rank=rank) for rank, one in enumerate(kept, 1))


def without_less(library: Library, question: Question, scored: Sequence[Chosen]) -> list[Chosen]:
    """Leaves out the entries of a code set that say much less than a question, or more, from what answers it.

    Args:
        library: where the code set is.
        question: what is asked; one that names a code is not for another.
        scored: sentences and rows, best first.
    """
    if question.codes or not any(one.cells for one in scored):
        return list(scored)
    sets = _read(library, question)
    return [
        one
        for one in scored
        if all(
            said.covered(words, one.found.placed.passage.id) >= LEAST_COVERED
            and not said.adds(words, one.found.placed.passage.id)
            for said, words in sets
        )
    ]


def _read(library: Library, question: Question) -> list[tuple[CodeSaid, Words]]:
    """Reads the words of a question for each code set."""
    words = words_of(question)
    return [(said, said.words(words)) for said in map(said_of, code_sets(library).ready_sets())]
