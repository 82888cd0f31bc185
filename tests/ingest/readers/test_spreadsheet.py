import io
import os
import re
import struct
import zipfile
from collections.abc import Callable, Sequence
from datetime import date, datetime, time
from pathlib import Path

import pytest
import xlwt
from hypothesis import given, settings
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from ingest.documents import Document, IngestError
from ingest.readers import spreadsheet, spreadsheet_parts
from tests.ingest.readers.test_delimited import is_document_or_sentence, mutated, mutations

CORPORA = os.environ.get("CITECODER_CORPORA", "")
ROWS: list[list[str | float]] = [["CPT", "GLOB", "RVU"], ["27447", "090", 19.6], ["00100", "XXX", 5]]
ODS = """<?xml version="1.0" encoding="UTF-8"?><office:document-content
 xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>
 <table:table table:name="Codes">{rows}</table:table></office:spreadsheet></office:body>
</office:document-content>"""
ODS_TYPE = "application/vnd.oasis.opendocument.spreadsheet"


def xlsx(
    fill: Callable[[Worksheet], object], name: str = "Sheet1", more: Callable[[Workbook], object] = id
) -> bytes:
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = name
    fill(sheet)
    more(book)
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def put(sheet: Worksheet, rows: Sequence[Sequence[object]] = ROWS) -> None:
    for row in rows:
        sheet.append(row)


def xls() -> bytes:
    book = xlwt.Workbook()
    sheet = book.add_sheet("Codes")
    for row, cells in enumerate(ROWS):
        for column, cell in enumerate(cells):
            sheet.write(row, column, cell)
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def ods(rows: str | None = None) -> bytes:
    cell = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'
    lines = "".join(f"<table:table-row>{''.join(map(cell.format, row))}</table:table-row>" for row in ROWS)
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("mimetype", ODS_TYPE)
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
        archive.writestr("content.xml", ODS.format(rows=rows or lines))
    return made.getvalue()


def read(data: bytes, name: str = "codes.xlsx") -> Document:
    return spreadsheet.read(Path(name), data)


def texts(data: bytes, name: str = "codes.xlsx") -> list[str]:
    return [block.text for block in read(data, name).blocks]


@pytest.mark.parametrize(("made", "name"), [(xlsx(put), "a.xlsx"), (xls(), "a.xls"), (ods(), "a.ods")])
def test_each_kind_of_workbook_gives_the_same_rows(made: bytes, name: str) -> None:
    assert texts(made, name) == ["CPT 27447; GLOB 090; RVU 19.6", "CPT 00100; GLOB XXX; RVU 5"]
    assert [block.row.number for block in read(made, name).blocks if block.row] == [2, 3]


def test_values_are_written_as_a_person_reads_them() -> None:
    values = [
        0.1 + 0.2,
        1e21,
        90,
        12345.678,
        True,
        date(2025, 1, 2),
        datetime(2025, 1, 2, 3, 4),
        time(3, 4),
        "  a \n b ",
    ]
    names = ["Third", "Large", "Whole", "Part", "Yes", "Day", "Moment", "Time", "Words"]
    cells = read(xlsx(lambda sheet: put(sheet, [["CPT", *names], ["99213", *values]]))).blocks[0].row
    assert cells is not None
    assert [value for _, value in cells.cells[1:]] == [
        "0.3",
        "1000000000000000000000",
        "90",
        "12345.678",
        "TRUE",
        "2025-01-02",
        "2025-01-02 03:04",
        "03:04",
        "a b",
    ]


def test_blank_rows_and_columns_before_the_table_count() -> None:
    def fill(sheet: Worksheet) -> None:
        for row, cells in enumerate(ROWS):
            for column, cell in enumerate(cells):
                sheet.cell(row + 4, column + 3, cell)

    document = read(xlsx(fill))
    assert [block.row.number for block in document.blocks if block.row] == [5, 6]
    assert document.blocks[0].text == "CPT 27447; GLOB 090; RVU 19.6"


def test_sheets_are_headings_where_there_are_several_or_a_person_named_the_one() -> None:
    def more(book: Workbook) -> None:
        put(book.create_sheet("Codes"))
        book.create_sheet("Empty")

    both = read(xlsx(put, "Fees", more)).blocks
    assert [(block.headings, block.row.sheet) for block in both if block.row] == [
        (("Fees",), "Fees"),
        (("Fees",), "Fees"),
        (("Codes",), "Codes"),
        (("Codes",), "Codes"),
    ]
    assert read(xlsx(put, "Fees 2025")).blocks[0].headings == ("Fees 2025",)
    assert read(xlsx(put, "Sheet1")).blocks[0].headings == ()
    assert read(xlsx(put, "HCPC2025_JAN_ANWEB")).blocks[0].headings == ()


@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
def test_a_hidden_sheet_is_read_and_marked(state: str) -> None:
    def more(book: Workbook) -> None:
        sheet = book.create_sheet("Old")
        put(sheet)
        sheet.sheet_state = state

    document = read(xlsx(put, "Fees", more))
    assert document.blocks[2].headings == ("Old (hidden sheet)",)
    assert document.notes == ('Sheet "Old" is hidden in the workbook; it was read and is marked so.',)


def test_merged_headers_name_each_column_below_them() -> None:
    def fill(sheet: Worksheet) -> None:
        put(
            sheet,
            [
                ["Fees of the clinic", None, None, None],
                [None, "NON-FAC", None, "FAC"],
                ["CPT", "PE RVU", "TOTAL", "PE RVU"],
                ["99213", 1.35, 2.75, 0.57],
            ],
        )
        sheet.merge_cells("A1:D1")
        sheet.merge_cells("B2:C2")

    document = read(xlsx(fill))
    assert document.title == "Fees of the clinic"
    assert [block.text for block in document.blocks] == [
        "Fees of the clinic",
        "CPT 99213; NON-FAC PE RVU: 1.35; NON-FAC TOTAL: 2.75; FAC PE RVU: 0.57".replace(": ", " "),
    ]


def test_a_formula_without_a_stored_value_is_said() -> None:
    notes = read(xlsx(lambda sheet: put(sheet, [["CPT", "Fee"], ["99213", "=1+1"], ["99214", 3]]))).notes
    assert notes == (
        "sheet1: these cells hold a formula without a stored value and were left empty: B2;"
        " save the workbook in a spreadsheet program to store them.",
    )


def changed(data: bytes, pattern: bytes, by: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as before, zipfile.ZipFile(made, "w") as after:
        for part in before.infolist():
            after.writestr(part, re.sub(pattern, by, before.read(part)))
    return made.getvalue()


def test_a_stored_value_of_a_formula_is_taken_and_an_error_is_said() -> None:
    data = xlsx(lambda sheet: put(sheet, [["CPT", "Fee"], ["99213", "=1+1"], ["99214", 3]]))
    document = read(changed(data, rb"(<f>1.1</f>)<v.*?(?=</c>)", rb"\1<v>2</v>"))
    assert (document.blocks[0].text, document.notes) == ("CPT 99213; Fee 2", ())
    document = read(changed(data, rb'<c r="B2".*?</c>', b'<c r="B2" t="e"><f>1/0</f><v>#DIV/0!</v></c>'))
    assert document.notes == ("sheet1: these cells hold an error such as #N/A and were left empty: B2.",)


def fails(data: bytes, name: str = "codes.xlsx") -> str:
    with pytest.raises(IngestError) as caught:
        read(data, name)
    assert caught.value.message.endswith(".")
    return caught.value.message


def test_what_is_no_workbook_is_named() -> None:
    assert "web page" in fails(b"<html><table><tr><td>99213</td></tr></table></html>", "fees.xls")
    assert "table as text" in fails(b"CPT\tFee\n99213\t1\n", "fees.xls")
    assert "no workbook" in fails(b"\x00\x01\x02", "fees.xls")
    assert "holds no words" in fails(xlsx(lambda sheet: None))


def test_damaged_and_encrypted_workbooks_are_sentences() -> None:
    assert "damaged" in fails(xlsx(put)[:-300])
    assert "damaged" in fails(xls()[:1500], "a.xls")
    assert "password" in fails(
        spreadsheet_parts.OLE_SIGN + bytes(900) + "EncryptedPackage".encode("utf-16-le")
    )


def test_a_stray_cell_at_the_end_of_the_sheet_is_refused_before_it_is_laid_out() -> None:
    def fill(sheet: Worksheet) -> None:
        put(sheet)
        sheet["XFD1048576"] = "x"

    assert "row 1,048,576 and column 16,384" in fails(xlsx(fill))


def test_a_workbook_whose_xml_is_broken_or_repeats_without_end_is_refused() -> None:
    broken = ods("<table:table-row><table:table-cell><text:p>0></table:table-cell></table:table-row>")
    assert "damaged" in fails(broken, "a.ods")
    cell = '<table:table-cell office:value-type="string" table:number-columns-repeated="16384"/>'
    row = f'<table:table-row table:number-rows-repeated="1048576">{cell}</table:table-row>'
    assert "column 16,384" in fails(ods(row), "a.ods")
    entity = ods().replace(b"<office:document-content", b"<!DOCTYPE x><office:document-content", 1)
    assert "damaged" in fails(entity, "a.ods")


def test_a_stray_cell_of_the_older_format_is_refused_too() -> None:
    data = xls()
    at = data.index(struct.pack("<HHHH", 0x027E, 10, 1, 2))  # the number 19.6 in row 2
    assert "cells that are taken" in fails(data[: at + 4] + b"\xff\xff\xff\xff" + data[at + 8 :], "a.xls")


def test_workbooks_that_unpack_to_too_much_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", bytes(30_000_000))
    assert "times its size" in fails(made.getvalue())
    monkeypatch.setattr(spreadsheet_parts, "MAX_UNPACKED", 1_000_000)
    assert "unpacks to 30 MB and the limit is 1 MB" in fails(made.getvalue())


@pytest.mark.parametrize(("made", "name"), [(xlsx(put), "a.xlsx"), (xls(), "a.xls"), (ods(), "a.ods")])
@settings(max_examples=40, deadline=None)
@given(changes=mutations)
def test_whatever_the_bytes_it_is_a_document_or_a_sentence(
    made: bytes, name: str, changes: list[tuple[str, float, bytes]]
) -> None:
    assert is_document_or_sentence(spreadsheet.read, name, mutated(made, changes))


@pytest.mark.skipif(not CORPORA, reason="CITECODER_CORPORA is not set")
def test_every_row_of_the_hcpcs_list_is_looked_up_by_its_code() -> None:
    path = Path(CORPORA) / "hcpcs-level-ii-2025-01.xlsx"
    if not path.exists():
        pytest.skip(f"{path.name} is not there")
    document = spreadsheet.read(path, path.read_bytes())
    rows = [block.row for block in document.blocks if block.row]
    assert len(rows) == len(document.blocks) == 8642
    assert [row.number for row in rows] == list(range(2, 8644))
    assert all(row.codes == (row.key,) == (dict(row.cells)["HCPC"],) for row in rows)
    assert sum(1 for row in rows if len(row.key) == 2) == 383
    assert dict(next(row for row in rows if row.key == "EA").cells)["ACT EFF DT"] == "20080101"
    assert document.blocks[0].headings == ()
