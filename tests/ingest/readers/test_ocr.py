import shutil
from collections.abc import Iterable
from io import BytesIO
from pathlib import Path

import pypdfium2 as pdfium
import pytest
from fpdf import FPDF
from PIL import Image, ImageDraw, ImageFont

from ingest.documents import Document, IngestError
from ingest.readers import ocr
from ingest.readers import pdf as pdf_reader
from ingest.readers.pdf_pictures import named
from tests.ingest.readers.making import Page

needs_tesseract = pytest.mark.skipif(not ocr.available(), reason="tesseract is not installed")
RULES = (
    "A. Spine surgery",
    "1. Report code 63102 once for the first segment, and code 63103",
    "for each additional segment that was treated.",
    "",
    "2. Modifier 62 is reported when two surgeons work together.",
)


def picture(lines: Iterable[str], size: tuple[int, int] = (1700, 2200)) -> BytesIO:
    image = Image.new("L", size, 255)
    draw, font = ImageDraw.Draw(image), ImageFont.load_default(36)
    for place, line in enumerate(lines):
        draw.text((200, 200 + 56 * place), line, fill=0, font=font)
    file = BytesIO()
    image.save(file, "PNG")
    file.seek(0)
    return file


def scan(page: FPDF, lines: Iterable[str]) -> None:
    page.image(picture(lines), 0, 0, 612, 792)


def read(path: Path) -> Document:
    return pdf_reader.read(path, path.read_bytes())


def mixed(folder: Path) -> Path:
    """Makes four pages: text, a scan, text with a small picture, a scan with a stamp."""
    page = Page(folder)
    page.line("The first page is text.")
    page.sheet()
    scan(page, RULES)
    page.sheet()
    page.line("The third page is text with a small picture.")
    page.image(picture(["A logo"]), 300, 400, 100, 100)
    page.sheet()
    scan(page, ["The last page is a scan."])
    page.at(770, "Page 4")
    return page.done()


@pytest.fixture
def without_tesseract(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")


@pytest.mark.parametrize(
    ("pages", "words"),
    [
        ([3], "page 3"),
        (range(1, 4), "pages 1-3"),
        ([3, 7], "pages 3 and 7"),
        ([3, 7, 9, 10, 11], "pages 3, 7 and 9-11"),
    ],
)
def test_pages_are_named(pages: Iterable[int], words: str) -> None:
    assert named(pages) == words


def test_scanned_pages_are_those_with_a_large_picture_and_no_text(tmp_path: Path) -> None:
    pdf = pdfium.PdfDocument(mixed(tmp_path))
    assert ocr.scanned(pdf) == [2, 4]
    assert ocr.scanned(pdf, [1, 4]) == [4]
    pdf.close()


@pytest.mark.usefixtures("without_tesseract")
def test_without_tesseract_the_text_goes_in_and_the_note_names_the_pages(tmp_path: Path) -> None:
    document = read(mixed(tmp_path))
    assert [(block.page, block.text) for block in document.blocks] == [
        (1, "The first page is text."),
        (3, "The third page is text with a small picture."),
    ]
    assert document.notes == (
        "pages 2 and 4 are pictures of text and were not read; install tesseract, or run OCR over the file,"
        " and give it again.",
    )


@pytest.mark.usefixtures("without_tesseract")
def test_without_tesseract_a_file_of_scans_is_refused_with_its_pages(tmp_path: Path) -> None:
    page = Page(tmp_path)
    scan(page, RULES)
    page.sheet()
    scan(page, RULES)
    page.at(770, "Page 2")
    with pytest.raises(IngestError, match="install tesseract, or run OCR over pages 1-2 first"):
        read(page.done())


def test_a_file_of_text_has_no_notes(tmp_path: Path) -> None:
    page = Page(tmp_path)
    page.line("A rule is here.")
    assert read(page.done()).notes == ()


@needs_tesseract
def test_scanned_pages_go_the_way_of_all_pages(tmp_path: Path) -> None:
    document = read(mixed(tmp_path))
    second = [(b.section, b.text) for b in document.blocks if b.page == 2]
    assert second == [
        (
            "A.1",
            "1. Report code 63102 once for the first segment, and code 63103 for each additional segment that"
            " was treated.",
        ),
        ("A.2", "2. Modifier 62 is reported when two surgeons work together."),
    ]
    assert document.blocks[-1].text == "The last page is a scan."
    assert document.notes == (
        "pages 2 and 4 are pictures of text and were read by OCR; check a quote against the printed page.",
    )


@needs_tesseract
def test_lines_stand_where_they_are_printed(tmp_path: Path) -> None:
    pdf = pdfium.PdfDocument(mixed(tmp_path))
    lines = ocr.page_text(pdf, 2)
    pdf.close()
    assert [line.text for line in lines] == [line for line in RULES if line]
    scale = 612 / 1700
    assert all(abs(line.left - 200 * scale) < 3 for line in lines)
    steps = [before.bottom - after.bottom for before, after in zip(lines, lines[1:], strict=False)]
    assert steps == pytest.approx([56 * scale, 56 * scale, 2 * 56 * scale], abs=2)


@needs_tesseract
def test_an_enormous_page_is_read_within_the_limit_of_pixels(tmp_path: Path) -> None:
    page = FPDF(unit="pt", format=(14000, 14000))
    page.add_page()
    page.image(picture(["A rule is here."], (1000, 1000)), 0, 0, 14000, 14000)
    page.output(str(tmp_path / "poster.pdf"))
    assert "A rule is here." in [block.text for block in read(tmp_path / "poster.pdf").blocks]


@needs_tesseract
def test_a_language_that_is_missing_is_said(tmp_path: Path) -> None:
    pdf = pdfium.PdfDocument(mixed(tmp_path))
    with pytest.raises(ocr.OcrError, match=r"tesseract stopped: .*xyz"):
        ocr.page_text(pdf, 2, "xyz")
    pdf.close()


def test_a_program_that_fails_leaves_a_note_with_its_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = tmp_path / "bin" / "tesseract"
    broken.parent.mkdir()
    broken.write_text(f"#!{shutil.which('sh')}\necho 'no data for eng' >&2\nexit 1\n")
    broken.chmod(0o755)
    monkeypatch.setenv("PATH", str(broken.parent))
    assert read(mixed(tmp_path)).notes == (
        "pages 2 and 4 are pictures of text and could not be read (tesseract stopped: no data for eng);"
        " run OCR over the file and give it again.",
    )
