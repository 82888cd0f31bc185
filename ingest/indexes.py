"""What is derived from the catalogue: full text and vectors, of running text and of rows apart."""

import logging
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ingest.encoder import Vectors
from ingest.fulltext import FIELDS, FullText, row_words

if TYPE_CHECKING:
    from ingest.vectors import VectorIndex

log = logging.getLogger(__name__)

#: How often vectors that are not found after writing are written again.
_ATTEMPTS = 3
#: The share of vectors that an intact index may miss.
MISSED = 0.01


def _places(folder: Path) -> tuple[Path, Path]:
    return folder / f"fulltext-{FIELDS}", folder / f"rowtext-{FIELDS}"


def lacks_fulltext(folder: Path) -> bool:
    """Says whether a library has no full text yet, or that of a release with other fields only."""
    return not all(place.exists() for place in _places(folder))


class Indexes:
    """The derived indexes of a library, opened as they are needed.

    Args:
        folder: the library's.
        fingerprint: of the encoder whose vectors answer.
    """

    def __init__(self, folder: Path, fingerprint: str) -> None:
        self.folder, self.fingerprint = folder, fingerprint
        # Rows are searched apart: thousands of short ones would drown the words of the rules.
        texts, rows = _places(folder)
        self.fulltext = FullText(texts)
        self.rowtext = FullText(rows, row_words)
        self._threads = threading.RLock()
        self._vectors: tuple[VectorIndex, VectorIndex] | None = None

    @property
    def vectors(self) -> "tuple[VectorIndex, VectorIndex]":
        """The vectors of running text and those of rows, opened at first use."""
        with self._threads:
            if self._vectors is None:
                from ingest.vectors import forget_clients  # Chroma takes a second to import

                forget_clients()
                self._vectors = self.made_by(self.fingerprint)
            return self._vectors

    def made_by(self, fingerprint: str) -> "tuple[VectorIndex, VectorIndex]":
        """Opens the vectors of running text and of rows that any encoder made."""
        from ingest.vectors import VectorIndex

        place = self.folder / "vectors", fingerprint
        return VectorIndex(*place), VectorIndex(*place, kind="rows")

    def use(self, fingerprint: str) -> None:
        """Answers from the vectors of another encoder from now on."""
        with self._threads:
            self.fingerprint, self._vectors = fingerprint, None

    def reopen(self) -> None:
        """Makes what another process has written visible."""
        with self._threads:
            self.fulltext.reload()
            self.rowtext.reload()
            if "ingest.vectors" in sys.modules:  # else no client is open
                from ingest.vectors import forget_clients

                forget_clients()
            for index in self._vectors or ():
                index.reopen()

    def add_vectors(self, index: "VectorIndex", ids: Sequence[str], vectors: Vectors) -> None:
        """Adds vectors to one of the indexes, and looks whether they are found there."""
        index.add(ids, vectors)
        missed: set[str] = set()
        for _ in range(_ATTEMPTS):
            lost = index.not_found(ids, vectors)
            few = len(lost) <= MISSED * len(ids)
            if not lost or (few and lost <= missed):  # the search is approximate, and misses a few for good
                return
            level = logging.DEBUG if few else logging.WARNING
            told = "%d of %d vectors were not found after writing; written again."
            log.log(level, told, len(lost), len(ids))
            missed = lost
            again = [number for number, one in enumerate(ids) if one in lost]
            index.add([ids[number] for number in again], vectors[again])

    def drop(self, texts: set[str], rows: set[str]) -> None:
        """Takes passages out: running text, and rows."""
        if texts:
            self.fulltext.delete(texts)
            self.vectors[0].delete(sorted(texts))
        if rows:
            self.rowtext.delete(rows)
            self.vectors[1].delete(sorted(rows))
