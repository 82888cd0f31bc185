"""Rows of tables as text that can be quoted: every value with its column beside it."""

from collections.abc import Iterator

from ingest.documents import Row, is_wording

SEPARATOR = "; "
#: In the name of a column: its value stands at an entry above, "Excludes1 (from E11)".
INHERITED = " (from "
#: Characters of a modifier.
MODIFIER = 2
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


def key_spans(row: Row) -> list[tuple[int, int]]:
    """Gives the places of the cells that say which row it is: its codes, and a modifier beside them."""
    cells = list(spans(row))
    keys = [(start, end) for _, value, start, end in cells if value in row.codes or value == row.key]
    keys += [(s, e) for c, v, s, e in cells[1:4] if len(v) == MODIFIER and c.upper().startswith("MOD")]
    return sorted(set(keys))


def named_spans(row: Row) -> tuple[tuple[int, int], ...]:
    """Gives the places of the cells that name a row: its key, and the first that holds words."""
    words = next(((start, end) for _, value, start, end in spans(row) if is_wording(value)), None)
    keys = key_spans(row)
    return tuple(sorted({*keys, *([words] if words else [])}))
