"""Reads PowerPoint presentations (PPTX) with python-pptx."""

import hashlib
import io
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pptx

from ingest.documents import Block, Document, IngestError
from ingest.readers.office import SLIDES, check
from ingest.readers.office_about import said
from ingest.readers.office_items import Grid, Paragraph, row_texts
from ingest.readers.sections import fold
from ingest.readers.slide_shapes import Line, Shapes, lines_of

_LIST_WORDS = 120
_TITLE_LENGTH = 200


def read(path: Path, data: bytes) -> Document:
    """Reads a presentation.

    Args:
        path: the file.
        data: its bytes.

    Returns:
        The document, with a block for each paragraph and table row of each slide and of its notes; the
        page is the number of the slide.

    Raises:
        IngestError: the file is damaged, encrypted, too large, of another format, or holds no words.
    """
    check(path, data, SLIDES)
    try:
        opened = pptx.Presentation(io.BytesIO(data))
        metadata_title = str(opened.core_properties.title or "")
        slides = [_Slide(slide, number) for number, slide in enumerate(opened.slides, 1)]
    except RecursionError as error:
        message = "the file nests groups deeper than any presentation does; it was not read."
        raise IngestError(path, message) from error
    except Exception as error:  # python-pptx says in many ways that a package lacks what it must have
        message = "the file is damaged and cannot be opened as a .pptx file; get the file again."
        raise IngestError(path, message) from error
    blocks = tuple(block for slide in slides for block in slide.blocks())
    if not blocks:
        raise IngestError(path, _nothing(slides))
    first = slides[0]
    front = [Paragraph(first.title, bold=True)] if first.title else []
    about = said([*front, *first.front()], metadata_title)
    return Document(
        name=path.name,
        title=about.title or path.stem,
        sha256=hashlib.sha256(data).hexdigest(),
        blocks=blocks,
        edition=about.edition,
        effective_from=about.effective_from,
        effective_to=about.effective_to,
        pages=len(slides),
        notes=tuple(_notes(slides)),
    )


class _Slide:
    """What one slide says.

    Args:
        slide: as python-pptx has it.
        number: its number, from 1.
    """

    def __init__(self, slide: Any, number: int) -> None:
        self.number = number
        self.hidden = slide._element.get("show") in ("0", "false")
        titled = slide.shapes.title
        title = fold(titled.text_frame.text) if titled is not None else ""
        self.title = title if len(title) <= _TITLE_LENGTH else ""
        shapes = Shapes(slide)
        self._items = list(shapes.items(without_title=bool(self.title)))
        self.pictures = shapes.pictures
        self.charts = shapes.charts
        self._spoken: list[Line] = []
        if slide.has_notes_slide and (frame := slide.notes_slide.notes_text_frame) is not None:
            self._spoken = list(lines_of(frame._txBody))

    @property
    def silent(self) -> bool:
        """Whether it shows pictures and no words."""
        return bool(self.pictures) and not self._items

    def front(self) -> list[Paragraph | Grid]:
        """Gives what it shows, for finding what the presentation says about itself."""
        return [Paragraph(item.text) if isinstance(item, Line) else item for item in self._items]

    def blocks(self) -> Iterator[Block]:
        """Gives its blocks; a title with nothing under it is one."""
        mark = "(hidden slide)"
        name = " ".join(filter(None, (self.title, mark if self.hidden else "")))
        headings = (name,) if name else ()
        section = name or None
        if self.title and not self._items and not self._spoken:
            yield Block(self.title, headings, section, self.number)
        for text in _texts(self._items):
            yield Block(text, headings, section, self.number)
        for text in _texts(self._spoken):
            yield Block(text, (*headings, "Notes"), section or "Notes", self.number)


def _texts(items: Sequence[Line | Grid]) -> Iterator[str]:
    """Writes paragraphs and rows, a short list with its lead-in."""
    place = 0
    while place < len(items):
        item = items[place]
        place += 1
        if isinstance(item, Grid):
            yield from (text for text, _ in row_texts(item))
            continue
        under = _list_under(items, item, place) if item.text.endswith(":") else []
        whole = " ".join([item.text, *(line.text if line.numbered else f"• {line.text}" for line in under)])
        if under and len(whole.split()) <= _LIST_WORDS:
            place += len(under)
            yield whole
        else:
            yield item.text


def _list_under(items: Sequence[Line | Grid], lead: Line, place: int) -> list[Line]:
    """Lists the paragraphs below a lead-in, or more of them than can be joined to it."""
    found: list[Line] = []
    for item in items[place : place + _LIST_WORDS]:
        if not isinstance(item, Line) or item.shape != lead.shape or item.depth <= lead.depth:
            break
        found.append(item)
    return found


def _named(slides: list[_Slide]) -> str:
    numbers = [str(slide.number) for slide in slides]
    if len(numbers) == 1:
        return f"slide {numbers[0]}"
    return f"slides {', '.join(numbers[:-1])} and {numbers[-1]}"


def _nothing(slides: list[_Slide]) -> str:
    if any(slide.pictures for slide in slides):
        return "the presentation holds pictures and no words; run OCR over them and give the text."
    return "the presentation holds no words; nothing was taken in."


def _notes(slides: list[_Slide]) -> Iterator[str]:
    if hidden := [slide for slide in slides if slide.hidden]:
        are = "is" if len(hidden) == 1 else "are"
        yield f"{_named(hidden).capitalize()} {are} hidden in the presentation; read and marked as hidden."
    if charted := [slide for slide in slides if slide.charts]:
        yield f"The charts on {_named(charted)} were not read, besides their titles."
    if silent := [slide for slide in slides if slide.silent]:
        yield f"On {_named(silent)} there are only pictures; words in them were not read."
