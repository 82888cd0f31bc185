"""The plots of a report, as inline SVG: reliability, risk against coverage, recall by k, latency."""

import io
import re
from collections.abc import Callable, Sequence
from typing import Any

import matplotlib as mpl

mpl.use("Agg")

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from eval.measures.calibration import BINS, bin_of
from eval.result import Result

_STYLE: dict[Any, Any] = {
    "svg.fonttype": "none",
    "font.family": "sans-serif",
    "font.size": 10,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "grid.alpha": 0.3,
}
#: Okabe and Ito's colours, which colour-blind people can tell apart.
_COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9")
#: Milliseconds; a logarithmic axis has no place for the 0 of a clock that is too coarse.
_SHORTEST = 0.1
_MARKS = ("o", "s", "^", "D", "v", "P")
_DROPPED = re.compile(
    r"<\?xml.*?\?>|<!DOCTYPE.*?>|<metadata>.*?</metadata>|\sxmlns(?::\w+)?=\"[^\"]*\"", re.S
)


def plots(results: Sequence[Result]) -> list[tuple[str, str]]:
    """Draws every plot.

    Returns:
        (what it shows, SVG without any reference to elsewhere).
    """
    return [(told, _svg(draw, results)) for told, draw in _PLOTS]


def _svg(draw: Callable[[Axes, Sequence[Result]], None], results: Sequence[Result]) -> str:
    with mpl.rc_context({**_STYLE, "svg.hashsalt": draw.__name__}):
        figure = Figure(figsize=(5, 3.6), layout="constrained")
        axes = figure.subplots()
        draw(axes, results)
        if axes.get_legend_handles_labels()[1]:
            axes.legend(frameon=False, fontsize=9)
        out = io.StringIO()
        figure.savefig(out, format="svg", transparent=True, metadata={"Date": None})
    svg = _DROPPED.sub("", out.getvalue())
    prefix = draw.__name__.strip("_")  # ids are the page's: those of two plots must differ
    svg = re.sub(r'\bid="', f'id="{prefix}-', svg)
    return re.sub(r'(url\(#|href="#)', rf"\g<1>{prefix}-", svg).strip()


def _reliability(axes: Axes, results: Sequence[Result]) -> None:
    axes.plot([0, 1], [0, 1], color="grey", linewidth=1, linestyle="--")
    for at, result in enumerate(results):
        pairs = np.array(
            [
                (min(max(row["answer"]["confidence"], 0.0), 1.0), float(row["right"]))
                for row in result.rows
                if row.get("answer") and row.get("right") is not None
            ],
            dtype=np.float64,
        ).reshape(-1, 2)
        bins = bin_of(pairs[:, 0])
        groups = [pairs[bins == one] for one in range(BINS) if (bins == one).any()]
        x = [float(group[:, 0].mean()) for group in groups]
        y = [float(group[:, 1].mean()) for group in groups]
        sizes = [20 + 180 * len(group) / len(pairs) for group in groups]
        axes.plot(x, y, color=_colour(at), linewidth=1)
        axes.scatter(x, y, s=sizes, color=_colour(at), marker=_mark(at), label=result.answerer, alpha=0.8)
    axes.set(xlabel="confidence", ylabel="share right", xlim=(0, 1.02), ylim=(0, 1.02))


def _risk(axes: Axes, results: Sequence[Result]) -> None:
    for at, result in enumerate(results):
        answered = [
            (float(row["answer"]["confidence"]), not row["right"])
            for row in result.rows
            if row.get("answer") and not row["answer"]["abstained"] and row.get("right") is not None
        ]
        answered.sort(key=lambda pair: -pair[0])
        wrong = np.cumsum([float(pair[1]) for pair in answered])
        taken = np.arange(1, len(answered) + 1)
        coverage = taken / max(len(result.rows), 1)
        axes.plot(coverage, wrong / taken, color=_colour(at), label=result.answerer)
        if len(answered):
            axes.plot(coverage[-1:], (wrong / taken)[-1:], color=_colour(at), marker=_mark(at))
    axes.set(xlabel="share of questions answered, surest first", ylabel="share wrong", xlim=(0, 1.02))
    axes.set_ylim(bottom=0)


def _recall(axes: Axes, results: Sequence[Result]) -> None:
    for at, result in enumerate(results):
        first = [
            1 / row["evidence_mrr"] if row["evidence_mrr"] else np.inf
            for row in result.rows
            if "evidence_mrr" in row
        ]
        places = range(1, 11)
        shares = [sum(rank <= k + 1e-6 for rank in first) / max(len(first), 1) for k in places]
        axes.plot(places, shares, color=_colour(at), marker=_mark(at), label=result.answerer)
    axes.set(xlabel="passages retrieved (k)", ylabel="evidence is among them", ylim=(0, 1.02))


def _latency(axes: Axes, results: Sequence[Result]) -> None:
    for at, result in enumerate(results):
        known = [row["latency_ms_p50"] for row in result.rows if "latency_ms_p50" in row]
        times = sorted(max(one, _SHORTEST) for one in known)
        shares = np.arange(1, len(times) + 1) / max(len(times), 1)
        axes.step(times, shares, where="post", color=_colour(at), label=result.answerer)
    axes.set(xlabel="milliseconds", ylabel="share of answers done", ylim=(0, 1.02))
    if any("latency_ms_p50" in row for result in results for row in result.rows):
        axes.set_xscale("log")


def _colour(at: int) -> str:
    return _COLOURS[at % len(_COLOURS)]


def _mark(at: int) -> str:
    return _MARKS[at % len(_MARKS)]


_PLOTS: tuple[tuple[str, Callable[[Axes, Sequence[Result]], None]], ...] = (
    ("Reliability: is confidence the share that is right? On the dashed line it is.", _reliability),
    ("Risk against coverage: how much is wrong when only the surest are answered.", _risk),
    ("Recall by k: is the evidence among the first k passages.", _recall),
    ("Latency: share of answers done within a time.", _latency),
)
