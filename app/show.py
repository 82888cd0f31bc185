"""What the command line prints."""

import json
import logging
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from types import TracebackType
from typing import NoReturn, Self

from tqdm import tqdm

from app.citations import Answer, Citation
from ingest.catalogue import Entry, Placed
from ingest.refresh import Failure, IngestReport, Watcher
from ingest.sources import Source

log = logging.getLogger(__name__)


def source_line(citation: Citation) -> str:
    """Names a citation's place: title, edition, page, section or row, file."""
    locator = citation.locator
    parts = [
        citation.title,
        citation.edition or "",
        f"page {locator.page}" if locator.page else "",
        f"section {locator.section}" if locator.section else "",
        f"sheet {locator.sheet}" if locator.sheet else "",
        f"row {locator.row_number or locator.row}" if locator.row else "",
        f"column {locator.column}" if locator.column else "",
    ]
    return f"{', '.join(part for part in parts if part)} ({citation.document})"


def as_text(answer: Answer) -> str:
    """Lays an answer out for a terminal, with its sources below."""
    lines = [answer.answer, "", *(f"Note: {note}" for note in answer.notes)]
    for citation in answer.citations:
        lines.append(f"[{citation.n}] {source_line(citation)}")
    if answer.abstained and answer.nearest:
        lines.append("Nearest passages:")
        for citation in answer.nearest[:3]:
            words = " ".join(citation.quote.split())
            lines += [f"- {source_line(citation)}", f"  {words[:240]}{'…' if len(words) > 240 else ''}"]
    return "\n".join(lines).rstrip()


def report_json(report: IngestReport) -> str:
    """Gives a report as the contract's JSON object."""
    shown = asdict(report)
    shown["duplicates"] = [{"path": path, "same_as": twin} for path, twin in report.duplicates]
    shown["notes"] = [{"document": name, "note": note} for name, note in report.notes]
    return json.dumps(shown, ensure_ascii=False, indent=2)


def report_text(report: IngestReport) -> str:
    """Sums a report up in one line, and names duplicates."""
    moved = f" {report.moved} moved," if report.moved else ""
    lines = [
        f"{report.added} added, {report.updated} updated, {report.removed} removed,{moved}"
        f" {report.unchanged} unchanged, {len(report.duplicates)} duplicates, {len(report.failed)} failed;"
        f" {report.passages} passages."
    ]
    if report.dry_run:
        lines = [f"Would be, and is not: {lines[0].rpartition(';')[0]}."]
        lines += [
            f"{one.change}: {one.path}" + (f", was {one.was}" if one.was else "") for one in report.changes
        ]
    if report.rows:
        lines[0] = lines[0].removesuffix(".") + f", {report.rows} of them rows."
    if report.waiting:
        lines.append(
            f"{report.waiting} rows are found by code and by word now; vectors of their words are made"
            " by 'citecoder serve', while it answers."
        )
    lines += [f"{name}: {note}" for name, note in report.notes]
    lines += [f"{path} has the same bytes as {twin}; not stored twice." for path, twin in report.duplicates]
    return "\n".join(lines)


def failure_line(failure: Failure) -> str:
    """Names a file that failed, with the place in it, and says why."""
    return f"{failure.path}{f' ({failure.where})' if failure.where else ''}: {failure.error}"


def sources_json(sources: Sequence[Source]) -> str:
    """Gives the sources as a JSON object."""
    return json.dumps({"sources": [asdict(one) for one in sources]}, ensure_ascii=False, indent=2)


def sources_text(sources: Sequence[Source]) -> str:
    """Lists the sources, one a line."""
    if not sources:
        return "There is no source yet: 'citecoder ingest' registers what it is given."
    return "\n".join(
        f"{one.path}  {one.kind}"
        + (f", title {one.title}" if one.title else "")
        + (f", edition {one.edition}" if one.edition else "")
        + f", since {one.registered_at}"
        for one in sources
    )


def entries_json(entries: Sequence[Entry]) -> str:
    """Gives the documents as a JSON object."""
    return json.dumps({"documents": [asdict(entry) for entry in entries]}, ensure_ascii=False, indent=2)


def entries_text(entries: Sequence[Entry]) -> str:
    """Lists the documents, one a line."""
    if not entries:
        return "The library is empty: add documents with 'citecoder ingest'."
    return "\n".join(
        f"{entry.name}  {entry.title}  edition {entry.edition or 'not stated'},"
        f" {f'{entry.pages} pages, ' if entry.pages else ''}{entry.passages} passages,"
        f"{f' {entry.rows} of them rows,' if entry.rows else ''}"
        f" since {entry.ingested_at}"
        for entry in entries
    )


def passages_json(placed: Sequence[Placed]) -> str:
    """Gives a document and its passages as a JSON object."""
    shown = {"document": asdict(placed[0].entry), "passages": [asdict(one.passage) for one in placed]}
    return json.dumps(shown, ensure_ascii=False, indent=2)


def passages_text(placed: Sequence[Placed]) -> str:
    """Lays a document's passages out for a terminal."""
    blocks = []
    for one in placed:
        page = f", page {one.passage.page}" if one.passage.page else ""
        blocks.append(f"[{one.passage.id}] {one.passage.breadcrumb}{page}\n{one.passage.text}")
    return "\n\n".join(blocks)


class ConsoleWatcher(Watcher):
    """Shows progress: a bar on a terminal, one line per step otherwise.

    Args:
        quiet: says nothing at all.
    """

    def __init__(self, *, quiet: bool = False) -> None:
        self._quiet = quiet
        self._bar: tqdm[NoReturn] | None = None
        self._terminal = sys.stderr.isatty()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._close()

    def _close(self) -> None:
        if self._bar is not None:
            self._bar.close()
            self._bar = None

    def queued(self, who: str) -> None:
        """Says whom it waits for."""
        if not self._quiet:
            sys.stderr.write(f"Waiting for {who}.\n")

    def checking(self, done: int, of: int) -> None:
        """Shows how many files are hashed, when they are many."""
        if self._quiet or not self._terminal or of < 100:
            return
        if self._bar is None:
            self._bar = tqdm(total=of, unit="file", desc="Looking for changes", file=sys.stderr)
        self._bar.update(1)
        if done == of:
            self._close()

    def file(self, path: Path, number: int, of: int) -> None:
        """Opens a bar for a file."""
        if self._quiet:
            return
        if self._terminal:
            if self._bar is None:
                self._bar = tqdm(total=of, unit="document", file=sys.stderr)
            self._bar.set_description(path.name)

    def embedding(self, done: int, of: int) -> None:
        """Shows how much of a file, or of the whole library, is embedded."""
        if self._quiet or not self._terminal:
            return
        if self._bar is not None and self._bar.unit == "document":
            self._bar.set_postfix_str(f"{done} of {of} passages embedded")
            return
        if self._bar is None:
            self._bar = tqdm(total=of, unit="passage", desc="Embedding", file=sys.stderr)
        self._bar.update(done - self._bar.n)
        if done >= of:
            self._close()

    def done(self, path: Path, outcome: str) -> None:
        """Notes what became of a file."""
        if self._quiet:
            return
        if self._bar is not None:
            self._bar.update(1)
        else:
            sys.stderr.write(f"{path.name}: {outcome}\n")


class LogWatcher(Watcher):
    """Writes progress into the log: what an operator wants to read, one line a document that changed."""

    _EVERY_SECONDS = 30.0

    def __init__(self) -> None:
        self._said = time.monotonic()

    def queued(self, who: str) -> None:
        """Says whom it waits for."""
        log.info("Waiting for %s.", who)

    def embedding(self, done: int, of: int) -> None:
        """Says now and then how far it is."""
        if time.monotonic() - self._said > self._EVERY_SECONDS:
            self._said = time.monotonic()
            log.info("%d of %d passages embedded.", done, of)

    def done(self, path: Path, outcome: str) -> None:
        """Says what became of a file."""
        if outcome != "failed":  # which is said with its reason at the end
            log.info("%s: %s", path, outcome or "left out, as a person wished")


@contextmanager
def watcher_for(*, quiet: bool) -> Iterator[Watcher]:
    """Gives a watcher for a job: a bar on a terminal, unless quiet, and lines in the log elsewhere."""
    if not sys.stderr.isatty():
        yield LogWatcher()
        return
    with ConsoleWatcher(quiet=quiet) as watcher:
        yield watcher
