"""Reads PDFs with pypdfium2."""

import hashlib
from pathlib import Path

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from ingest.documents import Document, IngestError
from ingest.readers.joining import Vocabulary
from ingest.readers.paragraphs import Grouper
from ingest.readers.pdf_about import about
from ingest.readers.pdf_furniture import without_contents, without_running_lines
from ingest.readers.pdf_lines import Line, page_lines
from ingest.readers.pdf_structure import Structure

_ABOUT_PAGES = 10  # a revision date may stand only in the running lines after a table of contents


def read(path: Path, data: bytes) -> Document:
    """Reads a PDF.

    Args:
        path: the file.
        data: its bytes.

    Returns:
        The document, with a block for each paragraph and its section, headings and page.

    Raises:
        IngestError: the file is damaged, needs a password, or holds no text.
    """
    pdf = _opened(path, data)
    try:
        pages = _pages(path, pdf)
        metadata_title = pdf.get_metadata_value("Title")
    finally:
        pdf.close()
    if not any(pages):
        raise IngestError(
            path,
            f"the PDF holds pictures of text and no text; run OCR over {_named(len(pages))} first.",
            _named(len(pages)),
        )
    said = about(pages[:_ABOUT_PAGES], metadata_title)
    body, contents = without_contents(without_running_lines(pages))
    vocabulary = Vocabulary.of(line.text for lines in body for line in lines)
    blocks = Structure(contents).blocks(Grouper(vocabulary).paragraphs(body))
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
    )


def _named(count: int) -> str:
    return "page 1" if count == 1 else f"pages 1-{count}"


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


def _pages(path: Path, pdf: pdfium.PdfDocument) -> list[list[Line]]:
    pages = []
    for index in range(len(pdf)):
        try:
            page = pdf[index]
            pages.append(page_lines(page, index + 1))
            page.close()
        except pdfium.PdfiumError as error:
            message = "the PDF is damaged and this page cannot be read; get the file again."
            raise IngestError(path, message, f"page {index + 1}") from error
    return pages
