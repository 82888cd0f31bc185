from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.documents import IngestError
from ingest.readers import read
from ingest.readers.text import decode

FRENCH = "Le codage de l’arthrodèse vertébrale : « chaque espace » est déclaré séparément, à 45 € près.\n" * 3
NOWHERE = Path("nowhere.txt")


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"]
)
def test_usual_encodings_are_read(encoding: str) -> None:
    assert decode(NOWHERE, FRENCH.encode(encoding)) == FRENCH


def test_latin_1_is_read() -> None:
    words = "El código se informa una sola vez por sesión; la descompresión añade otro código.\n" * 3
    assert decode(NOWHERE, words.encode("latin-1")) == words


@given(st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cn", "Co")), min_size=1))
def test_all_utf_8_text_is_read_as_it_is(words: str) -> None:
    kept = words.lstrip("\ufeff")
    if "\ufffd" not in words and "\ufffe" not in words:
        assert decode(NOWHERE, words.encode()) == kept


@given(st.binary(min_size=1, max_size=200))
def test_bytes_are_decoded_or_refused_with_a_sentence(data: bytes) -> None:
    message = "."
    try:
        decode(NOWHERE, data)
    except IngestError as error:
        message = error.message
    assert message.endswith(".")


def test_paragraphs_are_divided_by_blank_lines(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("First rule\ngoes on.\n \nSecond rule.\r\n\r\n\r\nThird.", encoding="utf-8", newline="")
    document = read(path)
    assert [block.text for block in document.blocks] == ["First rule goes on.", "Second rule.", "Third."]
    assert {block.section for block in document.blocks} == {None}


def test_numbered_headings_in_sequence_are_sections(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(
        "A. Scope\n\nThis is the scope.\n\nB. Rules\n\n1. Units\n\nReport one unit.\n\n"
        "7. Not the next number\n",
        encoding="utf-8",
    )
    blocks = read(path).blocks
    assert [(block.section, block.text) for block in blocks] == [
        ("A", "This is the scope."),
        ("B.1", "Report one unit."),
        ("B.1", "7. Not the next number"),
    ]
    assert blocks[1].headings == ("B. Rules", "1. Units")


def test_a_heading_with_nothing_under_it_is_not_lost(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("A. Scope\n\nB. Reserved\n", encoding="utf-8")
    assert [block.text for block in read(path).blocks] == ["A. Scope", "B. Reserved"]
