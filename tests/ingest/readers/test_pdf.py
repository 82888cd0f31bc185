from datetime import date
from pathlib import Path

import pytest
from fpdf import FPDF

from ingest.documents import IngestError
from ingest.readers import read
from tests.ingest.readers.making import FULL, Page


def test_lines_become_paragraphs_that_go_on_over_a_page_end(tmp_path: Path) -> None:
    page = Page(tmp_path)
    page.line(FULL)
    page.line("and closes here.")
    page.gap()
    page.line(FULL)
    page.sheet()
    page.line("goes on here.")
    page.gap()
    page.line("Third paragraph.")
    document = read(page.done())
    assert [(block.page, block.text) for block in document.blocks] == [
        (1, f"{FULL} and closes here."),
        (1, f"{FULL} goes on here."),
        (2, "Third paragraph."),
    ]
    assert document.pages == 2
    assert {block.section for block in document.blocks} == {None}


def test_headers_footers_and_page_numbers_are_left_out(tmp_path: Path) -> None:
    page = Page(tmp_path)
    for number in range(1, 7):
        page.at(30, "Coding Manual")
        page.at(760, f"Page {number} of 6")
        page.line(f"Rule {'ABCDEF'[number - 1]} is here.")
        if number < 6:
            page.sheet()
    texts = [block.text for block in read(page.done()).blocks]
    assert texts == [f"Rule {letter} is here." for letter in "ABCDEF"]


def test_a_title_that_each_chapter_has_is_no_header(tmp_path: Path) -> None:
    page = Page(tmp_path)
    for chapter in ("I", "II", "III", "IV"):
        page.line(f"Chapter {chapter} Surgery", bold=True)
        page.gap()
        for letter, title in zip("AB", ("Introduction", "Biopsy"), strict=True):
            page.line(f"{letter}. {title}", bold=True)
            page.gap()
            page.line(f"What {title} says in {chapter}.")
            page.gap()
        for _ in range(6):
            page.sheet()
            page.line(f"More of {chapter}.")
    blocks = read(page.done()).blocks
    assert [b.section for b in blocks if b.text.startswith("What")] == [
        f"Chapter {chapter}, {letter}" for chapter in ("I", "II", "III", "IV") for letter in "AB"
    ]


def test_sections_items_and_unnumbered_titles(tmp_path: Path) -> None:
    page = Page(tmp_path)
    page.line("Section I. Rules", bold=True)
    page.gap()
    page.line("A. Units", bold=True, left=90)
    page.gap()
    page.line("1. Report one unit for each segment.", left=108)
    page.gap()
    page.line("2. Report the add-on code for each more.", left=108)
    page.gap()
    page.line("General notes", bold=True, left=90)
    page.gap()
    page.line("Notes are here.", left=90)
    page.gap()
    page.line("B. Reserved", bold=True, left=90)
    found = [(b.section, b.headings[1:], b.text) for b in read(page.done()).blocks]
    assert found == [
        ("I.A.1", ("A. Units",), "1. Report one unit for each segment."),
        ("I.A.2", ("A. Units",), "2. Report the add-on code for each more."),
        ("I.A", ("A. Units", "General notes"), "Notes are here."),
        ("I.B", ("B. Reserved",), "B. Reserved"),
    ]


def test_short_items_stay_with_their_lead_in(tmp_path: Path) -> None:
    page = Page(tmp_path)
    page.line(FULL)
    page.line("The code is reported for:")
    page.line("- one level, or", left=90)
    page.line("- two levels", left=90)
    page.gap()
    page.line("Another paragraph ends here.")
    texts = [block.text for block in read(page.done()).blocks]
    assert texts[-1] == "Another paragraph ends here."
    assert any(text.endswith("reported for: - one level, or - two levels") for text in texts)


def test_a_table_of_contents_is_left_out_and_confirms_sections(tmp_path: Path) -> None:
    page = Page(tmp_path)
    page.line("Table of Contents", bold=True)
    page.line("A. Scope ........................ 2")
    page.line("B. Units and modifiers .......... 2")
    page.sheet()
    page.line("A. Scope")
    page.gap()
    page.line("The scope is all codes.")
    page.gap()
    page.line("B. Units and modifiers")
    page.gap()
    page.line("One unit.")
    blocks = read(page.done()).blocks
    assert [(b.section, b.page, b.text) for b in blocks] == [
        ("A", 2, "The scope is all codes."),
        ("B", 2, "One unit."),
    ]


def test_title_edition_and_dates_are_taken_from_the_first_page(tmp_path: Path) -> None:
    page = Page(tmp_path)
    page.line("Guidelines for Examples", bold=True)
    page.line("FY 2031", bold=True)
    page.line("(October 1, 2030 - September 30, 2031)", bold=True)
    page.gap()
    page.line("A rule.")
    document = read(page.done())
    assert document.title == "Guidelines for Examples"
    assert document.edition == "FY2031"
    assert (document.effective_from, document.effective_to) == (date(2030, 10, 1), date(2031, 9, 30))


def test_the_metadata_or_the_file_name_is_the_title_otherwise(tmp_path: Path) -> None:
    page = Page(tmp_path, "plain.pdf")
    page.line("A rule is here.")
    assert read(page.done()).title == "plain"
    titled = Page(tmp_path, "titled.pdf")
    titled.set_title("Metadata title")
    titled.line("A rule is here.")
    assert read(titled.done()).title == "Metadata title"


def test_a_scanned_pdf_is_refused_with_its_pages(tmp_path: Path) -> None:
    scan = FPDF()
    for _ in range(3):
        scan.add_page()
        scan.rect(10, 10, 50, 50, style="F")
    scan.output(str(tmp_path / "scan.pdf"))
    with pytest.raises(IngestError, match="OCR over pages 1-3"):
        read(tmp_path / "scan.pdf")


def test_a_protected_pdf_is_refused(tmp_path: Path) -> None:
    page = Page(tmp_path)
    page.set_encryption(owner_password="owner", user_password="user")
    page.line("A rule.")
    with pytest.raises(IngestError, match="password"):
        read(page.done())


@pytest.mark.parametrize("kept", [20, 300])
def test_a_damaged_pdf_is_refused(tmp_path: Path, kept: int) -> None:
    page = Page(tmp_path)
    page.line("A rule.")
    path = page.done()
    path.write_bytes(path.read_bytes()[:kept])
    with pytest.raises(IngestError, match="damaged"):
        read(path)
