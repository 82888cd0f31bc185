"""Tests of the fit of confidence: it finds what it should, and looks at dev rows only."""

import json
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from eval import fit_confidence
from eval.fit_confidence import ELSEWHERE, fit, main, threshold_that_keeps
from eval.gold import GoldRow, load
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


def test_rows_that_weigh_nothing_teach_nothing() -> None:
    rng = np.random.default_rng(2)
    features = rng.normal(0, 1, (400, 1))
    target = features[:, 0] > 0
    wrong = np.arange(400) % 2 == 0
    mixed = np.where(wrong, ~target, target)
    fitted = fit(features, ["tells"], mixed, weights=np.where(wrong, 0.0, 1.0))
    assert fitted["model"]["coefficients"]["tells"] > 1


def test_the_threshold_keeps_the_share_of_answerable_questions() -> None:
    apart = np.linspace(0, 1, 201)
    answerable = np.arange(201) % 2 == 0
    limit = threshold_that_keeps(apart, answerable, 0.9)
    assert np.mean(apart[answerable] >= limit) == pytest.approx(0.9, abs=0.02)


def test_only_dev_rows_are_read(tmp_path: Path, library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    library.put(rules(), "rules.md")
    path = tmp_path / "gold.jsonl"
    rows = [row.model_copy(update={"split": "dev" if n else "test"}) for n, row in enumerate(gold())]
    path.write_text("\n".join(row.model_dump_json() for row in rows), encoding="utf-8")
    asked: list[str] = []

    def observing(_: Library, some: list[GoldRow], others: list[GoldRow]) -> list[object]:
        asked.extend(row.id for row in [*some, *others])
        raise SystemExit(0)

    monkeypatch.setattr(fit_confidence, "observe", observing)
    CliRunner().invoke(main, [f"{library.folder}={path}"])
    dev = [row.id for row in [*rows, *load([ELSEWHERE])] if row.split == "dev"]
    assert asked == dev
    assert json.loads(fit_confidence.OUT.read_text(encoding="utf-8"))["figures"]["right"]["rows"] > 100
