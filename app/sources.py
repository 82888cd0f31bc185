"""What would hold an answer that the library lacks: a table, a reference, the policy of a payer.

A question for the MUE of a code is not answered by a sentence about that code, however near it stands. So
where a question asks for something out of a known source, the sentence that answers must speak of it.
"""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from app.question import Question
from app.sentence_scores import Chosen
from app.tables import as_written, years_in

_LIST = Path(__file__).with_name("sources.json")
#: The place of a service says which value of a row is meant.
_SAY_WHICH_VALUE = frozenset({"place of service", "ASC"})
_YEAR = re.compile(r"\b20[0-4]\d\b")


@dataclass(frozen=True)
class Source:
    """A kind of source, as ``sources.json`` has it.

    Attributes:
        name: what coders call it.
        asks: tells that a question wants something out of it.
        holds: pattern of what a sentence out of it says; ``{who}`` is what the group of that name matched.
        upload: what to upload, to complete a sentence.
    """

    name: str
    asks: re.Pattern[str]
    holds: str
    upload: str


@cache
def sources() -> tuple[Source, ...]:
    """Gives the reviewed list."""
    listed = json.loads(_LIST.read_text(encoding="utf-8"))["sources"]
    return tuple(
        Source(one["name"], re.compile(one["asks"], re.IGNORECASE), one["holds"], one["upload"])
        for one in listed
    )


def _shown(best: Chosen) -> str:
    passage, entry = best.found.placed.passage, best.found.placed.entry
    around = best.text if passage.row is None else passage.text
    return f"{entry.title} {entry.name} {passage.breadcrumb} {around}"


def missing(question: Question, best: Chosen) -> Source | None:
    """Finds the source that a question asks for and the best sentence does not come from.

    Args:
        question: what is asked.
        best: the sentence that would answer.

    Returns:
        The source, or None where none is asked for or the sentence speaks of it.
    """
    shown = _shown(best)
    return next((one for one in sources() if _lacks(one, question, shown)), None)


def _lacks(source: Source, question: Question, shown: str) -> bool:
    """Says whether a question asks for a source that what is shown does not speak of."""
    asked = source.asks.search(question.text) or source.asks.search(question.search_text)
    if asked is None:
        return False
    holds = source.holds
    for name, matched in asked.groupdict().items():
        holds = holds.replace(f"{{{name}}}", re.escape(matched or ""))
    return not re.search(holds, shown, re.IGNORECASE)


def missing_of_rows(question: Question, rows: Sequence[Chosen]) -> Source | None:
    """Finds the source that a question asks for and the rows that were looked up do not come from.

    Args:
        question: what is asked, which may name the place of a service to say which value it means.
        rows: cells that were looked up, and what they mean.

    Returns:
        The source, or None where none is asked for or one of the rows speaks of it.
    """
    shown = " ".join(map(_shown, rows))
    lacked = (one for one in sources() if one.name not in _SAY_WHICH_VALUE)
    return next((one for one in lacked if _lacks(one, question, shown)), None)


def other_year(question: Question, best: Chosen) -> str | None:
    """Finds a year that a question names where the best sentence is of other years.

    Args:
        question: what is asked.
        best: the sentence that would answer.

    Returns:
        The year, or None where none is named, its document says no year, or the year is its own.
    """
    asked = years_in(question)
    if not asked:
        return None
    passage, entry = best.found.placed.passage, best.found.placed.entry
    begins, ends = (entry.effective_from or "")[:4], (entry.effective_to or "")[:4]
    # What a rule says of a year bounds it for no other year; what its document or heading says does.
    own = set(_YEAR.findall(f"{passage.breadcrumb} {entry.edition or ''} {entry.title} {begins}"))
    said = own | set(_YEAR.findall(passage.text))
    for year in asked:
        within = bool(begins and ends) and begins <= year <= ends
        if own and year not in said and not within:
            return as_written(question, year)
    return None


def wanting(source: Source) -> str:
    """Words an abstention that names what to upload."""
    return (
        f"The uploaded material does not answer this. Upload {source.upload} to have it answered;"
        " the nearest passages are shown."
    )


def is_of_payer(source: Source) -> bool:
    """Says whether a source is the policy of a payer, whose answer a Medicare table is no part of."""
    return "policy" in source.upload


def wanting_besides(source: Source) -> str:
    """Words a note where a part of what is asked stands in a source that is not there."""
    return (
        f"What is asked of {source.name} does not stand in the uploaded material."
        f" Upload {source.upload} to have it answered."
    )


def of_another_year(year: str) -> str:
    """Words an abstention where what stands nearest is of other years than the question."""
    return (
        f"The uploaded material does not answer this for {year}: what stands nearest is of another edition."
        f" Upload the edition of {year} to have it answered; the nearest passages are shown."
    )
