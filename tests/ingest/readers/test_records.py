import json
import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.documents import Document, IngestError
from ingest.readers import records
from ingest.rows import render
from tests.ingest.readers.damage import damaged, read_or_refused

CORPORA = os.environ.get("CITECODER_CORPORA", "")
GUIDELINES = Path(CORPORA) / "icd-10-pcs-guidelines-2025.jsonl"
NEEDS_CORPORA = pytest.mark.skipif(not GUIDELINES.is_file(), reason="CITECODER_CORPORA has no guidelines")


def given_json(value: object, name: str = "a.json") -> Document:
    text = value if isinstance(value, str) else json.dumps(value)
    return records.read(Path(name), text.encode())


def texts(document: Document) -> list[str]:
    return [block.text for block in document.blocks]


@pytest.fixture(scope="module")
def guidelines() -> Document:
    if not GUIDELINES.is_file():
        pytest.skip("CITECODER_CORPORA has no guidelines")
    return records.read(GUIDELINES, GUIDELINES.read_bytes())


def test_each_guideline_is_a_section_under_its_headings(guidelines: Document) -> None:
    told = [json.loads(line) for line in GUIDELINES.read_text(encoding="utf-8").splitlines()]
    assert list(dict.fromkeys(block.section for block in guidelines.blocks)) == [one["idx"] for one in told]
    heads = {block.section: block.headings for block in guidelines.blocks}
    assert heads["A1"] == ("Convention",)
    assert heads["B3.8"] == ("Root Operation", "Excision vs Resection")
    assert heads["F"] == ("Convention", "Selection of Principal Procedure")


def test_no_word_of_the_guidelines_is_lost_or_doubled(guidelines: Document) -> None:
    for line in GUIDELINES.read_text(encoding="utf-8").splitlines():
        one = json.loads(line)
        found = " ".join(block.text for block in guidelines.blocks if block.section == one["idx"])
        wanted = one["content"].replace("**Selection of Principal Procedure**", "")
        assert found == " ".join(wanted.split())


def test_broken_lines_go_on_and_examples_stand_apart(guidelines: Document) -> None:
    found = [block.text for block in guidelines.blocks if block.section == "A2"]
    assert "alphabet (except I and O because they are easily confused" in found[0]
    assert found[1].startswith("Example: Where the fifth axis")


def test_records_with_a_code_column_are_rows() -> None:
    lines = [
        {"HCPCS": "63102", "DESC": "Removal of one vertebral body", "RVU": 34.10, "none": None},
        {"HCPCS": "63103", "DESC": "Each added segment", "RVU": 4.820, "mods": ["50", "62"]},
    ]
    document = records.read(Path("a.jsonl"), "\n\n".join(map(json.dumps, lines)).encode())
    rows = [block.row for block in document.blocks if block.row]
    assert [row.key for row in rows] == ["63102", "63103"]
    assert [row.number for row in rows] == [1, 3]
    assert rows[0].codes == ("63102",)
    assert rows[0].cells == (
        ("HCPCS", "63102"),
        ("DESC", "Removal of one vertebral body"),
        ("RVU", "34.1"),
    )
    assert rows[1].cells[-1] == ("mods", "50, 62")
    assert [block.text for block in document.blocks] == [render(row) for row in rows]


def test_numbers_stay_as_they_are_written() -> None:
    document = given_json('[{"code": "63102", "rvu": 34.10, "f": 1e999, "x": NaN}]')
    row = document.blocks[0].row
    assert row is not None
    assert dict(row.cells) == {"code": "63102", "rvu": "34.10", "f": "1e999"}
    assert texts(given_json(f'{{"n": {"9" * 6000}}}')) == ["9" * 6000]


def test_a_name_that_comes_twice_keeps_both_values() -> None:
    assert texts(given_json('{"note": "first", "note": "second"}')) == ["note: first; note: second"]


def test_objects_within_objects_stand_under_the_names_of_their_fields() -> None:
    document = given_json(
        {
            "title": "Edits",
            "edition": "FY2025",
            "effective_from": "2024-10-01",
            "chapters": {
                "Surgery": {"rules": [{"question": "What is bundled?", "answer": "All of the approach."}]}
            },
            "grid": [["Code", "Units"], ["63102", "1"], ["63103", "2"]],
        }
    )
    assert (document.title, document.edition, str(document.effective_from)) == (
        "Edits",
        "FY2025",
        "2024-10-01",
    )
    assert document.blocks[0].text == "edition: FY2025; effective_from: 2024-10-01"
    assert document.blocks[1].headings == ("Edits", "chapters", "Surgery", "rules", "What is bundled?")
    assert document.blocks[1].text.endswith("All of the approach.")
    assert [block.text for block in document.blocks[2:]] == ["Code 63102; Units 1", "Code 63103; Units 2"]
    assert document.blocks[2].row is not None
    assert document.blocks[2].row.number == 2


def test_records_without_codes_tell_their_values_by_name() -> None:
    found = texts(given_json([{"a": "x", "b": True, "c": {"d": 1}}, {"a": "y z", "b": None, "c": []}]))
    assert found == ["a x; b true; c.d 1", "a: y z"]


def test_values_of_any_kind_are_read() -> None:
    assert texts(given_json('[1, 2.50, "three"]')) == ["1, 2.50, three"]
    assert texts(given_json('"One sentence."')) == ["One sentence."]
    assert texts(given_json('{"a": 1}\n{"a": 2}')) == ["a 1", "a 2"]
    assert texts(given_json({"half": "\ud800 pair"})) == ["half: pair"]
    assert texts(given_json([{"a": [{"b": [{"c": "deep"}]}]}]))[0].endswith("deep")


def test_a_bad_line_is_named() -> None:
    with pytest.raises(IngestError) as caught:
        given_json('{"a": 1}\n\n{"a": }\n{"a": 2}', "a.jsonl")
    assert caught.value.where.startswith("line 3")
    with pytest.raises(IngestError) as caught:
        given_json('{"a": 1,\n "b": 2,\n}')
    assert caught.value.where.startswith("line ")
    assert "not valid JSON" in caught.value.message


@pytest.mark.parametrize("text", ["[" * 100_000, '{"a":' * 90 + "1" + "}" * 90, "[" * 900 + "1" + "]" * 900])
def test_depth_is_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(IngestError, match="deeper"):
        given_json(text)


@pytest.mark.parametrize("text", ["{}", "[]", "null", '{"a": ""}', "[[], {}]"])
def test_a_file_without_words_is_refused(text: str) -> None:
    with pytest.raises(IngestError, match="no words"):
        given_json(text)


VALUES = st.recursive(
    st.from_regex(r"[a-z]{3,9}( [a-z]{3,9}){0,30}[.]?", fullmatch=True),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.from_regex(r"[a-z]{1,9}", fullmatch=True), inner)
    ),
    max_leaves=12,
)


def words_of(value: object) -> list[str]:
    if isinstance(value, str):
        return value.split()
    if isinstance(value, dict):
        return [word for inner in value.values() for word in words_of(inner)]
    return [word for inner in value for word in words_of(inner)] if isinstance(value, list) else []


@given(VALUES)
@settings(max_examples=150, deadline=None)
def test_no_word_is_lost(value: object) -> None:
    if not words_of(value):
        return
    document = given_json(json.dumps(value))
    said = " ".join(part for block in document.blocks for part in (*block.headings, block.text))
    assert {word.strip(".,;:") for word in words_of(value)} <= {word.strip(".,;:") for word in said.split()}


@NEEDS_CORPORA
@given(st.data())
@settings(max_examples=60, deadline=None)
def test_damaged_files_give_a_document_or_a_sentence(data: st.DataObject) -> None:
    real = b"\n".join(GUIDELINES.read_bytes().split(b"\n")[:8])
    read_or_refused(records.read, "a.jsonl", data.draw(damaged(real)))
    read_or_refused(records.read, "a.json", data.draw(damaged(b"[" + real.replace(b"\n", b",") + b"]")))
