"""Libraries of a given number of passages, built the way a person builds one."""

import time
from dataclasses import dataclass
from pathlib import Path

from eval.bench.texts import MixingEncoder, starter_pages, starter_share, write_documents
from ingest.library import Library
from ingest.refresh import ingest


class BenchError(Exception):
    """The bench cannot go on; the message is a sentence for the person who runs it."""


@dataclass(frozen=True)
class Grown:
    """A library that was built for the bench.

    Attributes:
        asked: the number of passages that was asked for; `passages` is how many there are.
        folder: the library's.
        files: what it was made of.
        seconds: of storing and indexing it, reading included and the encoder not.
    """

    asked: int
    passages: int
    folder: Path
    files: tuple[Path, ...]
    seconds: float

    @property
    def megabytes(self) -> float:
        """The size of the library's folder."""
        return sum(path.stat().st_size for path in self.folder.rglob("*") if path.is_file()) / 1e6


def grow(work: Path, passages: int, seed: int, encoder: MixingEncoder) -> Grown:
    """Builds a library by `ingest` of pages of the starter library and of generated documents.

    Args:
        work: where.
        passages: how many; the number that results may differ by some in a hundred.
        seed: of the documents.
        encoder: what gives the vectors.

    Raises:
        BenchError: a document did not go in.
    """
    folder, documents = work / f"library-{passages}", work / f"documents-{passages}"
    write_documents(documents, passages, seed)
    library = Library(folder, encoder)
    begun = time.perf_counter()
    files = (*starter_pages(starter_share(passages)), *sorted(documents.iterdir()))
    report = ingest(library, files)
    if report.failed:
        first = report.failed[0]
        raise BenchError(f"A document of the bench did not go in: {first.path}: {first.error}")
    library.embed_waiting()
    seconds = time.perf_counter() - begun
    count = sum(entry.passages for entry in library.documents())
    library.close()
    return Grown(passages, count, folder, files, seconds)
