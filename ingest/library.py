"""A library on disk: catalogue, full text and vectors under one folder and one lock."""

import logging
import sqlite3
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from filelock import FileLock, Timeout

from ingest.catalogue import Catalogue, Entry, Placed
from ingest.database import Database
from ingest.documents import Document, Passage
from ingest.embeddings import Embeddings, text_hash
from ingest.encoder import BATCH, Encoder, Vectors
from ingest.fulltext import FullText, row_words
from ingest.passages import make_passages, word_pieces

if TYPE_CHECKING:
    from ingest.vectors import VectorIndex

log = logging.getLogger(__name__)

#: Rows whose words are embedded between two moments at which others may write.
WAITING_STEP = 512
#: Called with how many texts were embedded, of how many.
Progress = Callable[[int, int], None]


class LibraryError(Exception):
    """The library cannot be read or written; the message says why and what to do."""


class Library:
    """What the answers come from.

    Readers may be many; one process writes at a time. Every reading call first sees whether another
    process switched to a new version, and reopens the derived indexes if so.

    Args:
        folder: the library's folder; made when it does not exist.
        encoder: the embedding model.

    Raises:
        LibraryError: if the folder cannot be used, or was made with another embedding model.
    """

    def __init__(self, folder: Path, encoder: Encoder | None = None) -> None:
        self.folder = folder
        self.encoder = encoder or Encoder()
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._database = Database(folder / "catalogue.sqlite")
            self.catalogue = Catalogue(self._database)
            self._embeddings = Embeddings(self._database)
            made_with = self.catalogue.noted("model")
            if not made_with:
                self.catalogue.note("model", self.encoder.model)
        except (OSError, sqlite3.Error) as error:
            raise LibraryError(
                f"The library folder {folder} cannot be used: {error}. Name another one with --library."
            ) from error
        if made_with and made_with != self.encoder.model:
            raise LibraryError(
                f"The library {folder} was made with the embedding model {made_with}, not"
                f" {self.encoder.model}: vectors of two models cannot be mixed. Set CITECODER_MODEL to"
                f" {made_with} or use another library."
            )
        self._threads = threading.RLock()
        self._write_lock = FileLock(folder / "write.lock")
        self.fulltext = FullText(folder / "fulltext")
        # Rows are searched apart: thousands of short ones would drown the words of the rules.
        self.rowtext = FullText(folder / "rowtext", row_words)
        self._vectors: tuple[VectorIndex, VectorIndex] | None = None
        self._seen = self.catalogue.version
        if self.catalogue.noted("dirty") and not self._is_being_written():
            with self.writing():
                self.reconcile()

    @property
    def version(self) -> str:
        """Changes with every switch of a document."""
        return self.catalogue.version

    @property
    def vectors(self) -> "VectorIndex":
        """The vectors of running text, opened at first use."""
        return self._opened()[0]

    @property
    def row_vectors(self) -> "VectorIndex":
        """The vectors of the words of rows, opened at first use."""
        return self._opened()[1]

    def _opened(self) -> "tuple[VectorIndex, VectorIndex]":
        with self._threads:
            if self._vectors is None:
                from ingest.vectors import VectorIndex  # Chroma takes a second to import

                place = self.folder / "vectors", self.encoder.fingerprint
                self._vectors = VectorIndex(*place), VectorIndex(*place, kind="rows")
            return self._vectors

    def close(self) -> None:
        """Closes the catalogue."""
        self._database.close()

    def catch_up(self) -> str:
        """Reopens the derived indexes if another process changed the library; returns the version."""
        with self._threads:
            version = self.catalogue.version
            if version != self._seen:
                self.fulltext.reload()
                self.rowtext.reload()
                if self._vectors is not None:
                    from ingest.vectors import forget_clients

                    forget_clients()
                    for index in self._vectors:
                        index.reopen()
                self._seen = version
            return version

    def _is_being_written(self) -> bool:
        try:
            with self._write_lock.acquire(timeout=0):
                return False
        except Timeout:
            return True

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Holds the library's lock; the lock of a dead process is free by itself.

        Raises:
            LibraryError: if another process holds it for more than ten minutes.
        """
        try:
            with self._write_lock.acquire(timeout=600):
                yield
        except Timeout as error:
            raise LibraryError(
                f"Another citecoder process has been writing to {self.folder} for ten minutes;"
                " try again later."
            ) from error

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
        passages = make_passages(document)
        with self.writing():
            before = set(self.catalogue.ids_of(document.name))
            self._embed([one for one in passages if one.row is None], progress or (lambda done, of: None))
            self.catalogue.note("dirty", "1")
            new = [passage for passage in passages if passage.id not in before]
            self._index(new)
            self.catalogue.switch(document, passages, source)
            self._drop(before - self.catalogue.live_ids())
            self.catalogue.note("dirty", "")
            self._seen = self.catalogue.version
        return len(passages)

    def remove(self, name: str) -> None:
        """Takes a document out.

        Raises:
            LibraryError: if there is no such document.
        """
        with self.writing():
            if self.catalogue.entry(name) is None:
                known = ", ".join(entry.name for entry in self.documents()[:20]) or "none"
                raise LibraryError(f"The library has no document {name!r}. It has: {known}.")
            ids = set(self.catalogue.ids_of(name))
            self.catalogue.note("dirty", "1")
            self.catalogue.retire(name)
            self._drop(ids - self.catalogue.live_ids())
            self.catalogue.note("dirty", "")
            self._seen = self.catalogue.version

    def verify(self) -> list[str]:
        """Compares catalogue, full text and vectors; returns a sentence for each disagreement."""
        self.catch_up()
        texts, rows = self.catalogue.live_text_ids(), self.catalogue.live_row_ids()
        row_vectors = self.row_vectors.ids()
        # the words of a row may still wait for their vector
        made = row_vectors & self.catalogue.live_row_ids(embedded=True)
        found = []
        for name, live, ids in (
            ("full text", texts, self.fulltext.ids()),
            ("full text of rows", rows, self.rowtext.ids()),
            ("vectors", texts, self.vectors.ids()),
            ("vectors of rows", made, row_vectors),
        ):
            if missing := live - ids:
                found.append(f"{len(missing)} passages are missing from the {name}.")
            if orphans := ids - live:
                found.append(f"{len(orphans)} passages in the {name} belong to no live document.")
        return found

    def reconcile(self) -> None:
        """Makes full text and vectors agree with the catalogue, after a job was interrupted."""
        texts, rows = self.catalogue.live_text_ids(), self.catalogue.live_row_ids()
        indexed = (self.fulltext.ids() & self.vectors.ids()) | self.rowtext.ids()
        missing = [one.passage for one in self.catalogue.passages(sorted((texts | rows) - indexed))]
        orphans = self.fulltext.ids() | self.rowtext.ids() | self.vectors.ids() | self.row_vectors.ids()
        orphans -= texts | rows
        log.info("Mending the library: %d passages to index again, %d to drop.", len(missing), len(orphans))
        self._embed([one for one in missing if one.row is None], lambda done, of: None)
        self._index(missing)
        self._drop(orphans)
        self.catalogue.note("dirty", "")

    def waiting(self) -> list[str]:
        """Names the live rows whose words have no vector yet; they are found by code and word."""
        return sorted(self.catalogue.live_row_ids(embedded=True) - self.row_vectors.ids())

    def embed_waiting(self, progress: Progress | None = None, *, most: int | None = None) -> int:
        """Makes vectors for the words of rows, in steps that leave the library to others in between.

        Args:
            progress: told of the embedding.
            most: at most this many rows; all of them when it is not given.

        Returns:
            How many rows got a vector.
        """
        ids = self.waiting()[:most]
        for start in range(0, len(ids), WAITING_STEP):
            passages = [p.passage for p in self.catalogue.passages(ids[start : start + WAITING_STEP])]
            self._embed(passages, lambda done, of: None)
            with self.writing():
                live = self.catalogue.live_row_ids(embedded=True)
                self._add_vectors(self.row_vectors, [one for one in passages if one.id in live])
            if progress is not None:
                progress(min(start + WAITING_STEP, len(ids)), len(ids))
        if ids and (most is None or len(ids) < most):  # the last ones: other processes look again
            self.catalogue.count_version()
            self._seen = self.catalogue.version
        return len(ids)

    def _embed(self, passages: Sequence[Passage], progress: Progress) -> None:
        """Embeds the texts that the library has no vector for, in batches of like length."""
        texts = {text_hash(p.embedded_text): p.embedded_text for p in passages}
        known = self._embeddings.find(list(texts), self.encoder.fingerprint)
        todo = sorted((h for h in texts if h not in known), key=lambda h: word_pieces(texts[h]))
        for start in range(0, len(todo), BATCH):
            batch = todo[start : start + BATCH]
            vectors = self.encoder.encode_documents([texts[one] for one in batch])
            self._embeddings.keep(batch, vectors, self.encoder.fingerprint)
            progress(start + len(batch), len(todo))

    def _index(self, passages: Sequence[Passage]) -> None:
        texts = [one for one in passages if one.row is None]
        rows = [one for one in passages if one.row is not None]
        if texts:
            self.fulltext.add(texts)
            self._add_vectors(self.vectors, texts)
        if rows:
            self.rowtext.add(rows)

    def _add_vectors(self, index: "VectorIndex", passages: Sequence[Passage]) -> None:
        if passages:
            hashes = [text_hash(passage.embedded_text) for passage in passages]
            known = self._embeddings.find(hashes, self.encoder.fingerprint)
            index.add([p.id for p in passages], np.stack([known[one] for one in hashes]))

    def _drop(self, ids: set[str]) -> None:
        if ids:
            self.fulltext.delete(ids)
            self.rowtext.delete(ids)
            self.vectors.delete(sorted(ids))
            self.row_vectors.delete(sorted(ids))

    def similarities(self, placed: Sequence[Placed], vector: Vectors) -> list[float]:
        """Gives the cosine of passages and a question's vector, 0 where a passage has no vector yet."""
        hashes = [text_hash(one.passage.embedded_text) for one in placed]
        known = self._embeddings.find(hashes, self.encoder.fingerprint)
        return [float(known[one] @ vector) if one in known else 0.0 for one in hashes]

    def passages(self, ids: Sequence[str], scope: Sequence[str] = ()) -> list[Placed]:
        """Fetches live passages in the order of their ids."""
        return self.catalogue.passages(ids, scope)
