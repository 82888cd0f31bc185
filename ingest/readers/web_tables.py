"""Tables of HTML: the grid that they show, and their rows with the header in each."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bs4 import Tag

from ingest.codes import find_codes
from ingest.readers.web_words import attribute, is_shown, words

MAX_COLUMNS = 1_000  # that a cell may span (HTML Living Standard)
_MAX_SPAN = 65_534  # the most rows a cell may span (HTML Living Standard)
_MAX_COVERED = 1_000_000  # places of a table; beyond them a cell stands only where it begins
_LONGEST_NAME = 300  # characters; more than that is no name of a column
_LONGEST_REPEATED = 200  # characters; a longer cell that spans rows is written in the first of them
_NUMBER = re.compile(r"[-+$€£]?[\d.,]+%?")


@dataclass(frozen=True)
class Cell:
    """A cell, once for every place of the grid that it covers.

    Attributes:
        text: its words.
        head: it is a header by its element, or all of it is bold.
        row: the row it starts in.
        column: the column it starts in.
    """

    text: str
    head: bool
    row: int
    column: int


#: By column: a cell from above, and how many rows it still covers.
_Hanging = dict[int, tuple[Cell, int]]


def is_of_data(table: Tag) -> bool:
    """Tells a table of data from one that only arranges a page, or has words outside its cells."""
    if attribute(table, "role") in ("presentation", "none") or table.find("table"):
        return False
    rows = rows_of(table)
    if all(len(_cells(row)) <= 1 for row in rows):
        return False
    groups = table.find_all(["thead", "tbody", "tfoot"], recursive=False)
    if len(table.find_all("caption")) > 1:
        return False
    return not any(
        words(node for node in parent.children if not (isinstance(node, Tag) and node.name in within))
        for parents, within in (
            ([table], ("caption", "colgroup", "col", "thead", "tbody", "tfoot", "tr")),
            (groups, ("tr",)),
            (rows, ("td", "th")),
        )
        for parent in parents
    )


def rows_of(table: Tag) -> list[Tag]:
    """Lists the rows of a table, without those of tables within it, its foot last."""
    found = [
        row for row in table.find_all("tr") if row.find_parent("table") is table and _all_shown(row, table)
    ]
    foot = [row for row in found if isinstance(row.parent, Tag) and row.parent.name == "tfoot"]
    of_foot = {id(row) for row in foot}
    return [*(row for row in found if id(row) not in of_foot), *foot]


def _all_shown(row: Tag, table: Tag) -> bool:
    group = row.parent
    return is_shown(row) and (group is None or group is table or is_shown(group))


def grid(rows: Sequence[Tag]) -> list[list[Cell | None]]:
    """Lays the cells out as a browser does: a cell that spans rows or columns stands in each place.

    Args:
        rows: the rows of one table.

    Returns:
        The places of each row; None where no cell is.
    """
    places: list[list[Cell | None]] = []
    hanging: _Hanging = {}
    covered = 0
    for number, row in enumerate(rows):
        line: list[Cell | None] = []
        below: _Hanging = {}
        for tag in _cells(row):
            _fill(line, hanging, below)
            if not is_shown(tag):
                continue
            cell = Cell(words(tag.contents), _is_head(tag), number, len(line))
            down = _span(tag, "rowspan") or len(rows)
            for _ in range(max(1, min(_span(tag, "colspan"), MAX_COLUMNS - len(line)))):
                if down > 1 and covered < _MAX_COVERED:
                    below[len(line)] = cell, down - 1
                line.append(cell)
        _fill(line, hanging, below)
        for column in sorted(column for column in hanging if column > len(line)):
            line.extend([None] * (column - len(line)))
            _fill(line, hanging, below)
        covered += len(line)
        places.append(line)
        hanging = below
    return places


def _cells(row: Tag) -> list[Tag]:
    return [child for child in row.contents if isinstance(child, Tag) and child.name in ("td", "th")]


def _fill(line: list[Cell | None], hanging: _Hanging, below: _Hanging) -> None:
    """Sets the cells that hang down from the rows above at the end of a line."""
    while len(line) in hanging:
        cell, left = hanging[len(line)]
        if left > 1:
            below[len(line)] = cell, left - 1
        line.append(cell)


def _span(tag: Tag, name: str) -> int:
    found = re.match(r"\s*(\d{1,6})", attribute(tag, name))
    return min(int(found[1]), _MAX_SPAN) if found else 1


def _is_head(tag: Tag) -> bool:
    if tag.name == "th":
        return attribute(tag, "scope") not in ("row", "rowgroup")
    if not any(isinstance(child, Tag) for child in tag.contents):
        return False
    bold = " ".join(words([part]) for part in tag.find_all(["b", "strong"]))
    return bool(bold) and bold == words(tag.contents)


def header_rows(table: Tag, rows: Sequence[Tag], places: Sequence[Sequence[Cell | None]]) -> int:
    """Counts the rows at the head of a table that say what its columns are."""
    if len(rows) < 2:
        return 0
    of_head = 0
    for row in rows:
        if not (isinstance(row.parent, Tag) and row.parent.name == "thead"):
            break
        of_head += 1
    if of_head:
        return min(of_head, len(rows) - 1)
    for line in places[:-1]:
        told = [cell for cell in line if cell and cell.text]
        if not told or not all(cell.head for cell in told) or (of_head == 0 and len(set(told)) < 2):
            break
        of_head += 1
    if of_head:
        return of_head
    if rows[0].find("th", recursive=False):  # names of rows
        return 0
    first, body = places[0], places[1:]
    return int(len(first) > 1 and _only_names(first) and any(_has_data(line) for line in body))


def _only_names(line: Sequence[Cell | None]) -> bool:
    texts = [cell.text if cell else "" for cell in line]
    plain = all(text and not find_codes(text) and not _NUMBER.fullmatch(text) for text in texts)
    return plain and len(set(texts)) == len(texts) and all(len(text) <= 60 for text in texts)


def _has_data(line: Sequence[Cell | None]) -> bool:
    return any(cell and (find_codes(cell.text) or _NUMBER.fullmatch(cell.text)) for cell in line)


def row_texts(table: Tag) -> Iterator[str]:
    """Writes the rows of a table, each value with its column before it: "Code: 63102; Units: 1".

    A cell that spans columns is written once, under all of them; one that spans rows is written in
    each, for every row must be understood alone. A row of one cell is written as it is.

    Args:
        table: a table of data.

    Yields:
        The words of each row; those of the header alone where there is nothing under it.
    """
    rows = rows_of(table)
    places = grid(rows)
    heads = header_rows(table, rows, places)
    width = max((len(line) for line in places), default=0)
    names = [_column_name(places[:heads], column) for column in range(width)]
    if any(len(name) > _LONGEST_NAME for name in names):  # words that stand for themselves
        heads, names = 0, [""] * width
    for number, line in enumerate(places[heads:], heads):
        under: dict[Cell, list[str]] = {}
        for name, cell in zip(names, line, strict=False):
            if cell and cell.text and (cell.row == number or len(cell.text) <= _LONGEST_REPEATED):
                under.setdefault(cell, []).append(name)
        if not any(cell.row == number for cell in under):
            continue
        if len(under) == 1 and width > 1 and len(next(iter(under.values()))) == len(line):
            yield next(iter(under)).text
            continue
        parts = []
        for cell, over in under.items():
            name = ", ".join(dict.fromkeys(filter(None, over)))
            parts.append(f"{name}: {cell.text}" if name else cell.text)
        yield "; ".join(parts)


def _column_name(heads: Sequence[Sequence[Cell | None]], column: int) -> str:
    cells = [line[column] for line in heads if column < len(line)]
    return " ".join(dict.fromkeys(cell.text for cell in cells if cell and cell.text))
