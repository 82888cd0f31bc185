"""A cross-encoder reads question and passage together, and orders what the retrievers found anew.

It is slow (a passage takes as long as a question) and exact where it was trained on such questions, so there
is none unless one is configured: any that sentence-transformers loads (Nogueira and Cho 2019), by name or
folder.
"""

import threading
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from app.retrieve import Retrieved

if TYPE_CHECKING:
    from sentence_transformers import CrossEncoder

#: Pairs that are read at once.
BATCH = 16
#: How many of the first passages are read; those behind keep their order.
DEPTH = 20


class CrossEncoderError(Exception):
    """The cross-encoder cannot be used; the message says why and what to do."""


class Reranker:
    """Orders passages by what a cross-encoder makes of them; loaded at first use.

    Args:
        model: a name or folder that sentence-transformers takes, such as a folder with its files.
    """

    def __init__(self, model: str) -> None:
        self.model = model
        self._loaded: CrossEncoder | None = None
        self._lock = threading.Lock()

    def prepare(self) -> None:
        """Loads the model, so that the first question need not wait for it.

        Raises:
            CrossEncoderError: it cannot be used.
        """
        self._model()

    def reorder(self, question: str, found: Sequence[Retrieved], depth: int = DEPTH) -> tuple[Retrieved, ...]:
        """Orders the first passages by how well each answers the question.

        Args:
            question: what is asked.
            found: passages, best first; each keeps its score.
            depth: how many of them are read; the others stay behind, in their order.

        Returns:
            The same passages with new ranks from 1.

        Raises:
            CrossEncoderError: the model cannot be used.
        """
        head, tail = list(found[:depth]), list(found[depth:])
        if len(head) > 1:
            scores = self._scores(question, head)
            head = [head[place] for place in np.argsort(-scores, kind="stable")]
        return tuple(replace(one, rank=rank) for rank, one in enumerate([*head, *tail], 1))

    def _scores(self, question: str, found: Sequence[Retrieved]) -> NDArray[np.float64]:
        pairs = [(question, one.placed.passage.embedded_text or one.placed.passage.text) for one in found]
        scores = np.asarray(
            self._model().predict(pairs, batch_size=BATCH, show_progress_bar=False), dtype=np.float64
        )
        if scores.shape != (len(found),) or not np.isfinite(scores).all():
            raise CrossEncoderError(
                f"The model {self.model} gives no single score for a question and a passage, so it is no"
                " cross-encoder for ranking. Set CITECODER_RERANKER to another one, or to nothing."
            )
        return scores

    def _model(self) -> "CrossEncoder":
        with self._lock:
            if self._loaded is None:
                from sentence_transformers import CrossEncoder  # takes ten seconds to import

                try:
                    self._loaded = CrossEncoder(self.model, device="cpu")
                except (OSError, ValueError, KeyError) as error:
                    reason = str(error).strip().splitlines()[0]
                    raise CrossEncoderError(
                        f"The cross-encoder {self.model} cannot be loaded: {reason}. Set CITECODER_RERANKER"
                        " to the folder of one, or to nothing."
                    ) from error
            return self._loaded
