"""Data dictionaries beside a table: what columns are called, and what values mean."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.dictionary import dictionary_of
from app.meanings import Dictionary
from app.tables import columns_of
from ingest.encoder import Encoder
from ingest.library import Library
from tests.app.fees import HCPCS, LAYOUT, RECORD, put, put_fees


def of(library: Library, table: str) -> Dictionary:
    entry = library.catalogue.entry(table)
    assert entry is not None
    return dictionary_of(library, entry, columns_of(library, entry, None).names)


def told(dictionary: Dictionary, column: str, value: str) -> list[str]:
    return [one.text for one in dictionary.meaning(column, value)]


def test_a_layout_names_the_columns_and_explains_their_values(library: Library, tmp_path: Path) -> None:
    put_fees(library, tmp_path)
    made = of(library, "fees-2025.csv")
    assert made.names["MP_RVU"] == "Malpractice RVU"
    assert made.names["CO_SURG"] == "Co-surgeons"
    assert told(made, "GLOB_DAYS", "000") == ["000=Endoscopic or minor procedure on the same day."]
    assert told(made, "ASST_SURG", "1") == ["1=Assistant at surgery may not be paid."]
    assert told(made, "ASST_SURG", "7") == []
    assert told(made, "WORK_RVU", "1") == []
    assert told(made, "MOD", "tc") == ["TC = Technical component"]


def test_a_table_alone_has_no_dictionary(library: Library, tmp_path: Path) -> None:
    put(library, tmp_path, "codes.csv", HCPCS)
    assert of(library, "codes.csv") == Dictionary()


def test_rules_and_manuals_are_no_dictionary(library: Library, tmp_path: Path) -> None:
    put(library, tmp_path, "codes.csv", HCPCS)
    put(library, tmp_path, "rules.md", "# Rules\n\nCoverage is decided by the carrier. X = 1 is no rule.\n")
    assert of(library, "codes.csv") == Dictionary()


def test_the_layout_of_the_same_edition_is_taken(library: Library, tmp_path: Path) -> None:
    put_fees(library, tmp_path, "2024")
    put(library, tmp_path, "layout-2025.md", LAYOUT.format(edition="2025"))
    meaning = of(library, "fees-2024.csv").meaning("GLOB_DAYS", "090")
    assert [one.placed.entry.edition for one in meaning] == ["2024"]


@pytest.fixture(scope="module")
def record(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Iterator[Dictionary]:
    folder = tmp_path_factory.mktemp("record")
    library = Library(folder / "library", encoder)
    put(library, folder, "codes.csv", HCPCS)
    put(library, folder, "layout.txt", RECORD)
    yield of(library, "codes.csv")
    library.close()


def test_a_record_layout_is_read_by_field(record: Dictionary) -> None:
    called = {
        "COV": "Coverage",
        "PRICE1": "Pricing Indicator",
        "MULT_PI": "Multiple Pricing Indicator",
        "TOS1": "Type Of Service",
        "ACTION CD": "Action",
        "ADD DT": "Added Date",
        "TERM DT": "Termination Date",
    }
    assert {column: record.names[column] for column in called} == called
    assert "HCPC" not in record.names
    assert told(record, "COV", "C") == ["C = Carrier judgment"]
    assert told(record, "ACTION CD", "D") == ["D = Discontinue procedure or modifier code"]


def test_a_table_of_codes_at_the_end_belongs_to_its_field(record: Dictionary) -> None:
    assert told(record, "BETOS", "O1A") == ["O1A = Ambulance"]
    assert told(record, "TOS1", "P") == ["P = Lump sum purchase of DME, prosthetics, orthotics"]
    assert told(record, "TOS1", "O1A") == []


def test_a_heading_between_values_is_no_part_of_a_meaning(record: Dictionary) -> None:
    words = "00 = Service not separately priced by part B (e.G., services not covered, bundled)"
    assert told(record, "PRICE1", "00") == [words]
    assert told(record, "PRICE1", "11") == ["11 = Price established using national rvu's"]


def test_a_meaning_goes_on_in_the_next_passage(library: Library, tmp_path: Path) -> None:
    values = "\n".join(
        f"                       {n} = Carrier decides case {n} by the record (subject to floors\n"
        "                            and ceilings of the national limitation amount)"
        for n in range(10, 60)
    )
    put(library, tmp_path, "codes.csv", HCPCS)
    put(
        library,
        tmp_path,
        "layout.txt",
        RECORD.replace(" " * 23 + "C = Carrier", f"{values}\n" + " " * 23 + "C = Carrier"),
    )
    made = of(library, "codes.csv")
    pieces = [told(made, "COV", str(n)) for n in range(10, 60)]
    whole = (
        "{n} = Carrier decides case {n} by the record"
        " (subject to floors and ceilings of the national limitation amount)"
    )
    assert [" ".join(one) for one in pieces] == [whole.format(n=n) for n in range(10, 60)]
    assert any(len(one) == 2 for one in pieces)
    for n in range(10, 60):
        for one in made.meaning("COV", str(n)):
            assert one.placed.passage.text[one.start : one.end] == one.text


def test_a_new_layout_is_seen(library: Library, tmp_path: Path) -> None:
    put_fees(library, tmp_path)
    assert told(of(library, "fees-2025.csv"), "CO_SURG", "2") == ["2=Co-surgeons permitted."]
    put(library, tmp_path, "layout-2025.md", LAYOUT.format(edition="2025").replace("permitted", "allowed"))
    assert told(of(library, "fees-2025.csv"), "CO_SURG", "2") == ["2=Co-surgeons allowed."]
    library.remove("layout-2025.md")
    assert of(library, "fees-2025.csv") == Dictionary()
