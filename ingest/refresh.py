"""Files into a library: what is new, what changed, what failed and why."""

import hashlib
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from ingest.catalogue import BUILTIN_SOURCE, Entry
from ingest.documents import Document, IngestError
from ingest.library import Library
from ingest.readers import MAX_BYTES, READERS, SUFFIXES, read_all
from ingest.readers.apart import MEMORY_BYTES, SECONDS, read_apart

#: The starter library that the product carries.
STARTER = Path(__file__).resolve().parent.parent / "knowledge"
#: What the product carries, by the name that `--builtin` gives it.
BUILTINS = ("starter", "icd10cm")
_OWN_READING = ".eml"  # such a file, though one of READERS, holds further documents


@dataclass(frozen=True)
class Limits:
    """What reading one file may take: seconds, bytes of memory, bytes of the file."""

    seconds: float = SECONDS
    memory: int = MEMORY_BYTES
    file: int = MAX_BYTES


@dataclass(frozen=True)
class Failure:
    """A file that is not in, and the sentence that says why."""

    path: str
    where: str
    error: str


@dataclass(frozen=True)
class Taken:
    """A document that went in: how many passages it has, how many of them rows, and how long it took."""

    document: str
    passages: int
    rows: int
    seconds: float


@dataclass
class IngestReport:
    """What one call did, in documents unless named otherwise.

    Attributes:
        added: new documents.
        updated: documents of which a new version is live.
        removed: documents taken out.
        unchanged: documents whose bytes the library has already.
        failed: files that are not in, and why.
        duplicates: (file, document that has the same bytes).
        notes: (document, sentence) of what the person who gave it should know.
        documents: each document that went in.
        passages: passages of those, rows included.
        rows: rows of tables and code sets among them.
        waiting: rows of the library whose words have no vector yet.
        seconds: spent reading, and writing to the library.
        library_version: after the call.
    """

    added: int = 0
    updated: int = 0
    removed: int = 0
    unchanged: int = 0
    failed: list[Failure] = field(default_factory=list)
    duplicates: list[tuple[str, str]] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)
    documents: list[Taken] = field(default_factory=list)
    passages: int = 0
    rows: int = 0
    waiting: int = 0
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
    builtins: Sequence[str] = (),
    title: str | None = None,
    edition: str | None = None,
    limits: Limits | None = None,
    watcher: Watcher | None = None,
) -> IngestReport:
    """Adds files and folders to a library, or updates them where they changed.

    A file that fails is named in the report; the others go in, and what the library held stays.

    Args:
        library: where to.
        paths: files, or folders that are searched for files of known formats.
        builtins: of `BUILTINS`.
        title: to use in the place of the printed one.
        edition: to use in the place of the printed one.
        limits: what reading one file may take.
        watcher: told of progress.

    Returns:
        Counts and failures.
    """
    job = _Job(library, title, edition, limits or Limits(), watcher or Watcher())
    for name in builtins:
        if name == "icd10cm":
            job.icd10cm()
    files = list(_files([*([STARTER] if "starter" in builtins else []), *paths]))
    for number, path in enumerate(files, 1):
        job.watcher.file(path, number, len(files))
        job.watcher.done(path, job.file(path))
    return job.finished()


class _Job:
    """One call of `ingest`: what it was asked, and its report as it grows."""

    def __init__(
        self, library: Library, title: str | None, edition: str | None, limits: Limits, watcher: Watcher
    ) -> None:
        self.watcher = watcher
        self._library = library
        self._title, self._edition, self._limits = title, edition, limits
        self._report = IngestReport()
        self._seconds = {"read": 0.0, "library": 0.0}
        self._entries = {entry.name: entry for entry in library.documents()}

    def file(self, path: Path) -> str:
        """Takes a file in; returns what became of it."""
        source = _source(path)
        if path.suffix.lower() in READERS and self._is_known(path, source):
            self._report.unchanged += 1
            return "unchanged"
        started = time.perf_counter()
        try:
            found = read_apart(
                path,
                partial(read_all, max_bytes=self._limits.file),
                seconds=self._limits.seconds,
                memory=self._limits.memory,
            )
        except IngestError as error:
            return self._failed(error)
        finally:
            took = time.perf_counter() - started
            self._seconds["read"] += took
        outcomes = [self._failed(one) if isinstance(one, IngestError) else "" for one in found]
        documents = [one for one in found if isinstance(one, Document)]
        outcomes += [self._put(one, path, source, took / len(documents)) for one in documents]
        return ", ".join(dict.fromkeys(filter(None, outcomes)))

    def icd10cm(self) -> None:
        """Takes in the ICD-10-CM tabular list, which the product carries."""
        from ingest.readers.icd10cm import read_builtin

        path = Path("icd10cm")
        self.watcher.file(path, 1, 1)
        started = time.perf_counter()
        try:
            document = read_builtin()
        except IngestError as error:
            self.watcher.done(path, self._failed(error))
            return
        took = time.perf_counter() - started
        self._seconds["read"] += took
        self.watcher.done(path, self._put(document, path, f"{BUILTIN_SOURCE}icd10cm", took))

    def finished(self) -> IngestReport:
        """Gives the report."""
        self._report.seconds = {name: round(value, 3) for name, value in self._seconds.items()}
        self._report.library_version = self._library.version
        if self._report.rows:
            self._report.waiting = len(self._library.waiting())
        return self._report

    def _failed(self, error: IngestError) -> str:
        self._report.failed.append(Failure(error.path, error.where, error.message))
        return "failed"

    def _is_known(self, path: Path, source: str) -> bool:
        """Says whether the library has a file's bytes as this document, so that it need not be read."""
        entry = next((one for one in self._entries.values() if one.source == source), None)
        if entry is None or path.suffix.lower() == _OWN_READING:
            return False
        if (self._title or entry.title, self._edition or entry.edition) != (entry.title, entry.edition):
            return False
        try:
            with path.open("rb") as file:
                return hashlib.file_digest(file, "sha256").hexdigest() == entry.sha256
        except OSError:
            return False  # reading it says why

    def _put(self, document: Document, path: Path, source: str, took: float) -> str:
        started = time.perf_counter()
        document = replace(
            document,
            title=self._title or document.title,
            edition=self._edition or document.edition,
        )
        document = replace(document, name=self._name(document, source))
        self._report.notes += [(document.name, note) for note in document.notes]
        old = self._entries.get(document.name)
        if old is not None and _same(old, document):
            self._report.unchanged += 1
            return "unchanged"
        twin = next((one.name for one in self._entries.values() if one.sha256 == document.sha256), None)
        if old is None and twin is not None:
            self._report.duplicates.append((str(path), twin))
            return f"the same bytes as {twin}, not stored twice"
        passages = self._library.put(document, source, self.watcher.embedding)
        rows = sum(block.row is not None for block in document.blocks)
        entry = self._library.catalogue.entry(document.name)
        if entry is not None:
            self._entries[document.name] = entry
        spent = time.perf_counter() - started
        self._seconds["library"] += spent
        self._report.documents.append(Taken(document.name, passages, rows, round(took + spent, 3)))
        self._report.passages += passages
        self._report.rows += rows
        if old is None:
            self._report.added += 1
            return "added"
        self._report.updated += 1
        return "updated"

    def _name(self, document: Document, source: str) -> str:
        """Names a document: two editions from two files of one name live side by side.

        A file that was taken in before keeps the name it got then; otherwise the same name is the same
        document, unless both state an edition and these differ.
        """
        own = (f"{document.name} ({document.edition})", document.name)
        for name in own:
            entry = self._entries.get(name)
            if entry is not None and entry.source == source:
                return name
        other = self._entries.get(document.name)
        if other is not None and document.edition and other.edition not in (None, document.edition):
            return own[0]
        return document.name


def _source(path: Path) -> str:
    """Names where a file came from; what the product carries is told from what people uploaded."""
    resolved = path.resolve()
    if resolved.is_relative_to(STARTER):
        return f"{BUILTIN_SOURCE}starter/{resolved.relative_to(STARTER)}"
    return str(resolved)


def _same(old: Entry, document: Document) -> bool:
    return (old.sha256, old.title, old.edition) == (document.sha256, document.title, document.edition)
