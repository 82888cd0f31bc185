"""What the description of a row says, what it denies, and what it adds to what a question says.

A row that says every word of a question may be of another thing: "walker, heavy duty, wheeled" for a walker
that is not wheeled, the mileage of a wheelchair van for the van. So what either denies is held against the
other, and what a row adds makes it less likely to be the one.
"""

import re
from functools import lru_cache

from app.question import content_stems
from app.weigher import stem_set

_DENIES = re.compile(
    r"\b(?:without|w/o|no longer|not|no|never|excludes?|excluding|other than)\s+"
    r"(?:(?:a|an|the|for|in|with|any|used|been|being)\s+)?"
    r"((?:\w+\s+)?\w+)|\bnon-?\s?(\w{4,})"
)
#: A clause that says both of two kinds, or any, adds nothing; nor does what is said for all.
_NEUTRAL = re.compile(
    r"\([^)]*\)|\b(?:includes?|including|excludes?|excluding)\b[^;]*|\bwith or without\b[^,;]*|\bany\b[^,;]*"
    r"|\b[\w-]+(?:,\s[\w-]+)*,?\s(?:and/or|or)\s[\w-]+(?:\s[\w-]+)?|\b(?:per|up to|each)\b[^,;]*"
    r"|\b\d[\d.,]*\s*\w*",
    re.IGNORECASE,
)
#: The salt of a drug, and what most things are said to be.
_OF_COURSE = frozenset(
    content_stems(
        "hydrochloride hcl sodium sulfate sulphate acetate tromethamine phosphate citrate tartrate succinate"
        " maleate mesylate bromide chloride injection infusion solution sterile patient complete device item"
        " type standard administration use used supply supplies service services unit dose form code pair"
    )
)
_LEVEL = re.compile(r"\b(level|group|type|class|grade|stage)\s*(\d+|i{1,3}v?|iv)\b", re.IGNORECASE)
#: How many of a thing or a person are spoken of.
COUNT = re.compile(r"\b(?:one|two|three|four|five|six)\b")
#: A question is for a quality measure; what descriptions of measures say.
_OF_MEASURE = re.compile(
    r"\b(?:measures?|MIPS|quality|documented|documentation|numerator|denominator|registry)\b", re.IGNORECASE
)
_MEASURES = re.compile(
    r"\b(?:patients?|document\w*|measure\w*|perform\w*|clinician|reasons?|episodes?|received|administered|screened)\b",
    re.IGNORECASE,
)
_ROMAN = {"i": "1", "ii": "2", "iii": "3", "iv": "4"}


@lru_cache(maxsize=20_000)
def denied_in(words: str) -> frozenset[str]:
    """Gives the stems of what words say is not there: "without side rails", "non-sealed"."""
    found = (one or two for one, two in _DENIES.findall(words.lower()))
    return frozenset(stem for one in found for stem in content_stems(one))


def contradicts(row: str, question: str, wanted: frozenset[str]) -> bool:
    """Says whether a row denies what a question wants, says what it denies, or is of another count or level.

    Args:
        row: its description.
        question: what was typed.
        wanted: stems of what is asked for, without what the question denies.
    """
    without, refused = denied_in(row), denied_in(question) - wanted
    says = stem_set(row) - without
    if without & wanted or refused & says:
        return True
    counts, of_row_counts = set(COUNT.findall(question.lower())), set(COUNT.findall(row.lower()))
    if counts and of_row_counts and not counts & of_row_counts:
        return True
    levels, of_row = _levels(question), _levels(row)
    return any(kind in of_row and not numbers & of_row[kind] for kind, numbers in levels.items())


def added(row: str, wanted: frozenset[str]) -> frozenset[str]:
    """Gives the stems that a row says beyond what is wanted, less those that tell no thing from another.

    Args:
        row: its description.
        wanted: stems of what is asked for.
    """
    return stem_set(_NEUTRAL.sub(" ", row)) - wanted - denied_in(row) - _OF_COURSE


def is_unasked_measure(key: str, row: str, question: str) -> bool:
    """Says whether a code is of a quality measure or a demonstration, and a question is for none.

    Nothing is paid for them. Most of G8000 to G9999, and of M1000 on, are such (HCPCS Level II, CMS); of the
    few that are not, the descriptions tell.

    Args:
        key: the code.
        row: its description.
        question: what was typed.
    """
    measure = re.fullmatch(r"G[89]\d{3}|M1\d{3}", key) and _MEASURES.search(row)
    return bool(measure) and not _OF_MEASURE.search(question)


@lru_cache(maxsize=20_000)
def _levels(text: str) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for kind, number in _LEVEL.findall(text):
        found.setdefault(kind.lower(), set()).add(_ROMAN.get(number.lower(), number))
    return found
