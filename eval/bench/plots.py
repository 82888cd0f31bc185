"""The plots of the bench's report, as inline SVG: ratios against their marks, and what grows."""

from collections.abc import Callable
from typing import Any

import numpy as np
from matplotlib.axes import Axes

from eval.bench.ratios import Ratio
from eval.bench.run import Bench
from eval.drawing import COLOURS, MARKERS, svg

_MET, _MISSED, _OPEN = COLOURS[2], COLOURS[1], "#888888"


def plots(bench: Bench) -> list[tuple[str, str]]:
    """Draws every plot.

    Returns:
        (what it shows, SVG without any reference to elsewhere).
    """
    return [(told, svg(draw, bench, size)) for told, draw, size in _PLOTS]


def _share(ratio: Ratio, value: float) -> float:
    """Scales a value so that its mark is at 1 and less is better."""
    return ratio.mark.reach / value if ratio.mark.more_is_better else value / ratio.mark.reach


def _against_marks(axes: Axes, bench: Bench) -> None:
    shown = bench.ratios[::-1]
    for at, one in enumerate(shown):
        colour = _OPEN if one.met is None else _MET if one.met else _MISSED
        ends = sorted(_share(one, end) for end in (one.low, one.high))
        axes.plot(ends, [at, at], color=colour, linewidth=2)
        axes.plot([_share(one, one.value)], [at], color=colour, marker="o" if one.met else "D", markersize=7)
    axes.axvline(1, color="black", linewidth=1, linestyle="--")
    labels = [f"{one.mark.key.replace('_', ' ')}\n{one.case}" for one in shown]
    axes.set_yticks(range(len(shown)), labels, fontsize=8)
    axes.set_xscale("log", base=2)
    axes.set_xticks([0.25, 0.5, 1, 2, 4], ["¼", "½", "the mark", "2×", "4×"])
    axes.set(xlabel="share of what the mark allows (left of the line: met)")
    axes.minorticks_off()


def _sizes(bench: Bench) -> list[int]:
    return [int(one["passages"]) for one in bench.growth.values()]


def _lines(axes: Axes, bench: Bench, keys: dict[str, str], unit: str) -> None:
    for at, (key, name) in enumerate(keys.items()):
        values = [float(one.get(key, np.nan)) for one in bench.growth.values()]
        axes.plot(_sizes(bench), values, color=COLOURS[at], marker=MARKERS[at], label=name)
    axes.set_xscale("log")
    axes.set_xticks(_sizes(bench), [f"{one:,}" for one in _sizes(bench)])
    axes.minorticks_off()
    axes.set(xlabel="passages", ylabel=unit)
    axes.margins(x=0.1, y=0.15)
    axes.set_ylim(bottom=0)


def _answers(axes: Axes, bench: Bench) -> None:
    keys = {
        "answer_p50_ms": "whole answer, p50",
        "answer_p95_ms": "whole answer, p95",
        "question_encoding_p50_ms": "question alone (torch)",
        "tutorial_p50_ms": "LangChain's retrieval alone",
    }
    _lines(axes, bench, keys, "milliseconds")


def _stages(axes: Axes, bench: Bench) -> None:
    sizes = list(bench.growth.values())
    stages = dict.fromkeys(stage for one in sizes for stage in one.get("stages_p50_ms", {}))
    beneath = np.zeros(len(sizes))
    for at, stage in enumerate(stages):
        heights = np.array([float(one.get("stages_p50_ms", {}).get(stage, 0.0)) for one in sizes])
        axes.bar(
            range(len(sizes)),
            heights,
            bottom=beneath,
            color=COLOURS[at % len(COLOURS)],
            label=stage,
            width=0.6,
        )
        beneath += heights
    axes.set_xticks(range(len(sizes)), [f"{one:,}" for one in _sizes(bench)])
    axes.set(xlabel="passages", ylabel="milliseconds, p50 of each stage")


def _storing(axes: Axes, bench: Bench) -> None:
    _lines(axes, bench, {"stored_per_second": "stored and indexed"}, "passages per second")


def _refresh(axes: Axes, bench: Bench) -> None:
    _lines(axes, bench, {"refresh_seconds": "refresh without change"}, "seconds")


def _memory(axes: Axes, bench: Bench) -> None:
    _lines(axes, bench, {"resident_gib": "the server after questions"}, "GiB")


def _start(axes: Axes, bench: Bench) -> None:
    _lines(axes, bench, {"first_answer_of_a_server_seconds": "first answer of a new server"}, "seconds")


Draw = Callable[[Axes, Any], None]
_WIDE, _NARROW = (10.0, 6.4), (5.0, 3.6)
_PLOTS: tuple[tuple[str, Draw, tuple[float, float]], ...] = (
    ("Each ratio against its mark, with the least and the greatest round.", _against_marks, _WIDE),
    ("A question: the whole answer, beside embedding it alone and LangChain's retrieval.", _answers, _NARROW),
    ("An answer by stage.", _stages, _NARROW),
    ("Storing: reading, catalogue, full text and vectors, without the encoder.", _storing, _NARROW),
    ("A refresh that finds no change.", _refresh, _NARROW),
    ("Resident memory of the server.", _memory, _NARROW),
    ("A server's start: from its command to the first answer.", _start, _NARROW),
)
