"""Tests of the fit of confidence: it finds what it should, and looks at dev rows only."""

import json
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from eval import fit_confidence
from eval.fit_confidence import best_threshold, fit, main, observe
from eval.gold import GoldRow
from ingest.library import Library
from tests.eval.making import gold, rules


def test_coefficients_are_of_the_features_as_they_are() -> None:
    rng = np.random.default_rng(1)
    features = np.column_stack([rng.normal(5, 3, 400), rng.normal(0, 0.1, 400)])
    target = rng.random(400) < 1 / (1 + np.exp(-(features[:, 0] - 5)))
    fitted = fit(features, ["tells", "noise"], target)
    model = fitted["model"]
    assert model["coefficients"]["tells"] == pytest.approx(1.0, abs=0.5)
    logits = model["intercept"] + features @ np.array(list(model["coefficients"].values()))
    assert np.mean((logits > 0) == target) > 0.75
    assert fitted["figures"]["auc"] > 0.8
    assert fitted["figures"]["rows"] == 400


def test_the_threshold_with_the_best_f1_is_found() -> None:
    apart = np.array([0.1, 0.2, 0.3, 0.8, 0.9, 0.95])
    answerable = np.array([False, False, True, True, True, True])
    limit, f1 = best_threshold(apart, answerable)
    assert f1 == 1.0
    assert 0.2 < limit <= 0.3


def test_a_question_is_answered_whatever_the_doubt(library: Library) -> None:
    library.put(rules(), "rules.md")
    seen = observe(library, gold())
    assert len(seen) >= 4
    assert {there for _, there, _ in seen} == {True, False}
    assert any(right for _, _, right in seen)


def test_only_dev_rows_are_read(tmp_path: Path, library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    library.put(rules(), "rules.md")
    path = tmp_path / "gold.jsonl"
    rows = [row.model_copy(update={"split": "dev" if n else "test"}) for n, row in enumerate(gold())]
    path.write_text("\n".join(row.model_dump_json() for row in rows), encoding="utf-8")
    asked: list[str] = []

    def observing(_: Library, some: list[GoldRow]) -> list[object]:
        asked.extend(row.id for row in some)
        raise SystemExit(0)

    monkeypatch.setattr(fit_confidence, "observe", observing)
    CliRunner().invoke(main, [f"{library.folder}={path}"])
    assert asked == [row.id for row in rows if row.split == "dev"]
    assert json.loads(fit_confidence.OUT.read_text(encoding="utf-8"))["figures"]["right"]["rows"] > 100
