"""Sentences about codes of another code set than the one that is asked for.

"Which PCS code …?" must not be answered with a CPT code, however well the sentence fits.
"""

import re
from collections.abc import Sequence

from app.question import Question
from app.sentence_scores import Chosen
from ingest.codes import SECTION, find_codes, is_whole_code

#: How a question names a code set, and which codes may answer it; HCPCS Level I is CPT.
_ASKED = (
    (re.compile(r"\bPCS\b", re.IGNORECASE), {"ICD-10-PCS"}),
    (re.compile(r"\b(?:ICD-?10-?CM|dx|diagnosis)\b", re.IGNORECASE), {"ICD-10-CM"}),
    (re.compile(r"\bICD-?10\b(?!-?(?:CM|PCS))", re.IGNORECASE), {"ICD-10-CM", "ICD-10-PCS"}),
    (re.compile(rf"\b(?:CPT|HCPCS)\b|{SECTION}", re.IGNORECASE), {"CPT", "HCPCS"}),
)
#: What comes after a best sentence that is left out must score this share of it.
NEARLY_AS_GOOD = 0.9
#: How a sentence names one.
_NAMED = (
    (re.compile(r"\bPCS\b"), {"ICD-10-PCS"}),
    (re.compile(r"\bICD-10-CM\b"), {"ICD-10-CM"}),
    (re.compile(r"\b(?:CPT|HCPCS)\b"), {"CPT", "HCPCS"}),
)


def without_other_systems(question: Question, scored: Sequence[Chosen]) -> list[Chosen]:
    """Leaves out sentences that name codes or code sets, and none of the one that a code is asked of.

    Args:
        question: what is asked.
        scored: sentences, best first.

    Returns:
        The others, in their order, and where the best one is left out, only those that name the code set
        asked for and are nearly as good, since what comes next is about other things; all where no code, or
        one of several code sets, is asked for.
    """
    named = [systems for pattern, systems in _ASKED if pattern.search(question.search_text)]
    if question.seeks != "code" or len(named) != 1 or not scored:
        return list(scored)
    systems = [(_systems(one.text), one) for one in scored]
    best = systems[0][0]
    if best and not best & named[0]:
        least = NEARLY_AS_GOOD * scored[0].score
        return [one for found, one in systems if found & named[0] and one.score >= least]
    return [one for found, one in systems if not found or found & named[0]]


def _systems(text: str) -> set[str]:
    """Names the code sets that a sentence names, or codes of."""
    codes = [code for code in find_codes(text) if is_whole_code(code) or code.system == "ICD-10-CM"]
    found: set[str] = {code.system for code in codes}
    return found.union(*(systems for named, systems in _NAMED if named.search(text)))
