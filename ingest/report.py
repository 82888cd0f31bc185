"""What a job is told, and what it tells: limits, progress, and the report at its end."""

from dataclasses import dataclass, field
from pathlib import Path

from ingest.readers import MAX_BYTES
from ingest.readers.apart import MEMORY_BYTES, SECONDS


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
    """A document that went in: how many passages it has, how many of them rows, and how long it took.

    The seconds are those from the beginning of its reading until it was in; others were read meanwhile.
    """

    document: str
    passages: int
    rows: int
    seconds: float


@dataclass(frozen=True)
class Change:
    """What a refresh found of a file: new, changed, moved or vanished; and where it was before it moved."""

    path: str
    change: str
    was: str | None = None


@dataclass
class IngestReport:
    """What one call did, in documents unless named otherwise.

    Attributes:
        added: new documents.
        updated: documents of which a new version is live.
        removed: documents taken out, because their files are gone.
        moved: documents whose file is at another place now, which changed nothing else.
        unchanged: documents whose bytes the library has already.
        failed: files that are not in, and why.
        duplicates: (file, document that has the same bytes).
        notes: (document, sentence) of what the person who gave it should know.
        documents: each document that went in.
        passages: passages of those, rows included.
        rows: rows of tables and code sets among them.
        waiting: rows of the library whose words have no vector yet.
        seconds: spent hashing and reading, and with the library: waiting for what is embedded, and writing.
        library_version: after the call.
        dry_run: nothing was done; the counts are what would be, in files where documents are not known yet.
        changes: what a refresh found: new, changed, moved and vanished files. A dry run names what would go
            in; without it, only what did is here.
    """

    added: int = 0
    updated: int = 0
    removed: int = 0
    moved: int = 0
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
    dry_run: bool = False
    changes: list[Change] = field(default_factory=list)

    @property
    def has_news(self) -> bool:
        """Whether anything changed or failed."""
        return bool(self.added or self.updated or self.removed or self.moved or self.failed)


class Watcher:
    """Told of each step; the command line shows it, a page may. This one says nothing."""

    def queued(self, who: str) -> None:
        """Another process does what this one wants to; it is named."""

    def checking(self, done: int, of: int) -> None:
        """Some of the files are hashed, to see which of them changed."""

    def file(self, path: Path, number: int, of: int) -> None:
        """A file is begun."""

    def embedding(self, done: int, of: int) -> None:
        """Some texts of the files that were read so far are embedded; told by the thread that does it."""

    def done(self, path: Path, outcome: str) -> None:
        """A file is finished: added, updated, unchanged, removed, a duplicate, or failed."""
