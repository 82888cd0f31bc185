"""The report: a table for a terminal, and one HTML page with plots, which needs nothing else."""

from pathlib import Path

from markupsafe import Markup

from eval.bench.plots import plots
from eval.bench.ratios import Mark, Ratio
from eval.bench.run import Bench
from eval.report import templates

TEMPLATE = "report.html.j2"
#: Cores of other processes from which on the report says so.
BUSY = 0.1
STORED = (
    "Vectors of the generated texts are mixtures of real ones and were not embedded: what grows is storing,"
    " searching and answering on real indexes. The rate of embedding is measured on real texts."
)


def number(value: float | None) -> str:
    """Writes three digits that matter; a dash for what was not measured."""
    if value is None:
        return "–"
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}" if abs(value) >= 0.001 else f"{value:.4f}"


def reach(mark: Mark) -> str:
    """Writes what a mark asks for."""
    return f"{'≥' if mark.more_is_better else '≤'} {mark.reach:g}{f' {mark.unit}' if mark.unit else ''}"


def verdict(ratio: Ratio) -> str:
    """Writes whether a mark was met."""
    return "not judged" if ratio.met is None else "met" if ratio.met else "not met"


def spread(ratio: Ratio) -> str:
    """Writes the least and the greatest round."""
    return f"{number(ratio.low)} to {number(ratio.high)}" if len(ratio.values) > 1 else "–"


def how(bench: Bench) -> str:
    """Says how it was measured, in a sentence."""
    about = bench.about
    times = "once (--quick: one round, no median)" if about["quick"] else f"{about['rounds']} times"
    return (
        f"Measured {times} in one run of {about['seconds'] / 60:.0f} minutes on {about['cores']} cores"
        f" ({about['machine']}), seed {about['seed']}. Value: the median of the rounds; spread: the least and"
        " the greatest. The marks are for two cores."
    )


def doubt(bench: Bench) -> str:
    """Says that the machine was busy with other things, where it was."""
    others = bench.about["cores_taken_by_others"]
    if others < BUSY:
        return ""
    return (
        f"Other processes took {others:.1f} cores meanwhile. Torch, whose threads wait for each other, loses"
        " more by that than what is divided by it: measure again on a quiet machine."
    )


def as_text(bench: Bench) -> str:
    """Lays the ratios and what grows out for a terminal."""
    lines = [f"{'value':>9}  {'reach':>9}  {'':10}  {'n':>2}  {'spread':>16}  ratio"]
    for one in bench.ratios:
        unit = f" {one.mark.unit}" if one.mark.unit else ""
        lines.append(
            f"{number(one.value) + unit:>9}  {reach(one.mark):>9}  {verdict(one):10}  {len(one.values):>2}"
            f"  {spread(one):>16}  {one.mark.told} ({one.case})"
        )
        lines += [
            f"{'':56}{said}" for said in (one.note, one.judged and f"Not judged: {one.judged}.") if said
        ]
    lines += [f"Left out: {one.mark.told}: {one.why}." for one in bench.left_out]
    lines.append(" ")
    lines += _growth_lines(bench)
    return "\n".join(filter(None, [*lines, STORED, how(bench), doubt(bench)]))


#: What grows, as the table and the page show it: key, name, unit.
GROWS = (
    ("stored_per_second", "passages stored", "/s"),
    ("answer_p50_ms", "whole answer, p50", "ms"),
    ("answer_p95_ms", "whole answer, p95", "ms"),
    ("question_encoding_p50_ms", "question alone, torch, p50", "ms"),
    ("tutorial_p50_ms", "LangChain's tutorial retrieval, p50", "ms"),
    ("refresh_seconds", "refresh without change", "s"),
    ("first_answer_of_a_server_seconds", "first answer of a new server", "s"),
    ("resident_gib", "resident memory", "GiB"),
    ("megabytes", "library on disk", "MB"),
)


def grown_rows(bench: Bench) -> list[tuple[str, list[str]]]:
    """Gives name and values by size of what grows; stages of an answer beneath it."""
    sizes = list(bench.growth.values())
    rows = []
    for key, name, unit in GROWS:
        rows.append(
            (
                f"{name}, {unit.removeprefix('/')}" if unit != "/s" else f"{name} per second",
                [number(one.get(key)) for one in sizes],
            )
        )
        if key == "answer_p50_ms":
            stages = dict.fromkeys(stage for one in sizes for stage in one.get("stages_p50_ms", {}))
            rows += [
                (
                    f"of it {stage}, p50, ms",
                    [number(one.get("stages_p50_ms", {}).get(stage)) for one in sizes],
                )
                for stage in stages
            ]
    return rows


def _growth_lines(bench: Bench) -> list[str]:
    heads = [f"{one['passages']:,}" for one in bench.growth.values()]
    lines = [f"{'passages':38}" + "".join(f"{head:>12}" for head in heads)]
    return lines + [
        f"{name:38}" + "".join(f"{one:>12}" for one in values) for name, values in grown_rows(bench)
    ]


def html(bench: Bench) -> str:
    """Renders the report."""
    environment = templates(Path(__file__).parent)
    environment.filters |= {"number": number, "reach": reach, "verdict": verdict, "spread": spread}
    return environment.get_template(TEMPLATE).render(
        bench=bench,
        how=how(bench),
        doubt=doubt(bench),
        stored=STORED,
        grown=grown_rows(bench),
        heads=[f"{one['passages']:,}" for one in bench.growth.values()],
        plots=[(told, Markup(svg)) for told, svg in plots(bench)],
    )
