"""Columns and editions of tables."""

from pathlib import Path

import pytest

from app.question import understand
from app.tables import alike, columns_of, fits_edition, in_force, row_of, tables_of, years_in
from ingest.catalogue import Entry
from ingest.library import Library
from tests.app.fees import COLUMNS, HCPCS, put, put_fees
from tests.ingest.readers.test_pcs import SMALL_INDEX, SMALL_TABLES


def edition(name: str | None, begins: str | None = None, ends: str | None = None) -> Entry:
    return Entry(1, "fees.csv", "fees", name, begins, ends, "", None, "here", "2025-01-01", True, 1, 1)


def test_a_table_has_all_its_columns_whatever_row_is_at_hand(library: Library, tmp_path: Path) -> None:
    put_fees(library, tmp_path)
    entry = library.catalogue.entry("fees-2025.csv")
    assert entry is not None
    one = library.catalogue.of_document("fees-2025.csv")[0]
    found = columns_of(library, entry, None, [one])
    assert set(found.names) == set(COLUMNS.split(","))
    assert found.keys == {"HCPCS"}
    assert "ENDO_BASE" not in dict(row_of(one).cells)


def test_running_text_is_no_row(library: Library, tmp_path: Path) -> None:
    put(library, tmp_path, "rules.md", "# Rules\n\nA rule.\n")
    with pytest.raises(ValueError, match="is no row of a table"):
        row_of(library.catalogue.of_document("rules.md")[0])


def test_only_tables_whose_rows_are_about_codes_are_listed(library: Library, tmp_path: Path) -> None:
    put_fees(library, tmp_path)
    put(library, tmp_path, "pcs-tables.xml", SMALL_TABLES.decode())
    put(library, tmp_path, "pcs-index.xml", SMALL_INDEX.decode())
    assert [entry.name for entry, _ in tables_of(library)] == ["fees-2025.csv"]
    assert list(tables_of(library, ["other.csv"])) == []


def test_editions_of_a_table_are_alike(library: Library, tmp_path: Path) -> None:
    put_fees(library, tmp_path, "2024")
    put(library, tmp_path, "fees-2025.csv", f"{COLUMNS},NEW\n63102{',1' * 18}\n")
    put(library, tmp_path, "hcpcs.csv", HCPCS)
    found = {entry.name: columns_of(library, entry, sheet) for entry, sheet in tables_of(library)}
    assert alike(found["fees-2024.csv"], found["fees-2025.csv"])
    assert not alike(found["fees-2024.csv"], found["hcpcs.csv"])


@pytest.mark.parametrize(
    ("question", "years"),
    [
        ("work RVU of 63102 in 2025", ("2025",)),
        ("FY2026 or FY 2025 rates of 63102", ("2026", "2025")),
        ("October 2025 fee of 20610", ("2025",)),
        ("code 20225 or E20.25", ()),
    ],
)
def test_years_are_read_and_codes_are_not(question: str, years: tuple[str, ...]) -> None:
    assert years_in(understand(question)) == years


@pytest.mark.parametrize(
    ("question", "entry", "fit"),
    [
        ("fee of 63102", edition("FY2025"), 1),
        ("fee of 63102 in 2025", edition("FY2025"), 2),
        ("fee of 63102 in October 2025", edition("2025-10"), 3),
        ("fee of 63102 in October 2025", edition("2025-01"), 2),
        ("fee of 63102 in 2025-10", edition("2025-10"), 3),
        ("fee of 63102 in 2025", edition("FY2026", "2025-10-01", "2026-09-30"), 1),
        ("fee of 63102 in 2024", edition("FY2026", "2025-10-01", "2026-09-30"), 0),
        ("fee of 63102 in 2027", edition("FY2026", "2025-10-01", "2026-09-30"), 0),
        ("fee of 63102 in 2024", edition(None), 1),
        ("fee of 63102 in 2024", edition("third"), 1),
    ],
)
def test_the_edition_of_a_question_is_found(question: str, entry: Entry, fit: int) -> None:
    assert fits_edition(understand(question), entry, None) == fit


def test_what_is_not_yet_in_force_comes_last() -> None:
    old, new, next_one = edition("a", "2020-01-01"), edition("b", "2024-01-01"), edition("c", "2990-01-01")
    assert sorted([new, next_one, old], key=in_force) == [next_one, old, new]
    assert in_force(edition("FY2025")) > in_force(edition("FY2024"))
