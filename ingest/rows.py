"""Rows of tables as text that can be quoted: every value with its column beside it."""

from collections.abc import Iterator

from ingest.documents import Row

SEPARATOR = "; "
#: Stands for the cells between two that are quoted in one sentence.
ELLIPSIS = " … "


def _cell(column: str, value: str) -> str:
    """Writes one cell: "GLOB_DAYS 090", and a colon before words: "LONG DESCRIPTION: Injection, 1 mg"."""
    if not column:
        return value
    return f"{column}: {value}" if " " in value else f"{column} {value}"


def spans(row: Row) -> Iterator[tuple[str, str, int, int]]:
    """Gives (column, value, start, end) of each cell within the rendered row, column name included."""
    at = 0
    for column, value in row.cells:
        end = at + len(_cell(column, value))
        yield column, value, at, end
        at = end + len(SEPARATOR)


def render(row: Row) -> str:
    """Writes a row as the text of its passage: "HCPCS 63102; STATUS A; WORK_RVU 34.10; GLOB_DAYS 090"."""
    return SEPARATOR.join(_cell(column, value) for column, value in row.cells)
