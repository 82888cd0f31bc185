"""Reads the ICD-10-PCS files that CMS publishes; skipped where the corpora are not there."""

import os
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from xml.etree.ElementTree import Element, fromstring

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.documents import Block, Document, IngestError, Row
from ingest.pcs_codes import explain
from ingest.readers.pcs import is_pcs, read
from ingest.readers.pcs_terms import LONGEST
from ingest.rows import render
from tests.ingest.readers.code_damage import damaged

CORPORA = os.environ.get("CITECODER_CORPORA", "")
TABLES, INDEX, DEFINITIONS = (
    "icd10pcs_tables_2025.xml",
    "icd10pcs_index_2025.xml",
    "icd10pcs_definitions_2023.xml",
)
NOT_IN_TABLES = {"5A0512C", "5A0522C"}  # the index of 2025 names them; the tables of 2025 do not build them


def row_of(block: Block) -> Row:
    assert block.row is not None
    return block.row


def bytes_of(name: str) -> bytes:
    path = Path(CORPORA) / name
    if not CORPORA or not path.exists():
        pytest.skip(f"{name} is not there: set CITECODER_CORPORA")
    return path.read_bytes()


@pytest.fixture(scope="module")
def published() -> dict[str, tuple[Document, Element]]:
    files = {name: bytes_of(name) for name in (TABLES, INDEX, DEFINITIONS)}
    return {name: (read(Path(name), data), fromstring(data)) for name, data in files.items()}


@pytest.mark.parametrize(
    ("name", "title", "edition", "rows"),
    [
        (TABLES, "2025 ICD-10-PCS Tables", "FY2025", 2_661),
        (INDEX, "2025 ICD-10-PCS Index", "FY2025", 6_890),
        (DEFINITIONS, "2023 ICD-10-PCS Definitions", "FY2023", 956),
    ],
)
def test_published_files_are_read(
    published: dict[str, tuple[Document, Element]], name: str, title: str, edition: str, rows: int
) -> None:
    document, _ = published[name]
    assert (document.title, document.edition) == (title, edition)
    assert len(document.blocks) == rows
    for block in document.blocks:
        assert block.text == render(row_of(block)) == " ".join(block.text.split())
        assert all(value for _, value in row_of(block).cells)
    assert max(len(block.text) for block in document.blocks) < 2 * LONGEST


def word_counts(texts: Iterator[str]) -> Counter[str]:
    return Counter(word for text in texts for word in re.findall(r"\w+", text))


@pytest.mark.parametrize("name", [TABLES, INDEX, DEFINITIONS])
def test_no_word_of_the_published_files_is_lost(
    published: dict[str, tuple[Document, Element]], name: str
) -> None:
    document, root = published[name]
    entries = [one for tag in ("pcsRow", "mainTerm", "terms", "aggregate") for one in root.iter(tag)]
    said = word_counts(" ".join(one.itertext()) for one in entries)
    kept = word_counts(block.text for block in document.blocks)
    assert said - kept == Counter()


def test_every_row_of_every_table_is_there(published: dict[str, tuple[Document, Element]]) -> None:
    document, root = published[TABLES]
    built = 0
    for block in document.blocks:
        codes = 1
        for _, cell in row_of(block).cells[4:]:
            codes *= len(cell.split("; "))
        built += codes
    assert built == sum(int(row.get("codes", "0")) for row in root.iter("pcsRow")) == 78_948


def test_every_code_that_the_index_names_is_built_by_a_table(
    published: dict[str, tuple[Document, Element]],
) -> None:
    tables: dict[str, list[Row]] = {}
    for block in published[TABLES][0].blocks:
        tables.setdefault(row_of(block).codes[0], []).append(row_of(block))
    document, root = published[INDEX]
    named = {code for block in document.blocks for code in row_of(block).codes}
    assert named == {code.text for code in root.iter("code")}
    failing = {code for code in named if explain(code, tables.get(code[:3], [])).failure}
    assert failing == NOT_IN_TABLES


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_a_damaged_published_file_is_read_or_refused_with_a_sentence(data: st.DataObject) -> None:
    whole = bytes_of(DEFINITIONS)
    message = "."
    try:
        assert isinstance(read(Path(DEFINITIONS), data.draw(damaged(whole))), Document)
    except IngestError as error:
        message = error.message
    assert message.endswith(".")


@pytest.mark.parametrize("name", [TABLES, INDEX, DEFINITIONS])
def test_published_files_are_known_by_their_root(name: str) -> None:
    assert is_pcs(bytes_of(name))
