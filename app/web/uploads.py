"""Files that came from a browser, kept in the library's own folder and taken in, one upload at a time."""

import hashlib
import logging
import os
import re
import shutil
import threading
import time
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from ingest.catalogue import Entry
from ingest.library import Library, LibraryError
from ingest.refresh import IngestReport, Limits, Watcher, ingest
from ingest.trouble import told_as_sentence

LOG = logging.getLogger(__name__)

#: Where in the library's folder uploaded files are kept.
FOLDER = "uploads"
TWICE = "Two files of this upload have this name; the first was taken. Rename the other and upload it again."
LOST = "The file did not arrive whole. Upload it again."
WAITING = (
    "{:,} rows of the library are found by code and word now, and by meaning soon: vectors are being made."
)
BROKEN = (
    "The file could not be taken in because of an error on the server, which was logged. "
    "What was in the library is unchanged. Tell whoever runs this server."
)
_DIGITS = 12  # of a content's hash, which names its folder
_LONGEST_NAME = 180  # bytes; file systems take 255, and a copy put aside has a longer name
_FORBIDDEN = re.compile(r'[<>:"|?*]')
_JOINERS = "\u200c\u200d"  # Persian and Indic names are misspelt without them


@dataclass(frozen=True)
class Outcome:
    """What became of a file, in words for the person who uploaded it."""

    kind: Literal["in", "same", "note", "failed"]
    text: str


@dataclass
class Line:
    """How far one file of an upload is.

    Attributes:
        name: as it is stored.
        began: when its turn came, on the monotonic clock.
        embedding: when the first of its texts was embedded, and how many were then.
        done: how many of its texts are embedded,
        of: of how many.
        outcomes: what became of it, once it is finished.
    """

    name: str
    began: float | None = None
    embedding: tuple[float, int] | None = None
    done: int = 0
    of: int = 0
    outcomes: list[Outcome] = field(default_factory=list)

    @property
    def rate(self) -> float | None:
        """Texts embedded a second, since the first of them were."""
        if self.embedding is None or self.done <= self.embedding[1]:
            return None
        return (self.done - self.embedding[1]) / max(1e-3, time.monotonic() - self.embedding[0])


def stored_name(name: str) -> str:
    """Makes a name from a browser one that names a file in one folder and nothing else."""
    last = unicodedata.normalize("NFC", name.encode("utf-8", "replace").decode()).replace("\\", "/")
    last = last.rsplit("/", 1)[-1]
    kept = "".join(c for c in last if c in _JOINERS or not unicodedata.category(c).startswith("C"))
    kept = " ".join(_FORBIDDEN.sub("_", kept).split()).lstrip(". ").rstrip(". ")
    stem, suffix = os.path.splitext(kept)  # noqa: PTH122 - Path("") has no suffix to split
    if len(suffix.encode()) > 20:
        stem, suffix = kept, ""
    room = _LONGEST_NAME - len(suffix.encode())
    return (stem.encode()[:room].decode("utf-8", "ignore").rstrip() or "document") + suffix


class Job(Watcher):
    """One upload under way, in a thread of its own: closing the browser does not stop it.

    Args:
        library: where to.
        uploads: the files, where Gradio has put them.
        limits: what reading one file may take.
        turn: held while files are taken in, so that uploads follow each other.
    """

    def __init__(
        self, library: Library, uploads: Sequence[Path], limits: Limits, turn: threading.Lock
    ) -> None:
        self.lines = [Line(stored_name(upload.name)) for upload in uploads]
        self.waiting = True
        self.finished = threading.Event()
        self._library, self._uploads, self._limits, self._turn = library, uploads, limits, turn
        self._line = self.lines[0]

    def start(self) -> "Job":
        """Begins; returns itself."""
        threading.Thread(target=self._run, name="upload", daemon=True).start()
        return self

    def embedding(self, done: int, of: int) -> None:
        """Notes how far the file is, from the thread that embeds it."""
        if self._line.embedding is None:
            self._line.embedding = (time.monotonic(), done)
        self._line.done, self._line.of = done, of

    def _run(self) -> None:
        try:
            with self._turn:
                self.waiting = False
                seen: set[str] = set()
                for line, upload in zip(self.lines, self._uploads, strict=True):
                    self._line = line
                    line.began = time.monotonic()
                    again = line.name.casefold() in seen
                    seen.add(line.name.casefold())
                    line.outcomes = [Outcome("failed", TWICE)] if again else self._take(upload)
        finally:
            for upload in self._uploads:
                upload.unlink(missing_ok=True)
            self.finished.set()

    def _take(self, upload: Path) -> list[Outcome]:
        try:
            with told_as_sentence(self._library.folder):
                return take_in(self._library, upload, self._limits, self)
        except LibraryError as error:
            if not isinstance(error.__cause__, FileNotFoundError):
                return [Outcome("failed", str(error))]
            LOG.warning("The uploaded file %s is gone.", upload, exc_info=True)
            return [Outcome("failed", LOST)]
        except Exception:
            LOG.exception("The uploaded file %s could not be taken in.", upload.name)
            return [Outcome("failed", BROKEN)]


def take_in(library: Library, upload: Path, limits: Limits, watcher: Watcher) -> list[Outcome]:
    """Keeps one file in the library's folder and takes it in.

    Each content has a folder of its own, so that a file that is not taken in replaces nothing, and two
    editions of one name stand side by side.

    Args:
        library: where to.
        upload: the file, which is moved.
        limits: what reading it may take.
        watcher: told of progress.

    Returns:
        What became of it; of an archive, of each document in it.

    Raises:
        LibraryError: the library cannot be written.
        OSError: the file cannot be kept.
    """
    with upload.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()[:_DIGITS]
    target = library.folder / FOLDER / digest / stored_name(upload.name)
    target.parent.mkdir(parents=True, exist_ok=True)
    before = {entry.name: entry for entry in library.documents()}
    try:
        shutil.move(upload, target)
        report = ingest(library, [target], limits=limits, watcher=watcher)
    finally:
        after = {entry.name: entry for entry in library.documents()}
        replaced = [entry for name, entry in before.items() if after.get(name) != entry]
        for path in [target, *(Path(entry.source) for entry in replaced)]:
            _drop_unless_used(library, path, after.values())
    return _outcomes(report, before, after)


def _drop_unless_used(library: Library, path: Path, entries: Iterable[Entry]) -> None:
    """Deletes a kept file from which no document is live; files elsewhere are not ours to delete."""
    folder = (library.folder / FOLDER).resolve()
    if path.resolve().is_relative_to(folder) and not any(
        entry.source == str(path.resolve()) for entry in entries
    ):
        path.unlink(missing_ok=True)
        if path.parent.resolve() != folder and path.parent.is_dir() and not any(path.parent.iterdir()):
            path.parent.rmdir()


def drop_copy(library: Library, entry: Entry) -> None:
    """Deletes the copy of a removed document that was kept when it was uploaded.

    Raises:
        OSError: it cannot be deleted.
    """
    _drop_unless_used(library, Path(entry.source), library.documents())


def _outcomes(report: IngestReport, before: dict[str, Entry], after: dict[str, Entry]) -> list[Outcome]:
    made = [
        _news(before.get(taken.document), after[taken.document], taken.rows)
        for taken in report.documents
        if taken.document in after
    ]
    if report.unchanged:
        made.append(Outcome("same", "Already in the library, word for word; nothing to do."))
    for _, twin in report.duplicates:
        title = after[twin].title if twin in after else twin
        told = f"Not stored twice: it has the same bytes as {apart(twin)}, {_quoted(title)}."
        made.append(Outcome("same", told))
    made += [Outcome("note", note) for _, note in report.notes]
    if report.waiting:
        made.append(Outcome("note", WAITING.format(report.waiting)))
    for failure in report.failed:
        where = f"{failure.where}: " if failure.where else ""
        made.append(Outcome("failed", f"Not taken in: {where}{failure.error}"))
    return made


def _news(old: Entry | None, entry: Entry, rows: int) -> Outcome:
    size = f"{entry.passages:,} passage{'' if entry.passages == 1 else 's'}"
    if rows:
        size += f", {rows:,} of them rows" if rows < entry.passages else ", each a row"
    if entry.pages:
        size += f", from {entry.pages:,} page{'' if entry.pages == 1 else 's'}"
    named = _quoted(entry.title) + (f", {entry.edition}" if entry.edition else "")
    if old is None:
        return Outcome("in", f"Added as {named}: {size}.")
    if old.builtin:
        replaced = "the document of this name that the product carries"
    else:
        replaced = f"the version added on {old.ingested_at[:10]}"
        replaced += f" ({old.edition})" if old.edition and old.edition != entry.edition else ""
    return Outcome("in", f"Updated: {named}, {size}, replaces {replaced}.")


def _quoted(title: str) -> str:
    return f"“{apart(title)}”"


def apart(text: str) -> str:
    """Keeps the direction of a name to itself, so that an Arabic one does not turn the sentence around."""
    return f"\u2068{text}\u2069"
