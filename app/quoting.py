"""What is quoted of the rows that were looked up: their asked cells, what these mean, what stands instead."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.columns import Asked
from app.field_columns import besides, columns_named
from app.meanings import Dictionary, Meaning
from app.retrieve import Retrieved
from app.sentence_scores import Chosen
from app.successors import quote_name, successors
from app.tables import Columns, row_of
from app.which_row import cell
from ingest.catalogue import Entry, Placed
from ingest.documents import is_wording
from ingest.library import Library
from ingest.rows import key_spans, spans

#: Columns that are quoted of a row, where they are not asked for one by one.
MOST_COLUMNS = 3
#: What the record layouts call the fields of a code that ended.
_ENDS, _REFERENCE = "Termination Date", "Cross Reference Code"


@dataclass(frozen=True)
class TableAsked:
    """The rows of the asked codes in one table, and what is asked of it."""

    entry: Entry
    sheet: str | None
    columns: Columns
    told: Dictionary
    asked: Asked
    rows: tuple[Placed, ...]
    note: str = ""


def instead_of(library: Library, row: Placed, table: TableAsked) -> list[Chosen]:
    """Quotes what the list has in the place of a code that ended or that refers to another."""
    ends, references = (
        columns_named(field, table.columns.names, table.told.names) for field in (_ENDS, _REFERENCE)
    )
    ended = any(cell(row, column) for column in ends)
    if not ended and not set(references) & set(table.asked.columns):
        return []
    found = successors(library, row, ends, references)
    return [quote_name(one) for one in found if is_wording(row_of(one).words)]


def cells_of(placed: Placed, table: TableAsked) -> list[Chosen]:
    """Quotes the asked cells of a row, the key before them, and what the dictionary says of each."""
    row = row_of(placed)
    cells = list(spans(row))
    asked = [name for name in table.asked.columns if any(name == column for column, *_ in cells)]
    asked = asked if table.asked.fields else asked[:MOST_COLUMNS]
    if not asked:
        return []
    names = besides(placed, asked, table.columns.names, table.told.names)
    wanted = [one for column in names for one in cells if one[0] == column]
    found = Retrieved(placed, 1, 1.0, 1.0, dict.fromkeys(row.codes, "row"))
    picked = tuple(sorted({*key_spans(row), *((start, end) for _, _, start, end in wanted)}))
    columns = ", ".join(column for column, *_ in wanted)
    first = Chosen(found, picked[0][0], picked[-1][1], 1.0, 1.0, 1.0, cells=picked, column=columns)
    return [
        first,
        *(quote_meaning(one) for column, value, *_ in wanted for one in table.told.meaning(column, value)),
    ]


def quote_meaning(one: Meaning) -> Chosen:
    """Quotes the words that explain a value."""
    return Chosen(Retrieved(one.placed, 1, 1.0, 1.0, {}), one.start, one.end, 1.0, 1.0, 1.0)


def said_once(chosen: Sequence[Chosen]) -> tuple[Chosen, ...]:
    """Says each thing once, and what a value means after the rows that have it."""
    rows = [one for one in chosen if one.cells]
    meanings = [one for one in chosen if not one.cells]
    seen: dict[tuple[str, int], Chosen] = {}
    told: set[str] = set()
    for one in [*rows, *meanings]:
        if one.cells or one.text not in told:
            seen.setdefault((one.found.placed.passage.id, one.start), one)
            told.add(one.text)
    return tuple(seen.values())
