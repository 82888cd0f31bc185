"""Rows that are found by words: which lookup tells them, and the rule that is told with them."""

from collections.abc import Sequence

from app.described import look_up_described
from app.diagnosis import look_up_diagnosis
from app.modifier_said import look_up_modifier
from app.neoplasm import look_up_neoplasm
from app.pcs_tables import look_up_table
from app.pcs_terms import look_up_terms
from app.question import Question
from app.rerank import codes_of
from app.same_in_all import look_up_same_in_all
from app.sentence_scores import Chosen
from app.tables import row_of
from app.told import Told
from app.value_meaning import look_up_meaning
from ingest.codes import find_codes
from ingest.library import Library
from ingest.rows import MODIFIER

#: A sentence is told with a code that it names where it scores this share of the best sentence.
RULE = 0.85
#: A rule about other modifiers must cover this share of the question.
COVERED = 0.5


def look_up_told(library: Library, question: Question, scope: Sequence[str] = ()) -> Told | None:
    """Asks the lookups by words, the surest first.

    Args:
        library: where the tables are.
        question: what is asked.
        scope: document names to stay within; empty for all.

    Returns:
        What the first of them tells; None where none does.
    """
    lookups = (
        look_up_neoplasm,
        look_up_table,
        look_up_terms,
        look_up_meaning,
        look_up_same_in_all,
        look_up_described,
        look_up_modifier,
        look_up_diagnosis,
    )
    for look_up in lookups:
        if (told := look_up(library, question, scope)) is not None:
            return told
    return None


def rule_about(told: Told, scored: Sequence[Chosen]) -> tuple[Chosen, ...]:
    """Finds the sentence of running text that is nearly the best one and says more of what was told.

    It names a code that was told or, where that is a modifier, any modifier: the rule may want another one.

    Args:
        told: rows of codes.
        scored: sentences, best first.

    Returns:
        The sentence, or none.
    """
    codes = {code for one in told.chosen if one.cells for code in row_of(one.found.placed).codes}
    text = [one for one in scored if not one.cells]
    modifiers = all(len(code) == MODIFIER for code in codes)
    best = next(
        (
            one
            for one in text
            if codes & codes_of(one.text)
            or (modifiers and one.coverage >= COVERED and _names_modifier(one.text))
        ),
        None,
    )
    return (best,) if best is not None and best.score >= RULE * text[0].score else ()


def _names_modifier(text: str) -> bool:
    return any(code.system == "modifier" for code in find_codes(text))
