"""Tells a PDF's running headers, page numbers and tables of contents from what it says."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from ingest.readers.pdf_lines import Line
from ingest.readers.sections import markers_of, toc_key

_EDGE = 4  # lines at the head and at the foot of a page that can be running ones
_FEWEST = 3  # pages that a line must stand on to be a running one
_SHARE = 0.04
_NEAR = 4  # pages before and after among which it must stand so often
_LABEL = r"(?:[ivxlIVXL]+-\d+|[A-Z][a-z]{1,8}-\d+|[A-Z]-\d+|\d{1,4}|[ivxl]{1,6})"
_PAGE_NUMBER = re.compile(
    rf"(?:[-–—]\s*)?(?:page\s+)?{_LABEL}(?:\s*(?:of|/)\s*\d+)?(?:\s*[-–—])?", re.IGNORECASE
)
_LEADERS = re.compile(rf"\s*(?:[.…·]\s?){{4,}}\s*({_LABEL})?\s*$|\s*…+[.…\s]*\s*({_LABEL})\s*$")
_ENDS_IN_LABEL = re.compile(r"[\s.…]+(?:[IVXL]+-\d+|[A-Z][a-z]{1,8}-\d+|\d{1,4})$")
_CONTENTS = re.compile(r"(?:complete\s+|\d{4}\s+)*(?:table of\s+)?contents", re.IGNORECASE)
_CONTENTS_SHARE = 0.35


@dataclass(frozen=True)
class Contents:
    """The entries of all tables of contents of a document, as lines without leaders."""

    entries: tuple[str, ...] = ()

    @cached_property
    def keys(self) -> frozenset[str]:
        """Keys of the entries that are numbered, to compare headings with."""
        return frozenset(toc_key(entry) for entry in self.entries if markers_of(entry))

    @cached_property
    def kinds(self) -> frozenset[str]:
        """Kinds of markers that the entries have."""
        kinds = Counter(marker.kind for entry in self.entries for marker in markers_of(entry)[:1])
        return frozenset(kind for kind, count in kinds.items() if count > 1)


def without_running_lines(pages: list[list[Line]]) -> list[list[Line]]:
    """Takes out headers, footers and page numbers.

    Args:
        pages: the lines of each page.

    Returns:
        The lines that belong to the text.
    """
    shapes = [{_shape(line.text) for line in _edges(lines)} for lines in pages]
    counts = Counter(shape for page in shapes for shape in page)
    needed = max(_FEWEST, _SHARE * len(pages))
    kept = []
    for place, lines in enumerate(pages):
        edges = _edges(lines)
        # a heading that every chapter has ("A. Introduction") is on many pages, but not on neighbours
        near = Counter(shape for page in shapes[max(0, place - _NEAR) : place + _NEAR + 1] for shape in page)
        often = {shape for shape, count in near.items() if count >= _FEWEST and counts[shape] >= needed}
        running = {id(line) for line in edges if _shape(line.text) in often}
        running |= {id(line) for line in _outermost(edges, running) if _PAGE_NUMBER.fullmatch(line.text)}
        kept.append([line for line in lines if id(line) not in running])
    return kept


def _edges(lines: list[Line]) -> list[Line]:
    ordered = sorted((line for line in lines if not line.table_row), key=lambda line: -line.top)
    return ordered if len(ordered) <= 2 * _EDGE else [*ordered[:_EDGE], *ordered[-_EDGE:]]


def _outermost(edges: list[Line], running: set[int]) -> Iterable[Line]:
    """Gives the first and last lines that remain; a page number stands nowhere else."""
    left = [line for line in edges if id(line) not in running]
    return [left[0], left[-1]] if left else []


def _shape(text: str) -> str:
    if _PAGE_NUMBER.fullmatch(text):
        return "#"
    return re.sub(r"\d+", "#", text.lower())


def without_contents(pages: list[list[Line]]) -> tuple[list[list[Line]], Contents]:
    """Takes out tables of contents.

    Args:
        pages: the lines of each page, without running ones.

    Returns:
        The pages without them, and their entries.
    """
    kept, entries = [], []
    was_contents = False
    for lines in pages:
        table = _with_leaders(lines) or _without_leaders(lines, was_contents)
        was_contents = bool(table)
        kept.append([line for place, line in enumerate(lines) if place not in table])
        entries += _entries([lines[place] for place in sorted(table)])
    return kept, Contents(tuple(entries))


def _with_leaders(lines: list[Line]) -> range:
    marked = [place for place, line in enumerate(lines) if _LEADERS.search(line.text)]
    if len(marked) < 2:
        return range(0)
    first = marked[0]
    while first > 0 and _leads_in(lines[first - 1], lines[first]):
        first -= 1
    return range(first, marked[-1] + 1)


def _leads_in(line: Line, entry: Line) -> bool:
    if _CONTENTS.fullmatch(line.text):
        return True
    return not line.bold and bool(markers_of(line.text)) and line.bottom - entry.top < line.height


def _without_leaders(lines: list[Line], was_contents: bool) -> range:
    labelled = sum(bool(_ENDS_IN_LABEL.search(line.text)) for line in lines)
    titled = any(_CONTENTS.search(line.text) and len(line.text) < 60 for line in lines[:_EDGE])
    is_table = (titled or was_contents) and labelled >= max(3, _CONTENTS_SHARE * len(lines))
    return range(len(lines)) if is_table else range(0)


def _entries(lines: list[Line]) -> list[str]:
    entries: list[str] = []
    unfinished = ""
    for line in lines:
        words = _ENDS_IN_LABEL.sub("", _LEADERS.sub("", line.text)).strip()
        starts = bool(markers_of(words))
        ended = words != line.text
        if unfinished and starts:
            entries.append(unfinished)
            unfinished = ""
        joined = f"{unfinished} {words}".strip()
        if ended:
            entries.append(joined)
            unfinished = ""
        else:
            unfinished = joined
    return [*entries, unfinished] if unfinished else entries
