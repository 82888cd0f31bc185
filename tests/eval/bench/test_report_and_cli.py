import json
import re
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

import eval.bench.run
from eval.bench.growing import BenchError
from eval.bench.plan import NCCI, Plan
from eval.bench.ratios import ENCODER, FIRST, MARKS, MEMORY, SCOPE, TUTORIAL, LeftOut, Ratio
from eval.bench.report import as_text, html
from eval.bench.run import Bench
from eval.bench.watch import Watch
from eval.cli import main

SCRIPT = "<script>alert(1)</script>"


def grown(passages: int) -> dict[str, Any]:
    return {
        "passages": passages,
        "files": 9,
        "megabytes": 14.8,
        "build_seconds": 7.0,
        "stored_per_second": 161.5,
        "answer_p50_ms": 40.0 + passages / 1000,
        "answer_p95_ms": 80.0 + passages / 1000,
        "stages_p50_ms": {"embed": 5.0, "retrieve": 12.0, "answer": 30.0},
        "question_encoding_p50_ms": 17.0,
        "tutorial_p50_ms": 30.0,
        "refresh_seconds": 0.02,
        "refresh": 1.4,
        "resident_gib": 0.6,
        "first_answer_of_a_server_seconds": 5.1,
    }


def bench(quick: bool = False, others: float = 0.0) -> Bench:
    return Bench(
        ratios=[
            Ratio(
                ENCODER, f"320 passages {SCRIPT}", (1.5, 1.3, 1.6, 1.7, 1.8), {"rate": 40.1}, note="Alike."
            ),
            Ratio(SCOPE, "1,800 passages", (1.7,), judged="the mark is for 100,000 passages"),
            Ratio(MEMORY, "1,800 passages", (1.75,)),
        ],
        growth={1000: grown(998), 10000: grown(9_990)},
        left_out=[LeftOut(TUTORIAL, "needs public documents")],
        about={
            "date": "2026-11-24T12:00:00+00:00",
            "seconds": 1500.0,
            "rounds": 1 if quick else 5,
            "quick": quick,
            "seed": 1,
            "cores": 2,
            "cores_taken_by_others": others,
            "machine": "Linux",
            "packages": {"torch": "2.13.0"},
        },
    )


def test_the_table_says_value_reach_verdict_number_of_rounds_and_spread() -> None:
    line = next(one for one in as_text(bench()).splitlines() if "SentenceTransformer.encode (torch" in one)
    assert line.split()[:7] == ["1.6", "≥", "1.4", "met", "5", "1.3", "to"]
    text = as_text(bench())
    assert re.search(r"1\.75 GiB +≤ 1\.5 GiB +not met +1 +–", text)
    assert "Not judged: the mark is for 100,000 passages." in text
    assert f"Left out: {TUTORIAL.told}: needs public documents." in text
    assert "9,990" in text
    assert "were not embedded" in text


def test_one_round_is_said_to_be_one_round() -> None:
    assert "no median" in as_text(bench(quick=True))
    assert "no medians of five" in html(bench(quick=True))
    assert "no median" not in as_text(bench())


def test_what_fails_is_told_and_the_rest_is_measured_still(monkeypatch: pytest.MonkeyPatch) -> None:
    found = bench()

    def fails() -> list[Ratio]:
        raise BenchError("The server ended with status 1.")

    found.measure((FIRST,), fails)
    found.measure((ENCODER,), lambda: [Ratio(ENCODER, "others", (1.5,))])
    del found.growth[1000]["answer_p50_ms"], found.growth[1000]["stages_p50_ms"]
    assert f"Left out: {FIRST.told}: it failed: The server ended with status 1." in as_text(found)
    assert "it failed: The server ended" in html(found)
    assert found.ratios[-1].case == "others"
    assert found.as_dict()["left_out"][-1]["failed"] is True
    monkeypatch.setattr(eval.bench.run, "run", lambda plan: found)
    assert CliRunner().invoke(main, ["bench"]).exit_code == 1


def test_a_busy_machine_is_said_to_be_busy() -> None:
    assert "Other processes took 1.4 cores" in as_text(bench(others=1.4))
    assert "Other processes took 1.4 cores" in html(bench(others=1.4))
    assert "Other processes" not in as_text(bench(others=0.01))


def test_the_page_needs_nothing_else_and_shows_no_markup_of_others() -> None:
    page = html(bench())
    assert SCRIPT not in page
    assert not re.search(r"(?:src|href)=\"(?!#)", page)
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert page.count("<svg") == 7
    for used in re.findall(r'(?:url\(#|href="#)([^")]+)', page):
        assert used in ids


def test_json_holds_every_ratio_and_what_grows() -> None:
    found = json.loads(json.dumps(bench().as_dict()))
    assert [one["key"] for one in found["ratios"]] == [ENCODER.key, SCOPE.key, MEMORY.key]
    assert [one["met"] for one in found["ratios"]] == [True, None, False]
    assert [one["asked"] for one in found["growth"]] == [1000, 10000]
    assert found["left_out"][0]["key"] == TUTORIAL.key
    assert {one.key for one in MARKS} >= {one["key"] for one in found["ratios"]}


def test_the_command_writes_what_it_is_asked_to_and_leaves_nothing_behind(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    plans: list[Plan] = []

    def run(plan: Plan) -> Bench:
        assert plan.work.is_dir()
        plans.append(plan)
        return bench(plan.quick)

    monkeypatch.setattr(eval.bench.run, "run", run)
    out, page = tmp_path / "bench.json", tmp_path / "bench.html"
    command = ["bench", "--quick", "--sizes", "2000,500", "--json", str(out), "--report", str(page)]
    said = CliRunner().invoke(main, command, env={"CITECODER_CORPORA": ""})
    assert said.exit_code == 0, said.output
    assert "spread" in said.stdout
    assert json.loads(out.read_text())["quick"] is True
    assert page.read_text().startswith("<!doctype html>")
    assert (plans[0].sizes, plans[0].rounds, plans[0].corpora) == ((500, 2000), 1, None)
    assert not plans[0].work.exists()


def test_json_on_standard_output_is_one_object_and_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(eval.bench.run, "run", lambda plan: bench())
    said = CliRunner().invoke(main, ["bench", "--json", "-"])
    assert json.loads(said.stdout)["rounds"] == 5


def test_a_bench_that_cannot_go_on_is_an_error_in_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    def run(plan: Plan) -> Bench:
        raise BenchError("The server did not answer.")

    monkeypatch.setattr(eval.bench.run, "run", run)
    said = CliRunner().invoke(main, ["bench"])
    assert said.exit_code == 1
    assert "The server did not answer." in said.stderr


@pytest.mark.parametrize("wrong", [["--sizes", "many"], ["--sizes", "10"], ["--corpora", "not/there"]])
def test_a_wrong_call_is_said_to_be_wrong(wrong: list[str]) -> None:
    assert CliRunner().invoke(main, ["bench", *wrong]).exit_code == 2


def test_marks_that_need_public_documents_say_which_are_missing(tmp_path: Path) -> None:
    assert "CITECODER_CORPORA" in Plan(tmp_path).missing(NCCI)
    assert NCCI in Plan(tmp_path, corpora=tmp_path).missing(NCCI)
    (tmp_path / NCCI).write_bytes(b"")
    assert Plan(tmp_path, corpora=tmp_path).missing(NCCI) == ""


def test_a_watch_counts_the_work_of_this_process_as_its_own() -> None:
    watch = Watch()
    assert sum(range(3_000_000)) > 0
    assert watch.seconds() > 0
    assert watch.others() >= 0
