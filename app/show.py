"""What the command line prints."""

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from types import TracebackType
from typing import NoReturn, Self

from tqdm import tqdm

from app.citations import Answer, Citation
from ingest.catalogue import Entry, Placed
from ingest.refresh import IngestReport, Watcher


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
    lines = [answer.answer, ""]
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
    lines = [
        f"{report.added} added, {report.updated} updated, {report.removed} removed,"
        f" {report.unchanged} unchanged, {len(report.duplicates)} duplicates, {len(report.failed)} failed;"
        f" {report.passages} passages."
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

    def file(self, path: Path, number: int, of: int) -> None:
        """Opens a bar for a file."""
        if self._quiet:
            return
        if self._terminal:
            if self._bar is None:
                self._bar = tqdm(total=of, unit="document", file=sys.stderr)
            self._bar.set_description(path.name)

    def embedding(self, done: int, of: int) -> None:
        """Shows how much of a file is embedded."""
        if self._bar is not None:
            self._bar.set_postfix_str(f"{done} of {of} passages embedded")

    def done(self, path: Path, outcome: str) -> None:
        """Notes what became of a file."""
        if self._quiet:
            return
        if self._bar is not None:
            self._bar.update(1)
        else:
            sys.stderr.write(f"{path.name}: {outcome}\n")
