import os
import re
from collections import Counter
from pathlib import Path

import pypdfium2 as pdfium
import pytest
from fpdf import FPDF

from ingest.documents import Block, Document, Row
from ingest.readers import pdf
from ingest.rows import render

CODES = (
    ("Code", "Descriptor", "Global period"),
    ("63101", "Vertebral corpectomy, lateral extracavitary approach, thoracic, single segment", "090"),
    ("63103", "Each additional segment; list it separately in addition to the primary procedure", "ZZZ"),
)


class Sheet(FPDF):
    """A PDF with tables as fpdf2 draws them, or as a word processor does."""

    def __init__(self, folder: Path) -> None:
        super().__init__(unit="pt", format="letter")
        self.path = folder / "tables.pdf"
        self.set_font("Times", "", 11)
        self.add_page()

    def say(self, words: str) -> None:
        self.multi_cell(0, 14, words, new_x="LMARGIN", new_y="NEXT")
        self.ln(10)

    def read(self) -> Document:
        self.output(str(self.path))
        return pdf.read(self.path, self.path.read_bytes())


def texts(document: Document) -> list[str]:
    return [block.text for block in document.blocks]


def test_each_row_has_its_header_between_the_text_around(tmp_path: Path) -> None:
    sheet = Sheet(tmp_path)
    sheet.say("The table names the global period of each code.")
    with sheet.table(CODES):
        pass
    sheet.ln(20)
    sheet.say("The text goes on.")
    document = sheet.read()
    assert texts(document) == [
        "The table names the global period of each code.",
        f"Code 63101; Descriptor: {CODES[1][1]}; Global period 090",
        f"Code 63103; Descriptor: {CODES[2][1]}; Global period ZZZ",
        "The text goes on.",
    ]
    assert {block.row for block in document.blocks} == {None}  # so few rows are read, not looked up


def test_a_long_table_is_looked_up_by_the_codes_of_its_first_column_over_all_pages(tmp_path: Path) -> None:
    sheet = Sheet(tmp_path)
    rows = [CODES[0], *((str(63001 + number), f"Procedure {number}", "090") for number in range(80))]
    with sheet.table(rows):
        pass
    document = sheet.read()
    assert document.pages == 3  # the header is printed on each page
    assert document.title == "tables"  # and not the header
    assert len(document.blocks) == 80
    assert document.blocks[79] == Block(
        "Code 63080; Descriptor: Procedure 79; Global period 090",
        page=3,
        row=Row(
            "63080",
            ("63080",),
            (("Code", "63080"), ("Descriptor", "Procedure 79"), ("Global period", "090")),
        ),
    )


def test_a_table_that_goes_on_without_its_header_keeps_it(tmp_path: Path) -> None:
    sheet = Sheet(tmp_path)
    sheet.set_font("Times", "", 11)
    with sheet.table(CODES):
        pass
    sheet.add_page()
    with sheet.table(
        [("63102", "Lumbar, single segment", "090"), ("63104", "Other", "YYY")], first_row_as_headings=False
    ):
        pass
    assert texts(sheet.read())[2:] == [
        "Code 63102; Descriptor: Lumbar, single segment; Global period 090",
        "Code 63104; Descriptor Other; Global period YYY",
    ]


def test_merged_cells_of_the_header_and_the_body(tmp_path: Path) -> None:
    sheet = Sheet(tmp_path)
    with sheet.table(num_heading_rows=2) as table:
        head = table.row()
        head.cell("Site", rowspan=2)
        head.cell("Malignant", colspan=2)
        low = table.row()
        low.cell("Primary")
        low.cell("Secondary")
        first = table.row()
        first.cell("Lung", rowspan=2)
        first.cell("C34.90")
        first.cell("C78.00")
        second = table.row()
        second.cell("C34.91")
        second.cell("C78.01")
        third = table.row()
        third.cell("See the index for everything else", colspan=3)
        fourth = table.row()
        fourth.cell("Pleura")
        fourth.cell("C38.4 or C45.0", colspan=2)
    assert texts(sheet.read()) == [
        "Site Lung; Malignant Primary C34.90; Malignant Secondary C78.00",
        "Site Lung; Malignant Primary C34.91; Malignant Secondary C78.01",
        "See the index for everything else",
        "Site Pleura; Malignant Primary: C38.4 or C45.0",
    ]


def test_entries_of_an_index_stand_under_those_they_are_nested_in(tmp_path: Path) -> None:
    sheet = Sheet(tmp_path)
    with sheet.table(
        [
            ("Site", "Code"),
            ("abdomen", "C76.2"),
            ("- wall -see skin", "C44.5"),
            ("- - fat", "C49.4"),
            ("arm", "C76.4"),
        ]
    ):
        pass
    found = [(block.headings, block.text) for block in sheet.read().blocks]
    assert found == [
        ((), "Site abdomen; Code C76.2"),
        (("abdomen",), "Site: - wall -see skin; Code C44.5"),
        (("abdomen", "wall"), "Site: - - fat; Code C49.4"),
        ((), "Site arm; Code C76.4"),
    ]


def test_a_table_without_a_header_keeps_its_values(tmp_path: Path) -> None:
    sheet = Sheet(tmp_path)
    with sheet.table([("63102", "090"), ("63103", "ZZZ")], first_row_as_headings=False):
        pass
    assert texts(sheet.read()) == ["63102; 090", "63103; ZZZ"]


def test_a_frame_around_text_is_no_table(tmp_path: Path) -> None:
    sheet = Sheet(tmp_path)
    sheet.rect(20, 20, 570, 200)
    sheet.set_y(40)
    sheet.say("A note in a frame is text. It has two sentences.")
    assert texts(sheet.read()) == ["A note in a frame is text. It has two sentences."]


@pytest.fixture(scope="module")
def neoplasms() -> Document:
    path = Path(os.environ.get("CITECODER_CORPORA", "")) / "icd-10-cm-neoplasm-table-fy2025.pdf"
    if not path.is_file():
        pytest.skip("CITECODER_CORPORA names no folder with the neoplasm table")
    return pdf.read(path, path.read_bytes())


def test_each_row_of_the_neoplasm_table_has_its_six_columns(neoplasms: Document) -> None:
    rows = [block for block in neoplasms.blocks if block.row]
    assert len(rows) > 1_500
    names = ["Neoplasm", "Malignant Primary", "Malignant Secondary", "Ca in situ", "Benign"]
    names += ["Uncertain Behavior", "Unspecified Behavior"]
    for block in rows:
        assert block.row is not None
        assert [name for name, _ in block.row.cells] in (names, names[:1]), block
        assert block.text == render(block.row)
        assert all(re.fullmatch(r"[A-Z]\d[\dAB](\.\w*)?-?|-", value) for _, value in block.row.cells[1:]), (
            block
        )


def test_a_nested_row_of_the_neoplasm_table_stands_under_its_sites(neoplasms: Document) -> None:
    found = [
        (block.page, block.headings[1:], block.text)
        for block in neoplasms.blocks
        if block.headings[-1:] == ("lung",) and "upper lobe" in block.text
    ]
    assert found == [
        (
            20,
            ("Neoplasm, neoplastic", "lung"),
            "Neoplasm: - - upper lobe; Malignant Primary C34.1-; Malignant Secondary C78.0-;"
            " Ca in situ D02.2-; Benign D14.3-; Uncertain Behavior D38.1; Unspecified Behavior D49.1",
        )
    ]


def test_no_words_of_the_neoplasm_table_are_lost_or_doubled(neoplasms: Document) -> None:
    file = pdfium.PdfDocument(Path(os.environ["CITECODER_CORPORA"]) / "icd-10-cm-neoplasm-table-fy2025.pdf")
    printed: Counter[str] = Counter()
    for number in range(len(file)):
        printed.update(words(file[number].get_textpage().get_text_range()))
    file.close()
    kept: Counter[str] = Counter(words("ICD-10-CM TABLE of NEOPLASMS"))
    for block in neoplasms.blocks:
        kept.update(words(" ".join(value for _, value in block.row.cells) if block.row else block.text))
    header = {"neoplasm", "malignant", "primary", "secondary", "ca", "in", "situ", "benign", "uncertain"}
    header |= {"behavior", "unspecified"}
    lost = {word: count for word, count in (printed - kept).items() if word not in header}
    assert not lost
    assert not kept - printed
    assert set((printed - kept).values()) <= {41, 82}  # printed on each page


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())
