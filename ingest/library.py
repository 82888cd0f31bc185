"""A library on disk: catalogue, full text and vectors under one folder and one lock."""

import logging
import sqlite3
import threading
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from ingest import agreement, embedding, models
from ingest.catalogue import Catalogue, Entry, Placed
from ingest.database import Database
from ingest.documents import Document, Passage, Version
from ingest.embeddings import Embeddings
from ingest.encoder import DEFAULT, Encoder, Vectors
from ingest.fulltext import FullText
from ingest.indexes import Indexes, lacks_fulltext
from ingest.lock import BusyError, Lock
from ingest.passages import make_passages
from ingest.remembered import Remembered, RememberedVectors
from ingest.sentences import SentenceStore
from ingest.sources import Sources
from ingest.trouble import LibraryError, told_as_sentence
from ingest.waiting import make_waiting

if TYPE_CHECKING:
    from ingest.vectors import VectorIndex

__all__ = ["Library", "LibraryError", "Progress"]

log = logging.getLogger(__name__)

#: Rows whose words are embedded between two moments at which others may write.
WAITING_STEP = 512
#: How long a process waits for another that writes, which holds the lock for moments.
WRITING_SECONDS = 600.0
#: Called with how many texts were embedded, of how many.
Progress = Callable[[int, int], None]


class Library:
    """What the answers come from.

    Readers may be many; one process writes at a time. Every reading call first sees whether another
    process switched to a new version, and reopens the derived indexes if so.

    Args:
        folder: the library's folder; made when it does not exist.
        encoder: the embedding model; the one that the library was made with when it is not given.
        any_model: opens a library of another model or revision too, to make its vectors anew.

    Raises:
        LibraryError: if the folder cannot be used, or was made with another embedding model.
    """

    def __init__(self, folder: Path, encoder: Encoder | None = None, *, any_model: bool = False) -> None:
        self.folder = folder
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._database = Database(folder / "catalogue.sqlite")
            self.catalogue = Catalogue(self._database)
            self._remembered = Remembered(self.catalogue)
            self.sources = Sources(self._database)
            self.embeddings = Embeddings(self._database)
            self._remembered_vectors = RememberedVectors(self.embeddings)
            self.sentences = SentenceStore(self._database)
            self.encoder = encoder or Encoder(self.catalogue.noted("model") or DEFAULT)
            fingerprint = models.noted(self.catalogue, self.embeddings, self.encoder)
            if lacks_fulltext(folder) and self.catalogue.version != "0":  # an earlier release made it
                self.catalogue.note("dirty", "1")
            self.indexes = Indexes(folder, fingerprint)
        except (OSError, sqlite3.Error) as error:
            raise LibraryError(
                f"The library folder {folder} cannot be used: {error}. Name another one with --library."
            ) from error
        if not any_model:
            models.check(folder, self.catalogue, self.encoder)
        self._threads = threading.RLock()
        self._lock = Lock(folder / "write.lock", "writing")
        self._seen = self.catalogue.version
        self._me = uuid.uuid4().hex  # two libraries of one process are two writers to Chroma
        self._is_writing = self._doubtful = False
        if self.catalogue.noted("dirty") and not self._lock.holder():
            with self.writing():
                pass

    @property
    def version(self) -> str:
        """Changes with every switch of a document."""
        return self.catalogue.version

    @property
    def fingerprint(self) -> str:
        """Names the model, its revision and the passage rules of the vectors that answer."""
        return self.indexes.fingerprint

    @property
    def fulltext(self) -> FullText:
        """The full text of running text."""
        return self.indexes.fulltext

    @property
    def rowtext(self) -> FullText:
        """The full text of rows."""
        return self.indexes.rowtext

    @property
    def vectors(self) -> "VectorIndex":
        """The vectors of running text, opened at first use."""
        return self.indexes.vectors[0]

    @property
    def row_vectors(self) -> "VectorIndex":
        """The vectors of the words of rows, opened at first use."""
        return self.indexes.vectors[1]

    def close(self) -> None:
        """Closes the catalogue."""
        self._database.close()

    def vacuum(self) -> None:
        """Gives the catalogue's unused space back to the disk."""
        self._database.vacuum()

    def catch_up(self) -> str:
        """Reopens the derived indexes if another process changed the library; returns the version.

        Raises:
            LibraryError: another process changed the embedding model to one that is not installed here.
        """
        with self._threads:
            version = self.catalogue.version
            if version != self._seen:
                self._follow()
                if not self._is_writing:  # else what is open is what the change was written with
                    self.indexes.reopen()
                self._seen = version
            return version

    def _follow(self) -> None:
        """Takes the embedding model that another process changed the library to."""
        if self.catalogue.noted("fingerprint") != self.fingerprint:
            self.encoder = models.encoder_of(self.folder, self.catalogue)
            self.indexes.use(self.encoder.fingerprint)

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Holds the library's lock; the lock of a dead process is free, and what it left is mended first.

        Raises:
            LibraryError: another process holds it for more than ten minutes, or the folder cannot be
                written: its disk is full, or it is read-only.
        """
        with told_as_sentence(self.folder):
            try:
                with self._lock.held(WRITING_SECONDS, lambda who: log.info("Waiting for %s.", who)):
                    yield from self._held()
            except BusyError as error:
                raise LibraryError(
                    f"{error.holder} has been writing to {self.folder} for ten minutes; try again later."
                ) from error

    def _held(self) -> Iterator[None]:
        if self._is_writing:  # this thread holds it already
            yield
            return
        with self._threads:
            self._follow()
            if self._doubtful or self.catalogue.noted("writer") != self._me:
                self.indexes.reopen()  # Chroma loses what is written from an outdated view
                self.catalogue.note("writer", self._me)
            self._seen, self._is_writing, self._doubtful = self.catalogue.version, True, True
        try:
            if self.catalogue.noted("dirty"):  # who set it is dead, or it could not finish
                self.reconcile()
            yield
            self._doubtful = False
        finally:
            with self._threads:
                self._is_writing = False
                if not self._doubtful:
                    self._seen = self.catalogue.version

    def documents(self) -> list[Entry]:
        """Lists the live documents."""
        return self.catalogue.entries()

    def put(self, document: Document, source: str, progress: Progress | None = None) -> int:
        """Makes a document, or its new version, part of the library.

        Nothing of it is shown before the switch, and the old version answers until then. Rows are found
        by code and word from then on; vectors of their words are made later, by `embed_waiting`.

        Args:
            document: as a reader gave it.
            source: where the file was.
            progress: told of the embedding, which is nearly all of the work.

        Returns:
            The number of its passages.
        """
        version = Version(document, make_passages(document), source)
        # Embedding is nearly all of the work, and the library is left to others meanwhile.
        self.embed(self.new_texts(version), progress)
        self.put_all([version])
        return len(version.passages)

    def new_texts(self, version: Version) -> list[Passage]:
        """Lists the passages of running text that the live version of a document does not have."""
        before = set(self.catalogue.ids_of(version.document.name))
        return [one for one in version.passages if one.row is None and one.id not in before]

    def put_all(self, versions: Sequence[Version]) -> None:
        """Makes documents, or their new versions, part of the library, as `put` does.

        Each is switched in a step of its own; before the first of these, full text and vectors get what is
        new in any of them, and after the last, they lose what is gone. What has no vector yet is embedded.

        Args:
            versions: of different documents.
        """
        with self.writing():
            gone: set[str] = set()
            new: list[Passage] = []
            names: dict[str, str] = {}
            for one in versions:
                before = set(self.catalogue.ids_of(one.document.name))
                new += [passage for passage in one.passages if passage.id not in before]
                names |= {passage.id: one.document.name for passage in one.passages}
                gone |= before - {passage.id for passage in one.passages}
            self.catalogue.note("dirty", "1")
            self._index(new, names)
            for one in versions:
                # if the power fails before the note below, it is still dirty, and the next job mends it
                self.catalogue.switch(one.document, one.passages, one.source, durable=False)
            self._drop(gone)
            self.catalogue.note("dirty", "")

    def remove(self, name: str, *, keep_out: bool = True) -> None:
        """Takes a document out.

        Args:
            name: the document.
            keep_out: a refresh does not bring it back, though its file is still there.

        Raises:
            LibraryError: if there is no such document.
        """
        with self.writing():
            if self.catalogue.entry(name, counted=False) is None:
                known = ", ".join(entry.name for entry in self.documents()[:20]) or "none"
                raise LibraryError(f"The library has no document {name!r}. It has: {known}.")
            ids = set(self.catalogue.ids_of(name))
            self.catalogue.note("dirty", "1")
            self.catalogue.retire(name, keep_out=keep_out)
            self._drop(ids)
            self.catalogue.note("dirty", "")

    def verify(self) -> list[str]:
        """Compares catalogue, full text and vectors; returns a sentence for each disagreement."""
        with self.writing():
            return agreement.disagreements(self)

    def reconcile(self) -> None:
        """Makes full text and vectors agree with the catalogue, after a job was interrupted."""
        with self.writing():
            missing = agreement.mend(self)
            self._index(missing, self.catalogue.names_of([one.id for one in missing]))
            self.catalogue.note("dirty", "")

    def waiting(self) -> list[str]:
        """Names the live rows whose words have no vector yet; they are found by code and word."""
        return sorted(self.catalogue.live_row_ids(embedded=True) - self.row_vectors.ids())

    def embed_waiting(self, progress: Progress | None = None, *, most: int | None = None) -> int:
        """Makes vectors for the words of rows and for sentences, and leaves the library to others between.

        Args:
            progress: told of the embedding.
            most: at most this many rows and passages; all of them when it is not given.

        Returns:
            How many rows and passages got vectors.
        """
        return make_waiting(self, WAITING_STEP, most, progress)

    def embed(
        self, passages: Sequence[Passage], progress: Progress | None = None, encoder: Encoder | None = None
    ) -> None:
        """Embeds the texts that the library has no vector for, as `ingest.embedding.embed` tells."""
        embedding.embed(self, passages, progress, encoder)

    def _index(self, passages: Sequence[Passage], documents: Mapping[str, str]) -> None:
        texts = [one for one in passages if one.row is None]
        rows = [one for one in passages if one.row is not None]
        if texts:
            with ThreadPoolExecutor(1, thread_name_prefix="fulltext") as beside:  # each on a core of its own
                words = beside.submit(self.fulltext.add, texts, documents)
                self.add_vectors(self.vectors, texts)
                words.result()
        if rows:
            self.rowtext.add(rows, documents)

    def add_vectors(
        self, index: "VectorIndex", passages: Sequence[Passage], encoder: Encoder | None = None
    ) -> None:
        """Adds the vectors of passages to an index, as `ingest.embedding.add_vectors` tells."""
        embedding.add_vectors(self, index, passages, encoder)

    def _drop(self, ids: set[str]) -> None:
        rows = self.catalogue.row_ids(sorted(ids))
        self.indexes.drop(ids - rows, rows)
        self.sentences.drop(sorted(ids - rows))

    def similarities(
        self, placed: Sequence[Placed], vector: Vectors, near: Mapping[str, float] | None = None
    ) -> list[float]:
        """Gives the cosine of passages and a question's vector, as `RememberedVectors.similarities` does."""
        return self._remembered_vectors.similarities(placed, vector, self.fingerprint, near or {})

    def passages(self, ids: Sequence[str], scope: Sequence[str] = ()) -> list[Placed]:
        """Fetches live passages in the order of their ids; the same ones are kept for the next time."""
        return self._remembered.passages(ids, scope)

    def with_code(self, code: str) -> dict[str, str]:
        """Finds the live passages that name a code, as `Catalogue.with_code`; the result is shared."""
        return self._remembered.with_code(code)
