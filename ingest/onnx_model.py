"""Runs an exported sentence encoder in onnxruntime, with length-sorted batches and little padding.

One core takes one small batch, beside the others. Measured on two cores, in texts per second of one core:
batches of 512 word pieces, whose intermediate results stay in the cache, 23; of 4,096, 16; both cores within
one batch, which wait for each other at every operator, 15 to 20.
"""

import os
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from itertools import count
from pathlib import Path

import numpy as np
import onnxruntime  # type: ignore[import-untyped]
from numpy.typing import NDArray
from tokenizers import Tokenizer

from ingest.onnx_export import OnnxError

#: What all-MiniLM-L6-v2 reads, its own two marks included; what is beyond is cut.
MOST_PIECES = 256
#: A batch has at most this many word pieces, padding included.
BATCH_PIECES = 256
#: Fewer are not worth a thread.
_LEAST_PIECES = 64


class OnnxModel:
    """An exported model and its tokenizer; several threads may encode at once.

    Args:
        file: the graph, from word pieces to unit vectors.
        tokenizer: the model's ``tokenizer.json``.
        threads: how many batches of one call run at once; the cores of this process when it is not given.

    Raises:
        OnnxError: onnxruntime cannot load the file.
    """

    def __init__(self, file: Path, tokenizer: Path, threads: int | None = None) -> None:
        self._tokenizer = Tokenizer.from_file(str(tokenizer))
        self._tokenizer.enable_truncation(MOST_PIECES)
        self._tokenizer.no_padding()
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        self._threads = threads or cores()
        self._turn = threading.Lock()
        options.log_severity_level = 3  # it warns of a machine without a GPU
        try:
            self._session = onnxruntime.InferenceSession(file, options, providers=["CPUExecutionProvider"])
        except Exception as error:  # its errors have no base class of their own
            raise OnnxError(f"onnxruntime cannot load {file}: {error}") from error
        self._dimensions = int(self._session.get_outputs()[0].shape[-1])

    def encode_question(self, question: str) -> NDArray[np.float32]:
        """Encodes one question; returns a unit vector, shape (dimensions,)."""
        vector: NDArray[np.float32] = self.encode_documents([question])[0]
        return vector

    def encode_documents(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Encodes texts; returns unit vectors in their order, shape (texts, dimensions)."""
        pieces = [found.ids for found in self._tokenizer.encode_batch_fast(list(texts))]
        vectors = np.empty((len(pieces), self._dimensions), dtype=np.float32)
        made = batches([len(one) for one in pieces], self._threads)

        def fill(batch: list[int]) -> None:
            vectors[batch] = self._run([pieces[i] for i in batch])

        if len(made) > 1 and self._threads > 1:
            self._side_by_side(fill, made)
        else:
            for batch in made:
                fill(batch)
        return vectors

    def _side_by_side(self, fill: Callable[[list[int]], None], made: Sequence[list[int]]) -> None:
        """Runs batches on all cores; the next call's begin when the last of these has begun.

        A single batch never waits here: a person who asks does not queue behind a library that is filled.
        """
        left = count(len(made) - 1, -1)

        def run(batch: list[int]) -> None:
            if next(left) == 0:
                turn.close()
            fill(batch)

        with ExitStack() as turn:
            turn.enter_context(self._turn)
            with ThreadPoolExecutor(min(self._threads, len(made)), thread_name_prefix="encode") as pool:
                list(pool.map(run, made))

    def _run(self, pieces: Sequence[Sequence[int]]) -> NDArray[np.float32]:
        ids = np.zeros((len(pieces), max(map(len, pieces))), dtype=np.int64)
        mask = np.zeros_like(ids)
        for row, one in enumerate(pieces):
            ids[row, : len(one)] = one
            mask[row, : len(one)] = 1
        vectors: NDArray[np.float32] = self._session.run(None, {"input_ids": ids, "attention_mask": mask})[0]
        return vectors


def batches(lengths: Sequence[int], threads: int = 1) -> list[list[int]]:
    """Puts texts of like length together.

    Args:
        lengths: word pieces of each text.
        threads: what is too little for this many full batches is divided among them.

    Returns:
        Indices, each in one batch, the longest texts first, so that no thread ends with a long one. A batch,
        padded to its longest text, is within `BATCH_PIECES`, or it is one text.
    """
    room = min(BATCH_PIECES, max(_LEAST_PIECES, -(-sum(lengths) // threads)))
    made: list[list[int]] = []
    for index in sorted(range(len(lengths)), key=lambda i: -lengths[i]):
        # the first text of a batch is its longest
        if made and (len(made[-1]) + 1) * lengths[made[-1][0]] <= room:
            made[-1].append(index)
        else:
            made.append([index])
    return made


def cores() -> int:
    """Counts the cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
