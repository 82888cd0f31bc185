"""Vectors in Chroma, by passage id.

One process writes at a time (the library's lock). A Chroma client does not see what another process
wrote, so readers call `reopen` when the library's version changed, and a writer calls it when another
process wrote last: a client that writes from a stale index loses vectors without a word.
"""

import logging
from collections.abc import Collection, Sequence
from pathlib import Path

import chromadb
import numpy as np
from chromadb.api import ClientAPI
from chromadb.api.models.Collection import Collection as ChromaCollection
from chromadb.api.shared_system_client import SharedSystemClient
from chromadb.config import Settings
from chromadb.errors import ChromaError, NotFoundError

from ingest.encoder import Vectors
from ingest.indexes import MISSED

log = logging.getLogger(__name__)

#: Made once: it takes as long as to open an index. A client writes into its own.
_SETTINGS = Settings(anonymized_telemetry=False)
_BATCH = 5000  # Chroma's own largest batch is 5,461
#: How many vectors are looked for when an index is proved, and how many are looked for at once.
PROVED, _AT_ONCE = 2000, 500
#: A vector is found when one as near as this is.
_SAME = 1e-3


def forget_clients() -> None:
    """Drops the Chroma clients of this process, which keep answering from what they saw first."""
    SharedSystemClient.clear_system_cache()


class VectorIndex:
    """The vectors of one encoder.

    Args:
        folder: made when it does not exist.
        fingerprint: of the encoder; vectors of two encoders live in two collections.
        kind: what the vectors are of, "passages" or "rows"; each has a collection of its own.
    """

    def __init__(self, folder: Path, fingerprint: str, kind: str = "passages") -> None:
        self._folder = folder
        self._name = f"{kind}-{fingerprint}"
        self._open()

    def _open(self) -> None:
        self._client = _client(self._folder)
        self._collection: ChromaCollection | None
        try:
            self._collection = self._client.get_collection(self._name, embedding_function=None)
        except NotFoundError:
            self._collection = None  # who only reads makes none

    def _made(self) -> ChromaCollection:
        if self._collection is None:
            self._collection = self._client.create_collection(
                self._name,
                configuration={"hnsw": {"space": "cosine", "ef_search": 200}},
                embedding_function=None,
            )
        return self._collection

    def reopen(self) -> None:
        """Makes what another process has written visible, once `forget_clients` was called."""
        self._open()

    def add(self, ids: Sequence[str], vectors: Vectors) -> None:
        """Adds or replaces vectors, shape (ids, dimensions)."""
        for start in range(0, len(ids), _BATCH):
            self._made().upsert(
                ids=list(ids[start : start + _BATCH]), embeddings=vectors[start : start + _BATCH]
            )

    def delete(self, ids: Sequence[str]) -> None:
        """Takes vectors out."""
        if self._collection is None or not ids:
            return
        if self.ids() <= set(ids):
            self.clear()  # into an index of deleted vectors alone, Chroma adds some that it never finds
            return
        for start in range(0, len(ids), _BATCH):
            self._collection.delete(ids=list(ids[start : start + _BATCH]))

    def clear(self) -> None:
        """Takes all vectors out, and the index with them."""
        if self._collection is not None:
            self._client.delete_collection(self._name)
            self._collection = None

    def ids(self) -> set[str]:
        """Names every passage that has a vector."""
        return set(self._collection.get(include=[])["ids"]) if self._collection is not None else set()

    def fetch(self, ids: Sequence[str]) -> tuple[list[str], Vectors]:
        """Fetches vectors: the passages that have one, and their vectors, shape (passages, dimensions)."""
        held: list[str] = []
        rows: list[Vectors] = []
        for start in range(0, len(ids) if self._collection is not None else 0, _BATCH):
            found = self._made().get(ids=list(ids[start : start + _BATCH]), include=["embeddings"])
            if found["ids"]:
                held += found["ids"]
                rows.append(np.asarray(found["embeddings"], dtype=np.float32))
        return held, np.concatenate(rows) if rows else np.empty((0, 0), dtype=np.float32)

    def lost(self) -> set[str]:
        """Looks for vectors by themselves, since a count does not reveal that some cannot be found.

        Returns:
            The passages, of all or of `PROVED` evenly chosen, whose vectors are stored but not found.
        """
        ids = sorted(self.ids())
        return self.not_found(*self.fetch(ids[:: max(1, -(-len(ids) // PROVED))]))

    def not_found(self, ids: Sequence[str], vectors: Vectors) -> set[str]:
        """Looks for vectors, shape (ids, dimensions), that were added; returns those that are not found."""
        missing: set[str] = set()
        for start in range(0, len(ids), _AT_ONCE):
            found = self._made().query(
                query_embeddings=vectors[start : start + _AT_ONCE], n_results=1, include=["distances"]
            )
            near = zip(ids[start : start + _AT_ONCE], found["ids"], found["distances"] or (), strict=True)
            # passages of the same words have the same vector: any of them may be the nearest
            missing |= {one for one, hits, far in near if one not in hits and not (far and far[0] < _SAME)}
        return missing

    def is_damaged(self) -> bool:
        """Says whether vectors are lost, or the index cannot be read at all.

        The search is approximate and may miss a few of very many; what Chroma loses, it loses by the dozen.
        """
        try:
            return len(self.lost()) > MISSED * min(PROVED, len(self.ids()))
        except ChromaError as error:
            log.warning("The vectors in %s cannot be read: %s", self._folder, error)
            return True

    def search(self, vector: Vectors, limit: int) -> list[tuple[str, float]]:
        """Finds the nearest passages.

        Args:
            vector: shape (dimensions,).
            limit: how many at most.

        Returns:
            (passage id, cosine similarity), best first.
        """
        for attempt in (1, 2):
            collection = self._collection  # another thread may reopen it
            try:
                return _nearest(collection, vector, limit) if collection is not None else []
            except ChromaError:
                if attempt == 2:
                    raise
                if self._collection is collection:  # another process has put the index together anew
                    forget_clients()
                    self._open()
        return []


def _nearest(collection: ChromaCollection, vector: Vectors, limit: int) -> list[tuple[str, float]]:
    # Chroma gives what it has where that is less; to count first would take half as long as the search
    found = collection.query(query_embeddings=vector[np.newaxis, :], n_results=limit, include=["distances"])
    distances = found["distances"] or [[]]
    return [(one, 1.0 - float(d)) for one, d in zip(found["ids"][0], distances[0], strict=True)]


def drop_others(folder: Path, fingerprints: Collection[str]) -> int:
    """Drops the collections of encoders other than these; returns how many vectors were in them."""
    client, dropped = _client(folder), 0
    for collection in client.list_collections():
        if collection.name.rpartition("-")[2] not in fingerprints:
            dropped += collection.count()
            client.delete_collection(collection.name)
    return dropped


def _client(folder: Path) -> ClientAPI:
    return chromadb.PersistentClient(path=str(folder), settings=_SETTINGS.model_copy())
