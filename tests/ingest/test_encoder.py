import numpy as np
import pytest

from ingest import encoder as module
from ingest.encoder import Encoder, EncoderError


def test_the_packaged_model_gives_unit_vectors_and_knows_like_from_unlike(encoder: Encoder) -> None:
    vectors = encoder.encode_documents(["spinal fusion of the lumbar spine", "flu vaccine"])
    assert vectors.shape == (2, 384)
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    asked = encoder.encode_question("Which code is for fusing lumbar vertebrae?")
    assert vectors[0] @ asked > vectors[1] @ asked


def test_changed_weights_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PACKAGED_SHA256", "0" * 64)
    with pytest.raises(EncoderError, match="is not the published all-MiniLM-L6-v2"):
        Encoder().encode_question("Is it?")


def test_two_models_have_two_fingerprints() -> None:
    assert Encoder().fingerprint != Encoder("other").fingerprint
