"""The command ``citecoder bench``."""

import json
import logging
import sys
import tempfile
import time
from pathlib import Path

import click

from app.opening import log_level

_OUT = click.Path(dir_okay=False, writable=True, allow_dash=True, path_type=Path)


def _sizes(context: click.Context, option: click.Parameter, given: str | None) -> tuple[int, ...]:
    from eval.bench.plan import SIZES

    if not given:
        return SIZES
    try:
        sizes = tuple(sorted({int(one.replace("_", "")) for one in given.split(",")}))
    except ValueError as error:
        raise click.BadParameter("numbers of passages separated by commas, such as 1000,10000.") from error
    if sizes[0] < 50:
        raise click.BadParameter("a library for the bench has at least 50 passages.")
    return sizes


@click.command()
@click.option("--json", "json_out", type=_OUT, help="Write everything here as one JSON object; - prints it.")
@click.option("--report", "report_out", type=_OUT, help="Write an HTML report with plots here.")
@click.option("--quick", is_flag=True, help="Measure once in the place of five times, with fewer questions.")
@click.option(
    "--sizes",
    callback=_sizes,
    metavar="N,N…",
    help="Numbers of passages of the libraries that are built (default: 1000,10000,100000).",
)
@click.option(
    "--corpora",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    envvar="CITECODER_CORPORA",
    help="Folder of the public PDFs that two of the marks need (default: CITECODER_CORPORA).",
)
@click.option("--seed", type=int, default=1, show_default=True, help="Seed of the generated texts.")
def bench(
    json_out: Path | None,
    report_out: Path | None,
    quick: bool,
    sizes: tuple[int, ...],
    corpora: Path | None,
    seed: int,
) -> None:
    """Measure performance, as ratios of things timed side by side in one run."""
    from eval.bench.growing import BenchError
    from eval.bench.plan import Plan
    from eval.bench.report import as_text, html
    from eval.bench.run import run

    begun = time.monotonic()

    def say(line: str) -> None:
        click.echo(f"{time.monotonic() - begun:6.0f} s  {line}", err=True)

    scratch = tempfile.TemporaryDirectory(prefix="citecoder-bench-", ignore_cleanup_errors=True)
    with log_level(logging.ERROR), scratch as work:
        plan = Plan(Path(work).resolve(), sizes, quick, seed, corpora, say)
        try:
            found = run(plan)
        except (BenchError, OSError) as error:
            raise click.ClickException(f"The bench could not go on. {error}") from error
    printed_json = json_out is not None and str(json_out) == "-"
    click.echo(as_text(found), err=printed_json)
    try:
        if json_out:
            _write(json_out, json.dumps(found.as_dict(), indent=2, ensure_ascii=False))
        if report_out:
            _write(report_out, html(found))
    except OSError as error:
        raise click.ClickException(f"The result cannot be written: {error}.") from error
    sys.exit(1 if found.failed else 0)


def _write(out: Path, text: str) -> None:
    with click.open_file(str(out), "w", encoding="utf-8") as file:
        file.write(text)
        file.write("\n")
