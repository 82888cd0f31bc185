"""The command ``citecoder eval``, and ``main``, which is the command line with it and ``bench``."""

import sys
from pathlib import Path

import click

from app.cli import library_option, open_library
from app.cli import main as main
from eval.bench.cli import bench

__all__ = ["evaluate", "main"]

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_OUT = click.Path(dir_okay=False, writable=True, allow_dash=True, path_type=Path)


@click.command("eval")
@click.argument("gold", nargs=-1, type=_FILE, metavar="GOLD.jsonl...")
@click.option("--json", "json_out", type=_OUT, help="Write the result here as one JSON object; - prints it.")
@click.option(
    "--answers/--no-answers",
    default=True,
    show_default=True,
    help="Whether --json holds every answer; without them it is small enough to commit as a baseline.",
)
@click.option("--report", "report_out", type=_OUT, help="Write an HTML report here.")
@click.option("--baseline", type=_FILE, help="Compare with this earlier result of --json.")
@click.option(
    "--no-worse",
    multiple=True,
    metavar="MEASURE",
    help="Exit with 1 when this measure fell beyond noise against --baseline; repeatable.",
)
@click.option(
    "--answerer",
    "answerers",
    multiple=True,
    default=("extractive",),
    show_default=True,
    type=click.Choice(["extractive", "chat", "tutorial", "bm25"]),
    help="What answers; repeatable: the first is reported, the others beside it.",
)
@click.option(
    "--split",
    type=click.Choice(["dev", "test", "all"]),
    default="all",
    show_default=True,
    help="Which rows.",
)
@click.option(
    "--judge",
    "judge_name",
    default="lexical",
    show_default=True,
    metavar="lexical|MODULE:NAME",
    help="What judges support.",
)
@click.option(
    "--jobs",
    type=click.IntRange(1, 64),
    default=1,
    show_default=True,
    help="Rows asked at once; with more than one, latency includes waiting for each other.",
)
@click.option(
    "--from-feedback",
    type=_OUT,
    help="Write the library's feedback here as gold candidates for a person to review, and stop.",
)
@library_option
def evaluate(
    gold: tuple[Path, ...],
    json_out: Path | None,
    answers: bool,
    report_out: Path | None,
    baseline: Path | None,
    no_worse: tuple[str, ...],
    answerers: tuple[str, ...],
    split: str,
    judge_name: str,
    jobs: int,
    from_feedback: Path | None,
    library_folder: Path | None,
) -> None:
    """Score answers against GOLD.jsonl files."""
    if from_feedback is not None:
        _export_feedback(from_feedback, library_folder)
        return
    if not gold:
        raise click.UsageError("Name at least one GOLD.jsonl file.")
    from app.chat import ChatModelError
    from app.settings import Settings
    from eval.answerers import ANSWERERS, CHAT
    from eval.compare import as_text as changes_text
    from eval.compare import compare
    from eval.gold import GoldError, load
    from eval.keep import keep
    from eval.report import as_text, html
    from eval.result import ResultError, read, write
    from eval.run import run
    from eval.support import JudgeError, load_judge
    from ingest.waiting import without_sentences

    if no_worse and baseline is None:
        raise click.UsageError("--no-worse needs --baseline, the result to compare with.")
    names = list(dict.fromkeys(answerers))
    try:
        rows = load(gold, split)
        judge = load_judge(judge_name)
        old = read(baseline, names[0]) if baseline else None
    except (GoldError, JudgeError, ResultError) as error:
        raise click.UsageError(str(error)) from error
    if old and (unknown := [name for name in no_worse if name not in old.summary]):
        raise click.UsageError(
            f"{baseline} has no measure {', '.join(unknown)}. It has: {', '.join(old.summary)}."
        )
    library = open_library(library_folder)
    if not library.documents():
        raise click.UsageError("The library is empty: add documents with 'citecoder ingest'.")
    if waiting := len(without_sentences(library)):  # a server has them; latency without is another's
        click.echo(f"Making the sentence vectors of {waiting} passages", err=True)
        library.embed_waiting(most=waiting)
    results = []
    for name in names:
        click.echo(f"{name}: getting ready", err=True)
        try:
            answerer = ANSWERERS[name](library)
        except ChatModelError as error:
            raise click.UsageError(str(error)) from error
        results.append(
            run(
                answerer,
                rows,
                name=name,
                judge=judge,
                library_version=library.version,
                model=library.encoder.model,
                chat_model=Settings().chat_model if name == CHAT else "",
                jobs=jobs,
            )
        )
    printed_json = json_out is not None and str(json_out) == "-"
    click.echo(as_text(results), err=printed_json)
    changes = compare(old, results[0]) if old else []
    if changes:
        click.echo(f"\nAgainst {baseline}:\n{changes_text(changes)}", err=printed_json)
    try:
        for result in results:
            keep(library.folder, result)
        if json_out:
            _write(json_out, write(results, answers=answers))
        if report_out:
            _write(report_out, html(results, changes))
    except OSError as error:
        raise click.ClickException(f"The result cannot be written: {error}.") from error
    failed = [(one.answerer, failure) for one in results for failure in one.failed]
    for name, failure in failed:
        click.echo(f"{name}, row {failure.id} failed: {failure.error}", err=True)
    fallen = [one for one in changes if one.measure in no_worse and one.fell]
    for change in fallen:
        click.echo(
            f"{change.measure} fell from {change.old} to {change.new} (p = {change.p:.4f},"
            f" {len(change.worse)} rows worse).",
            err=True,
        )
    sys.exit(1 if failed or fallen else 0)


def _export_feedback(out: Path, library_folder: Path | None) -> None:
    from app.feedback import FeedbackError
    from eval.feedback import export

    try:
        count = export(open_library(library_folder).folder, out)
    except (FeedbackError, OSError) as error:
        raise click.ClickException(str(error)) from error
    click.echo(
        f"{count} candidates written to {out}; a person reviews each before it becomes gold.", err=True
    )


def _write(out: Path, text: str) -> None:
    with click.open_file(str(out), "w", encoding="utf-8") as file:
        file.write(text)
        file.write("\n")


main.add_command(evaluate)
main.add_command(bench)
