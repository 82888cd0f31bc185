"""The report: one HTML page for reading, which needs nothing else."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from eval.compare import Change
from eval.measures import LOWER_IS_BETTER
from eval.plots import plots
from eval.result import Result, Value

TEMPLATE = "report.html.j2"


def number(value: float | None) -> str:
    """Writes a share with three decimals, anything from 10 on as a whole number."""
    if value is None:
        return "–"
    return f"{value:,.0f}" if abs(value) >= 10 else f"{value:.3f}"


def interval(value: Value) -> str:
    """Writes the interval of a value."""
    return "" if value.low is None else f"{number(value.low)} to {number(value.high)}"


def best(name: str, results: Sequence[Result]) -> float | None:
    """Gives the best value of a measure over several results, None where there is nothing to compare."""
    values = [one.summary[name].value for one in results if name in one.summary]
    known = [value for value in values if value is not None]
    if len(known) < 2 or len(set(known)) < 2:
        return None
    return min(known) if name in LOWER_IS_BETTER else max(known)


def wrong_rows(result: Result) -> list[dict[str, Any]]:
    """Gives the rows that are not right, failed ones first."""
    wrong = [row for row in result.rows if row.get("right") is False]
    return sorted(wrong, key=lambda row: "error" not in row)


def templates(folder: Path) -> Environment:
    """Gives the templates of a folder: what is filled in becomes no markup, and nothing is left out."""
    return Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def html(results: Sequence[Result], changes: Sequence[Change] = ()) -> str:
    """Renders a report.

    Args:
        results: ours first, then what it is compared with.
        changes: the comparison with an earlier result, if there was one.
    """
    environment = templates(Path(__file__).parent)
    environment.filters |= {"number": number, "interval": interval}
    return environment.get_template(TEMPLATE).render(
        results=results,
        changes=changes,
        lower=LOWER_IS_BETTER,
        best={name: best(name, results) for name in results[0].summary},
        wrong=[(one, wrong_rows(one)) for one in results],
        plots=[(told, Markup(svg)) for told, svg in plots(results)],
    )


def as_text(results: Sequence[Result]) -> str:
    """Lays the measures out for a terminal, one answerer a column."""
    width = max(20, *(len(one.answerer) + 2 for one in results))
    lines = [f"{'measure':22} {'n':>5}" + "".join(f"{one.answerer:>{width + 2}}" for one in results)]
    for name, first in results[0].summary.items():
        cells = []
        for one in results:
            value = one.summary[name]
            bounds = f" [{number(value.low)}, {number(value.high)}]" if value.low is not None else ""
            cells.append(f"{number(value.value)}{bounds}")
        ns = {one.summary[name].n for one in results}
        n = str(first.n) if len(ns) == 1 else f"{min(ns)}-{max(ns)}"
        lines.append(f"{name:22} {n:>5}" + "".join(f"{cell:>{width + 2}}" for cell in cells))
    for one in results:
        lines.append(
            f"{one.answerer}: {one.n} rows, {len(one.failed)} failed, {len(wrong_rows(one))} wrong;"
            f" library {one.library_version}, {one.model}; judge {one.judge}; {one.seconds:.1f} s."
        )
    return "\n".join(lines)
