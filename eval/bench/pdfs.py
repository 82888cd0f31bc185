"""Both public PDFs into a new library, beside LangChain's tutorial pipeline on the same files."""

from itertools import count
from pathlib import Path

from langchain_core.embeddings import Embeddings

from eval.bench.growing import BenchError
from eval.bench.plan import GUIDELINES, NCCI, Plan
from eval.bench.ratios import TUTORIAL, Ratio
from eval.bench.timing import median, side_by_side
from eval.bench.tutorial import index
from ingest.encoder import Encoder
from ingest.library import Library
from ingest.refresh import ingest


def both_pdfs(plan: Plan, corpora: Path, encoder: Encoder, model: Embeddings) -> Ratio:
    """Measures reading, cutting, embedding and storing of both PDFs; both sides keep it all on disk.

    Args:
        plan: how often.
        corpora: the folder of the PDFs.
        encoder: ours.
        model: the tutorial's embeddings, of the same model.
    """
    paths = [corpora / GUIDELINES, corpora / NCCI]
    numbers, passages, chunks = count(1), list[int](), list[int]()

    def ours() -> None:
        number = next(numbers)
        plan.say(f"both PDFs, our ingest and LangChain's tutorial pipeline, round {number} of {plan.rounds}")
        library = Library(plan.work / f"pdfs-{number}", encoder)
        report = ingest(library, paths)
        library.close()
        if report.failed:
            raise BenchError(f"{report.failed[0].path} did not go in: {report.failed[0].error}")
        passages.append(report.passages)

    def theirs() -> None:
        chunks.append(index(paths, plan.work / f"tutorial-{len(chunks)}", model))

    encoder.encode_documents(["warm"]), model.embed_documents(["warm"])
    pair = side_by_side(plan.rounds, ours, theirs)
    return Ratio(
        TUTORIAL,
        f"both PDFs: {passages[0]:,} passages, {chunks[0]:,} chunks",
        pair.ratios,
        {"ours_seconds": median(pair.first, 2), "tutorial_seconds": median(pair.second, 2)},
    )
