"""Finds what a PDF's first pages print about it: title, edition, dates in force."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from ingest.readers.pdf_lines import Line
from ingest.readers.sections import fold

_MONTH = r"(?:January|February|March|April|May|June|July|August|September|October|November|December)"
_DAY = rf"{_MONTH} \d{{1,2}}, \d{{4}}"
_SPAN = re.compile(rf"\(?({_DAY})\s*(?:-|–|—|to|through)\s*({_DAY})\)?")
_FISCAL = re.compile(r"\bFY\s?(20\d\d)\b")
_YEAR = re.compile(r"\b(?:CALENDAR YEAR|CY)\s*(20\d\d)\b", re.IGNORECASE)
_SHORT_DAY = r"\d{1,2}/\d{1,2}/\d{4}"
_EFFECTIVE = re.compile(rf"\beffective (?:date:? ?)?(?:from )?({_DAY}|{_SHORT_DAY})", re.IGNORECASE)
_CONTENTS = re.compile(r"\b(?:complete )?table of contents\b", re.IGNORECASE)
_REVISION = re.compile(r"\brevision date[^:]{0,30}:\s*(\d{1,2}/\d{1,2}/\d{4})", re.IGNORECASE)
_TITLE_LENGTH = 200


@dataclass(frozen=True)
class About:
    """What a document prints about itself."""

    title: str | None
    edition: str | None
    effective_from: date | None
    effective_to: date | None


def about(pages: list[list[Line]], metadata_title: str) -> About:
    """Finds title, edition and dates.

    Args:
        pages: the lines of the first pages, running ones included.
        metadata_title: the title that the file's metadata gives, or an empty string.

    Returns:
        What was found.
    """
    first = pages[0] if pages else []
    words = fold(" ".join(line.text for line in first))
    all_words = fold(" ".join(line.text for lines in pages for line in lines))
    start, end = _span(words)
    revised = _REVISION.search(all_words)
    if start is None and (found := _EFFECTIVE.search(words) or revised):
        start = _day(found[1])
    edition = None
    if found := _FISCAL.search(words):
        edition = f"FY{found[1]}"
    elif found := _YEAR.search(words):
        edition = found[1]
        start, end = start or date(int(edition), 1, 1), end or date(int(edition), 12, 31)
    elif revised and (day := _day(revised[1])):
        edition = str(day.year)
    return About(_title(first, metadata_title), edition, start, end)


def _span(words: str) -> tuple[date | None, date | None]:
    found = _SPAN.search(words)
    return (_day(found[1]), _day(found[2])) if found else (None, None)


def _day(text: str) -> date | None:
    for form in ("%B %d, %Y", "%m/%d/%Y"):
        try:
            return datetime.strptime(text, form).date()
        except ValueError:
            continue
    return None


def _title(lines: Iterable[Line], metadata_title: str) -> str | None:
    """Takes the first bold or tall lines at the head of the first page, else the metadata's title."""
    kept: list[Line] = []
    ordered = sorted((line for line in lines if not line.table_row), key=lambda line: -line.top)
    tallest = max((line.height for line in ordered), default=0.0)
    for line in ordered[:6]:
        stands_out = line.bold or line.height > 0.95 * tallest
        alike = not kept or abs(line.height - kept[0].height) < 0.1 * kept[0].height
        near = not kept or kept[-1].bottom - line.bottom < 1.5 * kept[-1].height
        dated = bool(kept) and bool(_FISCAL.search(line.text) or _SPAN.search(line.text))
        if dated or not (stands_out and alike and near):
            break
        kept.append(line)
    printed = fold(_CONTENTS.sub(" ", " ".join(line.text for line in kept)))
    title = printed if len(kept) < len(ordered) and len(printed) <= _TITLE_LENGTH else ""
    return title or fold(metadata_title) or None
