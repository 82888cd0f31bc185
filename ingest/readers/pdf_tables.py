"""Makes rows of the tables of a PDF: each value with its column, on every page that a table goes on over."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ingest.documents import Row
from ingest.readers.joining import Vocabulary
from ingest.readers.pdf_cells import Cell, Part, parts
from ingest.readers.pdf_lines import Line, TableRow
from ingest.readers.pdf_rules import Grid, same_columns
from ingest.readers.table_keys import codes_of
from ingest.rows import render

_MANY = 25  # rows of a table that is looked up and not read
_LONGEST_NAME = 80
_LONGEST_KEY = 80
_MOST_HEADER_ROWS = 4
_NESTED = re.compile(r"(?:[-–—]\s+)+")  # how an index indents its entries
_NESTED_SHARE = 0.2
_REFERS = re.compile(r"\s*[-–—]?\s*\bsee\b.*", re.IGNORECASE)
_CODES_SHARE = 0.8
_NUMBER = re.compile(r"\d")


@dataclass
class _Table:
    names: tuple[str, ...]
    header: list[tuple[str, ...]]
    parts: list[tuple[Part, int]]  # with the first row under the header


def with_tables(pages: list[list[Line]], grids: list[list[Grid]]) -> list[list[Line]]:
    """Puts a line for each row of a table in the place of the lines in its cells.

    Args:
        pages: the lines of each page; none of them goes over the edge of a cell.
        grids: the tables that are drawn on each page.

    Returns:
        The lines of each page.
    """
    if not any(grids):
        return pages
    vocabulary = Vocabulary.of(line.text for lines in pages for line in lines)
    mixed = [parts(lines, drawn, vocabulary) for lines, drawn in zip(pages, grids, strict=True)]
    tables: list[_Table] = []
    for part in (part for page in mixed for part in page if isinstance(part, Part)):
        _add(tables, part)
    rows = {id(part): lines for table in tables for part, lines in _rows(table)}
    return [
        [line for item in page for line in (rows[id(item)] if isinstance(item, Part) else [item])]
        for page in mixed
    ]


def _add(tables: list[_Table], part: Part) -> None:
    """Adds a part to the table that it goes on with, or as a new table."""
    last = tables[-1] if tables else None
    before = last.parts[-1][0] if last else None
    follows = before and part.page == before.page + 1 and same_columns(part.grid.xs, before.grid.xs)
    if last and follows:
        size = len(last.header)
        again = [part.row(number) for number in range(min(size, part.height))] == last.header
        if again or not _header_size(part):
            last.parts.append((part, size if again else 0))
            return
    size = _header_size(part)
    names = [_name(part, size, column) for column in range(len(part.grid.xs) - 1)]
    if any(len(name) > _LONGEST_NAME for name in names):  # words that stand for themselves
        size, names = 0, [""] * len(names)
    tables.append(_Table(tuple(names), [part.row(number) for number in range(size)], [(part, size)]))


def _header_size(part: Part) -> int:
    """Counts the rows of the header: the bold ones, else the first if it has words over numbers."""
    size = 0
    while size < min(_MOST_HEADER_ROWS, part.height) and _all_bold(part, size):
        size += 1
    while 0 < size < part.height and any(row < size for row, _ in part.grid.anchors[size]):
        size += 1  # a cell of the header reaches into this row
    rest = range(size, part.height)
    if size and any(not _all_bold(part, number) and part.beginning(number) for number in rest):
        return size
    first = part.row(0)
    distinct = all(first) and len(set(first)) == len(first)
    below = any(_NUMBER.search(text) for number in range(1, part.height) for text in part.row(number))
    return int(distinct and below and not any(_NUMBER.search(text) for text in first))


def _all_bold(part: Part, number: int) -> bool:
    cells = part.beginning(number)
    return bool(cells) and all(cell.bold for cell in cells) and not part.is_whole(number)


def _name(part: Part, size: int, column: int) -> str:
    words = dict.fromkeys(part.over(number, column) for number in range(size))
    return " ".join(filter(None, words))


def _rows(table: _Table) -> Iterator[tuple[Part, list[Line]]]:
    """Gives the lines of each part of a table."""
    numbered = [(part, number) for part, start in table.parts for number in range(start, part.height)]
    body = [(part, number) for part, number in numbered if part.beginning(number)]
    firsts = [part.row(number)[0] for part, number in body]
    nested = sum(bool(_NESTED.match(first)) for first in firsts) >= max(1.0, _NESTED_SHARE * len(firsts))
    named = [first for first in firsts if first]
    coded = sum(bool(codes_of(first)) for first in named) >= max(1.0, _CODES_SHARE * len(named))
    above: list[tuple[int, str]] = []
    lines: dict[int, list[Line]] = {id(part): [] for part, _ in table.parts}
    if not body:  # a header with nothing under it is text
        body = [(part, number) for part, _ in table.parts for number in range(part.height)]
        body = [(part, number) for part, number in body if part.beginning(number)]
    for part, number in body:
        cells = part.beginning(number)
        if part.is_whole(number):
            lines[id(part)] += cells[0].lines
            continue
        row = _row(table.names, part.row(number), coded=coded)
        first = part.row(number)[0]
        over: tuple[str, ...] = ()
        if nested and first:
            over = _nest(above, first)
        table_row = TableRow(row, over, looked_up=len(body) >= _MANY)
        lines[id(part)].append(_line(cells, render(row), table_row))
    for part, _ in table.parts:
        yield part, lines[id(part)]


def _row(names: Sequence[str], words: Sequence[str], *, coded: bool) -> Row:
    cells = tuple((name, text) for name, text in zip(names, words, strict=True) if text)
    codes = codes_of(words[0]) if coded else ()
    key = cells[0][1]
    return Row(key if len(key) <= _LONGEST_KEY else key[:_LONGEST_KEY].rpartition(" ")[0], codes, cells)


def _nest(above: list[tuple[int, str]], entry: str) -> tuple[str, ...]:
    """Notes an entry of an index, and gives those that it stands under."""
    dashes = _NESTED.match(entry)
    depth = len(dashes[0].split()) if dashes else 0
    while above and above[-1][0] >= depth:
        above.pop()
    over = tuple(name for _, name in above)
    name = _REFERS.sub("", entry[dashes.end() :] if dashes else entry)
    if name:
        above.append((depth, name))
    return over


def _line(cells: Sequence[Cell], text: str, table_row: TableRow) -> Line:
    lines = [line for cell in cells for line in cell.lines]
    return Line(
        text,
        lines[0].page,
        min(line.left for line in lines),
        max(line.right for line in lines),
        min(line.bottom for line in lines),
        max(line.top for line in lines),
        bold=False,
        starts_bold=False,
        table_row=table_row,
    )
