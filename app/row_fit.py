"""How well the words of a row are those of a question: a row of a code set has few words, and each counts.

A long descriptor shares some words with any question, and a question that ends in "which code?" is often
answered by a rule. So a row is shown only where the two agree, or where its code was asked for.
"""

import re
from functools import lru_cache

from app.question import Question, content_stems
from app.row_words import contradicts, denied_in, is_unasked_measure
from app.weigher import Weigher, stem_set
from ingest.documents import Passage
from ingest.rows import MODIFIER

#: The question asks for a code, or a modifier: the row must cover this share of its words, by weight.
LEAST_COVERED, LEAST_OF_MODIFIER = 0.5, 0.7
#: It does not: the row and the question must agree this well (F1 of their words).
LEAST_AGREED = 0.65
_WORD = re.compile(r"\w+")
#: "Can psychotherapy be reported with E/M?" is answered by no row that has the name of one.
_ASKS_RULE = re.compile(
    r"^(?:can|may|should|must|could|shall|do|does|is|are)\b.*\b(?:reported|billed|coded|charged|bundled|separately)\b"
    r".*\b(?:with|on|for|together|separately|same|when|if)\b",
    re.IGNORECASE,
)
_GENERAL = frozenset(
    content_stems(
        "code codes modifier mod hcpcs cpt icd pcs cm diagnosis dx number bill billed report medicare"
    )
)


def agreement(weigher: Weigher, passage: Passage) -> tuple[float, float]:
    """Gives the share of the question's words that a row covers, and the F1 of that and the reverse.

    Args:
        weigher: of the question.
        passage: a row.

    Returns:
        Both 0 to 1; words about codes in general do not count.
    """
    row = passage.row
    wanted = {stem: weight for stem, weight in weigher.weights.items() if stem not in _GENERAL}
    if row is None or not wanted:
        return 0.0, 0.0
    own = stem_set(row.words) - _GENERAL
    total = sum(wanted.values())
    covered = sum(weight for stem, weight in wanted.items() if stem in own) / total if total else 0.0
    said = len(own & wanted.keys()) / len(own) if own else 0.0
    return covered, 2 * covered * said / (covered + said) if covered and said else 0.0


@lru_cache(maxsize=50_000)
def _folded(text: str) -> str:
    """Folds a text to its words, small ones too: "with" and "other" tell codes apart."""
    return f" {' '.join(_WORD.findall(text.casefold()))} " if text else ""


def row_fit(weigher: Weigher, question: Question, passage: Passage) -> float:
    """Says whether, and how well, a row fits a question by its words.

    Returns:
        0 where it does not fit; else up to 1, and above 1 where the question says the row word for word:
        the more of its words, and of two codes of one name the longer one, which is the one to bill.
    """
    row = passage.row
    if row is None or not row.codes or _ASKS_RULE.search(question.text):
        return 0.0
    said, name = _folded(question.text), _folded(row.words)
    if name and name in said:
        return 1.0 + len(name) / len(said) / 2 + len(row.key) / 20
    wanted = frozenset(question.stems) - denied_in(question.text)
    if contradicts(row.words, question.text, wanted) or is_unasked_measure(row.key, row.words, question.text):
        return 0.0
    covered, both = agreement(weigher, passage)
    if both >= LEAST_AGREED:
        return both
    is_modifier = len(row.key) == MODIFIER
    sought = question.seeks is not None and (question.seeks == "modifier") == is_modifier
    least = LEAST_OF_MODIFIER if is_modifier else LEAST_COVERED
    return (covered + both) / 2 if sought and covered >= least else 0.0
