"""The tables of a library: their columns, and which of several editions of one is meant."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from app.columns import own_name
from app.question import Question
from ingest.catalogue import Entry, Placed
from ingest.codes import find_codes
from ingest.documents import Row
from ingest.library import Library
from ingest.rows import MODIFIER

#: So many rows, spread over a table, are read for the names of its columns.
SAMPLE = 1500
#: Two tables that share this many of their columns are editions of one.
ALIKE = 0.6
#: A year with what is written before it as one word.
_PREFIX = re.compile(r"[\w']*$")
_YEAR = re.compile(
    r"(?<![\w.])(?:FY|CY)?[ -]?(?P<year>20\d\d)(?![\w.]*\d)"
    r"|(?<![\w.])(?:FY|CY)[ -]?'?(?P<short>[1-3]\d)(?![\w.]*\d)",
    re.IGNORECASE,
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = re.compile(
    rf"\b({'|'.join(_MONTHS)})[a-z]{{0,6}}\.?\s+20\d\d|20\d\d-(0[1-9]|1[0-2])\b", re.IGNORECASE
)

_NUMBERED = re.compile(r"[\s_-]*[^\s_-]*\d[^\s_-]*")


@dataclass(frozen=True)
class Columns:
    """The columns of a table.

    Attributes:
        names: all of them, as far as they hold a value anywhere.
        keys: those in which the codes of most rows stand; none for an index or a list without codes.
    """

    names: tuple[str, ...]
    keys: frozenset[str]


def row_of(placed: Placed) -> Row:
    """Gives the row that a passage is.

    Raises:
        ValueError: if it is running text.
    """
    if placed.passage.row is None:
        raise ValueError(f"Passage {placed.passage.id} is no row of a table.")
    return placed.passage.row


def documents_of(library: Library) -> tuple[Entry, ...]:
    """Gives the live documents; they are listed once for each version of the library."""
    return _documents(library, library.version)


@lru_cache(maxsize=8)
def _documents(library: Library, version: str) -> tuple[Entry, ...]:
    return tuple(library.documents())


def document_of(
    library: Library, question: Question, scope: Sequence[str], holds: Callable[[str], object]
) -> Entry | None:
    """Finds the uploaded table of a kind, of the edition that is asked for, else of the latest in force.

    Args:
        library: where.
        question: what is asked.
        scope: document names to stay within; empty for all.
        holds: says of a document, by its name, whether it is of the kind.

    Returns:
        The document, or None where there is none of the edition.
    """
    tables = [
        entry
        for entry in documents_of(library)
        if entry.rows
        and not entry.builtin
        and (not scope or entry.name in scope)
        and fits_edition(question, entry, None)
        and holds(entry.name)
    ]
    return max(tables, key=lambda entry: (fits_edition(question, entry, None), in_force(entry)), default=None)


def tables_of(library: Library, scope: Sequence[str] = ()) -> Iterator[tuple[Entry, str | None]]:
    """Gives the tables that people uploaded whose rows are each about a code, one for each sheet."""
    for entry in documents_of(library):
        if entry.rows and not entry.builtin and (not scope or entry.name in scope):
            for sheet, columns in _sampled(library, library.version, entry.name).items():
                if columns.keys:
                    yield entry, sheet


def columns_of(library: Library, entry: Entry, sheet: str | None, placed: Sequence[Placed] = ()) -> Columns:
    """Names the columns of a table: those of some rows, and of a sample of all.

    Args:
        library: where it is.
        entry: its document.
        sheet: which sheet of it.
        placed: rows of it that are at hand.

    Returns:
        Its columns; of a code set that the product carries, and of an index, whose entries each have columns
        of their own, only the columns of the rows at hand.
    """
    own = _gather([row_of(one) for one in placed])
    if entry.builtin:
        return own
    all_of = _sampled(library, library.version, entry.name).get(sheet, own)
    if not all_of.keys:
        return own
    return Columns(tuple(dict.fromkeys([*all_of.names, *own.names])), all_of.keys | own.keys)


@lru_cache(maxsize=64)
def _sampled(library: Library, version: str, name: str) -> dict[str | None, Columns]:
    ids = library.catalogue.ids_of(name)
    rows: dict[str | None, list[Row]] = {}
    for one in library.catalogue.passages(ids[:: max(1, len(ids) // SAMPLE)]):
        if one.passage.row is not None:
            rows.setdefault(one.passage.row.sheet, []).append(one.passage.row)
    return {sheet: _gather(some) for sheet, some in rows.items()}


def _gather(rows: Sequence[Row]) -> Columns:
    filled: Counter[str] = Counter()
    coded: Counter[str] = Counter()
    for row in rows:
        codes = {one for one in row.codes if find_codes(one) or len(one) == MODIFIER}
        for column, value in row.cells:
            filled[column] += 1
            coded[column] += value in codes
    keys = frozenset(column for column, count in coded.items() if count > max(filled[column], len(rows)) / 2)
    return Columns(tuple(filled), keys)


def alike(first: Columns, second: Columns) -> bool:
    """Says whether two tables have nearly the same columns, as editions of one table do."""
    one, other = set(map(own_name, first.names)), set(map(own_name, second.names))
    return len(one & other) >= ALIKE * len(one | other)


def years_in(question: Question) -> tuple[str, ...]:
    """Gives the years or editions that a question names: "2025", "FY2026", "CY26"."""
    found = _YEAR.finditer(question.text)
    return tuple(dict.fromkeys(match["year"] or f"20{match['short']}" for match in found))


def as_written(question: Question, year: str) -> str:
    """Gives a year as a question writes it, which may be "FY26" or "FY2026"."""
    found = (
        match for match in _YEAR.finditer(question.text) if year in (match["year"], f"20{match['short']}")
    )
    return next((_PREFIX.search(question.text[: match.end()])[0] for match in found), year)  # type: ignore[index]


def fits_edition(question: Question, entry: Entry, sheet: str | None) -> int:
    """Says how well a table fits the edition that a question names.

    Args:
        question: what is asked.
        entry: the table's document.
        sheet: its sheet.

    Returns:
        3 where the month fits too, 2 where the edition says the year, 1 where the year lies within its dates
        or the table does not say when it is in force, 0 where it is of another year; 1 where none is named.
    """
    years = years_in(question)
    said = f"{entry.edition or ''} {sheet or ''}"
    if not years:
        return 1
    if any(year in said for year in years):
        month = _MONTH.search(question.text)
        number = (_MONTHS.index(month[1].lower()) + 1 if month[1] else int(month[2])) if month else 0
        own = re.search(r"20\d\d-(\d\d)", said) or re.search(r"-(\d\d)-", entry.effective_from or "")
        return 3 if own and number == int(own[1]) else 2
    if not re.search(r"20\d\d", said) and entry.effective_from is None:
        return 2 if any(year in f"{entry.title} {entry.name}" for year in years) else 1
    begins, ends = entry.effective_from or "9999", entry.effective_to or "9999"
    if entry.effective_to is None and (own_years := re.findall(r"20\d\d", said)):
        ends = f"{max(own_years)}-12-31"  # the next edition of a yearly table is another one
    return int(any(begins <= f"{year}-12-31" and f"{year}-01-01" <= ends for year in years))


def in_force(entry: Entry, sheet: str | None = None) -> tuple[bool, str, str]:
    """Orders editions by how recent they are; those that are not yet in force come last."""
    begins = entry.effective_from or ""
    return (
        begins <= date.today().isoformat(),
        begins,
        f"{entry.edition or ''} {sheet or ''} {entry.ingested_at}",
    )


def without_numbers(title: str) -> str:
    """Leaves the numbers of a title out: no quote stands behind an abstention, so it says none."""
    return _NUMBERED.sub("", title).strip(" -_,.;:([") or "the table"
