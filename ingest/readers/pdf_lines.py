"""Takes the printed lines out of a PDF's pages, with where and how they stand."""

import ctypes
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from ingest.documents import Row

_BREAK_HYPHENS = "\ufffe\x02"  # what pdfium writes for a hyphen at the end of a line it joined
_BOLD = 600
_BOLD_NAME = re.compile(rb"bold|black|heavy", re.IGNORECASE)
_GLUED_GAP = 0.16  # of the line's height; a gap this wide between two letters is a missing space
_WIDE_GAP = 0.45  # of the line's height; a gap this wide between words may be one between columns
_FAR = 1e6  # points; a page has at most 14,400
_CELL_GAP = 0.1  # of the line's height; words overflow a cell without one
_UNSEEN = re.compile(r"[\u00ad\u200b\ufeff\x00-\x08\x0e-\x1f]")


class Area(Protocol):
    """A part of a page that is divided, as a table or columns are."""

    def place(self, x: float, y: float) -> tuple[int, int] | None:
        """Gives the row and column that a point is in, or None for a point outside."""


@dataclass(frozen=True)
class TableRow:
    """What a line says that is a row of a table.

    Attributes:
        row: its cells.
        above: the entries that it stands under, outermost first, where the table nests its entries.
        looked_up: it is one of so many that it is looked up and not read.
    """

    row: Row
    above: tuple[str, ...] = ()
    looked_up: bool = False


@dataclass(frozen=True)
class Line:
    """A printed line, or a row of a table.

    Attributes:
        text: its words, folded; a hyphen at its end is kept.
        page: page of the file, from 1.
        left: left edge in points, of a line in a column as if that were the first one.
        right: right edge.
        bottom: lower edge, from the foot of the page.
        top: upper edge.
        bold: all of it is bold.
        starts_bold: its first letter is bold.
        gaps: left and right edges of what may be the space between columns.
        column: which column of the page it is in, from 1, or 0 for one that has the whole width.
        table_row: what it says as a row of a table, or None.
    """

    text: str
    page: int
    left: float
    right: float
    bottom: float
    top: float
    bold: bool
    starts_bold: bool
    gaps: tuple[tuple[float, float], ...] = ()
    column: int = 0
    table_row: TableRow | None = None

    @property
    def height(self) -> float:
        """Its height in points."""
        return self.top - self.bottom

    def with_text(self, text: str) -> "Line":
        """Gives the same line with other words."""
        return replace(self, text=text)


def page_lines(page: pdfium.PdfPage, number: int, areas: Sequence[Area] = ()) -> list[Line]:
    """Lists the lines of a page in the order in which the file has them.

    Args:
        page: the page.
        number: its number, from 1.
        areas: parts of the page within which a line ends at the edge of its cell or column.

    Returns:
        The lines that hold words.
    """
    textpage = page.get_textpage()
    try:
        return [line for line in _Page(textpage, number, areas).lines() if line.text]
    finally:
        textpage.close()


class _Page:
    def __init__(self, textpage: pdfium.PdfTextPage, number: int, areas: Sequence[Area]) -> None:
        self._textpage = textpage
        self._areas = areas
        self._number = number
        self._box = tuple(ctypes.c_double() for _ in range(4))
        self._rect = pdfium_c.FS_RECTF()
        self._name = ctypes.create_string_buffer(128)
        self._flags = ctypes.c_int()

    def lines(self) -> list[Line]:
        count = self._textpage.count_chars()
        text = self._textpage.get_text_range() if count else ""
        chars = [ord(char) for char in text]
        if len(chars) != count:  # letters that UTF-16 writes as two
            chars = [pdfium_c.FPDFText_GetUnicode(self._textpage, index) for index in range(count)]
        lines: list[Line] = []
        start = 0
        for index, code in enumerate(chars):
            if code in (10, 13):
                lines += self._cut(chars, start, index)
                start = index + 1
            elif chr(code) in _BREAK_HYPHENS:
                lines += self._cut(chars, start, index + 1)
                start = index + 1
        return lines + self._cut(chars, start, count)

    def _cut(self, chars: list[int], start: int, end: int) -> list[Line]:
        if not self._areas:
            return self._line(chars, start, end)
        lines: list[Line] = []
        last, right, spaced = None, 0.0, False
        for index in range(start, end):
            if chr(chars[index]).isspace() or chr(chars[index]) in _BREAK_HYPHENS:
                spaced = True
                continue
            x0, x1, bottom, top = self._bounds(index)
            place = self._place((x0 + x1) / 2, (bottom + top) / 2)
            apart = spaced or abs(x0 - right) > _CELL_GAP * (top - bottom)
            if last is not None and place != last and apart:
                lines += self._line(chars, start, index)
                start = index
            if last is None or apart:
                last = place
            right, spaced = x1, False
        return lines + self._line(chars, start, end)

    def _place(self, x: float, y: float) -> tuple[int, int, int]:
        for number, area in enumerate(self._areas):
            if found := area.place(x, y):
                return number, *found
        return -1, 0, 0

    def _line(self, chars: list[int], start: int, end: int) -> list[Line]:
        while start < end and chr(chars[start]).isspace():
            start += 1
        while end > start and chr(chars[end - 1]).isspace():
            end -= 1
        if start == end:
            return []
        left, _, bottom, top = self._bounds(start)
        right = self._bounds(end - 1)[1]
        text = _UNSEEN.sub("", self._text(chars, start, end, top - bottom))
        bold = [self._is_bold(index) for index in (start, (start + end) // 2, end - 1)]
        return [
            Line(
                " ".join(text.split()),
                self._number,
                left,
                max(right, left),
                bottom,
                top,
                bold[0] and bold[2] and (bold[1] or end - start < 4),
                bold[0],
                tuple(self._gaps(chars, start, end, top - bottom)),
            )
        ]

    def _gaps(self, chars: list[int], start: int, end: int, height: float) -> Iterator[tuple[float, float]]:
        for index in range(start + 1, end):
            if chars[index - 1] == 32 and not chr(chars[index]).isspace():
                before = index - 1
                while before > start and chars[before] == 32:
                    before -= 1
                edge, other = self._bounds(before)[1], self._bounds(index)[0]
                if other - edge > _WIDE_GAP * height:
                    yield edge, other

    def _is_bold(self, index: int) -> bool:
        if pdfium_c.FPDFText_GetFontWeight(self._textpage, index) >= _BOLD:
            return True
        # the fonts that every PDF reader has give no weight; their names do
        size = pdfium_c.FPDFText_GetFontInfo(self._textpage, index, self._name, len(self._name), self._flags)
        return 0 < size <= len(self._name) and bool(_BOLD_NAME.search(self._name.raw[:size]))

    def _bounds(self, index: int) -> tuple[float, float, float, float]:
        pdfium_c.FPDFText_GetLooseCharBox(self._textpage, index, self._rect)
        box = self._rect.left, self._rect.right, self._rect.bottom, self._rect.top
        # a damaged file may place a letter at infinity
        return box if all(-_FAR < edge < _FAR for edge in box) else (0.0, 0.0, 0.0, 0.0)

    def _tight(self, index: int) -> tuple[float, float]:
        left, right, bottom, top = self._box
        pdfium_c.FPDFText_GetCharBox(self._textpage, index, left, right, bottom, top)
        return left.value, right.value

    def _text(self, chars: list[int], start: int, end: int, height: float) -> str:
        parts: list[str] = []
        before: float | None = None
        for index in range(start, end):
            char = chr(chars[index])
            if char in _BREAK_HYPHENS:
                parts.append("-")
                continue
            if not char.isalpha():
                before = None
            else:
                left, right = self._tight(index)
                if before is not None and parts[-1].islower() and left - before > _GLUED_GAP * height:
                    parts.append(" ")
                before = right
            parts.append(char)
        text = "".join(parts)
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
