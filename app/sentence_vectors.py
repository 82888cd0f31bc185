"""Vectors of the sentences of passages, made when a question needs them and kept for the next one."""

from collections.abc import Sequence

import numpy as np

from ingest.encoder import Encoder, Vectors


class SentenceVectors:
    """Vectors of sentences, kept in memory for the passages that come up again.

    Args:
        encoder: the library's.
        keep: how many are kept at most.
    """

    def __init__(self, encoder: Encoder, keep: int = 50_000) -> None:
        self._encoder = encoder
        self._keep = keep
        self._vectors: dict[str, Vectors] = {}

    def of(self, texts: Sequence[str]) -> Vectors:
        """Gives unit vectors, shape (texts, dimensions)."""
        # Several people may ask at once, so what this answer needs is held apart from the shared memory.
        shared = self._vectors
        known = {text: shared[text] for text in set(texts) if text in shared}
        missing = sorted({text for text in texts if text not in known}, key=len)
        if missing:
            known.update(zip(missing, self._encoder.encode_documents(missing), strict=True))
            if len(self._vectors) > self._keep:
                self._vectors = {}
            self._vectors.update(known)
        return np.stack([known[text] for text in texts])
