"""The plots of a report, as inline SVG: reliability, risk against coverage, recall by k, latency."""

from collections.abc import Callable, Sequence

import numpy as np
from matplotlib.axes import Axes

from eval.drawing import COLOURS, MARKERS, svg
from eval.measures.calibration import BINS, bin_of
from eval.result import Result

#: Milliseconds; a logarithmic axis has no place for the 0 of a clock that is too coarse.
_SHORTEST = 0.1


def plots(results: Sequence[Result]) -> list[tuple[str, str]]:
    """Draws every plot.

    Returns:
        (what it shows, SVG without any reference to elsewhere).
    """
    return [(told, svg(draw, results)) for told, draw in _PLOTS]


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
    return COLOURS[at % len(COLOURS)]


def _mark(at: int) -> str:
    return MARKERS[at % len(MARKERS)]


_PLOTS: tuple[tuple[str, Callable[[Axes, Sequence[Result]], None]], ...] = (
    ("Reliability: is confidence the share that is right? On the dashed line it is.", _reliability),
    ("Risk against coverage: how much is wrong when only the surest are answered.", _risk),
    ("Recall by k: is the evidence among the first k passages.", _recall),
    ("Latency: share of answers done within a time.", _latency),
)
