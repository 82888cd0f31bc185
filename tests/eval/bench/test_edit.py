from pathlib import Path

import pypdfium2 as pdfium
from fpdf import FPDF

from eval.bench.edit import edit_page


def test_one_line_of_the_middle_page_is_replaced_and_all_else_stays(tmp_path: Path) -> None:
    pdf = FPDF()
    pdf.set_font("Helvetica", size=12)
    for page in range(5):
        pdf.add_page()
        for line in range(4):
            pdf.cell(text=f"Page {page}, line {line}{', which is the widest' * (line == 2)}.")
            pdf.ln()
    pdf.output(str(tmp_path / "old.pdf"))
    assert edit_page(tmp_path / "old.pdf", tmp_path / "new.pdf", "Words of release 7") == 3
    before, after = (lines(tmp_path / name) for name in ("old.pdf", "new.pdf"))
    assert before - after == {(2, "Page 2, line 2, which is the widest.")}
    assert after - before == {(2, "Words of release 7")}


def lines(path: Path) -> set[tuple[int, str]]:
    pdf = pdfium.PdfDocument(path)
    return {
        (number, line.strip())
        for number, page in enumerate(pdf)
        for line in page.get_textpage().get_text_range().splitlines()
        if line.strip()
    }
