"""Makes blocks of a sheet: a row that can be looked up of every data row, and text of what is around."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from ingest.documents import Block, Row
from ingest.readers.sections import fold
from ingest.readers.table_header import Header, Merged, filled, find_header, is_value
from ingest.readers.table_keys import CodeColumn, code_columns
from ingest.rows import render

_KEY_LENGTH = 80
_WIDE = 3
_NAME = 30  # what is longer says more than what a column is called
_MOST_TABLES = 50  # of one sheet; what follows is read as rows of the last
_RECORD = "RECID"  # of the HCPCS file: 3 and 7 begin a procedure and a modifier, 4 and 8 continue them
_CONTINUES = ("4", "8", "04", "08")


@dataclass(frozen=True)
class Sheet:
    """A grid of cells as a file gives it.

    Attributes:
        rows: the cells as text, blank rows included, the first row being number 1.
        name: name of the sheet, or None for a file that is one table.
        headings: what its blocks stand under.
        joint: what is written between the cells of a line that is text and no row.
        merged: merged ranges as first row, first column, last row, last column, from 0.
    """

    rows: Sequence[Sequence[str]]
    name: str | None = None
    headings: tuple[str, ...] = ()
    joint: str = "; "
    merged: tuple[Merged, ...] = ()


@dataclass(frozen=True)
class Table:
    """What a sheet says.

    Attributes:
        blocks: its text and its rows, in their order.
        front: the lines above its first header.
        padded: values that are looked up with the zeros they have lost, and the name of their column.
    """

    blocks: tuple[Block, ...]
    front: tuple[str, ...] = ()
    padded: tuple[tuple[str, str], ...] = ()


def read_sheet(sheet: Sheet) -> Table:
    """Makes the blocks of a sheet.

    Args:
        sheet: its cells.

    Returns:
        The blocks; a sheet without words has none.
    """
    rows = _filled_down([[fold(cell) if cell else "" for cell in row] for row in sheet.rows], sheet.merged)
    return _Walk(sheet, rows).table()


def _filled_down(rows: list[list[str]], merged: Sequence[Merged]) -> list[list[str]]:
    """Writes the value of cells that are merged downwards in each of their rows: it holds for all."""
    for top, left, bottom, right in merged:
        if top == bottom or left != right or top >= len(rows) or left >= len(rows[top]):
            continue
        for row in rows[top + 1 : bottom + 1]:
            if left < len(row) and any(row):
                row[left] = row[left] or rows[top][left]
    return rows


@dataclass
class _Walk:
    sheet: Sheet
    rows: list[list[str]]
    _blocks: list[Block] = field(default_factory=list)
    _front: list[str] = field(default_factory=list)
    _padded: dict[str, str] = field(default_factory=dict)
    _tables: int = 0

    def table(self) -> Table:
        """Reads one table after the other, from top to bottom."""
        at = 0
        while at < len(self.rows):
            at = self._one(at)
        return Table(tuple(self._blocks), tuple(self._front), tuple(self._padded.items()))

    def _one(self, start: int) -> int:
        """Reads the table that begins at or after a row, and gives the row that the next begins at."""
        below = self.rows[start:]
        shifted = [
            (top - start, left, bottom - start, right) for top, left, bottom, right in self.sheet.merged
        ]
        header = find_header(below, shifted)
        if header is None or header.body >= len(below) or not any(map(any, below[header.body :])):
            for row in below:
                self._text(row, front=not start)
            return len(self.rows)
        for row in below[: header.top]:
            self._text(row, front=not start)
        self._tables += 1
        above = len(self._blocks)
        end = self._rows(below, header, start)
        self._unused(below[header.top : header.body], above)
        return start + end

    def _unused(self, heads: Sequence[Sequence[str]], above: int) -> None:
        """Keeps what stands in a header over no value at all, unless it is merely a name."""
        said = {name for block in self._blocks[above:] if block.row for name, _ in block.row.cells}
        for cell in dict.fromkeys(
            cell for row in heads for cell in row if is_value(cell) or len(cell) > _NAME
        ):
            if not any(cell in name for name in said):
                self._blocks.insert(above, Block(cell, self.sheet.headings, _last(self.sheet.headings)))
                above += 1

    def _rows(self, below: Sequence[Sequence[str]], header: Header, start: int) -> int:
        data = [row for row in below[header.body :] if filled(row) > 1 or len(header.names) < _WIDE]
        columns = code_columns(header.names, data)
        previous: Row | None = None
        for index in range(header.body, len(below)):
            cells = below[index]
            if not any(cells) or (index > header.body and self._repeats(cells, below, header)):
                continue
            if self._tables < _MOST_TABLES and self._begins_another(below, index, columns):
                return index
            row = self._row(cells, header.names, columns, start + index + 1)
            alone = len(row.cells) == 1 and len(header.names) >= _WIDE and not row.codes
            if alone:
                self._text(cells)
            elif previous and _continues(previous, row):
                row = _joined(previous, row)
                self._blocks[-1] = self._block(row)
            else:
                self._blocks.append(self._block(row))
            previous = None if alone else row
        return len(below)

    @staticmethod
    def _repeats(cells: Sequence[str], below: Sequence[Sequence[str]], header: Header) -> bool:
        return header.body > header.top and list(cells) == list(below[header.body - 1])

    @staticmethod
    def _begins_another(below: Sequence[Sequence[str]], index: int, columns: Sequence[CodeColumn]) -> bool:
        """Says whether a row after a blank one is the header of another table: names where codes were."""
        cells, rest = below[index], below[index + 1 : index + 2]
        if not columns or any(below[index - 1]) or filled(cells) < 2 or any(map(is_value, cells)):
            return False
        named = all(column.index < len(cells) and cells[column.index] for column in columns)
        return named and any(map(any, rest))

    def _row(
        self, cells: Sequence[str], names: Sequence[str], columns: Sequence[CodeColumn], number: int
    ) -> Row:
        pairs = tuple((name, cell) for name, cell in zip(names, cells, strict=False) if cell)
        codes: list[str] = []
        keys: list[str] = []
        for column in columns:
            cell = cells[column.index] if column.index < len(cells) else ""
            found = column.codes(cell)
            if not found:
                continue
            codes += [code for code in found if code not in codes]
            keys.append(found[0] if len(found) == 1 or column.undotted else cell)
            if found[0] == cell.zfill(5) != cell:
                self._padded.setdefault(cell, names[column.index])
        key = " / ".join(keys) or pairs[0][1]
        if len(key) > _KEY_LENGTH:
            key = codes[0] if codes else f"row {number}"
        return Row(key, tuple(codes), pairs, number, self.sheet.name)

    def _block(self, row: Row) -> Block:
        return Block(render(row), self.sheet.headings, section=row.key, row=row)

    def _text(self, cells: Sequence[str], *, front: bool = False) -> None:
        words = ""
        for cell in filter(None, cells):
            words += cell if not words else f" {cell}" if words.endswith(":") else f"{self.sheet.joint}{cell}"
        if words:
            self._blocks.append(Block(words, self.sheet.headings, _last(self.sheet.headings)))
            if front:
                self._front.append(words)


def _last(headings: Sequence[str]) -> str | None:
    return headings[-1] if headings else None


def _continues(previous: Row, row: Row) -> bool:
    cells = dict(row.cells)
    return cells.get(_RECORD) in _CONTINUES and (row.codes == previous.codes or not row.codes)


def _joined(previous: Row, row: Row) -> Row:
    """Puts the words of a continued row behind those of the row that it continues."""
    more = {name: value for name, value in row.cells if " " in value or name not in dict(previous.cells)}
    cells = [
        (name, value if more.get(name, value) == value else f"{value} {more[name]}")
        for name, value in previous.cells
    ]
    cells += [(name, value) for name, value in more.items() if name not in dict(previous.cells)]
    return replace(previous, cells=tuple(cells))
