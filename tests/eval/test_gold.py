from pathlib import Path

import pytest

from eval.gold import GoldError, load

GOOD = '{"id": "a", "question": "Which?", "kind": "lookup"}'


def write(folder: Path, *lines: str) -> Path:
    path = folder / "gold.jsonl"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def test_id_question_and_kind_are_enough(tmp_path: Path) -> None:
    assert [row.id for row in load([write(tmp_path, GOOD, "", "")])] == ["a"]


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("{", "line 2: not a gold row: Invalid JSON"),
        ('{"id": "b", "kind": "lookup"}', "line 2: .*field 'question': Field required"),
        (GOOD.replace("lookup", "riddle").replace('"a"', '"b"'), "line 2: .*field 'kind'"),
        (GOOD, "line 2: the id 'a' is taken already, at .*line 1"),
        ('{"id":"b","question":"?","kind":"lookup","must_cite":[{"page":1}]}', "must_cite.0.document"),
    ],
)
def test_errors_name_file_and_line(tmp_path: Path, line: str, says: str) -> None:
    with pytest.raises(GoldError, match=says) as raised:
        load([write(tmp_path, GOOD, line)])
    assert "gold.jsonl" in str(raised.value)


def test_a_file_that_cannot_be_read_or_is_empty_is_told(tmp_path: Path) -> None:
    with pytest.raises(GoldError, match="cannot be read"):
        load([tmp_path / "none.jsonl"])
    with pytest.raises(GoldError, match="no gold row of split 'test'"):
        load([write(tmp_path, GOOD)], "test")
    (tmp_path / "latin.jsonl").write_bytes(b"\xff\xfe\xfa")
    with pytest.raises(GoldError, match="not UTF-8"):
        load([tmp_path / "latin.jsonl"])


def test_a_candidate_that_nobody_reviewed_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "candidates.jsonl"
    path.write_text('{"id": "f1", "question": "q", "kind": "answerable", "review": true}\n', encoding="utf-8")
    with pytest.raises(GoldError, match=r"line 1: 'f1' is a candidate from feedback; review it"):
        load([path])
