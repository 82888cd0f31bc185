"""Tables by exact lookup: the rows of a code, and of those the cells that the question asks for.

A figure is looked up, never estimated: the row is found by its code, the column by its name or by what a
data dictionary calls it, and what the cell means stands in that dictionary or is not said.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from app.asks import only_if_paid, says_value_asked
from app.columns import Asked, asked_columns
from app.dictionary import dictionary_of
from app.field_columns import columns_of_fields, component_lacking, tells
from app.meanings import Dictionary
from app.question import Question
from app.quoting import TableAsked, cells_of, instead_of, said_once
from app.retrieve import Retrieved
from app.sentence_scores import Chosen
from app.still_listed import note, without_end
from app.tables import (
    Columns,
    alike,
    as_written,
    columns_of,
    fits_edition,
    in_force,
    row_of,
    tables_of,
    years_in,
)
from app.unnamed_cells import with_unnamed
from app.which_row import ask_which, meant, values
from ingest.catalogue import Entry, Placed
from ingest.documents import is_wording
from ingest.library import Library

#: The columns must account for this share of the question's words; else it asks for something else.
COVERED = 0.3
NAMED_ABROAD = 0.8
#: Rows of one code that are quoted each; of more it is asked which are meant.
MOST_ROWS = 4
#: Rows that are quoted in all.
MOST_SAID = 24
#: Asks how long a service takes, and the columns that may tell.
_DURATION = re.compile(r"\b(?:minutes?|mins?|hours?)\b|\b(?:total|visit|face-to-face) time\b", re.IGNORECASE)
_OF_TIME = re.compile(r"day|time|min|hour|descr", re.IGNORECASE)


@dataclass(frozen=True)
class Looked:
    """What a lookup found.

    Attributes:
        chosen: cells and what they mean, each to be cited, in the order to be said.
        rows: the rows they stand in, which lead the ranking.
        named: how well the columns are named, 0 to 1.
        covered: how much of the question they account for, 0 to 1.
        more: rows of the codes that are not quoted.
        ambiguous: where a code has too many rows with different values and the question does not say which:
            the sentence that asks for it, to be said in the place of an answer; else empty.
        other_year: where the tables are of another edition than the question names: the year to upload.
        says_value: whether a field is surely asked for that says more than if a code is paid for.
        note: that the end of a code is asked for and has no date; else empty.
    """

    chosen: tuple[Chosen, ...]
    rows: tuple[Placed, ...]
    named: float
    covered: float
    more: int
    ambiguous: str = ""
    other_year: str = ""
    says_value: bool = False
    note: str = ""


def look_up(
    library: Library, question: Question, roles: dict[str, dict[str, str]], scope: Sequence[str] = ()
) -> Looked | None:
    """Looks the asked columns of the asked codes up.

    Of several editions of a table, the one that the question names is read; where it names none, the latest
    in force, and of the others what differs.

    Args:
        library: where the tables are.
        question: what is asked.
        roles: from `code_roles`.
        scope: document names to stay within; empty for all.

    Returns:
        The cells, or None where no code has a row, or no column is asked for.
    """
    ids = sorted({one for found in roles.values() for one, role in found.items() if role == "row"})
    by_table: dict[tuple[str, str | None], list[Placed]] = {}
    for one in library.catalogue.passages(ids, scope) if ids else []:
        by_table.setdefault((one.entry.name, row_of(one).sheet), []).append(one)
    tables = [_in_table(library, question, rows) for rows in by_table.values()]
    tables = [one for one in tables if one.asked.columns and _has_any(one) and _fits(question, one.asked)]
    if not tables:
        return None
    best = max(tables, key=lambda one: (one.asked.covered, one.asked.named, not one.entry.builtin))
    editions = [one for one in tables if one is best or _goes_with(one, best)]
    if years_in(question):
        known = [(e, s) for e, s in tables_of(library) if alike(columns_of(library, e, s), best.columns)]
        most = max((fits_edition(question, entry, sheet) for entry, sheet in known), default=1)
        others = [one for one in editions if not alike(one.columns, best.columns)]
        fitting = [one for one in editions if fits_edition(question, one.entry, one.sheet) == most > 0]
        if not fitting:
            rows = tuple(row for one in editions for row in one.rows)[:MOST_ROWS]
            year = as_written(question, years_in(question)[0])
            return Looked((), rows, best.asked.named, best.asked.covered, 0, other_year=year)
        editions = [*fitting, *(one for one in others if one not in fitting and _is_of_year(question, one))]
    editions.sort(key=lambda one: in_force(one.entry, one.sheet), reverse=True)
    return _said(library, question, editions)


def _is_of_year(question: Question, table: TableAsked) -> bool:
    return fits_edition(question, table.entry, table.sheet) > 0


def _goes_with(one: TableAsked, best: TableAsked) -> bool:
    """Says whether a table is another edition of the best one, or has a field that is asked for as well."""
    return alike(one.columns, best.columns) or bool(one.asked.fields and best.asked.fields)


def _fits(question: Question, asked: Asked) -> bool:
    if _DURATION.search(question.text) and not any(map(_OF_TIME.search, asked.columns)):
        return False  # the total of what is relative value is no total of time
    # The words of other languages name no column; there, the name itself must be all said.
    return asked.covered >= COVERED if question.language == "en" else asked.named >= NAMED_ABROAD


def _has_any(table: TableAsked) -> bool:
    return any(any(values(row, table.asked.columns)) for row in table.rows)


def _in_table(library: Library, question: Question, placed: Sequence[Placed]) -> TableAsked:
    entry, sheet = placed[0].entry, row_of(placed[0]).sheet
    columns = columns_of(library, entry, sheet, placed)
    told = (
        dictionary_of(library, entry, columns.names) if columns.keys and not entry.builtin else Dictionary()
    )
    own = " ".join(value for one in placed for _, value in row_of(one).cells if not is_wording(value))
    asked = asked_of(question, entry, sheet, _beside_keys(question, placed, columns), told, own)
    asked = with_unnamed(question, entry, placed, asked, COVERED)
    if asked.fields and only_if_paid(question) and not tells(asked, placed):
        asked = Asked((), 0.0, 0.0)
    if asked.columns and (why := component_lacking(question, placed, columns.names, told.names)):
        names, fields = (tuple(dict.fromkeys((*why, *some))) for some in (asked.columns, asked.fields))
        asked = Asked(names, asked.named, max(asked.covered, COVERED), fields)
    if (listed := without_end(asked, placed, columns.names, told.names)) is not None:
        return TableAsked(
            entry, sheet, columns, told, listed, tuple(placed), note(placed, entry, asked.fields[0])
        )
    return TableAsked(entry, sheet, columns, told, asked, tuple(placed))


def asked_of(
    question: Question,
    entry: Entry,
    sheet: str | None,
    columns: Sequence[str],
    told: Dictionary,
    own: str = "",
) -> Asked:
    """Finds the columns of a table that a question asks for.

    Args:
        question: what is asked.
        entry: the table's document.
        sheet: its sheet.
        columns: names of the columns that may be asked for.
        told: what a data dictionary says of them.
        own: what its row says, which the question may say besides.

    Returns:
        The columns, and how well they account for the question.
    """
    known = f"{entry.title} {entry.name} {entry.edition or ''} {sheet or ''} {own} fee schedule"
    of_fields = columns_of_fields(question, columns, told.names)
    return asked_columns(question, columns, told.names, f"{known} {' '.join(years_in(question))}", of_fields)


def _beside_keys(question: Question, placed: Sequence[Placed], columns: Columns) -> list[str]:
    """Leaves out the columns in which the asked codes and modifiers themselves stand."""
    asked = {code.text for code in question.codes}
    keys = {c for one in placed for c, v in row_of(one).cells if v in row_of(one).codes or v in asked}
    return [column for column in columns.names if column not in keys]


def _said(library: Library, question: Question, editions: Sequence[TableAsked]) -> Looked:
    """Quotes the first edition, and of the others the rows whose values are different."""
    first = editions[0]
    quoted: list[Placed] = []
    chosen: list[Chosen] = []
    seen: dict[tuple[str, bool], set[tuple[str, ...]]] = {}
    more, ambiguous = 0, ""
    for table in editions:
        for code in dict.fromkeys(code.text for code in question.codes):
            rows = meant(
                question, [r for r in table.rows if code in row_of(r).codes], table.asked.columns, table.told
            )
            said = {values(row, table.asked.columns) for row in rows}
            known = seen.setdefault((code, alike(table.columns, first.columns)), set())
            if known and said <= known:
                continue
            known |= said
            if len(rows) > MOST_ROWS and len(said) > 1 and not ambiguous:
                ambiguous = ask_which(code, rows, table.asked.columns, table.told.names)
            kept = rows[: 1 if len(rows) > MOST_ROWS and len(said) == 1 else MOST_ROWS]
            more += len(rows) - len(kept)
            for row in kept:
                if row not in quoted and len(quoted) < MOST_SAID and (made := cells_of(row, table)):
                    quoted.append(row)
                    chosen += made + instead_of(library, row, table)
    says_value = says_value_asked(question) and any(table.asked.fields for table in editions)
    return Looked(
        said_once(chosen),
        tuple(quoted),
        first.asked.named,
        first.asked.covered,
        more,
        ambiguous,
        "",
        says_value,
        next((table.note for table in editions if table.note), ""),
    )


def ranked(chosen: Sequence[Chosen], others: Sequence[Retrieved], top_k: int) -> tuple[Retrieved, ...]:
    """Puts what was looked up before what was retrieved, and numbers the ranks again."""
    first: dict[str, Retrieved] = {}
    for one in chosen:
        first.setdefault(one.found.placed.passage.id, one.found)
    rest = [one for one in others if one.placed.passage.id not in first]
    return tuple(replace(one, rank=rank) for rank, one in enumerate([*first.values(), *rest][:top_k], 1))
