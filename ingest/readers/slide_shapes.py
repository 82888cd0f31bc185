"""The words on a slide, in the order in which a person reads them."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pptx.enum.shapes import MSO_SHAPE_TYPE, PP_PLACEHOLDER
from pptx.oxml import parse_xml
from pptx.oxml.ns import qn

from ingest.readers.office_items import Grid, grid
from ingest.readers.sections import fold
from ingest.readers.word_numbers import formatted

_RUNNING = (PP_PLACEHOLDER.SLIDE_NUMBER, PP_PLACEHOLDER.FOOTER, PP_PLACEHOLDER.DATE)
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_DIAGRAM = "{http://schemas.openxmlformats.org/drawingml/2006/diagram}"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_MATH_TEXT = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
_FORMS = {
    "arabic": "decimal",
    "alphaLc": "lowerLetter",
    "alphaUc": "upperLetter",
    "romanLc": "lowerRoman",
    "romanUc": "upperRoman",
}
_AROUND = {"Period": "{}.", "ParenR": "{})", "ParenBoth": "({})", "Plain": "{}"}
_DEEPEST = 50


@dataclass(frozen=True)
class Line:
    """A paragraph on a slide.

    Attributes:
        text: its words, with its automatic number.
        depth: its depth in a list, from 0.
        shape: tells apart the shapes that paragraphs stand in.
        numbered: whether it has an automatic number.
    """

    text: str
    depth: int = 0
    shape: int = 0
    numbered: bool = False


def lines_of(body: Any, shape: int = 0) -> Iterator[Line]:
    """Gives the paragraphs of a text body.

    Args:
        body: the element that holds paragraphs.
        shape: the shape that it belongs to.

    Yields:
        Paragraphs with words.
    """
    counts: dict[int, tuple[str, int]] = {}
    for paragraph in body.findall(qn("a:p")):
        words = fold("".join(_pieces(paragraph)))
        if not words:
            continue
        properties = paragraph.find(qn("a:pPr"))
        depth = _depth(properties)
        number = _number(properties, depth, counts)
        yield Line(f"{number} {words}".strip(), depth, shape, bool(number))


def _pieces(paragraph: Any) -> Iterator[str]:
    for child in paragraph.iter(qn("a:t"), qn("a:br"), _MATH_TEXT):
        yield " " if child.tag == qn("a:br") else child.text or ""


def _depth(properties: Any) -> int:
    text = "0" if properties is None else properties.get("lvl", "0")
    return int(text) if text in tuple("012345678") else 0


def _number(properties: Any, depth: int, counts: dict[int, tuple[str, int]]) -> str:
    for deeper in [other for other in counts if other > depth]:
        del counts[deeper]
    automatic = None if properties is None else properties.find(qn("a:buAutoNum"))
    if automatic is None:
        counts.pop(depth, None)
        return ""
    kind, start = str(automatic.get("type")), str(automatic.get("startAt", "1"))
    first = int(start) if start.isascii() and start.isdigit() and len(start) < 6 else 1
    before = counts.get(depth)
    count = before[1] + 1 if before is not None and before[0] == kind else first
    counts[depth] = kind, count
    form = next((form for name, form in _FORMS.items() if kind.startswith(name)), "decimal")
    around = next((around for name, around in _AROUND.items() if kind.endswith(name)), "{}.")
    return around.format(formatted(count, form))


class Shapes:
    """Reads the shapes of a slide.

    Args:
        slide: as python-pptx has it.

    Attributes:
        pictures: how many pictures it shows.
        charts: how many charts.
    """

    def __init__(self, slide: Any) -> None:
        self._slide = slide
        self._shape = 0
        self.pictures = 0
        self.charts = 0

    def items(self, *, without_title: bool) -> Iterator[Line | Grid]:
        """Gives the paragraphs and tables from top to bottom, and from left to right beside each other.

        Args:
            without_title: leave out the title.

        Yields:
            Paragraphs and tables with words.
        """
        title = self._slide.shapes.title
        title_id = title.shape_id if title is not None and without_title else None
        yield from self._of(self._slide.shapes, title_id, 0)
        yield from self._alternatives()

    def _of(self, shapes: Any, title_id: int | None, depth: int) -> Iterator[Line | Grid]:
        for shape in _ordered(list(shapes)):
            if title_id is not None and shape.shape_id == title_id:
                continue
            if shape.is_placeholder and shape.placeholder_format.type in _RUNNING:
                continue
            self._shape += 1
            if shape.shape_type == MSO_SHAPE_TYPE.GROUP:
                if depth < _DEEPEST:
                    yield from self._of(shape.shapes, None, depth + 1)
            elif shape.has_text_frame:
                yield from lines_of(shape.text_frame._txBody, self._shape)
            elif getattr(shape, "has_table", False):
                yield from _table(shape.table)
            elif getattr(shape, "has_chart", False):
                yield from self._chart(shape.chart)
            else:
                yield from self._drawn(shape)

    def _chart(self, chart: Any) -> Iterator[Line]:
        self.charts += 1
        if chart.has_title and chart.chart_title.has_text_frame:
            text = fold(chart.chart_title.text_frame.text)
            if text:
                yield Line(f"Chart: {text}", shape=self._shape)

    def _drawn(self, shape: Any) -> Iterator[Line]:
        """Gives the words of a diagram (SmartArt), and counts pictures."""
        relations = next(shape._element.iter(f"{_DIAGRAM}relIds"), None)
        if relations is None:
            self.pictures += shape._element.tag == qn("p:pic")
            return
        related = self._slide.part.rels.get(str(relations.get(f"{_RELATION}dm")))
        if related is None or related.is_external:
            return
        for point in parse_xml(related.target_part.blob).iter(f"{_DIAGRAM}pt"):
            body = point.find(f"{_DIAGRAM}t")
            if point.get("type", "node") in ("node", "asst") and body is not None:
                yield from lines_of(body, self._shape)

    def _alternatives(self) -> Iterator[Line]:
        """Gives the words of shapes that are written in two ways, which python-pptx passes over."""
        for alternative in self._slide.shapes._spTree.iter(f"{_MC}AlternateContent"):
            choice = alternative.find(f"{_MC}Choice")
            self._shape += 1
            for body in () if choice is None else choice.iter(qn("p:txBody")):
                yield from lines_of(body, self._shape)


def _ordered(shapes: list[Any]) -> list[Any]:
    """Sorts shapes into rows by where they stand, and each row from left to right."""
    rows: list[list[Any]] = []
    for shape in sorted(shapes, key=lambda shape: (shape.top or 0, shape.left or 0)):
        if rows and _beside(rows[-1][0], shape):
            rows[-1].append(shape)
        else:
            rows.append([shape])
    return [shape for row in rows for shape in sorted(row, key=lambda s: (s.left or 0, s.top or 0))]


def _beside(first: Any, shape: Any) -> bool:
    """Tells whether two shapes overlap in height by more than half of the lower one."""
    top, bottom = shape.top or 0, (shape.top or 0) + (shape.height or 0)
    overlap = min(bottom, (first.top or 0) + (first.height or 0)) - max(top, first.top or 0)
    lower = min(shape.height or 0, first.height or 0)
    return bool(overlap > lower / 2) if lower else bool(top == (first.top or 0))


def _table(table: Any) -> Iterator[Grid]:
    rows: list[list[str]] = []
    spread: list[list[str]] = []
    whole: set[int] = set()
    for place, row in enumerate(table._tbl.tr_lst):
        texts: list[str] = []
        over: list[str] = []
        above = spread[-1] if spread else []
        for column, cell in enumerate(row.tc_lst):
            text = "" if cell.txBody is None else " ".join(line.text for line in lines_of(cell.txBody))
            texts.append(text)
            if not text and cell.hMerge and over:
                text = over[-1]
            elif not text and cell.vMerge and column < len(above):
                text = above[column]
            over.append(text)
        rows.append(texts)
        spread.append(over)
        if len(row.tc_lst) > 1 and row.tc_lst[0].gridSpan >= len(row.tc_lst):
            whole.add(place)
    if any(any(row) for row in rows):
        marked = 1 if table.first_row and len(rows) > 1 and 0 not in whole else None
        yield grid(rows, spread=spread, marked=marked, whole=frozenset(whole))
