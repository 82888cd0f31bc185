"""Rows that are found by words: which lookup tells them, and the rule that is told with them."""

from collections.abc import Sequence

from app.described import look_up_described
from app.diagnosis import look_up_diagnosis
from app.neoplasm import look_up_neoplasm
from app.pcs_terms import look_up_terms
from app.question import Question
from app.rerank import codes_of
from app.sentence_scores import Chosen
from app.tables import row_of
from app.told import Told
from app.value_meaning import look_up_meaning
from ingest.library import Library

#: A sentence is told with a code that it names where it scores this share of the best sentence.
RULE = 0.85


def look_up_told(library: Library, question: Question, scope: Sequence[str] = ()) -> Told | None:
    """Asks the lookups by words, the surest first.

    Args:
        library: where the tables are.
        question: what is asked.
        scope: document names to stay within; empty for all.

    Returns:
        What the first of them tells; None where none does.
    """
    lookups = (look_up_neoplasm, look_up_terms, look_up_described, look_up_diagnosis, look_up_meaning)
    for look_up in lookups:
        if (told := look_up(library, question, scope)) is not None:
            return told
    return None


def rule_about(told: Told, scored: Sequence[Chosen]) -> tuple[Chosen, ...]:
    """Finds the sentence of running text that is nearly the best one and names a code that was told.

    Args:
        told: rows of codes.
        scored: sentences, best first.

    Returns:
        The sentence, or none.
    """
    codes = {code for one in told.chosen if one.cells for code in row_of(one.found.placed).codes}
    text = [one for one in scored if not one.cells]
    best = next((one for one in text if codes & codes_of(one.text)), None)
    return (best,) if best is not None and best.score >= RULE * text[0].score else ()
