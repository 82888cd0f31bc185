"""Which sentences and sections define what a question asks the meaning of."""

import re

from app.question import Question, content_stems
from ingest.codes import find_codes, is_whole_code
from ingest.documents import Passage
from ingest.passages import SEPARATOR

_MEANS = r"(?:\s*[–—:=]|\s+-\s|\s*(?:means|stands for|marks|says|shows|describes|identifies|reports)\b)"
#: What may define ("is an add-on code") or only tell something of it ("is the last choice").
_IS = r"\s*is (?:an?|the)\b"
#: What a sentence counts that may define, and a section that is headed as a definition.
PERHAPS = 0.5
#: What is defined has at most so many words.
_SUBJECT = 6
_HEADED = re.compile(
    r"^what\b.*\b(?:is|are|means?|says?|stands? for)$|\bdefin(?:ed|itions?)\b", re.IGNORECASE
)
_PARENTHESES = re.compile(r"\([^)]*\)")
_DEFINED = re.compile(r"\bdefin(?:ed|itions?)\b", re.IGNORECASE)
_SEPARATOR = " › "


def defines(question: Question, text: str) -> float:
    """Says how far a sentence defines what the question asks the meaning of, which it must open with.

    Args:
        question: what is asked.
        text: the sentence.

    Returns:
        1 where it says what that means, `PERHAPS` where it may, 0 where it does not.
    """
    if not question.definition:
        return 0.0
    opening = re.sub(r"^\W+", "", text)
    codes = "|".join(re.escape(code.text) for code in question.codes)
    if codes:
        code = rf"(?:modifier )?(?:{codes})"
        if re.match(code + _MEANS, opening, re.IGNORECASE):
            others = {one for one in find_codes(text) if is_whole_code(one)}
            special = any(one.text not in {code.text for code in question.codes} for one in others)
            return PERHAPS if special else 1.0  # "Modifier 80 reports a physician who assists at 63086"
        return PERHAPS if re.match(code + _IS, opening, re.IGNORECASE) else 0.0
    for verb, worth in ((_MEANS, 1.0), (r"\s+(?:is|are)\b", PERHAPS)):
        found = re.search(rf"(?<=[\w)]){verb}", opening, re.IGNORECASE)
        subject = _PARENTHESES.sub("", opening[: found.start()]) if found else ""
        named = set(content_stems(subject))
        if named and named <= set(question.stems) and len(subject.split()) <= _SUBJECT:
            return worth
    return 0.0


def is_headed_as_definition(question: Question, passage: Passage) -> float:
    """Says whether a passage stands under a heading such as "What an MUE is", of what is asked.

    Returns:
        `PERHAPS` where it does, else 0.
    """
    heading = passage.breadcrumb.rpartition(SEPARATOR)[2]
    if not question.definition or not _HEADED.search(heading):
        return 0.0
    # "What modifiers 52 and 53 say" says what each of them says
    stems = set(content_stems(_DEFINED.sub("", heading)))
    stems -= set(content_stems(" ".join(code.text for code in find_codes(heading))))
    asked = {code.text for code in question.codes}
    about = bool(asked & set(passage.primary)) if asked else bool(stems)
    return PERHAPS if about and stems <= set(question.stems) else 0.0
