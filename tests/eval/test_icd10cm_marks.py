import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from app import code_sets
from eval import icd10cm_marks
from eval.held_out_terms import Term, terms_of, without
from eval.icd10cm_marks import Sought, build, descriptions_of, seek, summary
from ingest.encoder import PACKAGED_INT8
from ingest.library import Library
from tests.app.code_set import ENTRIES, code_set


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(code_sets, "LEAST_ROWS", 1)
    monkeypatch.setattr(code_sets, "LOOK_SECONDS", 0.0)


def sought(retrieved: int | None, reranked: int | None, *, same: bool = False) -> Sought:
    return Sought("wart", "B07", retrieved, reranked, "B07", same)


def test_a_code_that_is_found_has_its_rank_and_one_that_is_not_has_none(library: Library) -> None:
    build(library, code_set("icd10cm"))
    found = seek(library, Term("G50.0", "Trigeminal neuralgia"))
    assert found.reranked == 1
    assert found.first == "G50.0"
    absent = seek(library, Term("Z99", "Trigeminal neuralgia"))
    assert absent.retrieved is absent.reranked is None


def test_a_held_out_term_is_looked_for_in_a_library_without_it(library: Library) -> None:
    document = code_set("icd10cm")
    term = Term("B07.0", "Verruca plantaris")
    build(library, without(document, [term]))
    assert not any("plantaris" in one.passage.text for one in library.catalogue.of_document("icd10cm"))
    assert seek(library, term).retrieved is not None


def test_shares_are_over_all_that_was_asked(library: Library) -> None:
    told = summary([sought(1, 1), sought(3, 2), sought(12, None), sought(None, None, same=True)])
    assert told["n"] == 4
    assert told["retrieved@1"]["value"] == 0.25
    assert told["retrieved@10"]["value"] == 0.5
    assert told["reranked@10"]["value"] == 0.5
    assert told["retrieved_mrr"]["value"] == pytest.approx((1 + 1 / 3 + 1 / 12) / 4)
    assert told["reranked@1_or_same_words"]["value"] == 0.5
    assert told["retrieved@10"]["low"] < 0.5 < told["retrieved@10"]["high"]


def test_descriptions_are_drawn_alike_by_seed() -> None:
    document = code_set("icd10cm")
    assert (
        descriptions_of(document, 5, 2) == descriptions_of(document, 5, 2) != descriptions_of(document, 5, 3)
    )
    assert len(descriptions_of(document, 5000, 2)) == len(ENTRIES)


def test_the_command_writes_figures_and_every_rank(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(icd10cm_marks, "read_builtin", lambda: code_set("icd10cm"))
    out = tmp_path / "marks.json"
    arguments = ["--library", str(tmp_path / "library"), "--terms", "3", "--descriptions", "4"]
    ran = CliRunner().invoke(icd10cm_marks.main, [*arguments, "--json", str(out)], catch_exceptions=False)
    assert ran.exit_code == 0
    assert "inclusion_term" in ran.output
    assert "of_unseen_category" not in ran.output
    told = json.loads(out.read_text(encoding="utf-8"))
    assert told["summary"]["inclusion_term"]["n"] == len(told["rows"]["inclusion_term"]) == 3
    assert told["summary"]["description"]["n"] == 4
    assert {row["text"] for row in told["rows"]["inclusion_term"]} <= {t.text for t in terms_of(code_set())}


def test_the_terms_of_categories_that_a_tuning_never_saw_are_told_apart(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(icd10cm_marks, "read_builtin", lambda: code_set("icd10cm"))
    out = tmp_path / "marks.json"
    arguments = ["--library", str(tmp_path / "library"), "--terms", "6", "--descriptions", "2"]
    arguments += ["--held-out", "1", "--model", PACKAGED_INT8, "--json", str(out)]
    ran = CliRunner().invoke(icd10cm_marks.main, arguments, catch_exceptions=False)
    assert ran.exit_code == 0
    told = json.loads(out.read_text(encoding="utf-8"))
    assert told["summary"]["of_unseen_category"]["n"] == 6
    assert told["model"] == PACKAGED_INT8
