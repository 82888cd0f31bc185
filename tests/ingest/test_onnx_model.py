import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest import encoder as module
from ingest.onnx_export import OnnxError
from ingest.onnx_model import BATCH_PIECES, OnnxModel, batches, cores

lengths = st.lists(st.integers(2, 256), max_size=300)


@settings(deadline=None)
@given(lengths, st.integers(1, 8))
def test_every_text_is_in_one_batch_that_is_within_the_limit_or_alone(found: list[int], threads: int) -> None:
    made = batches(found, threads)
    assert sorted(index for batch in made for index in batch) == list(range(len(found)))
    for batch in made:
        assert len(batch) == 1 or len(batch) * max(found[i] for i in batch) <= BATCH_PIECES


@settings(deadline=None)
@given(lengths, st.integers(1, 8))
def test_texts_of_like_length_are_together_and_the_longest_come_first(found: list[int], threads: int) -> None:
    order = [found[index] for batch in batches(found, threads) for index in batch]
    assert order == sorted(found, reverse=True)


def test_little_of_what_is_computed_is_padding() -> None:
    found = [6 + (i * 7919) % 240 for i in range(400)]
    computed = sum(len(batch) * found[batch[0]] for batch in batches(found, 2))
    assert computed < 1.03 * sum(found)


def test_few_texts_are_divided_among_the_cores() -> None:
    assert [len(batch) for batch in batches([40] * 8, 2)] == [4, 4]
    assert [len(batch) for batch in batches([10, 10], 2)] == [2]  # not worth a thread


def test_at_least_one_core_is_used() -> None:
    assert cores() >= 1


def test_a_file_that_is_no_graph_is_refused(tmp_path: Path) -> None:
    (tmp_path / "bad.onnx").write_bytes(b"not a graph")
    tokenizer = module._packaged_folder() / "tokenizer.json"
    with pytest.raises(OnnxError, match=r"onnxruntime cannot load .*bad\.onnx"):
        OnnxModel(tmp_path / "bad.onnx", tokenizer)


def packaged() -> OnnxModel:
    model = module.Encoder()._model()
    assert isinstance(model, OnnxModel)
    return model


def test_a_batch_that_fails_is_not_in_the_way_of_the_next_call(monkeypatch: pytest.MonkeyPatch) -> None:
    model, texts = packaged(), [f"rule {n} " * 60 for n in range(8)]

    def broken(pieces: object) -> None:
        raise MemoryError

    with monkeypatch.context() as broke:
        broke.setattr(model, "_run", broken)
        with pytest.raises(MemoryError):
            model.encode_documents(texts)
    assert model.encode_documents(texts).shape == (8, 384)


def test_a_question_does_not_wait_for_documents(monkeypatch: pytest.MonkeyPatch) -> None:
    model, began, go = packaged(), threading.Event(), threading.Event()
    original = model._run

    def run(pieces: Sequence[Sequence[int]]) -> Any:
        if len(pieces[0]) > 50:
            began.set()
            go.wait(20)
        return original(pieces)

    monkeypatch.setattr(model, "_run", run)
    long = threading.Thread(target=lambda: model.encode_documents([f"rule {n} " * 60 for n in range(8)]))
    long.start()
    began.wait(20)
    assert model.encode_question("Which modifier is for the left thumb?").shape == (384,)
    assert long.is_alive()
    go.set()
    long.join()
