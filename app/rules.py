"""Rules before rows: a row of a table says what a code is, and not what may be done with it.

"Can I use K35 for a suspected appendicitis?" names a code and asks for a rule. And a row of one code system
is no answer to a question for a code of another.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from app.code_tree import is_entry
from app.described import only_names
from app.question import Question
from app.retrieve import Retrieved
from app.sentence_scores import Chosen
from app.weigher import Weigher
from ingest.codes import find_codes
from ingest.documents import Passage

#: Where no code is sought, a row answers only a question of whose words, by weight, it covers this share.
COVERS = 0.7
#: How a question names a code system; "a code" is no HCPCS letter, and an ICD may be implanted.
_SYSTEMS = {
    "ICD-10-PCS": re.compile(r"\bpcs\b", re.IGNORECASE),
    "ICD-10-CM": re.compile(
        r"\b(?:dx|diagnos[ei]s|icd-?10(?!-?pcs)(?:-?cm)?|icd(?=[- ]codes?\b))\b", re.IGNORECASE
    ),
    "HCPCS": re.compile(r"\b[Hh][Cc][Pp][Cc][Ss]\b|\b[EGJKLQ][- ]codes?\b"),
    "CPT": re.compile(r"\bcpts?\b", re.IGNORECASE),
}


def sought_system(question: Question) -> str | None:
    """Names the code system that a question seeks a code of; None where it names none, or several."""
    if question.seeks != "code":
        return None
    named = [name for name, pattern in _SYSTEMS.items() if pattern.search(question.search_text)]
    return named[0] if len(named) == 1 else None


#: Asks how many codes there are, or in which order, and not for one.
_HOW_CODED = re.compile(
    r"\b(?:one|1|two|2|how many|both|separate)\s+codes?\b|\bcod\w+\s+(?:it\s+)?(?:once|twice)\b"
    r"|\blist(?:ed)? twice\b|\b(?:goes|go|comes|come|is|sequenced?|listed|coded) first\b"
    r"|\b(?:what|which) order\b",
    re.IGNORECASE,
)


def _only_names(question: Question, passage: Passage, covers: float, system: str | None) -> bool:
    """Says whether a row says no more than what a code is, where that was not asked for."""
    if passage.row is None:
        return False
    if system is not None:
        own = {code.system for code in find_codes(passage.row.key)}
        return bool(own) and system not in own
    if not question.codes and _HOW_CODED.search(question.text):
        return True
    if question.seeks is not None:
        return False
    # "Dominant or non-dominant?" is answered by no entry of a code set, though one has all of its words
    asks = not question.codes and not question.definition and not only_names(question)
    return covers < COVERS or (asks and is_entry(passage))


def rules_first(weigher: Weigher, question: Question, found: Sequence[Retrieved]) -> tuple[Retrieved, ...]:
    """Puts rows that only name what a question speaks of behind the passages that may answer it.

    Args:
        weigher: for the question.
        question: what is asked.
        found: passages and rows, best first.

    Returns:
        The same ones, ranks from 1.
    """
    system = sought_system(question)

    def behind(one: Retrieved) -> bool:
        passage = one.placed.passage
        if passage.row is None:
            return False
        covers = weigher.coverage(passage.row.words, passage.breadcrumb) if question.seeks is None else 1.0
        return _only_names(question, passage, covers, system)

    ordered = sorted(found, key=behind)
    return tuple(replace(one, rank=rank) for rank, one in enumerate(ordered, 1))


def without_names(question: Question, scored: Sequence[Chosen]) -> list[Chosen]:
    """Leaves those rows out of what an answer is chosen from.

    Args:
        question: what is asked.
        scored: sentences and rows, best first.
    """
    system = sought_system(question)

    def stays(one: Chosen) -> bool:
        return not _only_names(question, one.found.placed.passage, one.coverage, system)

    return [one for one in scored if stays(one)]
