"""What is not in a table: a code without a row, a row without a value, an edition that is not there."""

from collections.abc import Sequence
from string import digits

from app.columns import Asked
from app.dictionary import dictionary_of
from app.lookup import asked_of
from app.question import Question
from app.tables import (
    Columns,
    as_written,
    columns_of,
    fits_edition,
    in_force,
    row_of,
    tables_of,
    without_numbers,
    years_in,
)
from app.which_row import values
from ingest.catalogue import Entry
from ingest.codes import is_whole_code
from ingest.library import Library

#: A table is spoken of where its column is named, and the question accounted for, so well.
NAMED = 0.8
COVERED = 0.5


def absent(library: Library, question: Question, scope: Sequence[str] = ()) -> str:
    """Says that a table has no row for a code, where the question names a column of it.

    Args:
        library: where the tables are.
        question: what is asked, which nothing answers.
        scope: document names to stay within; empty for all.

    Returns:
        A sentence such as "63102 has no row in TITLE."; empty where no table is clearly asked for.
    """
    codes = list(dict.fromkeys(code.text for code in question.codes if is_whole_code(code)))
    found: list[tuple[Asked, Entry, str | None, Columns]] = []
    for entry, sheet in tables_of(library, scope) if codes else ():
        columns = columns_of(library, entry, sheet)
        told = dictionary_of(library, entry, columns.names)
        asked = asked_of(question, entry, sheet, askable(columns), told)
        if asked.named >= NAMED and asked.covered >= COVERED:
            found.append((asked, entry, sheet, columns))
    if not found:
        return ""
    fits = {(e.name, s): fits_edition(question, e, s) for _, e, s, _ in found}
    asked, entry, sheet, _ = max(
        found,
        key=lambda one: (one[0].covered, one[0].named, fits[one[1].name, one[2]], in_force(one[1], one[2])),
    )
    if not fits[entry.name, sheet]:
        year = as_written(question, years_in(question)[0])
        return f"{without_numbers(entry.title)} is of another edition than {year}."
    return " ".join(filter(None, (_lacks(library, code, entry, sheet, asked.columns) for code in codes)))


def askable(columns: Columns) -> list[str]:
    """Lists the columns that may be asked for, without what says which row it is.

    That a row has no modifier is nothing that is missing.
    """
    return [one for one in columns.names if one not in columns.keys and not one.upper().startswith("MOD")]


def _lacks(library: Library, code: str, entry: Entry, sheet: str | None, columns: Sequence[str]) -> str:
    ids = [one for one, role in library.catalogue.with_code(code).items() if role == "row"]
    rows = [
        one for one in library.catalogue.passages(sorted(ids), [entry.name]) if row_of(one).sheet == sheet
    ]
    several = sum(one.name == entry.name for one, _ in tables_of(library)) > 1
    title = without_numbers(entry.title)
    where = f"the sheet {without_numbers(sheet or '')} of {title}" if several else title
    if not rows:
        return f"{code} has no row in {where}."
    if not any(any(values(row, columns)) for row in rows):
        return f"{code} has no value in the column {without_numbers(columns[0].rstrip(digits))} of {where}."
    return ""
