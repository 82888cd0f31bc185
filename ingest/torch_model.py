"""Runs any sentence-transformers model in torch."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from sentence_transformers import SentenceTransformer

BATCH_TEXTS = 32  # more are slower: padding


class TorchModel:
    """A model by name or folder, with the prompts that it asks for.

    Args:
        name: as sentence-transformers takes it.
    """

    def __init__(self, name: str) -> None:
        self._model = SentenceTransformer(name, device="cpu")
        self._dimensions = self._model.get_embedding_dimension() or 0

    def encode_documents(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Encodes passages; returns unit vectors, shape (texts, dimensions)."""
        vectors = self._model.encode_document(
            list(texts), batch_size=BATCH_TEXTS, normalize_embeddings=True, show_progress_bar=False
        )
        return np.asarray(vectors, dtype=np.float32).reshape(len(texts), self._dimensions)

    def encode_question(self, question: str) -> NDArray[np.float32]:
        """Encodes one question; returns a unit vector, shape (dimensions,)."""
        vector = self._model.encode_query(question, normalize_embeddings=True, show_progress_bar=False)
        return np.asarray(vector, dtype=np.float32)
