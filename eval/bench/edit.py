"""Edits one line of a PDF, as an editor's office would, and leaves all else as it is."""

import ctypes
from pathlib import Path

import pypdfium2 as pdfium
import pypdfium2.raw as raw


def edit_page(source: Path, target: Path, words: str) -> int:
    """Puts words in the place of the widest line of text on a PDF's middle page.

    Args:
        source: the PDF as it is.
        target: where the edited one is written.
        words: what the line says from now on.

    Returns:
        The number of the page, from 1.
    """
    pdf = pdfium.PdfDocument(source)
    number = len(pdf) // 2
    page = pdf[number]
    lines = list(page.get_objects(filter=[raw.FPDF_PAGEOBJ_TEXT]))
    widest = max(lines, key=lambda line: line.get_bounds()[2] - line.get_bounds()[0])
    matrix, size = widest.get_matrix(), float(widest.get_font_size())
    page.remove_obj(widest)
    new = raw.FPDFPageObj_NewTextObj(pdf, b"Helvetica", ctypes.c_float(size))
    wide = (words + "\0").encode("utf-16-le")
    raw.FPDFText_SetText(new, ctypes.cast(ctypes.create_string_buffer(wide), ctypes.POINTER(ctypes.c_ushort)))
    line = pdfium.PdfObject(new, pdf=pdf)
    line.set_matrix(matrix)
    page.insert_obj(line)
    page.gen_content()
    pdf.save(target)
    pdf.close()
    return number + 1
