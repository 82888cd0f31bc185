"""A code of a list that has no date of its end: what is told where it is asked if the code still stands."""

import re
from collections.abc import Sequence

from app.asks import ENDED
from app.columns import Asked
from app.field_columns import BESIDE_RULES, columns_named
from app.rerank import codes_of
from app.sentence_scores import Chosen
from app.tables import row_of, without_numbers
from app.which_row import values
from ingest.catalogue import Entry, Placed
from ingest.documents import is_wording

#: What is shown of such a code beside its descriptor.
_SINCE = ("Code Added Date", "Action Effective Date")
#: Text says that a code ended.
_ENDS = re.compile(
    r"\b(?:deleted|discontinued|terminated|retired|no longer|invalid|replaced)\b", re.IGNORECASE
)


def without_end(
    asked: Asked, placed: Sequence[Placed], columns: Sequence[str], names: dict[str, str]
) -> Asked | None:
    """Finds what to tell of codes whose end is asked for and has no date.

    Args:
        asked: the columns that the question asks for.
        placed: the rows of its codes.
        columns: names of the columns of their table.
        names: for a column, what a data dictionary calls it.

    Returns:
        The descriptor and since when the code is listed, which are a part of the answer, since text may say
        that it ended; None where the end is not asked for, or has a date.
    """
    ends = columns_named(ENDED, columns, names)
    if not set(ends) & set(asked.fields) or any(any(values(row, asked.columns)) for row in placed):
        return None
    described = [column for row in placed for column, value in row_of(row).cells if is_wording(value)][:1]
    since = [column for field in _SINCE for column in columns_named(field, columns, names)]
    return Asked((*described, *since), asked.named, BESIDE_RULES, tuple(since)) if described else None


def note(placed: Sequence[Placed], entry: Entry, column: str) -> str:
    """Says that a list has codes without a date of their end.

    Args:
        placed: their rows.
        entry: the list.
        column: of the date.
    """
    codes = ", ".join(dict.fromkeys(row_of(one).key for one in placed))
    edition = f", edition {entry.edition}" if entry.edition else ""
    return f"{without_numbers(entry.title)}{edition} lists {codes} with no date in {column}."


def endings(chosen: Sequence[Chosen], codes: Sequence[str]) -> tuple[Chosen, ...]:
    """Keeps the sentences that say of a code that it ended.

    Args:
        chosen: sentences of running text.
        codes: those that are asked for.
    """
    return tuple(one for one in chosen if _ENDS.search(one.text) and set(codes) & set(codes_of(one.text)))
