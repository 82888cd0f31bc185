"""What a table does not have is said, and only where the question asks for that table."""

from collections.abc import Iterator

import pytest

from ingest.encoder import Encoder
from ingest.library import Library
from tests.app.fees import HCPCS, RECORD, missing, put, put_fees
from tests.ingest.readers.test_pcs import SMALL_INDEX, SMALL_TABLES


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Iterator[Library]:
    folder = tmp_path_factory.mktemp("tables")
    opened = Library(folder / "library", encoder)
    put_fees(opened, folder)
    put(opened, folder, "hcpcs-codes.csv", HCPCS)
    put(opened, folder, "hcpcs-layout.txt", RECORD)
    put(opened, folder, "pcs-tables.xml", SMALL_TABLES.decode())
    put(opened, folder, "pcs-index.xml", SMALL_INDEX.decode())
    yield opened
    opened.close()


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("What is the coverage code of 63102?", "63102 has no row in hcpcs-codes."),
        ("What is the work RVU of J1885?", "J1885 has no row in fees."),
        ("E11.9 global days", "E11.9 has no row in fees."),
        ("endo base of 63102", "63102 has no value in the column ENDO_BASE of fees."),
        ("termination date of J1885", "J1885 has no value in the column TERM DT of hcpcs-codes."),
        (
            "work RVU of J1885 and A0425",
            "J1885 has no row in fees. A0425 has no row in fees.",
        ),
        ("What was the work RVU of 63102 in 2019?", "fees is of another edition than 2019."),
        ("What documentation supports 63102?", ""),
        ("What is the shelf life of 63102?", ""),
        ("What modifier is used with 63102?", ""),
        ("What is the work RVU?", ""),
        ("What is the upper vessel of 63102?", ""),
        ("What is the global period of 63102?", ""),
    ],
)
def test_the_missing_row_or_value_is_named(tables: Library, question: str, sentence: str) -> None:
    assert missing(tables, question) == sentence


def test_scope_decides_of_which_table_is_spoken(tables: Library) -> None:
    assert missing(tables, "What is the coverage code of 63102?", "fees-2025.csv") == ""


def test_an_empty_library_has_no_table_to_speak_of(library: Library) -> None:
    assert missing(library, "What is the work RVU of J1885?") == ""
