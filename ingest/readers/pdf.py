"""Reads PDFs with pypdfium2."""

import hashlib
from pathlib import Path

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from ingest.documents import Block, Document, IngestError
from ingest.readers.joining import Vocabulary
from ingest.readers.paragraphs import Grouper
from ingest.readers.pdf_about import about
from ingest.readers.pdf_columns import columns, in_order
from ingest.readers.pdf_furniture import Contents, without_contents, without_running_lines
from ingest.readers.pdf_lines import Line, page_lines
from ingest.readers.pdf_pictures import named, with_pictures
from ingest.readers.pdf_rules import Grid, grids
from ingest.readers.pdf_structure import Structure
from ingest.readers.pdf_tables import with_tables

_ABOUT_PAGES = 10  # a revision date may stand only in the running lines after a table of contents


def read(path: Path, data: bytes) -> Document:
    """Reads a PDF.

    Args:
        path: the file.
        data: its bytes.

    Returns:
        The document, with a block for each paragraph and its section, headings and page.

    Raises:
        IngestError: the file is damaged, needs a password, or holds no text that can be read.
    """
    pdf = _opened(path, data)
    try:
        printed, drawn = _pages(path, pdf)
        pages, pictures = with_pictures(pdf, printed)
        metadata_title = pdf.get_metadata_value("Title")
    finally:
        pdf.close()
    if not any(pages):
        raise IngestError(path, pictures.refusal(len(pages)), named(range(1, len(pages) + 1)))
    pages = with_tables(pages, drawn)
    said = about(pages[:_ABOUT_PAGES], metadata_title)
    body, contents = without_contents(without_running_lines(pages))
    blocks = _blocks(body, contents) if any(body) else ()
    if not blocks and pictures.unread:
        raise IngestError(path, pictures.refusal(len(pages)), named(pictures.unread))
    if not blocks:
        raise IngestError(path, "the PDF holds nothing but page numbers and contents; nothing was taken in.")
    return Document(
        name=path.name,
        title=said.title or path.stem,
        sha256=hashlib.sha256(data).hexdigest(),
        blocks=blocks,
        edition=said.edition,
        effective_from=said.effective_from,
        effective_to=said.effective_to,
        pages=len(pages),
        notes=pictures.notes,
    )


def _blocks(body: list[list[Line]], contents: Contents) -> tuple[Block, ...]:
    vocabulary = Vocabulary.of(line.text for lines in body for line in lines)
    return Structure(contents).blocks(Grouper(vocabulary).paragraphs(body))


def _opened(path: Path, data: bytes) -> pdfium.PdfDocument:
    try:
        pdf = pdfium.PdfDocument(data)
        if len(pdf) == 0:
            raise IngestError(path, "the PDF has no pages; nothing was taken in.")
    except pdfium.PdfiumError as error:
        if getattr(error, "err_code", None) == pdfium_c.FPDF_ERR_PASSWORD:
            message = "the PDF is protected by a password; save it without one and give it again."
            raise IngestError(path, message) from error
        raise IngestError(path, "the PDF is damaged and cannot be opened; get the file again.") from error
    return pdf


def _pages(path: Path, pdf: pdfium.PdfDocument) -> tuple[list[list[Line]], list[list[Grid]]]:
    pages, drawn = [], []
    for index in range(len(pdf)):
        try:
            page = pdf[index]
            drawn.append(grids(page))
            lines = page_lines(page, index + 1, drawn[-1])
            if found := columns([line for line in lines if not _within(line, drawn[-1])]):
                lines = in_order(page_lines(page, index + 1, [*drawn[-1], *found]), found)
            pages.append(lines)
            page.close()
        except pdfium.PdfiumError as error:
            message = "the PDF is damaged and this page cannot be read; get the file again."
            raise IngestError(path, message, f"page {index + 1}") from error
    return pages, drawn


def _within(line: Line, tables: list[Grid]) -> bool:
    return any(table.place((line.left + line.right) / 2, (line.bottom + line.top) / 2) for table in tables)
