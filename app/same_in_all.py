"""A value that a table has once for all: "What is the conversion factor?" names a column and no code.

Where every row of a table has the same value in the column that is asked for, the first row is quoted for
all.
"""

import re
from collections.abc import Sequence
from functools import lru_cache

from app.absent import askable
from app.dictionary import dictionary_of
from app.lookup import asked_of
from app.question import Question
from app.quoting import TableAsked, cells_of
from app.tables import columns_of, fits_edition, in_force, row_of, tables_of
from app.told import Told
from app.which_row import cell
from ingest.catalogue import Entry, Placed
from ingest.library import Library

#: The question must name the column so well, and ask nothing besides: an anesthesia factor is another one.
NAMED, COVERED = 0.9, 0.99
#: More words than this are no column's name alone.
WORDS = 8
#: A table of fewer rows has a value once for all by chance.
LEAST_ROWS = 20
SURE = 0.93
_OTHERWISE = re.compile(r"\b(?:how|why|when|who)\b", re.IGNORECASE)
#: What else a question may call a table.
_ABOUT = "file current national medicare mpfs pfs rvu release"
_MONTH = re.compile(
    r"\b(jan(?:uary)?|apr(?:il)?|jul(?:y)?|oct(?:ober)?)\b", re.IGNORECASE
)  # CMS publishes the files each quarter
_QUARTERS = {"jan": "01", "apr": "04", "jul": "07", "oct": "10"}


def look_up_same_in_all(library: Library, question: Question, scope: Sequence[str] = ()) -> Told | None:
    """Finds a column that a question names and that has one value in all rows of its table.

    Args:
        library: where the table is.
        question: what is asked; one that names a code is answered by its row.
        scope: document names to stay within; empty for all.

    Returns:
        The cell of the first row, and a note that the others have it too; None where no such column is named.
    """
    if question.codes or len(question.stems) > WORDS or _OTHERWISE.search(question.text):
        return None
    found: list[tuple[tuple[float, int, tuple[bool, str, str]], Told]] = []
    for entry, sheet in tables_of(library, scope):
        fits = fits_edition(question, entry, sheet)
        columns = columns_of(library, entry, sheet)
        told = dictionary_of(library, entry, columns.names)
        asked = asked_of(
            question, entry, sheet, askable(columns), told, own=f"{_ABOUT} {_months(question, entry)}"
        )
        if not fits or asked.named < NAMED or asked.covered < COVERED or len(asked.columns) != 1:
            continue
        same = _same(library, library.version, entry.name, sheet, asked.columns[0])
        if same is not None:
            row, count = same
            table = TableAsked(entry, sheet, columns, told, asked, (row,))
            note = f"All {count:,} rows of {entry.name} that have a {asked.columns[0]} have this one."
            chosen = tuple(cells_of(row, table))
            found.append(((asked.covered, fits, in_force(entry, sheet)), Told(chosen, SURE, note=note)))
    return max(found, key=lambda one: one[0])[1] if found else None


def _months(question: Question, entry: Entry) -> str:
    """Gives the months of a question of which the table is: "physician-fee-schedule-2025-10" of October."""
    named = _MONTH.findall(question.text)
    return " ".join(one for one in named if f"-{_QUARTERS[one[:3].lower()]}" in entry.name)


@lru_cache(maxsize=64)
def _same(
    library: Library, version: str, name: str, sheet: str | None, column: str
) -> tuple[Placed, int] | None:
    """Gives the first row that has a value in a column, and how many have it; None where they differ."""
    rows = [
        one
        for one in library.catalogue.passages(library.catalogue.ids_of(name, rows=True))
        if row_of(one).sheet == sheet and cell(one, column)
    ]
    same = len(rows) >= LEAST_ROWS and len({cell(one, column) for one in rows}) == 1
    return (rows[0], len(rows)) if same else None
