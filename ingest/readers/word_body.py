"""The paragraphs and tables of a Word document, in the order in which they are printed."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from ingest.readers.office_items import Grid, Paragraph, grid, row_texts
from ingest.readers.sections import fold
from ingest.readers.word_numbers import Numbering, Printed
from ingest.readers.word_styles import Style, Styles, indent, outline_level
from ingest.readers.word_words import Notes, Reader, Words
from ingest.readers.word_xml import Element, W, inside, name, number, switch, value

_MOST_COLUMNS = 500  # a file may claim that a cell spans millions


@dataclass(frozen=True)
class _Cell:
    element: Element
    span: int
    goes_on: bool  # the lower part of a cell that spans rows


class Body:
    """Reads the body of a document.

    Args:
        styles: its styles.
        numbering: its automatic numbers.
        notes: its footnotes and endnotes.
        paged: whether the recorded page breaks can be trusted.

    Attributes:
        hidden: how many words were left out because they are hidden.
        pictures: how many pictures there are.
        embedded: how many other documents are embedded and were not read.
    """

    def __init__(self, styles: Styles, numbering: Numbering, notes: Notes, *, paged: bool) -> None:
        self._styles = styles
        self._numbering = numbering
        self._reader = Reader(styles, notes)
        self._page: int | None = 1 if paged else None
        self._carried: Words | None = None
        self.hidden = 0
        self.pictures = 0
        self.embedded = 0

    def items(self, element: Element) -> Iterator[Paragraph | Grid]:
        """Gives the paragraphs and tables in an element.

        Args:
            element: a body, a cell, or the content of a text box.

        Yields:
            Paragraphs with words, and tables of more than one column.
        """
        for child in inside(element):
            tag = name(child)
            if tag == W + "p":
                yield from self._paragraph(child)
            elif tag == W + "tbl":
                yield from self._rest()
                yield from self._table(child)
            elif tag == W + "altChunk":
                self.embedded += 1
        yield from self._rest()

    def _rest(self) -> Iterator[Paragraph]:
        rest, self._carried = self._carried, None
        if rest is not None and rest.text:
            yield Paragraph(rest.text, page=self._page)

    def _paragraph(self, element: Element) -> Iterator[Paragraph | Grid]:
        properties = element.find(W + "pPr")
        style_id = value(properties, "pStyle")
        style = self._styles.of(style_id)
        words = self._reader.read(element, style)
        self.hidden += words.hidden
        self.pictures += words.pictures
        page = self._page
        if self._page is not None:
            page = self._page + words.breaks_before
            self._page += words.breaks
        words = self._joined(words)
        if properties is not None and properties.find(f"{W}rPr/{W}del") is not None:
            self._carried = words  # its end was deleted: the next paragraph goes on in it
        else:
            printed = self._number(properties, style, style_id)
            if words.text and not style.contents:
                yield self._made(properties, style, words, printed, page)
        for box in words.boxes:
            carried, self._carried = self._carried, None
            yield from self.items(box)
            self._carried = carried

    def _joined(self, words: Words) -> Words:
        before, self._carried = self._carried, None
        if before is None or not before.text:
            return words
        words.text, words.plain = f"{before.text} {words.text}", f"{before.plain} {words.plain}"
        words.notes = before.notes + words.notes
        words.bold = words.bold and before.bold
        return words

    def _number(self, properties: Element | None, style: Style, style_id: str | None) -> Printed | None:
        num_id = value(properties, "numPr/numId")
        depth = number(value(properties, "numPr/ilvl"))
        if num_id is None:
            num_id = style.num_id
            if depth is None and num_id is not None:
                depth = self._numbering.depth_of_style(num_id, style_id)
                depth = style.depth if depth is None else depth
        if num_id is None or num_id == "0":
            return None
        return self._numbering.next(num_id, depth or 0)

    @staticmethod
    def _made(
        properties: Element | None, style: Style, words: Words, printed: Printed | None, page: int | None
    ) -> Paragraph:
        level = outline_level(properties)
        level = style.level if level is None else level or None
        lefts = (indent(properties), printed.left if printed else None, style.left)
        text = words.text if level is None else words.plain or words.text
        number_text = printed.text if printed else ""
        return Paragraph(
            text=fold(f"{number_text} {text}"),
            bold=words.bold,
            level=level,
            left=next((left for left in lefts if left is not None), 0.0),
            page=page,
            number=number_text if printed and number_text and not printed.bullet else None,
            item=(printed.list_id, printed.depth) if printed and number_text and level is None else None,
            notes=words.notes if level is not None and words.plain else (),
        )

    def _table(self, table: Element) -> Iterator[Paragraph | Grid]:
        rows = [row for row in inside(table) if name(row) == W + "tr" and row.find(f"{W}trPr/{W}del") is None]
        cells = [_cells(row) for row in rows]
        if all(len(row) <= 1 for row in cells):  # a frame around running text
            for row in cells:
                for cell in row:
                    yield from self.items(cell.element)
            return
        marks = [switch(row, "trPr/tblHeader") is True for row in rows]
        yield from _Table(self, rows, cells, marks).items()

    def cell(self, element: Element) -> tuple[str, bool]:
        """Gives the words of a cell, and whether all of them are bold."""
        parts, bold = [], True
        for item in self.items(element):
            if isinstance(item, Paragraph):
                parts.append(" ".join([item.text, *item.notes]))
                bold = bold and item.bold
            else:
                parts.extend(text for text, _ in row_texts(item))
        return fold(" ".join(parts)), bold and bool(parts)

    @property
    def page(self) -> int | None:
        """The page that was reached."""
        return self._page


def _cells(row: Element) -> list[_Cell]:
    cells = []
    for cell in inside(row):
        if name(cell) != W + "tc":
            continue
        properties = cell.find(W + "tcPr")
        span = number(value(properties, "gridSpan")) or 1
        merged = None if properties is None else properties.find(W + "vMerge")
        goes_on = merged is not None and merged.get(W + "val") in (None, "continue")
        cells.append(_Cell(cell, min(max(span, 1), _MOST_COLUMNS), goes_on))
    return cells


@dataclass
class _Table:
    """Reads one table of several columns.

    Attributes:
        body: what reads its cells.
        rows: its rows.
        cells: their cells.
        marks: whether the file marks each row as part of the header.
    """

    body: Body
    rows: list[Element]
    cells: list[list[_Cell]]
    marks: list[bool]
    _texts: list[list[str]] = field(default_factory=list)
    _spread: list[list[str]] = field(default_factory=list)
    _bold: list[list[bool]] = field(default_factory=list)
    _pages: list[int | None] = field(default_factory=list)
    _whole: set[int] = field(default_factory=set)

    def items(self) -> Iterator[Paragraph | Grid]:
        """Gives the rows over the whole width that stand above the header, then the grid."""
        header, open_header = 0, True
        for row, cells, marked in zip(self.rows, self.cells, self.marks, strict=True):
            alone = len(cells) == 1 and cells[0].span > 1
            if alone and not self._texts:
                page = self.body.page
                text, _ = self.body.cell(cells[0].element)
                if text:
                    yield Paragraph(text, page=page)
                continue
            if alone:
                self._whole.add(len(self._texts))
            self._row(row, cells)
            open_header = open_header and marked
            header += open_header
        if not any(any(row) for row in self._texts):
            return
        yield grid(
            self._texts,
            spread=self._spread,
            marked=header if 0 < header < len(self._texts) else None,
            bold=self._bold,
            pages=self._pages,
            whole=frozenset(self._whole),
        )

    def _row(self, row: Element, cells: list[_Cell]) -> None:
        self._pages.append(self.body.page)
        before = min(number(value(row, "trPr/gridBefore")) or 0, _MOST_COLUMNS)
        texts, spread, bold = [""] * before, [""] * before, []
        above = self._spread[-1] if self._spread else []
        for cell in cells:
            column = len(texts)
            text, is_bold = self.body.cell(cell.element)
            over = above[column] if cell.goes_on and not text and column < len(above) else text
            texts += [text] + [""] * (cell.span - 1)
            spread += [over] * cell.span
            if text:
                bold.append(is_bold)
        self._texts.append(texts)
        self._spread.append(spread)
        self._bold.append(bold)
