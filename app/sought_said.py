"""What the sentences of an answer must have for what is sought.

"Which modifier for reduced services?" is answered by a sentence with a modifier, "the CPT code for total knee
arthroplasty" by one that says of a code that it is this: a rule about knees shares all words with the
question and has another code. And ICD-10-PCS is spoken of where PCS is, not in a manual of CPT.
"""

import re
from collections.abc import Sequence

from app.code_exact import subject_of
from app.question import Question, content_stems, expand
from app.retrieve import Retrieved
from app.sentence_scores import Chosen
from ingest.catalogue import Placed
from ingest.codes import find_codes

#: What comes after a best sentence that is left out must score, and cover, this share of what it does.
NEARLY_AS_GOOD = 0.85
#: "Right?" asks, "the right modifier" is the correct one, and "right heart catheterization" has no left one
#: beside it that is meant.
_SIDE = re.compile(
    r"\b(left|right)\b(?=\s+(?!heart|atri|ventric|or\b|and\b|to\b|now|away|after|before|on\b|the\b|in\b"
    r"|codes?\b|modifiers?\b|way|answer|order|sequenc|ones?\b|choice|term|dx\b|diagnos|CPT|HCPCS|ICD|PCS|value"
    r"|column|root|approach|place\b|number|thing|procedure\b)\w)",
    re.IGNORECASE,
)
_CPT = re.compile(r"\b(?:cpts?|hcpcs)\b", re.IGNORECASE)
_PCS = re.compile(
    r"\bPCS\b|\broot[- ]op(?:eration)?s?\b|\b(?:approach|qualifier|device|body part) values?\b", re.IGNORECASE
)
_OF_PCS = re.compile(r"\bPCS\b|\broot operation", re.IGNORECASE)
_OF_CPT = re.compile(r"\b(?:CPT|NCCI|HCPCS)\b")
#: How a sentence says what a code is: in brackets after it, or in words.
_DESCRIBED = re.compile(
    r"\b(?:\d{4}[\dFTU]|[A-V]\d{4})\s*(?:\((?P<bracket>(?:[^()]|\([^()]*\))*)\)"
    r"|(?:describes?|is for|represents?|defines?)\s+(?P<words>[^.;(]+))"
)
_ASKED = frozenset(
    content_stems("cpt code codes procedure medicare report bill billing what which correct right")
)


def with_sought(question: Question, scored: Sequence[Chosen]) -> list[Chosen]:
    """Leaves out sentences that lack what a question seeks.

    Args:
        question: what is asked.
        scored: sentences, best first.

    Returns:
        The others, in their order; where the best one is left out, only those nearly as good, since what
        comes next is about other things.
    """
    if asks_of_pcs(question):
        scored = [one for one in scored if is_of_pcs(one.found.placed)]
    scored = [one for one in scored if not _of_other_side(question, one)]
    if question.codes or question.seeks is None or not scored:
        return list(scored)
    if question.seeks == "modifier":
        kept = [one for one in scored if one.cells or _names_modifier(one)]
    elif _CPT.search(question.text) and not asks_of_pcs(question):
        wanted = frozenset(content_stems(expand(subject_of(question)))) - _ASKED
        kept = [one for one in scored if one.cells or (wanted and _describes(one, wanted))]
    else:
        return list(scored)
    if scored[0] in kept:
        return list(scored)
    score, coverage = NEARLY_AS_GOOD * scored[0].score, NEARLY_AS_GOOD * scored[0].coverage
    return [one for one in kept if one.score >= score and one.coverage >= coverage]


def asks_of_pcs(question: Question) -> bool:
    """Says whether a question is of ICD-10-PCS."""
    return bool(_PCS.search(question.text)) and not _OF_CPT.search(question.text)


def is_of_pcs(placed: Placed) -> bool:
    """Says whether a passage is of ICD-10-PCS: by its document, or by what it says itself."""
    entry, passage = placed.entry, placed.passage
    return "pcs" in f"{entry.title} {entry.name}".lower() or bool(
        _OF_PCS.search(f"{passage.breadcrumb} {passage.text}")
    )


def pcs_first(question: Question, found: Sequence[Retrieved]) -> tuple[Retrieved, ...]:
    """Puts the passages of ICD-10-PCS first, where a question is of it."""
    if not asks_of_pcs(question):
        return tuple(found)
    return tuple(sorted(found, key=lambda one: not is_of_pcs(one.placed)))


def _of_other_side(question: Question, one: Chosen) -> bool:
    """Says whether a question is of one side of the body and a sentence of the other alone."""
    asked = {side.lower() for side in _SIDE.findall(question.text)}
    said = {side.lower() for side in _SIDE.findall(one.text)}
    return len(asked) == len(said) == 1 and asked != said


def _names_modifier(one: Chosen) -> bool:
    text = f"{one.found.placed.passage.breadcrumb} {one.text}"
    return any(code.system == "modifier" for code in find_codes(text))


def _describes(one: Chosen, wanted: frozenset[str]) -> bool:
    """Says whether a sentence says of a code that it is all that is wanted."""
    said = ((match["bracket"] or match["words"] or "") for match in _DESCRIBED.finditer(one.text))
    return any(wanted <= frozenset(content_stems(expand(words))) for words in said)
