"""Draws plots as inline SVG for a page: one style, colours that colour-blind people can tell apart."""

import io
import re
from collections.abc import Callable
from typing import Any, TypeVar

import matplotlib as mpl

mpl.use("Agg")

from matplotlib.axes import Axes
from matplotlib.figure import Figure

T = TypeVar("T")
#: Okabe and Ito's colours.
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9")
MARKERS = ("o", "s", "^", "D", "v", "P")
#: Inches.
SIZE = (5.0, 3.6)
_STYLE: dict[Any, Any] = {
    "svg.fonttype": "none",
    "font.family": "sans-serif",
    "font.size": 10,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "grid.alpha": 0.3,
}
_DROPPED = re.compile(
    r"<\?xml.*?\?>|<!DOCTYPE.*?>|<metadata>.*?</metadata>|\sxmlns(?::\w+)?=\"[^\"]*\"", re.S
)


def svg(draw: Callable[[Axes, T], None], shown: T, size: tuple[float, float] = SIZE) -> str:
    """Draws one plot.

    Args:
        draw: draws what is shown; its name is the prefix of the plot's ids, which are the whole page's.
        shown: given to it.
        size: of the figure, in inches.

    Returns:
        SVG without any reference to elsewhere.
    """
    with mpl.rc_context({**_STYLE, "svg.hashsalt": draw.__name__}):
        figure = Figure(figsize=size, layout="constrained")
        axes = figure.subplots()
        draw(axes, shown)
        if axes.get_legend_handles_labels()[1]:
            axes.legend(frameon=False, fontsize=9)
        out = io.StringIO()
        figure.savefig(out, format="svg", transparent=True, metadata={"Date": None})
    drawn = _DROPPED.sub("", out.getvalue())
    prefix = draw.__name__.strip("_")
    drawn = re.sub(r'\bid="', f'id="{prefix}-', drawn)
    return re.sub(r'(url\(#|href="#)', rf"\g<1>{prefix}-", drawn).strip()
