"""Renders the evaluations kept in a library as HTML, with no text of a file becoming markup."""

import logging
import math
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError, field_validator

from app.web.evidence import safe

LOG = logging.getLogger(__name__)

FOLDER = "evaluations"
EMPTY = "No evaluation has been run on this library yet."
HOW = "To run one, score its answers against questions whose answers are known:"
COMMAND = "citecoder eval GOLD.jsonl"

#: What people read for each measure of the contract, and whether more of it is worse.
LABELS = {
    "evidence_recall@1": ("Evidence is the first passage found", False),
    "evidence_recall@5": ("Evidence is among the first 5 passages", False),
    "evidence_recall@10": ("Evidence is among the first 10 passages", False),
    "evidence_mrr": ("Evidence stands high (mean reciprocal rank)", False),
    "answer_contains": ("Required words stand in the answer", False),
    "citation_precision": ("Citations that support their sentence", False),
    "citation_recall": ("Sentences wholly supported by citations", False),
    "verbatim": ("Quotes that stand word for word", False),
    "unsupported_codes": ("Codes and numbers without a source", True),
    "dropped_sentences": ("Sentences that the gate stopped", True),
    "abstention_precision": ("Abstentions that were right", False),
    "abstention_recall": ("Unanswerable questions not answered", False),
    "abstention_f1": ("Abstention, both together (F1)", False),
    "false_premise_caught": ("False premises not followed", False),
    "calibration_error": ("Confidence is off by", True),
    "latency_ms_p50": ("Time of a typical answer, ms", True),
    "latency_ms_p95": ("Time of a slow answer (1 in 20), ms", True),
}
_TREND = 20
_WIDTH, _HEIGHT, _EDGE = 112, 30, 4


class Measure(BaseModel):
    """One measure of a run, with its bootstrap 95 % interval."""

    model_config = ConfigDict(frozen=True)

    value: float | None = None
    n: int | None = None
    low: float | None = None
    high: float | None = None


class Run(BaseModel):
    """One evaluation, as ``citecoder eval`` keeps it."""

    model_config = ConfigDict(frozen=True)

    date: datetime
    answerer: str = ""
    library_version: str = ""
    n: int | None = None
    summary: dict[str, Measure]

    @field_validator("date")
    @classmethod
    def _in_utc(cls, date: datetime) -> datetime:
        return date.replace(tzinfo=UTC) if date.tzinfo is None else date.astimezone(UTC)


def read_runs(folder: Path) -> tuple[list[Run], list[str]]:
    """Reads the evaluations of a library, oldest first, and a sentence for each that cannot be read."""
    runs, problems = [], []
    for path in sorted((folder / FOLDER).glob("*.json")):
        try:
            runs.append(Run.model_validate_json(path.read_bytes()))
        except (OSError, ValidationError):
            LOG.warning("The evaluation %s cannot be read.", path, exc_info=True)
            problems.append(f"The evaluation {path.name} cannot be read and is left out.")
    return sorted(runs, key=lambda run: run.date), problems


#: The answerer of this page, as an evaluation names it.
OWN = "extractive"


def performance_html(runs: Sequence[Run], problems: Sequence[str] = ()) -> str:
    """Renders the last run of each answerer, the newest first and open, with trends over its runs.

    Args:
        runs: oldest first.
        problems: sentences to show above.
    """
    told = "".join(f'<p class="cc-problem" role="alert">{safe(problem)}</p>' for problem in problems)
    by_answerer: dict[str, list[Run]] = {}
    # what answers here comes first; what it was compared with, and older things, fold below it
    for run in sorted(runs, key=lambda run: run.answerer != OWN):
        by_answerer.setdefault(run.answerer, []).append(run)
    parts = []
    for index, (answerer, own) in enumerate(by_answerer.items()):
        body = _run(own)
        if index:
            name = safe(answerer or "unnamed answerer")
            body = f"<details><summary>Last run of {name}, {_date(own[-1].date)}</summary>{body}</details>"
        parts.append(body)
    if not parts:
        parts = [f'<p class="cc-none">{EMPTY} {HOW}</p><pre class="cc-command">{COMMAND}</pre>']
    return (
        '<section class="cc-performance" aria-label="Performance"><h2>Performance</h2>'
        f"{told}{''.join(parts)}</section>"
    )


def _run(runs: Sequence[Run]) -> str:
    last = runs[-1]
    facts = (
        ("Last run", _date(last.date)),
        ("Answerer", last.answerer),
        ("Library version", last.library_version),
        ("Questions", "" if last.n is None else str(last.n)),
        ("Runs so far", str(len(runs))),
    )
    listed = "".join(f"<div><dt>{name}</dt><dd>{safe(fact)}</dd></div>" for name, fact in facts if fact)
    rows = "".join(_row(name, measure, runs) for name, measure in last.summary.items())
    return (
        f'<dl class="cc-facts">{listed}</dl><table><caption>The value of each measure, with its 95 % '
        "interval, over n rows; the trend's shade is that interval in each run.</caption><thead><tr>"
        '<th scope="col">Measure</th><th scope="col">Value</th><th scope="col">n</th>'
        f'<th scope="col">Trend</th></tr></thead><tbody>{rows}</tbody></table>'
    )


def _row(name: str, measure: Measure, runs: Sequence[Run]) -> str:
    label, lower = LABELS.get(name, (name, False))
    key = f"{name}, lower is better" if lower else name
    quiet = f'<span class="cc-quiet">{safe(key)}</span>' if key != label else ""
    interval = (
        f'<span class="cc-quiet">{_number(measure.low)} to {_number(measure.high)}</span>'
        if _known(measure.low) and _known(measure.high)
        else ""
    )
    n = "" if measure.n is None else str(measure.n)
    series = [run.summary[name] for run in runs if name in run.summary]
    return (
        f'<tr><th scope="row">{safe(label)}{quiet}</th><td>{_number(measure.value)}{interval}</td>'
        f"<td>{n}</td><td>{trend_svg(series)}</td></tr>"
    )


def trend_svg(series: Sequence[Measure]) -> str:
    """Draws the values of one measure over runs as a small line on the shade of their intervals."""
    points = [
        (m.value, m.low if _known(m.low) else m.value, m.high if _known(m.high) else m.value)
        for m in series[-_TREND:]
        if _known(m.value)
    ]
    triples = [(float(v or 0), float(low or 0), float(high or 0)) for v, low, high in points]
    if len(triples) < 2:
        return '<span class="cc-quiet">one run</span>' if triples else ""
    bottom = min(min(triple) for triple in triples)
    # halves, since the distance of two very large values may be more than a float holds
    span = max(max(triple) for triple in triples) / 2 - bottom / 2
    step = (_WIDTH - 2 * _EDGE) / (len(triples) - 1)

    def at(index: int, value: float) -> str:
        share = (value / 2 - bottom / 2) / span if span else 0.5
        return f"{_EDGE + index * step:.1f},{_HEIGHT - _EDGE - share * (_HEIGHT - 2 * _EDGE):.1f}"

    line = [at(index, value) for index, (value, _, _) in enumerate(triples)]
    shade = [at(index, high) for index, (_, _, high) in enumerate(triples)]
    shade += reversed([at(index, low) for index, (_, low, _) in enumerate(triples)])
    x, y = line[-1].split(",")
    told = f"{len(triples)} runs, from {_number(triples[0][0])} to {_number(triples[-1][0])}"
    return (
        f'<svg class="cc-trend" viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" aria-label="{told}">'
        f'<title>{told}</title><polygon points="{" ".join(shade)}"/>'
        f'<polyline points="{" ".join(line)}"/><circle cx="{x}" cy="{y}" r="2.5"/></svg>'
    )


def _known(value: float | None) -> bool:
    return value is not None and math.isfinite(value)


def _number(value: float | None) -> str:
    """Writes a share with two decimals that matter, and anything from 10 on as a whole number."""
    if value is None or not math.isfinite(value):
        return "–"
    return f"{value:,.0f}" if abs(value) >= 10 else f"{value:.3f}"


def _date(date: datetime) -> str:
    return f"{date:%Y-%m-%d %H:%M} UTC"
