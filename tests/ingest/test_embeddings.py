"""Vectors that are kept by the hash of their text."""

from pathlib import Path

import numpy as np
import pytest

from ingest.database import LOOKUP, Database
from ingest.embeddings import Embeddings, text_hash


@pytest.fixture
def embeddings(tmp_path: Path) -> Embeddings:
    return Embeddings(Database(tmp_path / "catalogue.sqlite"))


def vectors(count: int, value: float = 1.0) -> np.ndarray[tuple[int, int], np.dtype[np.float32]]:
    return np.arange(count * 4, dtype=np.float32).reshape(count, 4) + np.float32(value)


def test_a_text_has_one_hash_and_other_texts_have_another() -> None:
    assert text_hash("Rules\nA rule.") == text_hash("Rules\nA rule.")
    assert len({text_hash(text) for text in ("a", "A", "a ", "ä", "")}) == 5


def test_vectors_come_back_as_they_were(embeddings: Embeddings) -> None:
    embeddings.keep(["a", "b"], vectors(2), "model")
    found = embeddings.find(["b", "a", "c"], "model")
    assert set(found) == {"a", "b"}
    assert np.array_equal(np.stack([found["a"], found["b"]]), vectors(2))
    assert found["a"].dtype == np.float32
    assert embeddings.find([], "model") == {}


def test_vectors_of_two_models_are_never_mixed(embeddings: Embeddings) -> None:
    embeddings.keep(["a"], vectors(1), "one")
    embeddings.keep(["a"], vectors(1, 5.0), "other")
    assert embeddings.find(["a"], "third") == {}
    assert embeddings.find(["a"], "one")["a"][0] == 1.0
    assert embeddings.find(["a"], "other")["a"][0] == 5.0


def test_a_vector_that_is_made_again_replaces_the_old_one(embeddings: Embeddings) -> None:
    embeddings.keep(["a"], vectors(1), "model")
    embeddings.keep(["a"], vectors(1, 5.0), "model")
    assert embeddings.find(["a"], "model")["a"][0] == 5.0


def test_more_than_sqlite_takes_at_once_are_found(embeddings: Embeddings) -> None:
    names = [str(n) for n in range(LOOKUP * 2 + 3)]
    embeddings.keep(names, vectors(len(names)), "model")
    assert set(embeddings.find(names, "model")) == set(names)


def test_a_batch_of_unlike_lengths_is_not_kept_in_part(embeddings: Embeddings) -> None:
    with pytest.raises(ValueError, match="shorter"):
        embeddings.keep(["a", "b", "c"], vectors(2), "model")
    assert embeddings.find(["a", "b", "c"], "model") == {}
