"""A rule about another code, where none is about the one that was asked for: shown only as an analogy."""

import re

from app.question import Question, asks_for_code
from app.sentence_scores import Chosen
from ingest.codes import find_codes, is_whole_code

#: A rule by analogy must cover so much of the question, codes aside.
COVERS = 0.8
#: What is left of the confidence of an answer by analogy.
SHARE = 0.5
_RULE = re.compile(
    r"\b(?:shall|should|must|may|can|cannot|is|are|not)\b.{0,60}\b(?:report|reported|bill|billed|append|appended|use|used"
    r"|code|coded|include|included|add|added)\b",
    re.IGNORECASE,
)
_FIGURE = re.compile(r"\d+\.\d\d\b")


def note(question: Question, best: Chosen) -> str | None:
    """Words what a rule about other codes is worth.

    Args:
        question: what is asked, with codes that the best sentence does not name.
        best: the best sentence.

    Returns:
        A sentence that names both codes, or None where the sentence is no rule for the same matter: a value
        of another code, one that leaves part of the question open, or codes where a code is asked for
        ("which add-on code goes with 63102?") is no analogy.
    """
    asked = [code.text for code in question.codes if is_whole_code(code)]
    others = [code.text for code in find_codes(best.text) if is_whole_code(code)]
    if best.cells or not asked or not others or question.definition or asks_for_code(question):
        return None
    if best.coverage < COVERS or not _RULE.search(best.text) or _FIGURE.search(best.text):
        return None
    return (
        f"No passage says this of {', '.join(asked)}. What is quoted is a rule about {', '.join(others)}, and"
        " can be no more than an analogy."
    )
