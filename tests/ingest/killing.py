"""A refresh that is killed, and what a library holds: for the tests that pull the plug.

Run as a module it refreshes a library, says when it begins, and may kill itself at a step: `python -m
tests.ingest.killing LIBRARY run`, `… count`, or `… step N`. A step is the beginning or the end of a function
of the package `ingest`.
"""

import hashlib
import os
import signal
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from types import FrameType

import numpy as np

import ingest
from ingest.encoder import Encoder, Vectors
from ingest.library import Library
from ingest.refresh import refresh

PACKAGE = str(Path(ingest.__file__).parent)
DIMENSIONS = 16


class HashEncoder(Encoder):
    """Vectors from the hash of a text: at once, and without a model."""

    def __init__(self, model: str = "hash") -> None:
        super().__init__(model)
        self.encoded: list[str] = []

    @property
    def fingerprint(self) -> str:
        return hashlib.sha256(self.model.encode()).hexdigest()[:16]

    def encode_documents(self, texts: Sequence[str]) -> Vectors:
        self.encoded += texts
        return np.stack([self.encode_question(text) for text in texts])

    def encode_question(self, question: str) -> Vectors:
        seed = int.from_bytes(hashlib.sha256(f"{self.model}{question}".encode()).digest()[:8], "big")
        vector = np.random.default_rng(seed).standard_normal(DIMENSIONS).astype(np.float32)
        return np.asarray(vector / np.linalg.norm(vector), dtype=np.float32)


def all_of(library: Library) -> dict[str, object]:
    """Gives everything that a library holds which does not depend on when it was made."""
    library.catch_up()
    entries = library.catalogue.entries()
    return {
        "documents": [(e.name, e.source, e.sha256, e.title, e.edition, e.passages, e.rows) for e in entries],
        "passages": {e.name: [one.passage for one in library.catalogue.of_document(e.name)] for e in entries},
        "full text": library.fulltext.ids(),
        "full text of rows": library.rowtext.ids(),
        "vectors": library.vectors.ids(),
        "vectors of rows": library.row_vectors.ids(),
        "sources": [(one.path, one.kind, one.title, one.edition) for one in library.sources.all()],
        "files": library.sources.files(),
        "kept out": library.sources.kept_out(),
    }


def work(library: Library) -> None:
    """What is killed: a refresh, and the vectors of rows after it."""
    report = refresh(library)
    assert not report.failed, report.failed
    library.embed_waiting()


class Steps:
    """Counts steps, and kills this process at one of them."""

    def __init__(self, at: int | None) -> None:
        self.count, self._at = 0, at

    def __call__(self, frame: FrameType, event: str, argument: object) -> None:
        if event in ("call", "return") and frame.f_code.co_filename.startswith(PACKAGE):
            if "readers" in frame.f_code.co_filename or "passages.py" in frame.f_code.co_filename:
                return  # they write nothing
            self.count += 1
            if self.count == self._at:
                os.kill(os.getpid(), signal.SIGKILL)


def main() -> None:
    folder, how, *at = sys.argv[1:]
    library = Library(Path(folder), HashEncoder())
    assert library.vectors is not None
    print("ready", flush=True)
    steps = Steps(int(at[0]) if at else None)
    if how != "run":
        threading.setprofile(steps)  # of the thread that embeds ahead too
        sys.setprofile(steps)
    work(library)
    sys.setprofile(None)
    print(steps.count, flush=True)


if __name__ == "__main__":
    main()
