"""Tests of keeping feedback, and of making gold candidates from it."""

import json
import logging
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from app.feedback import FILE, LONGEST_COMMENT, FeedbackError, Verdict, judge, keep, read
from eval.feedback import candidates, export
from tests.app.web.fixed import FIRST, FixedAssistant

ASSISTANT = FixedAssistant()


def give(folder: Path, key: str, question: str, verdict: Verdict, comment: str = "") -> None:
    """Judges the fixed assistant's answer to a question."""
    keep(folder, judge(key, ASSISTANT.ask(question), verdict, comment))


def test_what_was_kept_is_read_back(tmp_path: Path) -> None:
    feedback = judge("a", ASSISTANT.ask("which code?"), "down", "  one\nline, «another» \ud800 ")
    keep(tmp_path, feedback)
    assert read(tmp_path) == [feedback]
    assert feedback.comment == "one\nline, «another» ?"
    assert feedback.citations[0].document == "manual.pdf"
    assert feedback.citations[0].quote == FIRST
    assert stat.S_IMODE((tmp_path / FILE).stat().st_mode) == 0o600


def test_a_second_thought_takes_the_place_of_the_first(tmp_path: Path) -> None:
    give(tmp_path, "a", "which code?", "up")
    give(tmp_path, "b", "unknown", "up")
    give(tmp_path, "a", "which code?", "down", "no")
    assert [(one.id, one.verdict, one.comment) for one in read(tmp_path)] == [
        ("b", "up", ""),
        ("a", "down", "no"),
    ]
    assert len((tmp_path / FILE).read_text(encoding="utf-8").splitlines()) == 3


def test_many_writers_lose_nothing(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda n: give(tmp_path, str(n), "which code?", "up", "x" * 900), range(40)))
    assert {one.id for one in read(tmp_path)} == {str(n) for n in range(40)}


def test_a_half_written_line_is_told_and_loses_only_itself(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    give(tmp_path, "a", "which code?", "up")
    with (tmp_path / FILE).open("ab") as file:
        file.write(b'{"id": "torn", "question": "wh')
    give(tmp_path, "b", "which code?", "up")
    with caplog.at_level(logging.WARNING):
        assert [one.id for one in read(tmp_path)] == ["a", "b"]
    assert "Line 2" in caplog.text


def test_no_file_is_no_feedback(tmp_path: Path) -> None:
    assert read(tmp_path) == []


def test_what_cannot_be_kept_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / FILE).mkdir()
    with pytest.raises(FeedbackError, match="could not be kept"):
        give(tmp_path, "a", "which code?", "up")
    with pytest.raises(FeedbackError, match="could not be read"):
        read(tmp_path)
    with pytest.raises(FeedbackError, match="shorten it"):
        judge("a", ASSISTANT.ask("which code?"), "up", "x" * (LONGEST_COMMENT + 1))


def test_candidates_carry_what_was_found_right_and_wait_for_review(tmp_path: Path) -> None:
    give(tmp_path, "a", "which code?", "up")
    give(tmp_path, "b", "Which  code?", "up", "the same question again")
    give(tmp_path, "c", "row", "up")
    give(tmp_path, "d", "unknown", "up")
    give(tmp_path, "e", "unknown", "down", "It is in chapter 2.")
    give(tmp_path, "f", "and the second?", "down")
    out = tmp_path / "out.jsonl"
    assert export(tmp_path, out) == 5
    rows = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert [row["id"] for row in rows] == ["fb001", "fb002", "fb003", "fb004", "fb005"]
    assert [row["kind"] for row in rows] == [
        "answerable",
        "lookup",
        "unanswerable",
        "answerable",
        "answerable",
    ]
    assert all(row["review"] is True for row in rows)
    right, looked, abstained, missing, wrong = rows
    assert right["comment"] == "the same question again"
    assert right["quote"] == FIRST
    assert right["must_cite"] == [{"document": "manual.pdf", "section": "Chapter IV, B.7", "page": 12}]
    assert looked["must_cite"] == [{"document": "manual.pdf", "page": 3, "row": "63102"}]
    assert "quote" not in abstained
    assert missing["comment"] == "It is in chapter 2."
    assert not {"answer", "quote", "must_cite"} & set(wrong)
    assert FIRST in wrong["answered"]


def test_no_feedback_makes_no_candidates() -> None:
    assert candidates([]) == []
