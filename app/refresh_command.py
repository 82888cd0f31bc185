"""``citecoder refresh``: brings a library up to date, by hand, by cron, or for as long as it runs."""

import logging
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from app.opening import json_option, library_option, log_level, open_library
from app.settings import Settings

if TYPE_CHECKING:
    from ingest.library import Library
    from ingest.report import IngestReport, Watcher

log = logging.getLogger(__name__)


@click.command()
@click.option("--watch", is_flag=True, help="Go on, and refresh whenever a file changes, until Ctrl-C.")
@click.option("--dry-run", is_flag=True, help="Say what would change, and change nothing.")
@click.option("--reembed", metavar="MODEL", help="First make all vectors anew with this embedding model.")
@json_option
@library_option
def refresh(
    watch: bool, dry_run: bool, reembed: str | None, as_json: bool, library_folder: Path | None
) -> None:
    """Bring every ingested file and folder up to date: new, changed, moved and vanished files."""
    from app.show import watcher_for
    from ingest.library import LibraryError
    from ingest.refresh import refresh as bring_up_to_date

    if dry_run and (watch or reembed):
        raise click.UsageError("--dry-run goes with neither --watch nor --reembed.")
    if watch and as_json:
        raise click.UsageError("--watch runs until it is stopped, so it has no --json.")
    library = open_library(library_folder, any_model=reembed is not None)
    with _logged(), watcher_for(quiet=as_json) as watcher:
        try:
            if reembed is not None:
                _reembed(library, reembed, watcher)
            if watch:
                _watch(library, watcher)
                return
            log.info("Refreshing %s.", library.folder)
            report = bring_up_to_date(library, Settings().limits, watcher, dry_run=dry_run)
        except LibraryError as error:
            raise click.ClickException(str(error)) from error
        _tell(report, as_json=as_json)
    sys.exit(1 if report.failed else 0)


def _tell(report: "IngestReport", *, as_json: bool) -> None:
    from app.show import failure_line, report_json, report_text

    for failure in report.failed:
        if _on_terminal():
            click.echo(failure_line(failure), err=True)
        else:
            log.error("%s", failure_line(failure))
    click.echo(report_json(report) if as_json else report_text(report))


def _watch(library: "Library", watcher: "Watcher") -> None:
    from ingest.watch import watch

    def told(report: "IngestReport") -> None:
        if report.has_news or first:
            _tell(report, as_json=False)
        first.clear()

    first = [True]
    log.info("Watching the sources of %s.", library.folder)
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)  # how systemd ends it
    try:
        watch(library, Settings().limits, watcher, told)
    except KeyboardInterrupt:
        click.echo("No longer watching.", err=True)
    finally:
        signal.signal(signal.SIGTERM, before)


def _reembed(library: "Library", model: str, watcher: "Watcher") -> None:
    from ingest.encoder import Encoder
    from ingest.reembed import reembed

    encoder = Encoder(model)
    try:
        encoder.encode_question("Can this model be loaded?")
    except Exception as error:  # whatever sentence-transformers says of a name it does not know
        raise click.UsageError(f"The embedding model {model} cannot be used: {error}") from error
    log.info(
        "Making vectors with %s; %s answers until they are done.", model, library.catalogue.noted("model")
    )
    made = reembed(library, encoder, watcher.embedding)
    log.info("%s answers now; %d passages got a new vector.", model, made)


def _on_terminal() -> bool:
    return sys.stderr.isatty()


@contextmanager
def _logged() -> Iterator[None]:
    """Writes a log with times to standard error, unless that is a terminal."""
    if _on_terminal():
        yield
        return
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s", "%Y-%m-%dT%H:%M:%S%z"))
    with log_level(logging.INFO) as loggers:
        for one in loggers:
            one.addHandler(handler)
        try:
            yield
        finally:
            for one in loggers:
                one.removeHandler(handler)
