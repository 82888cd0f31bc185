"""Groups the lines of a PDF into paragraphs, across page ends too."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

from ingest.readers.joining import Vocabulary, join
from ingest.readers.pdf_lines import Line
from ingest.readers.sections import markers_of

_GLYPHS = "•▪●○◦‣⁃∙·■□➢➤✓\uf0b7\uf0a7\uf0d8"
GLYPH = re.compile(rf"[{_GLYPHS}]")
BULLET = re.compile(rf"[{_GLYPHS}]|[*\u2011–—-](?=\s)|o(?=\s+[A-Z])")
_ENDS = re.compile(r"[.?!:;][”’\"')\]]*$")
_LOOSE = 1.25  # of the usual distance between lines: more than this is a gap
_INDENT = 6.0
_HEIGHT = 12.0  # where all lines are rows of tables


@dataclass
class Paragraph:
    """Lines that belong together.

    Attributes:
        lines: the lines, at least one.
        text: their words.
    """

    lines: list[Line]
    text: str

    @property
    def first(self) -> Line:
        """The line it begins with."""
        return self.lines[0]

    @property
    def bold(self) -> bool:
        """Whether all of it is bold."""
        return all(line.bold for line in self.lines)

    @property
    def ended(self) -> bool:
        """Whether it ends as a sentence or a lead-in does."""
        return bool(_ENDS.search(self.text))

    @property
    def bulleted(self) -> bool:
        """Whether it begins with a bullet."""
        return bool(BULLET.match(self.text))


@dataclass
class Grouper:
    """Decides where paragraphs begin.

    Attributes:
        vocabulary: the words of the document, for hyphens at line ends.
    """

    vocabulary: Vocabulary
    _leading: float = field(default=14.0)

    def paragraphs(self, pages: list[list[Line]]) -> list[Paragraph]:
        """Groups the lines of all pages.

        Args:
            pages: the lines of each page, in reading order.

        Returns:
            The paragraphs in order.
        """
        self._leading = _leading(pages)
        grouped: list[Paragraph] = []
        margins: dict[tuple[int, int], float] = {}
        for line in (line for lines in pages for line in lines):
            stack = line.page, line.column
            margins[stack] = max(margins.get(stack, line.right), line.right)
        for line in (line for lines in pages for line in lines):
            if grouped and not self._begins(grouped[-1], line, margins):
                last = grouped[-1]
                last.lines.append(line)
                last.text = join(last.text, line.text, self.vocabulary)
            else:
                grouped.append(Paragraph([line], line.text))
        return grouped

    def _begins(self, paragraph: Paragraph, line: Line, margins: dict[tuple[int, int], float]) -> bool:
        last = paragraph.lines[-1]
        if BULLET.match(line.text) or last.table_row or line.table_row:
            return True
        fits = self._would_fit(last, line, margins[last.page, last.column])
        if last.page != line.page or (last.column and last.column != line.column):
            return self._begins_on_page(paragraph, line, fits)
        step = last.bottom - line.bottom
        if step < -last.height / 2:
            return True
        if abs(step) < last.height / 3:  # another piece of the same line
            return line.left < last.right - 1
        leading = self._leading if len(paragraph.lines) < 2 else self._own_leading(paragraph)
        if step > _LOOSE * leading + 1:
            return True
        if self._ends_title(paragraph, line, fits):
            return True
        ended = bool(_ENDS.search(last.text))
        if ended and (markers_of(line.text) or fits):
            return True
        if ended and abs(line.left - last.left) > _INDENT and len(paragraph.lines) > 1:
            return True
        return fits and not line.text[:1].islower()

    def _own_leading(self, paragraph: Paragraph) -> float:
        own = list(_steps(paragraph.lines))
        return max(self._leading, min(own)) if own else self._leading

    def _begins_on_page(self, paragraph: Paragraph, line: Line, fits: bool) -> bool:
        if markers_of(line.text) and (line.bold or paragraph.ended):
            return True
        if line.text[:1].islower() or paragraph.text.endswith("-"):
            return False
        if paragraph.bold != line.bold and paragraph.bold:
            return True
        if line.bold and not paragraph.bold:
            return True
        return paragraph.ended or fits

    def _ends_title(self, paragraph: Paragraph, line: Line, fits: bool) -> bool:
        """Tells whether a bold title ends before a line, or before a bold one that is numbered."""
        if not paragraph.bold or paragraph.ended:
            return line.bold and not paragraph.bold and paragraph.ended
        if line.bold:
            return bool(markers_of(line.text)) and fits
        if line.starts_bold or line.text[:1].islower():
            return False
        return fits or bool(markers_of(paragraph.text))

    @staticmethod
    def _would_fit(last: Line, line: Line, margin: float) -> bool:
        """Tells whether the next line's first word had room: then the line was ended on purpose."""
        width = max(last.right - last.left, 1.0) / max(len(last.text), 1)
        return last.right + width * (len(line.text.split(" ", 1)[0]) + 1) * 1.3 + _INDENT < margin


def _leading(pages: list[list[Line]]) -> float:
    """Measures the usual distance between lines, from those that certainly go on in the next line."""
    sure = [step for lines in pages for step in _steps(lines, going_on=True)]
    if sure:
        return median(sure)
    heights = [line.height for lines in pages for line in lines if not line.table_row] or [_HEIGHT]
    return min([1.2 * median(heights), *(step for lines in pages for step in _steps(lines))])


def _steps(lines: list[Line], *, going_on: bool = False) -> Iterator[float]:
    for before, after in pairwise(lines):
        if before.table_row or after.table_row:
            continue
        step = before.bottom - after.bottom
        if going_on and not after.text[0].islower():
            continue
        if (
            before.page == after.page
            and before.column == after.column
            and 0.4 * before.height < step < 2.5 * before.height
        ):
            yield step
