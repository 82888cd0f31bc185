"""Files into a library: what is new, what changed, what failed and why."""

import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from ingest.catalogue import BUILTIN_SOURCE, Entry
from ingest.documents import Document, IngestError
from ingest.library import Library, Progress
from ingest.readers import SUFFIXES, read

#: The starter library that the product carries.
STARTER = Path(__file__).resolve().parent.parent / "knowledge"
BUILTINS = {"starter": STARTER}


@dataclass(frozen=True)
class Failure:
    """A file that is not in, and the sentence that says why."""

    path: str
    where: str
    error: str


@dataclass
class IngestReport:
    """What one call did, in documents unless named otherwise."""

    added: int = 0
    updated: int = 0
    removed: int = 0
    unchanged: int = 0
    failed: list[Failure] = field(default_factory=list)
    duplicates: list[tuple[str, str]] = field(default_factory=list)
    passages: int = 0
    seconds: dict[str, float] = field(default_factory=dict)
    library_version: str = ""


class Watcher:
    """Told of each step; the command line shows it, a page may. This one says nothing."""

    def file(self, path: Path, number: int, of: int) -> None:
        """A file is begun."""

    def embedding(self, done: int, of: int) -> None:
        """Some of its texts are embedded."""

    def done(self, path: Path, outcome: str) -> None:
        """A file is finished: added, updated, unchanged, a duplicate, or failed."""


def _files(paths: Iterable[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            yield from sorted(
                file
                for file in path.rglob("*")
                if file.is_file() and file.suffix.lower() in SUFFIXES and not file.name.startswith(".")
            )
        else:
            yield path


def ingest(
    library: Library,
    paths: Sequence[Path],
    *,
    title: str | None = None,
    edition: str | None = None,
    watcher: Watcher | None = None,
) -> IngestReport:
    """Adds files and folders to a library, or updates them where they changed.

    A file that fails is named in the report; the others go in, and what the library held stays.

    Args:
        library: where to.
        paths: files, or folders that are searched for files of known formats.
        title: to use in the place of the printed one.
        edition: to use in the place of the printed one.
        watcher: told of progress.

    Returns:
        Counts and failures.
    """
    watcher = watcher or Watcher()
    report = IngestReport()
    seconds = {"read": 0.0, "library": 0.0}
    files = list(_files(paths))
    for number, path in enumerate(files, 1):
        watcher.file(path, number, len(files))
        started = time.perf_counter()
        try:
            document = read(path)
        except IngestError as error:
            report.failed.append(Failure(error.path, error.where, error.message))
            watcher.done(path, "failed")
            continue
        finally:
            seconds["read"] += time.perf_counter() - started
        document = replace(document, title=title or document.title, edition=edition or document.edition)
        started = time.perf_counter()
        outcome = _put(library, document, path, report, watcher.embedding)
        seconds["library"] += time.perf_counter() - started
        watcher.done(path, outcome)
    report.seconds = {name: round(value, 3) for name, value in seconds.items()}
    report.library_version = library.version
    return report


def _put(library: Library, document: Document, path: Path, report: IngestReport, progress: Progress) -> str:
    entries = {entry.name: entry for entry in library.documents()}
    old = entries.get(document.name)
    if old is not None and _same(old, document):
        report.unchanged += 1
        return "unchanged"
    twin = next((entry.name for entry in entries.values() if entry.sha256 == document.sha256), None)
    if old is None and twin is not None:
        report.duplicates.append((str(path), twin))
        return f"the same bytes as {twin}, not stored twice"
    report.passages += library.put(document, _source(path), progress)
    if old is None:
        report.added += 1
        return "added"
    report.updated += 1
    return "updated"


def _source(path: Path) -> str:
    """Names where a file came from; what the product carries is told from what people uploaded."""
    resolved = path.resolve()
    if resolved.is_relative_to(STARTER):
        return f"{BUILTIN_SOURCE}starter/{resolved.relative_to(STARTER)}"
    return str(resolved)


def _same(old: Entry, document: Document) -> bool:
    return (old.sha256, old.title, old.edition) == (document.sha256, document.title, document.edition)
