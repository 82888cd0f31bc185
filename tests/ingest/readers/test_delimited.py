import os
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.documents import Document, IngestError, Reader
from ingest.readers import delimited

FEES = (
    "HCPCS,MOD,DESCRIPTION,GLOB_DAYS,FEE\n"
    '27447,,"Arthroplasty, knee, condyle and plateau",090,"1,234.50"\n'
    '70450,26,"CT head, ""without"" contrast",XXX,0.85\n'
    '70450,TC,"CT head\nwithout contrast",XXX,2.04\n'
    "99213,,Office visit,XXX,1.30\n"
)
CORPORA = os.environ.get("CITECODER_CORPORA", "")


def read(text: str | bytes, name: str = "fees.csv") -> Document:
    return delimited.read(Path(name), text.encode() if isinstance(text, str) else text)


def cells_of(document: Document, key: str) -> dict[str, str]:
    return dict(next(block.row.cells for block in document.blocks if block.row and block.row.key == key))


def test_quoted_values_keep_their_commas_quotes_and_lines() -> None:
    document = read(FEES)
    assert [block.text for block in document.blocks] == [
        "HCPCS 27447; DESCRIPTION: Arthroplasty, knee, condyle and plateau; GLOB_DAYS 090; FEE 1,234.50",
        'HCPCS 70450; MOD 26; DESCRIPTION: CT head, "without" contrast; GLOB_DAYS XXX; FEE 0.85',
        "HCPCS 70450; MOD TC; DESCRIPTION: CT head without contrast; GLOB_DAYS XXX; FEE 2.04",
        "HCPCS 99213; DESCRIPTION: Office visit; GLOB_DAYS XXX; FEE 1.30",
    ]
    assert [block.row.number for block in document.blocks if block.row] == [2, 3, 4, 5]
    assert (document.title, document.pages, document.notes) == ("fees", None, ())


@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|"])
def test_the_delimiter_is_found(delimiter: str) -> None:
    rows = [["CPT", "Name", "Fee"], ["99213", "Visit, low", "1,30"], ["99214", "Visit; more", "1,92"]]
    text = "\n".join(delimiter.join(f'"{cell}"' for cell in row) for row in rows)
    document = read(text)
    assert cells_of(document, "99213") == {"CPT": "99213", "Name": "Visit, low", "Fee": "1,30"}


def test_decimal_commas_do_not_hide_the_semicolons() -> None:
    assert cells_of(read("CPT;RVU\n99213;1,30\n99214;1,92\n"), "99213") == {"CPT": "99213", "RVU": "1,30"}


def test_the_delimiter_that_the_file_names_is_taken_and_tsv_is_divided_by_tabs() -> None:
    assert cells_of(read("sep=;\nCPT;Fee\n99213;1\n"), "99213") == {"CPT": "99213", "Fee": "1"}
    document = read("CPT\tList\n99213\ta,b,c\n99214\td,e,f\n", "fees.tsv")
    assert cells_of(document, "99213") == {"CPT": "99213", "List": "a,b,c"}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_encodings(encoding: str) -> None:
    text = "CPT,Description\n" + "99213,Visite médicale à l’hôpital – complète\n" * 5
    assert cells_of(read(text.encode(encoding)), "99213")["Description"].startswith(
        "Visite médicale à l’hôpital"
    )


def test_rows_of_any_length_keep_every_cell() -> None:
    document = read("CPT,Fee\n99213,1.30,extra,more\n99214\n\n99215,2\n")
    assert [block.text for block in document.blocks] == [
        "CPT 99213; Fee 1.30; Column C extra; Column D more",
        "CPT 99214",
        "CPT 99215; Fee 2",
    ]
    assert [block.row.number for block in document.blocks if block.row] == [2, 3, 5]


def test_nul_bytes_are_left_out_and_said() -> None:
    document = read(b"CPT,Fee\n99213,1.\x0030\n99214,2\x00\n")
    assert cells_of(document, "99213")["Fee"] == "1.30"
    assert document.notes == ("2 NUL bytes were left out; the rest was read as text.",)


def test_a_quotation_mark_that_is_never_closed_swallows_no_row() -> None:
    document = read('CPT,Name,Fee\n27447,"Knee,5\n27486,Revision,6\n27130,Hip,7\n')
    assert [block.row.key for block in document.blocks if block.row] == ["27447", "27486", "27130"]
    assert "quotation mark" in document.notes[0]


def test_zeros_that_were_lost_are_said() -> None:
    notes = read("CPT,Units\n100,5\n27447,7\n99213,2\n").notes
    assert notes == (
        "The column CPT holds 1 code without leading zeros, such as 100, which is looked up as 00100.",
    )


def test_title_and_dates_stand_above_the_header_or_in_the_name() -> None:
    document = read(
        "Clinic Fee Schedule FY 2026\nEffective October 1, 2025\n\nCPT,Description,Fee\n99213,Visit,1\n"
    )
    assert (document.title, document.edition) == ("Clinic Fee Schedule FY 2026", "FY2026")
    assert document.effective_from == date(2025, 10, 1)
    assert [block.text for block in document.blocks] == [
        "Clinic Fee Schedule FY 2026",
        "Effective October 1, 2025",
        "CPT 99213; Description Visit; Fee 1",
    ]


@pytest.mark.parametrize(
    ("name", "edition", "start"),
    [
        ("fee-schedule-2025-10.csv", "2025-10", date(2025, 10, 1)),
        ("PPRRVU25_OCT.csv", "2025-10", date(2025, 10, 1)),
        ("HCPC2025_JAN_ANWEB.csv", "2025-01", date(2025, 1, 1)),
        ("codes FY2026.csv", "FY2026", date(2025, 10, 1)),
        ("codes 2025.csv", "2025", None),
        ("codes.csv", None, None),
        ("codes-2025-02-30.csv", "2025", None),
    ],
)
def test_the_name_of_the_file_dates_it(name: str, edition: str | None, start: date | None) -> None:
    document = read(FEES, name)
    assert (document.edition, document.effective_from) == (edition, start)


@pytest.mark.parametrize("data", [b",,,\n,,\n", b"\x00\x01\x02\x03\xff\xfe\x80" * 40])
def test_what_holds_no_table_is_a_sentence(data: bytes) -> None:
    with pytest.raises(IngestError, match=r"\.$"):
        read(data)


mutations = st.lists(
    st.tuples(st.sampled_from("fdit"), st.floats(0, 0.999), st.binary(min_size=1, max_size=6)), max_size=8
)


def mutated(data: bytes, changes: list[tuple[str, float, bytes]]) -> bytes:
    for kind, share, extra in changes:
        at = int(share * len(data))
        if kind == "f":
            data = data[:at] + bytes(byte ^ 0xFF for byte in data[at : at + 1]) + data[at + 1 :]
        elif kind == "d":
            data = data[:at] + data[at + len(extra) :]
        elif kind == "i":
            data = data[:at] + extra + data[at:]
        else:
            data = data[: max(at, 1)]
    return data


def is_document_or_sentence(reader: Reader, name: str, data: bytes) -> bool:
    try:
        document = reader(Path(name), data)
    except IngestError as error:
        return error.message.endswith(".")
    return bool(document.blocks) and all(block.text for block in document.blocks)


@settings(max_examples=40, deadline=None)
@given(mutations)
def test_whatever_the_bytes_it_is_a_document_or_a_sentence(changes: list[tuple[str, float, bytes]]) -> None:
    assert is_document_or_sentence(delimited.read, "fees.csv", mutated(FEES.encode(), changes))


@pytest.mark.skipif(not CORPORA, reason="CITECODER_CORPORA is not set")
def test_every_row_of_the_fee_schedule_is_looked_up_by_its_code() -> None:
    path = Path(CORPORA) / "physician-fee-schedule-rvu-2025-10.csv"
    if not path.exists():
        pytest.skip(f"{path.name} is not there")
    document = delimited.read(path, path.read_bytes())
    lines = path.read_text().splitlines()
    rows = [block.row for block in document.blocks if block.row]
    assert len(rows) == len(document.blocks) == len(lines) - 1
    assert all(row.codes == (lines[(row.number or 0) - 1].split(",")[0],) for row in rows)
    for row in rows:
        assert ",".join(value for _, value in row.cells) == ",".join(
            filter(None, map(str.strip, lines[(row.number or 0) - 1].split(",")))
        )
    found = [dict(row.cells) for row in rows if row.key == "63102"]
    assert [cells["GLOB_DAYS"] for cells in found] == ["090"]
    assert (document.edition, document.effective_from) == ("2025-10", date(2025, 10, 1))
