"""Says where a question counts a drug by another amount than its code does: "J0585 is billed per 100 units".

The row is quoted in any case; that it contradicts the question is easily read over, and costs a claim.
"""

import re
from collections.abc import Iterator, Sequence

from app.question import Question
from app.sentence_scores import Chosen
from app.tables import row_of
from ingest.codes import is_whole_code

_AMOUNT = r"(\d[\d,]*(?:\.\d+)?|\.\d+)[\s-]*(units?|mgs?|mcgs?|mls?|grams?|gms?|iu|meq)\b"
_ONE = r"(?:each|every|one|1|a)\s+(?:billing\s+)?unit\s+(?:of\s+\S+\s+)?(?:is|=|equals|means|stands\s+for)\s+"
#: What one unit of a code is said to be, and not how much was given.
_COUNTED = (
    re.compile(
        rf"\b(?:per|each|every|in\s+steps\s+of|in\s+increments\s+of)\s+{_AMOUNT}"
        r"(?!\s*(?:dose|vial|syringe|inj\w*|of|was|were|for|given)\b)",
        re.IGNORECASE,
    ),
    re.compile(rf"\b{_ONE}{_AMOUNT}", re.IGNORECASE),
    re.compile(
        rf"\b{_AMOUNT}\s+(?:per|a|=|equals|is)\s+(?:one\s+|1\s+|a\s+)?(?:billing\s+)?unit\b", re.IGNORECASE
    ),
)
_OF_ROW = re.compile(_AMOUNT, re.IGNORECASE)


def notes_on_dose(question: Question, chosen: Sequence[Chosen]) -> Iterator[str]:
    """Compares what a question says one unit of a code is with the rows that are quoted of that code.

    Args:
        question: what is asked.
        chosen: what is quoted.

    Yields:
        A sentence for each code of the question whose row counts by another amount of the same kind.
    """
    said = [found.groups() for pattern in _COUNTED for found in pattern.finditer(question.text)]
    asked = {code.text for code in question.codes if is_whole_code(code)}
    if not said or len(asked) != 1:
        return
    for one in chosen:
        if not one.cells or asked.isdisjoint(row_of(one.found.placed).codes):
            continue
        amounts = [found.groups() for found in _OF_ROW.finditer(one.text)]
        for amount, unit in said:
            same = [(own, kind) for own, kind in amounts if _kind(kind) == _kind(unit)]
            if same and all(_number(own) != _number(amount) for own, _ in same):
                (code,) = asked
                own, kind = same[0]
                yield f"The question counts {code} by {amount} {unit}; its row counts by {own} {kind}."
                return


def _kind(unit: str) -> str:
    return {"gm": "g", "gram": "g"}.get(unit.lower().rstrip("s"), unit.lower().rstrip("s"))


def _number(amount: str) -> float:
    return float(amount.replace(",", ""))
