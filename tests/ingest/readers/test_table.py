import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.documents import Row
from ingest.readers.table import Sheet, Table, read_sheet
from ingest.readers.table_header import letters
from ingest.rows import render

FEES = [
    ["HCPCS", "MOD", "GLOB_DAYS", "ENDO_BASE"],
    ["70450", "", "XXX", ""],
    ["70450", "26", "XXX", ""],
    ["43239", "", "000", "43235"],
    ["D0120", "", "XXX", ""],
]


def rows_of(*rows: list[str], merged: tuple[tuple[int, int, int, int], ...] = ()) -> list[Row]:
    return [block.row for block in table_of(*rows, merged=merged).blocks if block.row]


def table_of(*rows: list[str], merged: tuple[tuple[int, int, int, int], ...] = ()) -> Table:
    return read_sheet(Sheet(rows, merged=merged))


def texts_of(*rows: list[str]) -> list[str]:
    return [block.text for block in table_of(*rows).blocks if not block.row]


def names_of(*rows: list[str], merged: tuple[tuple[int, int, int, int], ...] = ()) -> tuple[str, ...]:
    return tuple(name for name, _ in rows_of(*rows, merged=merged)[0].cells)


def test_each_data_row_is_a_row_with_its_columns_and_its_number() -> None:
    blocks = table_of(*FEES).blocks
    assert [block.text for block in blocks] == [
        "HCPCS 70450; GLOB_DAYS XXX",
        "HCPCS 70450; MOD 26; GLOB_DAYS XXX",
        "HCPCS 43239; GLOB_DAYS 000; ENDO_BASE 43235",
        "HCPCS D0120; GLOB_DAYS XXX",
    ]
    assert blocks[1].row == Row(
        "70450", ("70450",), (("HCPCS", "70450"), ("MOD", "26"), ("GLOB_DAYS", "XXX")), 3
    )
    assert [block.section for block in blocks] == ["70450", "70450", "43239", "D0120"]


def test_a_see_also_column_and_a_modifier_column_do_not_say_what_a_row_is_about() -> None:
    assert [row.codes for row in rows_of(*FEES)] == [("70450",), ("70450",), ("43239",), ("D0120",)]


def test_the_rows_of_a_sheet_carry_its_name() -> None:
    table = read_sheet(Sheet(FEES, "Fees", ("Fees",)))
    assert {(block.headings, block.row.sheet) for block in table.blocks if block.row} == {(("Fees",), "Fees")}


def test_lines_above_the_header_are_kept_as_text() -> None:
    table = table_of(
        ["2025 Fee Schedule", "", ""],
        ["CPT codes copyright 2024 American Medical Association.", "", ""],
        ["Effective:", "10/01/2025", ""],
        ["", "", ""],
        ["CPT", "Description", "Fee"],
        ["99213", "Office visit", "92.03"],
    )
    assert [block.text for block in table.blocks] == [
        "2025 Fee Schedule",
        "CPT codes copyright 2024 American Medical Association.",
        "Effective: 10/01/2025",
        "CPT 99213; Description: Office visit; Fee 92.03",
    ]
    assert len(table.front) == 3
    assert table.blocks[-1].row is not None
    assert table.blocks[-1].row.number == 6


def test_a_header_of_several_rows_is_joined_down_each_column() -> None:
    merged = ((0, 2, 0, 3), (0, 4, 0, 5))
    sheet = (
        ["", "", "NON-FAC", "", "FACILITY", ""],
        ["HCPCS", "MOD", "PE RVU", "TOTAL", "PE RVU", "TOTAL"],
        ["99213", "", "1.35", "2.75", "0.57", "1.97"],
    )
    names = ("HCPCS", "NON-FAC PE RVU", "NON-FAC TOTAL", "FACILITY PE RVU", "FACILITY TOTAL")
    assert names_of(*sheet, merged=merged) == names
    assert names_of(*sheet) == names


def test_a_header_as_cms_prints_it_over_four_rows() -> None:
    sheet = (
        ["", "", "", "", "NON-FAC", ""],
        ["", "", "STATUS", "WORK", "PE", "GLOB"],
        ["HCPCS", "DESCRIPTION", "CODE", "RVU", "RVU", "DAYS"],
        ["0001F", "Heart failure composite", "I", "0.00", "0.00", "XXX"],
        ["27447", "Total knee arthroplasty", "A", "19.60", "15.30", "090"],
    )
    names = ("HCPCS", "DESCRIPTION", "STATUS CODE", "WORK RVU", "NON-FAC PE RVU", "GLOB DAYS")
    assert names_of(*sheet) == names


def test_columns_of_one_name_are_told_apart_and_nameless_ones_have_their_letter() -> None:
    assert names_of(["CPT", "Fee", "Fee", "Fee (2)", ""], ["99213", "1.5", "2.5", "3.5", "x"]) == (
        "CPT",
        "Fee",
        "Fee (3)",
        "Fee (2)",
        "Column E",
    )


def test_cells_beyond_the_header_are_kept_under_their_letter() -> None:
    row = rows_of(["CPT", "Fee"], ["99213", "92.03", "until June", "x"])[0]
    assert row.cells[2:] == (("Column C", "until June"), ("Column D", "x"))


def test_a_table_without_a_header_loses_no_row() -> None:
    rows = rows_of(["99213", "Office visit", "92.03"], ["99214", "Office visit", "130.1"])
    assert [row.key for row in rows] == ["99213", "99214"]
    assert rows[0].cells[0] == ("Column A", "99213")


@pytest.mark.parametrize(
    ("header", "cell", "key", "codes"),
    [
        ("ICD-10-CM", "M48.062", "M48.062", ("M48.062",)),
        ("ICD-10-CM", "M48062", "M48.062", ("M48.062", "M48062")),
        ("Diagnosis", "E1165", "E11.65", ("E11.65",)),
        ("ICD-10-CM code", "I10", "I10", ("I10",)),
        ("ICD-10-PCS", "0SRD0J9", "0SRD0J9", ("0SRD0J9",)),
        ("Modifier", "26", "26", ("26",)),
        ("CPT", "27447, 27486", "27447, 27486", ("27447", "27486")),
        ("CPT", "70450-26", "70450", ("70450",)),
        ("Code", "a0428", "A0428", ("A0428",)),
        ("NPI", "12345", "12345", ()),
        ("Zip Code", "60601", "60601", ()),
        ("State", "AL", "AL", ()),
        ("Place of service code", "11", "11", ()),
        ("Revenue code", "0450", "0450", ()),
    ],
)
def test_the_key_column_is_known_by_what_it_holds_and_what_it_is_called(
    header: str, cell: str, key: str, codes: tuple[str, ...]
) -> None:
    others = {"M48062": "M5416", "E1165": "E109", "I10": "I110"}
    second = others.get(cell, cell)
    row = rows_of([header, "Description"], [cell, "one thing"], [second, "another thing"])[0]
    assert (row.key, row.codes) == (key, codes)
    assert row.cells[0] == (header, cell)


def test_codes_that_lost_their_zeros_are_looked_up_with_them() -> None:
    table = table_of(["CPT", "Base units"], ["100", "5"], ["27447", "7"], ["99213", "3"])
    row = table.blocks[0].row
    assert row is not None
    assert (row.key, row.codes, row.cells[0]) == ("00100", ("00100",), ("CPT", "100"))
    assert table.padded == (("100", "CPT"),)


def test_a_pair_of_code_columns_makes_one_key() -> None:
    row = rows_of(
        ["Column 1", "Column 2", "Effective Date", "Modifier 0=not allowed 1=allowed 9=not applicable"],
        ["27447", "20610", "20200101", "1"],
        ["27447", "64450", "20200101", "0"],
    )[0]
    assert (row.key, row.codes) == ("27447 / 20610", ("27447", "20610"))
    assert row.cells[3] == ("Modifier 0=not allowed 1=allowed 9=not applicable", "1")


def test_numbers_of_five_digits_beside_a_named_code_column_are_no_codes() -> None:
    rows = rows_of(["ICD-9", "ICD-10-CM", "Flags"], ["25000", "E119", "10000"], ["25002", "E1165", "10000"])
    assert [row.codes for row in rows] == [("E11.9", "E119"), ("E11.65",)]


def test_modifiers_and_codes_in_one_column_are_keys() -> None:
    rows = rows_of(
        ["HCPC", "RECID", "LONG DESCRIPTION"],
        ["   AS", "7", "Assistant at surgery"],
        ["A0428", "3", "Ambulance service"],
        ["A0429", "3", "Ambulance service, emergency"],
    )
    assert [row.codes for row in rows] == [("AS",), ("A0428",), ("A0429",)]


def test_continued_records_are_one_row_with_the_first_ones_number() -> None:
    rows = rows_of(
        ["HCPC", "SEQNUM", "RECID", "LONG DESCRIPTION", "COV"],
        ["A0428", "0010", "3", "Ambulance service, basic life support,", "C"],
        ["A0428", "0020", "4", "non-emergency transport", ""],
        ["A0429", "0010", "3", "Ambulance service, emergency", "C"],
    )
    assert [(row.key, row.number) for row in rows] == [("A0428", 2), ("A0429", 4)]
    assert dict(rows[0].cells) == {
        "HCPC": "A0428",
        "SEQNUM": "0010",
        "RECID": "3",
        "LONG DESCRIPTION": "Ambulance service, basic life support, non-emergency transport",
        "COV": "C",
    }


def test_a_note_below_or_within_a_table_is_text() -> None:
    sheet = (
        ["CPT", "Description", "Fee"],
        ["Spine", "", ""],
        ["63030", "Discectomy", "900"],
        ["63047", "Laminectomy", "990"],
        ["* Fees are in dollars.", "", ""],
    )
    assert texts_of(*sheet) == ["Spine", "* Fees are in dollars."]
    assert [row.number for row in rows_of(*sheet)] == [3, 4]
    assert rows_of(*sheet)[0].cells[0] == ("CPT", "63030")


def test_a_header_that_is_printed_again_is_no_row() -> None:
    rows = rows_of(["CPT", "Fee"], ["99213", "92.03"], ["CPT", "Fee"], ["99214", "130.1"])
    assert [(row.key, row.number) for row in rows] == [("99213", 2), ("99214", 4)]


def test_a_second_table_below_a_blank_row_has_its_own_header() -> None:
    rows = rows_of(
        ["CPT", "Fee"],
        ["99213", "92.03"],
        ["99214", "130.10"],
        [],
        ["ICD-10-CM", "Meaning"],
        ["E11.9", "Type 2 diabetes"],
        ["I10", "Hypertension"],
    )
    assert [(row.number, row.cells[0]) for row in rows[2:]] == [
        (6, ("ICD-10-CM", "E11.9")),
        (7, ("ICD-10-CM", "I10")),
    ]


def test_a_code_that_is_merged_down_holds_for_each_of_its_rows() -> None:
    rows = rows_of(
        ["CPT", "Payer", "Rule"],
        ["27447", "One", "Prior authorization"],
        ["", "Two", "None"],
        ["27130", "One", "None"],
        merged=((1, 0, 2, 0),),
    )
    assert [row.key for row in rows] == ["27447", "27447", "27130"]


def test_questions_and_answers_without_codes_are_rows_too() -> None:
    rows = rows_of(
        ["Question", "Answer"],
        ["May both be billed?", "Yes, with a modifier. The record must show two sites."],
        ["Who signs?", "The physician."],
    )
    assert [(row.key, row.codes) for row in rows] == [("May both be billed?", ()), ("Who signs?", ())]


def test_lines_of_prose_are_text() -> None:
    lines = (["The first line is a sentence."], ["So is the second."])
    assert texts_of(*lines) == ["The first line is a sentence.", "So is the second."]
    assert rows_of(*lines) == []


def test_a_header_with_nothing_below_it_is_text() -> None:
    assert texts_of(["CPT", "Fee"]) == ["CPT; Fee"]


def test_a_long_first_cell_is_no_key() -> None:
    assert rows_of(["Rule", "Source"], ["word " * 30, "CMS"], ["word " * 31, "CMS"])[0].key == "row 2"


def test_columns_are_lettered_as_spreadsheets_do() -> None:
    assert [letters(index) for index in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]


cells = st.sampled_from(
    ["", "", "99213", "M48062", "26", "Fee", "a b", "1.50", "A sentence ends.", "CPT", "2025"]
)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.lists(cells, max_size=5), max_size=12))
def test_no_cell_is_lost_whatever_the_table_looks_like(rows: list[list[str]]) -> None:
    table = table_of(*rows)
    said = " ".join(block.text for block in table.blocks)
    for block in table.blocks:
        assert block.text
        assert block.row is None or block.text == render(block.row)
    lost = {cell for row in rows for cell in row if cell and cell not in said}
    assert lost <= {"Fee", "a b", "CPT", "2025", "A sentence ends."}  # names of columns without a value
