"""Takes the printed lines out of a PDF's pages, with where and how they stand."""

import ctypes
import re
from dataclasses import dataclass, replace

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

_BREAK_HYPHENS = "\ufffe\x02"  # what pdfium writes for a hyphen at the end of a line it joined
_BOLD = 600
_BOLD_NAME = re.compile(rb"bold|black|heavy", re.IGNORECASE)
_GLUED_GAP = 0.16  # of the line's height; a gap this wide between two letters is a missing space
_UNSEEN = re.compile(r"[\u00ad\u200b\ufeff\x00-\x08\x0e-\x1f]")


@dataclass(frozen=True)
class Line:
    """A printed line.

    Attributes:
        text: its words, folded; a hyphen at its end is kept.
        page: page of the file, from 1.
        left: left edge in points.
        right: right edge.
        bottom: lower edge, from the foot of the page.
        top: upper edge.
        bold: all of it is bold.
        starts_bold: its first letter is bold.
    """

    text: str
    page: int
    left: float
    right: float
    bottom: float
    top: float
    bold: bool
    starts_bold: bool

    @property
    def height(self) -> float:
        """Its height in points."""
        return self.top - self.bottom

    def with_text(self, text: str) -> "Line":
        """Gives the same line with other words."""
        return replace(self, text=text)


def page_lines(page: pdfium.PdfPage, number: int) -> list[Line]:
    """Lists the lines of a page in the order in which the file has them.

    Args:
        page: the page.
        number: its number, from 1.

    Returns:
        The lines that hold words.
    """
    textpage = page.get_textpage()
    try:
        return [line for line in _Page(textpage, number).lines() if line.text]
    finally:
        textpage.close()


class _Page:
    def __init__(self, textpage: pdfium.PdfTextPage, number: int) -> None:
        self._textpage = textpage
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
        lines, start = [], 0
        for index, code in enumerate(chars):
            if code in (10, 13):
                lines += self._line(chars, start, index)
                start = index + 1
            elif chr(code) in _BREAK_HYPHENS:
                lines += self._line(chars, start, index + 1)
                start = index + 1
        return lines + self._line(chars, start, count)

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
            )
        ]

    def _is_bold(self, index: int) -> bool:
        if pdfium_c.FPDFText_GetFontWeight(self._textpage, index) >= _BOLD:
            return True
        # the fonts that every PDF reader has give no weight; their names do
        size = pdfium_c.FPDFText_GetFontInfo(self._textpage, index, self._name, len(self._name), self._flags)
        return 0 < size <= len(self._name) and bool(_BOLD_NAME.search(self._name.raw[:size]))

    def _bounds(self, index: int) -> tuple[float, float, float, float]:
        pdfium_c.FPDFText_GetLooseCharBox(self._textpage, index, self._rect)
        return self._rect.left, self._rect.right, self._rect.bottom, self._rect.top

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
