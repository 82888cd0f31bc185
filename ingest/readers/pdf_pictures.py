"""Puts what OCR reads in the place of a PDF's pages that are pictures, and says which pages those are."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

import pypdfium2 as pdfium

from ingest.readers import ocr
from ingest.readers.pdf_lines import Line


@dataclass(frozen=True)
class Pictures:
    """Pages that are pictures of text.

    Attributes:
        read: those that OCR has read.
        unread: those that were not read.
        reason: why the first of those could not be read, or an empty string where OCR is not installed.
    """

    read: tuple[int, ...] = ()
    unread: tuple[int, ...] = ()
    reason: str = ""

    @property
    def notes(self) -> tuple[str, ...]:
        """Sentences for the person who gave the file."""
        notes = []
        if self.read:
            pages = named(self.read)
            notes.append(
                f"{pages} {_are(self.read)} and {_were(self.read)} read by OCR;"
                " check a quote against the printed page."
            )
        if self.unread:
            notes.append(f"{named(self.unread)} {_are(self.unread)} and {self._missing}")
        return tuple(notes)

    @property
    def _missing(self) -> str:
        if self.reason:
            return f"could not be read ({self.reason}); run OCR over the file and give it again."
        return (
            f"{_were(self.unread)} not read; install tesseract, or run OCR over the file, and give it again."
        )

    def refusal(self, count: int) -> str:
        """Says that nothing could be read.

        Args:
            count: number of pages of the file.
        """
        pages = named(self.unread or range(1, count + 1))
        if self.reason:
            return (
                f"the PDF holds pictures of text that cannot be read ({self.reason}); run OCR over {pages}."
            )
        return (
            f"the PDF holds pictures of text and no text; install tesseract, or run OCR over {pages} first."
        )


def with_pictures(pdf: pdfium.PdfDocument, pages: list[list[Line]]) -> tuple[list[list[Line]], Pictures]:
    """Reads the pages that are pictures, where OCR is installed.

    Args:
        pdf: the opened PDF.
        pages: the lines of each page that are printed as text.

    Returns:
        The lines of each page, and which pages are pictures.
    """
    bare = [
        number
        for number, lines in enumerate(pages, 1)
        if sum(len(line.text) for line in lines) < 2 * ocr.FEW_LETTERS
    ]
    pictures = ocr.scanned(pdf, bare)
    if not pictures or not ocr.available():
        return pages, Pictures(unread=tuple(pictures))
    whole, read, unread, reason = list(pages), [], [], ""
    for number in pictures:
        try:
            whole[number - 1] = ocr.page_text(pdf, number)
        except ocr.OcrError as error:
            unread.append(number)
            reason = reason or str(error)
        else:  # what is stamped on the picture is in it, too
            read.append(number)
    return whole, Pictures(tuple(read), tuple(unread), reason)


def named(pages: Iterable[int]) -> str:
    """Names pages: "page 3", "pages 1-3", "pages 3, 7 and 9-12".

    Args:
        pages: their numbers, in order.
    """
    numbers = list(pages)
    starts = [one for one, before in zip(numbers, [None, *numbers], strict=False) if before != one - 1]
    ends = [one for one, after in pairwise([*numbers, 0]) if after != one + 1]
    runs = [f"{start}" if start == end else f"{start}-{end}" for start, end in zip(starts, ends, strict=True)]
    listed = " and ".join([", ".join(runs[:-1]), runs[-1]]) if len(runs) > 1 else runs[0]
    return f"page {listed}" if len(numbers) == 1 else f"pages {listed}"


def _are(pages: tuple[int, ...]) -> str:
    return "is a picture of text" if len(pages) == 1 else "are pictures of text"


def _were(pages: tuple[int, ...]) -> str:
    return "was" if len(pages) == 1 else "were"
