"""Fits the confidence of the extractive answerer on gold: ``python -m eval.fit_confidence --help``.

Two logistic regressions over the features of `app.abstain.Doubt`: whether the library answers the question
at all, which decides on abstention, and whether the answer is right, which is the confidence of an answer.
Their figures are taken by cross-validation, and written beside the coefficients in ``confidence.json``.
Only ``dev`` rows are read.
"""

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import StratifiedKFold, cross_val_predict
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from app.abstain import Doubt
from app.answer import Assistant
from app.cli import open_library
from app.question import Question
from eval.case import Case
from eval.gold import GoldRow, load
from eval.measures.calibration import expected_calibration_error
from ingest.library import Library

#: Inverse of the penalty on large coefficients; a few hundred rows bear no more.
STRENGTH = 0.1
FOLDS = 8
SEED = 20251001
OUT = Path(__file__).parent.parent / "app" / "confidence.json"


class Watching(Assistant):
    """Answers whatever it is asked, and keeps the doubt about it.

    Args:
        library: what answers.
    """

    def __init__(self, library: Library) -> None:
        super().__init__(library)
        self.doubt: Doubt | None = None

    def decide(self, question: Question, doubt: Doubt) -> bool:
        """Keeps the doubt, and answers."""
        self.doubt = doubt
        return True


def observe(library: Library, rows: Sequence[GoldRow]) -> list[tuple[Doubt, bool, bool]]:
    """Asks the questions whose answer is in doubt.

    Returns:
        For each: the doubt, whether the library answers it, and whether the answer is right.
    """
    assistant = Watching(library)
    seen: list[tuple[Doubt, bool, bool]] = []
    for row in rows:
        assistant.doubt = None
        answer = assistant.ask(row.question)
        right = Case(row, answer).right
        if assistant.doubt is not None and right is not None:
            seen.append((assistant.doubt, row.kind != "unanswerable", right))
    return seen


def fit(features: NDArray[np.float64], names: Sequence[str], target: NDArray[np.bool_]) -> dict[str, Any]:
    """Fits one regression.

    Args:
        features: shape (rows, features).
        names: of the features.
        target: shape (rows,).

    Returns:
        Intercept and coefficients on the features as they are, and what cross-validation says of them.
    """
    model = make_pipeline(StandardScaler(), LogisticRegression(C=STRENGTH, max_iter=2000))
    folds = StratifiedKFold(FOLDS, shuffle=True, random_state=SEED)
    apart = cross_val_predict(model, features, target, cv=folds, method="predict_proba")[:, 1]
    model.fit(features, target)
    scaler, regression = model.steps[0][1], model.steps[1][1]
    weights = regression.coef_[0] / scaler.scale_
    intercept = float(regression.intercept_[0] - weights @ scaler.mean_)
    return {
        "model": {
            "intercept": round(intercept, 4),
            "coefficients": {name: round(float(w), 4) for name, w in zip(names, weights, strict=True)},
        },
        "figures": {
            "rows": len(target),
            "positive": int(target.sum()),
            "auc": round(float(roc_auc_score(target, apart)), 3),
            "calibration_error": round(expected_calibration_error(np.column_stack([apart, target])), 3),
        },
        "apart": apart,
    }


def best_threshold(apart: NDArray[np.float64], answerable: NDArray[np.bool_]) -> tuple[float, float]:
    """Finds the probability below which abstaining scores the best F1; returns both."""
    scored = []
    for limit in np.unique(np.round(apart, 3)):
        abstained = apart < limit
        hits = int((abstained & ~answerable).sum())
        total = int(abstained.sum()) + int((~answerable).sum())
        scored.append((2 * hits / total if total else 0.0, float(limit)))
    f1, limit = max(scored)
    return limit, f1


@click.command()
@click.argument("pairs", nargs=-1, required=True, metavar="LIBRARY=GOLD.jsonl...")
def main(pairs: tuple[str, ...]) -> None:
    """Fit app/confidence.json on the dev rows of gold, each file asked of its library."""
    seen: list[tuple[Doubt, bool, bool]] = []
    for pair in pairs:
        folder, _, gold = pair.partition("=")
        rows = load([Path(gold)], "dev")
        click.echo(f"{gold}: {len(rows)} dev rows", err=True)
        seen += observe(open_library(Path(folder)), rows)
    names = list(seen[0][0].features())
    features = np.array([[doubt.features()[name] for name in names] for doubt, _, _ in seen])
    answerable = np.array([there for _, there, _ in seen])
    right = np.array([good for _, _, good in seen])
    there, sure = fit(features, names, answerable), fit(features, names, right)
    limit, f1 = best_threshold(there["apart"], answerable)
    fitted = {
        "about": "Written by eval/fit_confidence.py from dev rows only; its docstring says what this is.",
        "answerable": there["model"],
        "right": sure["model"],
        "threshold": limit,
        "figures": {
            "date": datetime.now(UTC).date().isoformat(),
            "gold": [Path(pair.partition("=")[2]).name for pair in pairs],
            "cross_validation_folds": FOLDS,
            "answerable": there["figures"],
            "right": sure["figures"],
            "abstention_f1": round(f1, 3),
        },
    }
    OUT.write_text(json.dumps(fitted, indent=2) + "\n", encoding="utf-8")
    click.echo(json.dumps(fitted["figures"], indent=2))


if __name__ == "__main__":
    main()
