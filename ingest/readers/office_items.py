"""What an office document consists of: paragraphs with how they look, and tables as grids."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.readers.paragraphs import BULLET
from ingest.readers.sections import markers_of

_VALUE = re.compile(r"[$€£]?\s*[\d.,/%–-]*\d[\d.,/%–-]*|[A-Z]?\d[0-9A-Z.]{2,7}|\d+ .*")
_HEADER_LENGTH = 80


@dataclass(frozen=True)
class Paragraph:
    """A paragraph as it is printed.

    Attributes:
        text: its words with its automatic number or bullet, and footnotes where they are referred to.
        bold: all of its words are bold.
        level: 1 to 9 of a heading, 0 of a title, None of text.
        left: where its text starts, in points.
        page: the page that it starts on, or None.
        number: the automatic number as it is printed ("I.C.4.", "(a)"), or None.
        item: the list that it is an item of and its depth there, or None.
        notes: footnotes of a heading, which do not belong in its title.
    """

    text: str
    bold: bool = False
    level: int | None = None
    left: float = 0.0
    page: int | None = None
    number: str | None = None
    item: tuple[str, int] | None = None
    notes: tuple[str, ...] = ()

    @property
    def bulleted(self) -> bool:
        """Whether it begins with a bullet."""
        return bool(BULLET.match(self.text))

    @property
    def listed(self) -> bool:
        """Whether it is an item of a list, automatic or typed."""
        return self.item is not None or self.bulleted or bool(markers_of(self.text))


@dataclass(frozen=True)
class Grid:
    """A table: rows of cells, the words of a merged cell in its first place only.

    Attributes:
        rows: all rows, header included, each as long as the others.
        header: how many of the first rows are the header.
        names: name of each column, a merged header's words above each of its columns.
        pages: the page that each row starts on, or None.
        labels: whether its two columns are a label and its value.
        whole: places of the rows that are one cell over the whole width.
    """

    rows: tuple[tuple[str, ...], ...]
    header: int
    names: tuple[str, ...]
    pages: tuple[int | None, ...]
    labels: bool = False
    whole: frozenset[int] = frozenset()


def grid(
    rows: Sequence[Sequence[str]],
    *,
    spread: Sequence[Sequence[str]] | None = None,
    marked: int | None = None,
    bold: Sequence[Sequence[bool]] = (),
    pages: Sequence[int | None] = (),
    whole: frozenset[int] = frozenset(),
) -> Grid:
    """Makes a grid and finds its header.

    Args:
        rows: the cells, merged ones in their first place only.
        spread: the same with merged cells in each of their places, for the names of columns.
        marked: how many rows the file marks as a header, or None where it does not say.
        bold: for each cell, whether it is bold.
        pages: the page that each row starts on.
        whole: places of the rows that are one cell over the whole width.

    Returns:
        The grid.
    """
    width = max((len(row) for row in rows), default=0)
    even = [tuple(row) + ("",) * (width - len(row)) for row in rows]
    labels = _labels(even, bold)
    header = marked if marked else _header(even, bold, labels)
    above = [tuple(row) + ("",) * (width - len(row)) for row in (spread or rows)[:header]]
    columns = [[row[column] for row in above] for column in range(width)]
    names = tuple(" ".join(dict.fromkeys(filter(None, column))) for column in columns)
    return Grid(tuple(even), header, names, tuple(pages) or (None,) * len(even), labels, whole)


def _labels(rows: Sequence[tuple[str, ...]], bold: Sequence[Sequence[bool]]) -> bool:
    """Tells whether a table of two columns has a label and its value in each row."""
    if not rows or len(rows[0]) != 2:
        return False
    if all(row[0].endswith(":") for row in rows if row[0]):
        return True
    return len(bold) > 0 and all(row and row[0] for row in bold) and not any(all(row) for row in bold)


def _header(rows: Sequence[tuple[str, ...]], bold: Sequence[Sequence[bool]], labels: bool) -> int:
    if labels or len(rows) < 2:
        return 0
    first = [cell for cell in rows[0] if cell]
    if bold and all(bold[0]) and not all(all(row) for row in bold):
        return 1
    if len(first) < 2 or any(len(cell) > _HEADER_LENGTH or _VALUE.fullmatch(cell) for cell in first):
        return 0
    return 1


def row_texts(table: Grid) -> list[tuple[str, int | None]]:
    """Writes each row of a table under its header: "Code: 63102; Global period: 090".

    Args:
        table: the grid.

    Returns:
        (text, page) of each row that has words; a table of nothing but a header gives its header.
    """
    texts = []
    first = table.header if any(any(row) for row in table.rows[table.header :]) else 0
    for place, row in enumerate(table.rows[first:], first):
        names = table.names if table.header and first and place not in table.whole else ("",) * len(row)
        if table.labels and all(row):
            names, row = ("", row[0]), ("", row[1])
        pairs = [(name.rstrip(": "), cell) for name, cell in zip(names, row, strict=True) if cell]
        text = "; ".join(f"{name}: {cell}" if name else cell for name, cell in pairs)
        if text:
            texts.append((text, table.pages[place]))
    return texts
