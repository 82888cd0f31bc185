"""Puts the lines of a PDF's page into the cells of the tables that are drawn on it."""

from collections.abc import Sequence
from dataclasses import dataclass

from ingest.readers.joining import Vocabulary, join
from ingest.readers.pdf_lines import Line
from ingest.readers.pdf_rules import Grid

_LONGEST = 1_500  # letters of a cell; what has more is the layout of a page
_LONGEST_REPEATED = 160  # letters of a cell over several rows that each of them repeats

Place = tuple[int, int]


@dataclass(frozen=True)
class Cell:
    """A cell that holds words.

    Attributes:
        lines: its lines, from top to bottom.
        text: their words.
    """

    lines: tuple[Line, ...]
    text: str

    @property
    def bold(self) -> bool:
        """Whether all of it is bold."""
        return all(line.bold for line in self.lines)


@dataclass(frozen=True)
class Part:
    """The part of a table that stands on one page.

    Attributes:
        grid: how it is drawn.
        cells: the cells that hold words, by their upper left corner.
    """

    grid: Grid
    cells: dict[Place, Cell]

    @property
    def page(self) -> int:
        """The page it stands on."""
        return next(iter(self.cells.values())).lines[0].page

    @property
    def height(self) -> int:
        """Number of its rows, empty ones included."""
        return len(self.grid.anchors)

    def row(self, number: int) -> tuple[str, ...]:
        """Gives the words of each column of a row.

        A cell over several columns is given in the first of them, one over several rows in each.
        """
        words: list[str] = []
        anchors = self.grid.anchors[number]
        for column, anchor in enumerate(anchors):
            cell = self.cells.get(anchor)
            inside = column > 0 and anchors[column - 1] == anchor
            repeated = anchor[0] < number and cell is not None and len(cell.text) > _LONGEST_REPEATED
            words.append("" if cell is None or inside or repeated else cell.text)
        return tuple(words)

    def over(self, number: int, column: int) -> str:
        """Gives the words over a column in a row of the header, those of a cell over several in each."""
        cell = self.cells.get(self.grid.anchors[number][column])
        return cell.text if cell else ""

    def beginning(self, number: int) -> list[Cell]:
        """Lists the cells that begin in a row, without those that merely reach into it."""
        anchors = dict.fromkeys(anchor for anchor in self.grid.anchors[number] if anchor[0] == number)
        return [self.cells[anchor] for anchor in anchors if anchor in self.cells]

    def is_whole(self, number: int) -> bool:
        """Tells whether a row is one cell over the whole width."""
        return len(set(self.grid.anchors[number])) == 1


def parts(lines: Sequence[Line], grids: Sequence[Grid], vocabulary: Vocabulary) -> list[Line | Part]:
    """Puts the tables of a page in the place of the lines in them.

    Args:
        lines: the lines of the page; none of them goes over the edge of a cell.
        grids: the tables that are drawn on it.
        vocabulary: the words of the document, for hyphens at line ends.

    Returns:
        The lines that are in no table, and the tables, in the order of the page.
    """
    mixed: list[Line | Part] = list(lines)
    for grid in grids:
        inside: dict[Place, list[Line]] = {}
        for line in mixed:
            if isinstance(line, Line) and (place := _place(grid, line)):
                inside.setdefault(place, []).append(line)
        part = Part(grid, {place: _cell(cell, vocabulary) for place, cell in inside.items()})
        if not _is_table(part):
            continue
        taken = {id(line) for cell in inside.values() for line in cell}
        first = next(index for index, line in enumerate(mixed) if id(line) in taken)
        mixed[first:] = [part, *(line for line in mixed[first:] if id(line) not in taken)]
    return mixed


def _place(grid: Grid, line: Line) -> Place | None:
    # the first letters, as a line that overflows its cell still begins there
    return grid.place(min(line.left + line.height / 4, line.right), (line.bottom + line.top) / 2)


def _cell(lines: list[Line], vocabulary: Vocabulary) -> Cell:
    ordered = sorted(lines, key=lambda line: (-round(line.bottom / max(line.height / 2, 1.0)), line.left))
    text = ""
    for line in ordered:
        text = join(text, line.text, vocabulary)
    return Cell(tuple(ordered), text)


def _is_table(part: Part) -> bool:
    if any(len(cell.text) > _LONGEST for cell in part.cells.values()):
        return False
    rows, columns = ({place[side] for place in part.cells} for side in (0, 1))
    return len(rows) > 1 and len(columns) > 1
