"""Reads Word documents (DOCX) with python-docx."""

import hashlib
import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import docx
from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.oxml.parser import parse_xml

from ingest.documents import Document, IngestError
from ingest.readers.office import WORD, check
from ingest.readers.office_about import said, title_place
from ingest.readers.office_items import Grid, Paragraph
from ingest.readers.office_structure import Structure
from ingest.readers.sections import fold
from ingest.readers.word_body import Body
from ingest.readers.word_numbers import Numbering
from ingest.readers.word_styles import Styles
from ingest.readers.word_words import Notes, note_elements, note_forms
from ingest.readers.word_xml import Element, W

_Content = list[Paragraph | Grid]
_Front = tuple[str, list[str]]  # title of the properties, running headers and footers
_PAGES = re.compile(rb"<(?:\w+:)?Pages>(\d{1,6})</")


def read(path: Path, data: bytes) -> Document:
    """Reads a Word document.

    Args:
        path: the file.
        data: its bytes.

    Returns:
        The document, with a block for each paragraph and table row and the sections it stands in. Pages
        are given only where Word recorded where each of them begins.

    Raises:
        IngestError: the file is damaged, encrypted, too large, of another format, or holds no words.
    """
    body, pages, items, front = _read(path, data)
    blocks = Structure(items, title_place(items)).blocks()
    if not blocks:
        raise IngestError(path, _nothing(body))
    about = said(items, *front)
    return Document(
        name=path.name,
        title=about.title or path.stem,
        sha256=hashlib.sha256(data).hexdigest(),
        blocks=blocks,
        edition=about.edition,
        effective_from=about.effective_from,
        effective_to=about.effective_to,
        pages=pages,
        notes=tuple(_notes(body)),
    )


def grids(path: Path, data: bytes) -> list[Grid]:
    """Gives the tables of a Word document as grids of cells.

    Args:
        path: the file.
        data: its bytes.

    Returns:
        Its tables in order, those of one column left out.

    Raises:
        IngestError: as of `read`.
    """
    return [item for item in _read(path, data)[2] if isinstance(item, Grid)]


def _read(path: Path, data: bytes) -> tuple[Body, int | None, _Content, _Front]:
    check(path, data, WORD)
    try:
        opened = docx.Document(io.BytesIO(data))
        body, pages = _body(opened)
        items = list(body.items(opened.element.body))
        front = str(opened.core_properties.title or ""), [fold(text) for text in _running(opened.part)]
    except RecursionError as error:
        message = "the file nests tables or text boxes deeper than any document does; it was not read."
        raise IngestError(path, message) from error
    except Exception as error:  # python-docx says in many ways that a package lacks what it must have
        message = "the file is damaged and cannot be opened as a .docx file; get the file again."
        raise IngestError(path, message) from error
    return body, pages, items, front


def _nothing(body: Body) -> str:
    if body.pictures:
        return "the file holds pictures and no words; run OCR over them and give the text."
    return "the file holds no words besides its title; nothing was taken in."


def _notes(body: Body) -> Iterator[str]:
    if body.hidden:
        yield f"{body.hidden:,} hidden words were left out, as they are not printed."
    if body.embedded:
        yield f"{body.embedded:,} embedded documents were not read; give them as files of their own."


def _body(opened: Any) -> tuple[Body, int | None]:
    part = opened.part
    elements = {
        **note_elements("footnote", _root(part, RT.FOOTNOTES)),
        **note_elements("endnote", _root(part, RT.ENDNOTES)),
    }
    notes = Notes(elements, note_forms(_root(part, RT.SETTINGS)))
    pages = _pages(opened)
    styles, numbering = Styles(_root(part, RT.STYLES)), Numbering(_root(part, RT.NUMBERING))
    return Body(styles, numbering, notes, paged=pages is not None), pages


def _related(part: Any, kind: str) -> Iterator[Any]:
    for related in part.rels.values():
        if related.reltype == kind and not related.is_external:
            yield related.target_part


def _element(part: Any) -> Element:
    element = getattr(part, "element", None)
    return parse_xml(part.blob) if element is None else element


def _root(part: Any, kind: str) -> Element | None:
    found = next(_related(part, kind), None)
    return None if found is None else _element(found)


def _pages(opened: Any) -> int | None:
    """Gives the number of pages, where Word recorded as many beginnings of pages as it counted."""
    counted = None
    for part in opened.part.package.iter_parts():
        if str(part.partname) == "/docProps/app.xml" and (found := _PAGES.search(part.blob)):
            counted = int(found[1])
    begun = sum(1 for _ in opened.element.body.iter(W + "lastRenderedPageBreak"))
    return counted if begun and counted == begun + 1 else None


def _running(part: Any) -> Iterator[str]:
    for kind in (RT.HEADER, RT.FOOTER):
        for found in _related(part, kind):
            for paragraph in _element(found).iter(W + "p"):
                yield "".join(text.text or "" for text in paragraph.iter(W + "t"))
