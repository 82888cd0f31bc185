"""Fits the confidence of the extractive answerer on gold: ``python -m eval.fit_confidence --help``.

Two logistic regressions over the features of `app.abstain.Doubt`: whether the library answers the question
at all, which decides on abstention, and whether the answer is right, which is the confidence of an answer.
Gold has few questions that its library does not answer, so questions that were made harder
(`eval.doubts`) teach the first regression too.
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
from sklearn.model_selection import StratifiedGroupKFold
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from app.cli import open_library
from eval.doubts import Seen, observe
from eval.gold import load
from eval.measures.calibration import expected_calibration_error

#: Inverse of the penalty on large coefficients; a few hundred rows bear no more.
STRENGTH = 0.1
FOLDS = 8
SEED = 20251001
#: The share of the answerable questions that is answered: what lies below is abstained from.
KEPT = 0.97
ELSEWHERE = Path(__file__).parent / "gold" / "elsewhere.jsonl"
OUT = Path(__file__).parent.parent / "app" / "confidence.json"


def fit(
    features: NDArray[np.float64],
    names: Sequence[str],
    target: NDArray[np.bool_],
    groups: Sequence[str] = (),
    weights: NDArray[np.float64] | None = None,
) -> dict[str, Any]:
    """Fits one regression.

    Args:
        features: shape (rows, features).
        names: of the features.
        target: shape (rows,).
        groups: a name for each row; rows of one name are never on both sides of cross-validation.
        weights: of the rows, shape (rows,); all the same where it is not given.

    Returns:
        Intercept and coefficients on the features as they are, and what cross-validation says of them.
    """
    model = make_pipeline(StandardScaler(), LogisticRegression(C=STRENGTH, max_iter=2000))
    folds = StratifiedGroupKFold(FOLDS, shuffle=True, random_state=SEED)
    weighed = {"logisticregression__sample_weight": np.ones(len(target)) if weights is None else weights}
    apart = np.zeros(len(target))
    for learnt, tried in folds.split(features, target, list(groups) or range(len(target))):
        some = {name: values[learnt] for name, values in weighed.items()}
        model.fit(features[learnt], target[learnt], **some)
        apart[tried] = model.predict_proba(features[tried])[:, 1]
    model.fit(features, target, **weighed)
    both = np.column_stack([apart, target])
    tenths = np.rint(10 * weighed["logisticregression__sample_weight"]).astype(int)
    scaler, regression = model.steps[0][1], model.steps[1][1]
    slopes = regression.coef_[0] / scaler.scale_
    intercept = float(regression.intercept_[0] - slopes @ scaler.mean_)
    return {
        "model": {
            "intercept": round(intercept, 4),
            "coefficients": {name: round(float(w), 4) for name, w in zip(names, slopes, strict=True)},
        },
        "figures": {
            "rows": len(target),
            "positive": int(target.sum()),
            "auc": round(float(roc_auc_score(target, apart)), 3),
            "calibration_error": round(expected_calibration_error(np.repeat(both, tenths, axis=0)), 3),
        },
        "apart": apart,
    }


def threshold_that_keeps(
    apart: NDArray[np.float64], answerable: NDArray[np.bool_], share: float = KEPT
) -> float:
    """Gives the probability that so large a share of the answerable questions reach.

    Args:
        apart: probability by cross-validation that the library answers, shape (rows,).
        answerable: whether it does, shape (rows,).
        share: of the answerable questions, 0 to 1.
    """
    return round(float(np.quantile(apart[answerable], 1 - share)), 3)


@click.command()
@click.argument("pairs", nargs=-1, required=True, metavar="LIBRARY=GOLD.jsonl...")
@click.option(
    "--elsewhere",
    type=click.Path(exists=True, path_type=Path),
    default=ELSEWHERE,
    show_default="eval/gold/elsewhere.jsonl",
    help="Questions that none of the libraries answers.",
)
def main(pairs: tuple[str, ...], elsewhere: Path) -> None:
    """Fit app/confidence.json on the dev rows of gold, each file asked of its library."""
    seen: list[Seen] = []
    others = load([elsewhere], "dev")
    for pair in pairs:
        folder, _, gold = pair.partition("=")
        rows = load([Path(gold)], "dev")
        click.echo(f"{gold}: {len(rows)} dev rows", err=True)
        seen += observe(open_library(Path(folder)), rows, others)
    names = list(seen[0].doubt.features())
    taught = [one for one in seen if not one.doubt.foreign]  # those are decided without it
    there = fit(
        _matrix(taught, names),
        names,
        np.array([one.there for one in taught]),
        [one.id for one in taught],
        np.array([one.weight for one in taught]),
    )
    own = [one for one in seen if one.gold]
    sure = fit(
        _matrix(own, names), names, np.array([bool(one.right) for one in own]), [one.id for one in own]
    )
    answerable = np.array([one.there for one in taught])
    limit = threshold_that_keeps(there["apart"], answerable)
    fitted = {
        "about": "Written by eval/fit_confidence.py from dev rows only; its docstring says what this is.",
        "answerable": there["model"],
        "right": sure["model"],
        "threshold": limit,
        "figures": {
            "date": datetime.now(UTC).date().isoformat(),
            "gold": [Path(pair.partition("=")[2]).name for pair in pairs] + [elsewhere.name],
            "cross_validation_folds": FOLDS,
            "answerable": there["figures"],
            "right": sure["figures"],
            "answerable_kept": KEPT,
            "abstained": _abstained(taught, there["apart"] < limit),
        },
    }
    OUT.write_text(json.dumps(fitted, indent=2) + "\n", encoding="utf-8")
    click.echo(json.dumps(fitted["figures"], indent=2))


def _matrix(seen: Sequence[Seen], names: Sequence[str]) -> NDArray[np.float64]:
    return np.array([[one.doubt.features()[name] for name in names] for one in seen])


def _abstained(seen: Sequence[Seen], abstained: NDArray[np.bool_]) -> dict[str, float]:
    """Gives the share that is abstained from, of each kind of question."""
    kinds = ["answerable" if s.there else "evidence hidden" if s.weight < 1 else "not there" for s in seen]
    return {
        kind: round(float(np.mean([no for no, k in zip(abstained, kinds, strict=True) if k == kind])), 3)
        for kind in sorted(set(kinds))
    }


if __name__ == "__main__":
    main()
