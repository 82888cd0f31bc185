"""The command line: ``citecoder``. What takes long to import is imported by the command that needs it."""

import os
import sys
from importlib.metadata import version as package_version
from pathlib import Path

import click

from app.library_commands import library
from app.opening import json_option, library_option, open_library, open_reranker, open_writer
from app.refresh_command import refresh
from app.settings import Settings
from app.tune_command import tune

__all__ = ["json_option", "library_option", "main", "open_library"]

# Nothing leaves this machine: no telemetry, no look-up of models that are on disk.
os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")
os.environ.setdefault("ANONYMIZED_TELEMETRY", "False")
os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_version("citecoder"), prog_name="citecoder")
def main() -> None:
    """Cited answers for medical coders, from the material they uploaded and from nothing else."""
    if not os.environ.get("CITECODER_MODEL"):
        os.environ.setdefault("HF_HUB_OFFLINE", "1")


@main.command()
@click.argument("question")
@click.option(
    "--top-k", type=click.IntRange(1, 100), default=10, show_default=True, help="Passages retrieved."
)
@click.option(
    "--scope", multiple=True, metavar="DOCUMENT", help="Answer from this document only; repeatable."
)
@json_option
@library_option
def ask(
    question: str, top_k: int, scope: tuple[str, ...], as_json: bool, library_folder: Path | None
) -> None:
    """Answer one QUESTION, each sentence cited; abstain when the library does not hold the answer."""
    from app.answer import Assistant
    from app.show import as_text

    if not question.strip():
        raise click.UsageError("The question is empty; type what you want to know.")
    library = open_library(library_folder)
    known = {entry.name for entry in library.documents()}
    if missing := [name for name in scope if name not in known]:
        raise click.UsageError(
            f"The library has no document {', '.join(missing)}. 'citecoder library list' names them."
        )
    if not known:
        click.echo("The library is empty: add documents with 'citecoder ingest'.", err=True)
    answer = Assistant(library, open_writer(), open_reranker()).ask(question, top_k=top_k, scope=scope)
    click.echo(answer.model_dump_json(indent=2) if as_json else as_text(answer))


@main.command()
@click.argument("paths", nargs=-1, type=click.Path(exists=True, path_type=Path))
@click.option(
    "--builtin",
    multiple=True,
    type=click.Choice(["starter", "icd10cm"]),
    help="What the product carries: the starter library, or all of ICD-10-CM.",
)
@click.option("--title", help="Title to use in the place of the printed one.")
@click.option("--edition", help="Edition to use in the place of the printed one.")
@json_option
@library_option
def ingest(
    paths: tuple[Path, ...],
    builtin: tuple[str, ...],
    title: str | None,
    edition: str | None,
    as_json: bool,
    library_folder: Path | None,
) -> None:
    """Add files or folders, or update them where they changed."""
    from app.show import ConsoleWatcher, failure_line, report_json, report_text
    from ingest.library import LibraryError
    from ingest.refresh import ingest as take_in

    if not paths and not builtin:
        raise click.UsageError("Name a file, a folder, or --builtin starter.")
    library = open_library(library_folder)
    try:
        with ConsoleWatcher(quiet=as_json) as watcher:
            report = take_in(
                library,
                paths,
                builtins=builtin,
                title=title,
                edition=edition,
                limits=Settings().limits,
                watcher=watcher,
            )
    except (LibraryError, OSError) as error:
        raise click.ClickException(str(error)) from error
    for failure in report.failed:
        click.echo(failure_line(failure), err=True)
    click.echo(report_json(report) if as_json else report_text(report))
    sys.exit(1 if report.failed else 0)


main.add_command(library)
main.add_command(refresh)
main.add_command(tune)


@main.command()
@click.option("--host", help="Address to listen on (default: CITECODER_HOST, else 127.0.0.1).")
@click.option("--port", type=click.IntRange(0, 65535), help="Port (default: CITECODER_PORT, else 7860).")
@library_option
def serve(host: str | None, port: int | None, library_folder: Path | None) -> None:
    """Serve the web app; the first start on an empty library loads the starter library."""
    from app.answer import Assistant
    from app.show import ConsoleWatcher, report_text
    from ingest.refresh import ingest as take_in

    settings = Settings()
    opened = open_library(library_folder)
    if not opened.documents():
        click.echo("Building the starter library (once).", err=True)
        with ConsoleWatcher() as watcher:
            report = take_in(opened, [], builtins=["starter"], watcher=watcher)
        for failure in report.failed:
            click.echo(f"{failure.path}: {failure.error}", err=True)
        click.echo(report_text(report), err=True)
    from app.background import embed_in_background
    from app.web.page import PageError
    from app.web.page import serve as serve_page

    address, number = host or settings.host, settings.port if port is None else port
    click.echo(f"citecoder is at http://{address}:{number}", err=True)
    embed_in_background(opened)
    try:
        serve_page(
            Assistant(opened, open_writer(), open_reranker()),
            address,
            number,
            package_version("citecoder"),
            folder=opened.folder,
            limits=settings.limits,
        )
    except PageError as error:
        raise click.ClickException(str(error)) from error
