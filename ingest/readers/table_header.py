"""Finds where the header of a table stands, and what its columns are called."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median

from ingest.readers.table_keys import is_code

Cells = Sequence[str]
Merged = tuple[int, int, int, int]  # first row, first column, last row, last column, from 0

_LOOKED_AT = 400  # rows that tell what the columns hold
_DEEPEST = 6  # rows of one header
_LONGEST = 160
_PROSE = 60
_VALUE = re.compile(r"[$(+-]{0,3}\.?\d[\w.,/:-]*%?\)?|[A-Z]\d[\w.-]*|TRUE|FALSE")
_YEAR = re.compile(r"(?:19|20)\d\d")


@dataclass(frozen=True)
class Header:
    """The header of a table.

    Attributes:
        names: what its columns are called.
        top: index of its first row.
        body: index of the first row after it; the same as ``top`` where a table has no header.
    """

    names: tuple[str, ...]
    top: int
    body: int


def letters(index: int) -> str:
    """Gives the letters of a column as a spreadsheet program writes them: 0 is "A", 26 is "AA"."""
    found = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        found = chr(65 + rest) + found
    return found


def filled(row: Cells) -> int:
    """Counts the cells of a row that are not empty."""
    return sum(1 for cell in row if cell)


def is_value(cell: str) -> bool:
    """Says whether a cell holds a number, date or code, as headers do not; years are both."""
    return bool(_VALUE.fullmatch(cell) or is_code(cell)) and not _YEAR.fullmatch(cell)


def find_header(rows: Sequence[Cells], merged: Sequence[Merged] = ()) -> Header | None:
    """Finds the header of the first table in some rows.

    Args:
        rows: the rows, each cell folded.
        merged: ranges of cells that are merged.

    Returns:
        The header, or None where there is no table: at most one column and no name above it.
    """
    counts = [filled(row) for row in rows[:_LOOKED_AT]]
    some = [count for count in counts if count]
    if not some:
        return None
    typical = median(some)
    least = 1 if typical < 2 else max(2.0, typical / 2)
    full = [index for index, count in enumerate(counts) if count >= least]
    first = next((index for index in full if not _is_front(rows, counts, index)), full[0])
    width = max(len(row) for row in rows)
    body = _body(rows, first, [row for row, count in zip(rows, counts, strict=False) if count >= least])
    if typical < 2 and body == first:
        return None
    top = first
    spans = [(row, left, right) for row, left, last, right in merged if row == last and left < right]
    while body > first and top > 0 and body - top < _DEEPEST and _is_upper(rows[top - 1], top - 1, spans):
        top -= 1
    parts = [_spread(list(rows[index]), index, width, spans) for index in range(top, body)]
    if len(parts) > 1:
        _spread_twins(parts)
    return Header(_names(parts, width), top, body)


def _is_front(rows: Sequence[Cells], counts: Sequence[int], index: int) -> bool:
    """Says whether a row stands before the table: "Effective:" and a date, or a gap and fuller rows."""
    if any(cell.endswith(":") for cell in rows[index]):
        return True
    after = [count for count in counts[index + 1 :] if count]
    gap = index + 1 < len(counts) and not counts[index + 1]
    return gap and bool(after) and after[0] > counts[index]


def _body(rows: Sequence[Cells], first: int, full: Sequence[Cells]) -> int:
    """Finds the first row of the body, at or after the first row that is as full as the others."""
    known = [row for row in full if row is not rows[first]]
    if not known:
        return first if any(map(is_value, rows[first])) else first + 1
    width = max(len(row) for row in known)
    columns = [[row[index] for row in known if index < len(row) and row[index]] for index in range(width)]
    codes = [index for index, cells in enumerate(columns) if _mostly(is_code, cells, len(known))]
    values = [index for index, cells in enumerate(columns) if _mostly(is_value, cells, len(known))]
    if not values:
        return first + 1 if _is_named(rows[first], single=width == 1) else first
    last = first - 1  # the last row that surely belongs to the header
    for index in range(first, min(first + _DEEPEST, len(rows))):
        row = rows[index]
        if index > first and filled(row) < 2 < width:
            break  # a line within the table, such as the name of a section
        if any(column < len(row) and is_code(row[column]) for column in codes):
            break
        cells = [row[column] for column in values if column < len(row) and row[column]]
        if sum(map(is_value, row)) > filled(row) / 2 or 2 * sum(map(is_value, cells)) >= len(cells) > 0:
            break
        if cells or index == first:
            last = index
    return last + 1


def _mostly(test: Callable[[str], bool], cells: Sequence[str], rows: int) -> bool:
    return len(cells) >= rows / 2 and sum(map(test, cells)) >= len(cells) / 2


def _is_named(row: Cells, *, single: bool) -> bool:
    """Says whether a row over columns of words can be their names: short, each once, no sentence."""
    names = [cell for cell in row if cell]
    longest = _PROSE if single else _LONGEST
    sentence = 0 if single else _PROSE / 2
    prose = any(len(name) > longest or (len(name) > sentence and name[-1] in ".!") for name in names)
    return len(set(names)) == len(names) and not prose and not any(map(is_value, names))


def _is_upper(row: Cells, index: int, spans: Sequence[tuple[int, int, int]]) -> bool:
    """Says whether a row belongs to the header below it: names over some of the columns, no title."""
    names = [cell for cell in row if cell]
    if not names or any(is_value(name) or name.endswith(":") for name in names):
        return False
    spanned = any(at == index and (left > 0 or right + 1 < len(row)) for at, left, right in spans)
    apart = not row[0] and len(names[0]) <= _PROSE / 2  # a title stands in the first column
    return spanned or apart or len(names) >= 2


def _spread(row: list[str], index: int, width: int, spans: Sequence[tuple[int, int, int]]) -> list[str]:
    row += [""] * (width - len(row))
    for at, left, right in spans:
        if at == index and row[left : left + 1]:
            for column in range(left, min(right + 1, width)):
                row[column] = row[left]
    return row


def _spread_twins(parts: list[list[str]]) -> None:
    """Carries an upper name to the right, where nothing says what is merged but names would be alike."""
    lowest = parts[-1]
    twins = {name for name in lowest if name and lowest.count(name) > 1}
    for upper in parts[:-1]:
        last = ""
        for column, name in enumerate(lowest):
            last = upper[column] or last
            if last and not upper[column] and name in twins:
                upper[column] = last


def _names(parts: Sequence[Sequence[str]], width: int) -> tuple[str, ...]:
    names: list[str] = []
    for column in range(width):
        words = [part[column] for part in parts]
        kept = [word for at, word in enumerate(words) if word and word not in words[:at]]
        names.append(" ".join(kept) or f"Column {letters(column)}")
    taken, counts = set(names), dict.fromkeys(names, 0)
    for column, name in enumerate(names):
        counts[name] += 1
        while counts[name] > 1 and names[column] in taken:
            names[column] = f"{name} ({counts[name]})"
            counts[name] += names[column] in taken
        taken.add(names[column])
    return tuple(names)
