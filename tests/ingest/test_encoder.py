import logging
import subprocess
import sys
import threading
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest import encoder as module
from ingest import onnx_export
from ingest.encoder import DEFAULT, PACKAGED, PACKAGED_INT8, Encoder, EncoderError
from ingest.onnx_export import OnnxError
from ingest.passages import RULES, make_passages
from ingest.readers import read_all
from ingest.refresh import STARTER
from ingest.torch_model import TorchModel


@pytest.fixture(scope="module")
def passages() -> list[str]:
    """Every tenth passage of the starter library, and texts at the limits."""
    texts = [
        passage.embedded_text
        for path in sorted(STARTER.rglob("*.md"))
        for document in read_all(path)
        for passage in make_passages(document)  # type: ignore[arg-type]  # no page of ours fails
    ]
    return texts[:: len(texts) // 200][:200] + ["", "63102", "fusion of the spine " * 200, "Café — 手術 ½"]


@pytest.fixture(scope="module")
def torch_model() -> TorchModel:
    """What the vectors are compared with: sentence-transformers on the same weights."""
    return TorchModel(str(module._packaged_folder()))


def test_the_packaged_model_gives_unit_vectors_and_knows_like_from_unlike(encoder: Encoder) -> None:
    vectors = encoder.encode_documents(["spinal fusion of the lumbar spine", "flu vaccine"])
    assert vectors.shape == (2, 384)
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    asked = encoder.encode_question("Which code is for fusing lumbar vertebrae?")
    assert vectors[0] @ asked > vectors[1] @ asked


@pytest.mark.parametrize(
    ("name", "least", "mean"), [(PACKAGED, 0.99999, 0.99999), (PACKAGED_INT8, 0.97, 0.995)]
)
def test_the_vectors_are_those_of_sentence_transformers_or_nearly(
    name: str, least: float, mean: float, torch_model: TorchModel, passages: list[str]
) -> None:
    ours, theirs = Encoder(name).encode_documents(passages), torch_model.encode_documents(passages)
    assert ours.dtype == np.float32
    assert (ours * theirs).sum(axis=1).min() > least  # of integer products, that of the empty text
    assert (ours * theirs).sum(axis=1).mean() > mean
    for question in ("Is 22840 an add-on code?", ""):
        asked = Encoder(name).encode_question(question)
        assert asked.shape == (384,)
        assert asked @ torch_model.encode_question(question) > least


def test_a_text_has_one_vector_whatever_it_is_encoded_with(encoder: Encoder, passages: list[str]) -> None:
    together = encoder.encode_documents(passages)
    alone = np.stack([encoder.encode_question(text) for text in passages[::20]])
    np.testing.assert_allclose(together[::20], alone, atol=1e-5)


def test_no_texts_give_no_vectors(encoder: Encoder) -> None:
    assert encoder.encode_documents([]).shape == (0, 384)


def test_people_ask_while_a_library_is_filled(encoder: Encoder, passages: list[str]) -> None:
    passages = passages[::4]
    expected = encoder.encode_documents(passages)
    wrong: list[float] = []

    def work(texts: list[str], right: np.ndarray) -> None:
        for _ in range(3):
            wrong.append(float(np.abs(encoder.encode_documents(texts) - right).max()))

    threads = [threading.Thread(target=work, args=(passages[i::8], expected[i::8])) for i in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(wrong) == 24
    assert max(wrong) < 1e-5


def test_langchain_gets_lists_of_numbers(encoder: Encoder) -> None:
    (document,), asked = encoder.embed_documents(["modifier 59"]), encoder.embed_query("modifier 59")
    assert isinstance(asked[0], float)
    np.testing.assert_allclose(document, asked, atol=1e-6)


def test_neither_torch_nor_sentence_transformers_is_imported(encoder: Encoder) -> None:
    encoder.prepare()  # the export, which needs torch, was before
    code = (
        "import sys; from ingest.encoder import Encoder; Encoder().encode_question('Is it bundled?');"
        "print([m for m in ('torch', 'transformers', 'sentence_transformers') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_changed_weights_are_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(module, "PACKAGED_SHA256", "0" * 64)
    monkeypatch.setattr(onnx_export, "cache_folder", lambda: tmp_path)
    with pytest.raises(EncoderError, match="is not the published all-MiniLM-L6-v2"):
        Encoder().encode_question("Is it?")


def test_where_the_export_fails_torch_gives_the_vectors_and_the_log_says_so(
    encoder: Encoder, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: object, **__: object) -> Path:
        raise OnnxError("the package onnx is missing")

    monkeypatch.setattr(module, "exported", fail)
    with caplog.at_level(logging.WARNING):
        vector = Encoder().encode_question("Is it bundled?")
    assert vector @ encoder.encode_question("Is it bundled?") > 0.99
    assert "runs in torch" in caplog.text
    assert "the package onnx is missing" in caplog.text


def test_another_model_is_run_by_sentence_transformers(encoder: Encoder) -> None:
    other = Encoder(str(module._packaged_folder()))  # by its folder, it is any model
    assert other.encode_documents([]).shape == (0, 384)
    vectors = other.encode_documents(["modifier 59", "a flu vaccine"])
    assert (vectors * encoder.encode_documents(["modifier 59", "a flu vaccine"])).sum(axis=1).min() > 0.99
    assert isinstance(other._model(), TorchModel)


def test_two_models_have_two_fingerprints() -> None:
    assert len({Encoder(name).fingerprint for name in (PACKAGED, PACKAGED_INT8, "other")}) == 3


def test_libraries_of_earlier_releases_stay_valid() -> None:
    """Such a library keeps its model, whose vectors are torch's, until it is embedded anew."""
    assert DEFAULT != PACKAGED
    assert RULES != "sections-1" or Encoder(PACKAGED).fingerprint == "96df8458e10cb29f"


@given(st.floats(-1, 1), st.floats(-1, 1))
def test_likeness_is_1_for_the_same_text_and_keeps_the_order_of_cosines(one: float, other: float) -> None:
    encoder = Encoder("other")
    encoder.__dict__["_unlike"] = 0.75  # as of a model of low temperature
    assert encoder.likeness(1.0) == 1.0
    assert encoder.likeness(0.75) == 0.0
    assert (encoder.likeness(one) <= encoder.likeness(other)) == (one <= other) or np.isclose(one, other)


def test_the_likeness_of_the_packaged_model_is_its_cosine() -> None:
    assert Encoder(PACKAGED_INT8).likeness(0.4) == Encoder(PACKAGED).likeness(0.4) == 0.4


def test_what_a_model_gives_unlike_texts_is_measured(encoder: Encoder) -> None:
    by_folder = Encoder(str(module._packaged_folder()))  # by its folder, it is any model
    assert -0.05 < by_folder.likeness(0.05) <= 0.05
    question = by_folder.encode_question("Which modifier is for the left thumb?")
    told = by_folder.encode_documents(["The left thumb has a modifier of its own.", "Lunch is at noon."])
    like, unlike = (by_folder.likeness(float(one)) for one in told @ question)
    assert like > 0.5 > 0.2 > unlike
