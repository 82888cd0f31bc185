"""The cells that are meant where a question names no column: a descriptor, or a note of a code set."""

import re
from collections.abc import Sequence
from dataclasses import replace

from app.code_tree import DESCRIPTION
from app.columns import GENERAL_STEMS, Asked, own_name
from app.question import Question, content_stems
from app.tables import row_of
from ingest.catalogue import Entry, Placed
from ingest.documents import is_wording
from ingest.rows import MODIFIER

#: The notes of ICD-10-CM (guideline I.A.11 to I.A.17), and what one that is named accounts for.
NOTES = frozenset(
    {"Excludes1", "Excludes2", "Includes", "Inclusion terms", "Code first", "Use additional code"}
)
WHOLE_OF_NOTE = 0.45
#: Asks for what a descriptor says, the amount that a unit stands for included.
_DESCRIBES = re.compile(
    r"\b(descri\w+|mean(s|ing)?|stands? for|units?|dos(e|es|age)|per|mg|mcg|ml|amount|each)\b", re.IGNORECASE
)
#: Asks when a modifier is used, which its descriptor says; when a diagnosis is, rules say.
_WHEN = re.compile(
    r"\bwhen\b.{0,40}\b(?:use|used|append|appended|bill|billed|report|reported|apply|applies|appropriate)\b",
    re.IGNORECASE,
)
#: Asks what a code is for.
_USED = re.compile(
    r"\b(?:mean(?:s|ing)?|stands? for|definition|define[sd]?|descri\w+|used? for|indicates?|identif\w+)\b"
    r"|\bwhat(?:'?s| is| are)\s+(?:the\s+)?(?:\w+\s+)?mod(?:ifier)?s?\b|\bpurpose\b",
    re.IGNORECASE,
)
#: The column of a descriptor, which may be one word: "Slings".
_DESCRIPTION = re.compile(r"\bdescr", re.IGNORECASE)
_ABOUT_CODES = frozenset(content_stems("modifier hcpcs cpt level ii procedure"))


def with_unnamed(
    question: Question, entry: Entry, placed: Sequence[Placed], asked: Asked, least: float
) -> Asked:
    """Adds the descriptor where it is what a question asks for, and keeps notes only where they are named.

    Args:
        question: what is asked.
        entry: the table's document.
        placed: the rows of the asked codes.
        asked: the columns that the question names.
        least: what columns must account for.

    Returns:
        The columns, and how well they account for the question.
    """
    modifier = any(_is_of_modifier(one) for one in placed)
    used = bool(_USED.search(question.text) or (modifier and _WHEN.search(question.text)))
    if modifier and used:
        asked = Asked((), 0.0, 0.0)  # its descriptor says what it is for; "anesthesia" names no column of it
    if asked.covered < least and (used or _DESCRIBES.search(question.text) or _is_only_code(question)):
        cells = [(column, value) for one in placed for column, value in row_of(one).cells]
        # a name may be one word, "Hyperkalemia", which is no wording; a code set has a column for it
        described = [
            c
            for c, value in cells
            if is_wording(value) or (entry.builtin and c == DESCRIPTION) or (value and _DESCRIPTION.search(c))
        ]
        asked = Asked(tuple(described[:1]), 1.0, least) if described else asked
    said = [column for column in asked.columns if _says_note(question, own_name(column))]
    if entry.builtin and len(said) < len(asked.columns):  # "first-listed" is no "code first" note
        asked = replace(asked, columns=tuple(said), covered=asked.covered if said else 0.0)
    if any(own_name(column) in NOTES for column in asked.columns) and entry.builtin and asked.named >= 1.0:
        asked = replace(asked, covered=max(asked.covered, WHOLE_OF_NOTE))  # a note by its name, in any story
    return asked


def _says_note(question: Question, column: str) -> bool:
    """Says whether a question names a note of two words by both, one after the other."""
    return (
        " " not in column
        or column not in NOTES
        or column.lower() in question.search_text.lower().replace("-", " ")
    )


def _is_of_modifier(placed: Placed) -> bool:
    """Says whether a row is that of a modifier and no other code."""
    codes = row_of(placed).codes
    return bool(codes) and all(len(code) == MODIFIER for code in codes)


def _is_only_code(question: Question) -> bool:
    """Says whether a question asks what a code is and nothing else."""
    codes = {stem for code in question.codes for stem in content_stems(code.text)}
    return question.definition and set(question.stems) <= codes | GENERAL_STEMS | _ABOUT_CODES
