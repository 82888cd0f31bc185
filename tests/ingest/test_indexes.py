"""Vectors that are not found after writing are written again; a few that a search misses are no alarm."""

import logging

import numpy as np
import pytest

from ingest.indexes import MISSED
from ingest.library import Library
from ingest.vectors import VectorIndex


def add(library: Library, count: int) -> list[int]:
    """Adds vectors; returns how many were written each time."""
    rng = np.random.default_rng(0)
    vectors = rng.standard_normal((count, 8)).astype(np.float32)
    written: list[int] = []

    class Counting(VectorIndex):
        def add(self, ids, vectors):  # type: ignore[no-untyped-def]
            written.append(len(ids))
            super().add(ids, vectors)

    index = Counting(library.folder / "vectors", "test")
    library.indexes.add_vectors(index, [f"{n:03}" for n in range(count)], vectors)
    return written


def lose(monkeypatch: pytest.MonkeyPatch, *lost: int) -> None:
    left = list(lost)

    def losing(*_: object) -> set[str]:
        return {f"{n:03}" for n in range(left.pop(0) if len(left) > 1 else left[0])}

    monkeypatch.setattr(VectorIndex, "not_found", losing)


def test_what_is_found_is_written_once(library: Library) -> None:
    assert add(library, 300) == [300]


def test_what_is_lost_is_written_again_with_a_warning(
    library: Library, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    lose(monkeypatch, 12, 0)
    with caplog.at_level(logging.WARNING):
        assert add(library, 300) == [300, 12]
    assert "12 of 300 vectors were not found" in caplog.text


def test_a_few_that_the_search_misses_for_good_are_no_alarm(
    library: Library, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    few = int(300 * MISSED)
    lose(monkeypatch, few)
    with caplog.at_level(logging.WARNING):
        assert add(library, 300) == [300, few]
    assert caplog.text == ""


def test_of_a_small_document_none_may_be_missed(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    lose(monkeypatch, 1)
    assert add(library, 20) == [20, 1, 1, 1]
