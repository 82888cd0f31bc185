"""What stands for a code that has ended: the row its cross reference names, or one in the same words.

A code list keeps the rows of codes that are gone, with the date they ended. Whoever asks about one must hear
that it has ended, and what the list has in its place.
"""

import re
from collections.abc import Sequence

from app.retrieve import Retrieved
from app.sentence_scores import Chosen
from app.tables import row_of
from app.which_row import cell
from ingest.catalogue import Placed
from ingest.codes import find_codes
from ingest.documents import is_wording
from ingest.library import Library
from ingest.rows import named_spans, spans

#: Rows in the same words that are read, and that are shown.
READ = 40
SHOWN = 2
#: The column of the day that a code ended, in the list of HCPCS codes.
ENDED = re.compile(r"\bTERM", re.IGNORECASE)
_AMOUNT = re.compile(r",?\s*(?:per|up to|each)?\s*\d[\d.,]*\s*\w+\s*$", re.IGNORECASE)


def successors(
    library: Library, row: Placed, ends: Sequence[str], references: Sequence[str]
) -> tuple[Placed, ...]:
    """Finds what a code list has in the place of a code that ended.

    Args:
        library: where it is.
        row: of the code.
        ends: the columns of the date that a code ended.
        references: the columns of codes that are cross-referenced.

    Returns:
        The rows of the codes that its cross references name; where it names none and has ended, rows in the
        same words, the amount aside, that have not.
    """
    named = [code.text for column in references for code in find_codes(cell(row, column))]
    own = row_of(row).codes
    if found := _rows_of(library, row, [code for code in named if code not in own]):
        return found[:SHOWN]
    if named or not any(cell(row, column) for column in ends):
        return ()
    words = _AMOUNT.sub("", row_of(row).words)
    near = library.rowtext.search(words, READ, [row.entry.name]) if is_wording(words) else []
    same = [
        one
        for one in library.passages([one for one, _ in near], [row.entry.name])
        if _AMOUNT.sub("", row_of(one).words) == words and not any(cell(one, column) for column in ends)
    ]
    return tuple(same[:SHOWN])


def quote_name(placed: Placed) -> Chosen:
    """Quotes what names a row: its code and its description, and when it ended, where it did."""
    row = row_of(placed)
    ended = ((start, end) for column, value, start, end in spans(row) if value and ENDED.match(column))
    picked = tuple(sorted({*named_spans(row), *ended}))
    described = next((column for column, value in row.cells if is_wording(value)), None)
    found = Retrieved(placed, 1, 1.0, 1.0, dict.fromkeys(row.codes, "row"))
    return Chosen(found, picked[0][0], picked[-1][1], 1.0, 1.0, 1.0, cells=picked, column=described)


def _rows_of(library: Library, row: Placed, codes: Sequence[str]) -> tuple[Placed, ...]:
    ids = {one for code in codes for one, role in library.catalogue.with_code(code).items() if role == "row"}
    placed = library.catalogue.passages(sorted(ids), [row.entry.name]) if ids else []
    return tuple(one for one in placed if row_of(one).sheet == row_of(row).sheet)
