"""Reads scanned pages of PDFs with the `tesseract` program, where it is installed.

The program gets the picture through a pipe: were this process stopped at its limits, no file with a page of
somebody's record would be left behind.
"""

import csv
import shutil
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from statistics import median

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from ingest.readers.pdf_lines import Line

_DPI = 300.0  # what tesseract's documentation asks for
_PIXELS = 25_000_000  # a Letter page at 300 dpi has 8.4 million
_SECONDS = 120.0
FEW_LETTERS = 30  # a stamp or a page number on a scan
_LARGE = 0.4  # of the page
_NESTED = 3  # pictures stand in forms within forms
_WORD_LEVEL = "5"
_DESCENDING = frozenset("gjpqyçQ,;|()[]{}/_$§")
_CAPITAL_SHARE = 0.72  # height of a capital letter, of the font's size
_DESCENDER_SHARE = 0.22


class OcrError(Exception):
    """A page could not be read by OCR; the message is a part of a sentence that says why."""


@dataclass(frozen=True)
class _Word:
    text: str
    left: float
    right: float
    bottom: float
    top: float


def available() -> bool:
    """Tells whether the program is installed."""
    return shutil.which("tesseract") is not None


def scanned(pdf: pdfium.PdfDocument, among: Iterable[int] | None = None) -> list[int]:
    """Finds the pages that are pictures of text.

    Args:
        pdf: the opened PDF.
        among: the pages to look at, from 1, or None for all.

    Returns:
        Numbers of the pages that have a large picture and no text besides a stamp.
    """
    found = []
    for number in range(1, len(pdf) + 1) if among is None else among:
        page = pdf[number - 1]
        if _is_scanned(page):
            found.append(number)
        page.close()
    return found


def page_text(pdf: pdfium.PdfDocument, number: int, languages: str = "eng") -> list[Line]:
    """Reads a page by OCR.

    Args:
        pdf: the opened PDF.
        number: the page, from 1.
        languages: tesseract's names of the languages, joined by "+".

    Returns:
        The printed lines as `pdf_lines.page_lines` gives them; none of them is known to be bold.

    Raises:
        OcrError: the program is not installed, lacks a language, or did not finish.
    """
    page = pdf[number - 1]
    try:
        width, height = page.get_size()
        scale = min(_DPI / 72, (_PIXELS / max(width * height, 1.0)) ** 0.5)
        picture = _rendered(page, scale)
    finally:
        page.close()
    command = ["tesseract", "stdin", "stdout", "-l", languages, "--dpi", str(round(72 * scale))]
    try:
        done = subprocess.run(
            [*command, "-c", "tessedit_create_tsv=1"], input=picture, capture_output=True, timeout=_SECONDS
        )
    except OSError as error:
        raise OcrError(f"tesseract cannot be started: {error.strerror}") from error
    except subprocess.TimeoutExpired as error:
        raise OcrError(f"tesseract needed more than {_SECONDS:g} seconds") from error
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip().splitlines()
        raise OcrError(f"tesseract stopped: {said[0] if said else f'exit status {done.returncode}'}")
    return _lines(done.stdout.decode("utf-8", "replace"), number, scale, height)


def _is_scanned(page: pdfium.PdfPage) -> bool:
    textpage = page.get_textpage()
    try:
        if sum(not char.isspace() for char in textpage.get_text_range()) >= FEW_LETTERS:
            return False
    finally:
        textpage.close()
    left, bottom, right, top = page.get_bbox()
    covered = 0.0
    for picture in page.get_objects([pdfium_c.FPDF_PAGEOBJ_IMAGE], max_depth=_NESTED):
        x0, y0, x1, y1 = picture.get_bounds()
        covered += max(0.0, min(x1, right) - max(x0, left)) * max(0.0, min(y1, top) - max(y0, bottom))
    return bool(covered >= _LARGE * (right - left) * (top - bottom) > 0)


def _rendered(page: pdfium.PdfPage, scale: float) -> bytes:
    """Renders a page as a grey PGM picture, which needs no library to write."""
    bitmap = page.render(scale=scale, grayscale=True)
    try:
        rows = memoryview(bitmap.buffer).cast("B")
        width, height, stride = bitmap.width, bitmap.height, bitmap.stride
        body = b"".join(rows[row * stride : row * stride + width] for row in range(height))
        return b"P5 %d %d 255\n" % (width, height) + body
    finally:
        bitmap.close()


def _lines(table: str, number: int, scale: float, height: float) -> list[Line]:
    printed: dict[tuple[str, ...], list[_Word]] = {}
    for row in csv.DictReader(table.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE):
        if row["level"] != _WORD_LEVEL or not (row["text"] or "").strip():
            continue
        left, top = float(row["left"]) / scale, height - float(row["top"]) / scale
        right, bottom = left + float(row["width"]) / scale, top - float(row["height"]) / scale
        place = (row["block_num"], row["par_num"], row["line_num"])
        printed.setdefault(place, []).append(_Word(row["text"].strip(), left, right, bottom, top))
    return [_line(words, number) for words in printed.values()]


def _line(words: list[_Word], number: int) -> Line:
    """Makes a line as high as its font, whether or not its letters have descenders."""
    standing = [word for word in words if not _DESCENDING & set(word.text)]
    baseline = median(word.bottom for word in standing or words)
    size = max(median(word.top for word in words) - baseline, 1.0) / _CAPITAL_SHARE
    bottom = baseline - _DESCENDER_SHARE * size
    text = " ".join(" ".join(word.text for word in words).split())
    left, right = min(word.left for word in words), max(word.right for word in words)
    return Line(text, number, left, right, bottom, bottom + size, bold=False, starts_bold=False)
