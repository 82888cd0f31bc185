import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from app.citations import Answer
from eval.cli import main
from eval.compare import Change, as_text, compare, paired_p
from eval.gold import GoldRow
from eval.report import html
from eval.result import Result, ResultError, read, write
from eval.run import run
from ingest.library import Library
from tests.eval.making import RULES, answer, citation, gold, rules

SCRIPT = "<script>alert(1)</script>"


class Fixed:
    """Answers some questions with the right rule and others with the wrong one."""

    def __init__(self, right: int, quoted: int = 0) -> None:
        self.right, self.quoted, self.asked = right, quoted, 0

    def ask(self, question: str, *, top_k: int = 10) -> Answer:
        self.asked += 1
        text = RULES[0] if self.asked <= self.right else "Nothing of this is so."
        cited = citation(text)
        if self.asked <= self.quoted:
            cited = cited.model_copy(update={"quote": "changed"})
        return answer(text, cited)


def result(right: int, quoted: int = 0) -> Result:
    rows = [
        GoldRow(id=str(n), question=f"{SCRIPT} {n}", kind="answerable", must_contain=("63103",))
        for n in range(40)
    ]
    return run(Fixed(right, quoted), rows, name=f"fixed {SCRIPT}", quiet=True)


def test_a_fall_beyond_noise_is_told_and_a_small_one_is_not() -> None:
    old = result(30)
    changes = {one.measure: one for one in compare(old, result(15))}
    assert changes["answer_contains"].fell
    assert changes["answer_contains"].worse == tuple(str(n) for n in range(15, 30))
    assert changes["answer_contains"].difference == pytest.approx(-15 / 40)
    small = {one.measure: one for one in compare(old, result(28))}
    assert not small["answer_contains"].fell
    assert not {one.measure: one for one in compare(old, result(40))}["answer_contains"].fell
    assert "answer_contains worse: 15, 16" in as_text(changes.values())


def test_verbatim_may_not_fall_at_all() -> None:
    changes = {one.measure: one for one in compare(result(30), result(30, quoted=1))}
    assert changes["verbatim"].fell
    assert changes["verbatim"].p > 0.05


def test_a_value_that_stayed_has_not_fallen_whatever_its_rows_did() -> None:
    stayed = Change("latency_ms_p50", 2.2, 2.2, 40, (), tuple("abc"), 0.001, 0.5)
    assert not stayed.fell
    assert replace(stayed, new=3.0).fell
    assert not replace(stayed, new=3.0, p=0.2).fell


def test_the_paired_test_knows_noise() -> None:
    assert paired_p(np.zeros(20)) == 1
    assert paired_p(np.array([1.0, -1.0] * 10)) > 0.5
    assert paired_p(np.ones(20)) < 0.001


def test_a_result_is_read_back(tmp_path: Path) -> None:
    path = tmp_path / "old.json"
    first, second = result(30), result(20).model_copy(update={"answerer": "other"})
    path.write_text(write([first, second]), encoding="utf-8")
    assert read(path, "other") == second
    assert read(path, "unknown") == first
    path.write_text("[1]", encoding="utf-8")
    with pytest.raises(ResultError, match="no result of"):
        read(path, "other")


def test_the_report_is_escaped_and_self_contained() -> None:
    old, new = result(30), result(15)
    page = html([new, old], compare(old, new))
    assert SCRIPT not in page
    assert "&lt;script&gt;alert(1)" in page
    assert page.count("<svg") == 4
    assert not re.search(r"https?:|<link|<script|<img|@import|url\((?!#)", page)
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'(?:href="#|url\(#)([^")]+)', page)) <= set(ids)


def test_the_command_line(library: Library, tmp_path: Path) -> None:
    path = tmp_path / "gold.jsonl"
    path.write_text("".join(row.model_dump_json() + "\n" for row in gold()), encoding="utf-8")
    out, page = tmp_path / "out.json", tmp_path / "out.html"
    folder = str(library.folder)
    call = ["eval", str(path), "--library", folder, "--answerer", "bm25"]
    empty = CliRunner().invoke(main, call)
    assert empty.exit_code == 2
    assert "The library is empty" in empty.output
    library.put(rules(), "here")
    done = CliRunner().invoke(main, [*call, "--json", str(out), "--report", str(page)])
    assert done.exit_code == 0, done.output
    assert "evidence_recall@10" in done.stdout
    assert read(out, "bm25").library_version == library.version
    assert page.read_text(encoding="utf-8").startswith("<!doctype html>")
    assert len(list((library.folder / "evaluations").glob("*.json"))) == 1
    gate = ["--baseline", str(out), "--no-worse", "verbatim"]
    assert CliRunner().invoke(main, [*call, *gate]).exit_code == 0
    unknown = CliRunner().invoke(main, [*call, "--baseline", str(out), "--no-worse", "beauty"])
    assert unknown.exit_code == 2
    assert "has no measure beauty" in unknown.output
    assert CliRunner().invoke(main, [*call, "--no-worse", "verbatim"]).exit_code == 2
