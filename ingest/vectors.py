"""Vectors in Chroma, by passage id.

One process writes at a time (the library's lock). A Chroma client does not see what another process
wrote, so readers call `reopen` when the library's version changed.
"""

from collections.abc import Sequence
from pathlib import Path

import chromadb
import numpy as np
from chromadb.api.shared_system_client import SharedSystemClient
from chromadb.config import Settings

from ingest.encoder import Vectors

_BATCH = 5000  # Chroma's own largest batch is 5,461


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
        client = chromadb.PersistentClient(
            path=str(self._folder), settings=Settings(anonymized_telemetry=False)
        )
        self._collection = client.get_or_create_collection(
            self._name, configuration={"hnsw": {"space": "cosine", "ef_search": 200}}, embedding_function=None
        )

    def reopen(self) -> None:
        """Makes what another process has written visible, once `forget_clients` was called."""
        self._open()

    def add(self, ids: Sequence[str], vectors: Vectors) -> None:
        """Adds or replaces vectors, shape (ids, dimensions)."""
        for start in range(0, len(ids), _BATCH):
            self._collection.upsert(
                ids=list(ids[start : start + _BATCH]), embeddings=vectors[start : start + _BATCH]
            )

    def delete(self, ids: Sequence[str]) -> None:
        """Takes vectors out."""
        for start in range(0, len(ids), _BATCH):
            self._collection.delete(ids=list(ids[start : start + _BATCH]))

    def ids(self) -> set[str]:
        """Names every passage that has a vector."""
        return set(self._collection.get(include=[])["ids"])

    def search(self, vector: Vectors, limit: int) -> list[tuple[str, float]]:
        """Finds the nearest passages.

        Args:
            vector: shape (dimensions,).
            limit: how many at most.

        Returns:
            (passage id, cosine similarity), best first.
        """
        count = min(limit, self._collection.count())
        if not count:
            return []
        found = self._collection.query(
            query_embeddings=vector[np.newaxis, :], n_results=count, include=["distances"]
        )
        distances = found["distances"] or [[]]
        return [(one, 1.0 - float(d)) for one, d in zip(found["ids"][0], distances[0], strict=True)]
