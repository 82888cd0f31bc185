"""How fast texts are embedded, and how much of that `ingest` keeps."""

from collections.abc import Sequence
from itertools import count
from pathlib import Path

import numpy as np
from sentence_transformers import SentenceTransformer

from eval.bench.growing import BenchError
from eval.bench.plan import Plan
from eval.bench.ratios import ENCODER, INGEST, Ratio
from eval.bench.texts import ALL, starter_pages, starter_passages
from eval.bench.timing import median, side_by_side
from eval.folding import holds_quote
from eval.gold import GoldRow
from ingest.documents import Passage
from ingest.encoder import Encoder, Vectors
from ingest.library import Library
from ingest.refresh import ingest

#: Texts of the two comparisons: enough for full batches, few enough for five rounds.
INGESTED, ENCODED, QUICK = 500, 320, 96
PLAIN_BATCH, RECALL_AT = 32, 10
#: Rates are compared at equal evidence recall, of vectors that are as like as this.
LIKE = 0.99


def ingest_rate(plan: Plan, encoder: Encoder) -> Ratio:
    """Measures `ingest` into a new library against the encoder alone on the same texts."""
    most = QUICK if plan.quick else INGESTED
    pages = starter_pages(most)
    texts = [one.embedded_text for one in starter_passages(most)]
    numbers = count(1)

    def whole(paths: Sequence[Path] = pages) -> None:
        library = Library(plan.work / f"ingested-{next(numbers)}", encoder)
        report = ingest(library, paths)
        library.close()
        if report.failed or (paths is pages and report.passages != len(texts)):
            raise BenchError(f"ingest took in {report.passages} passages of {len(texts)}: {report.failed}")

    whole(pages[:1])  # imports, and the process that reads
    encoder.encode_documents(texts[:PLAIN_BATCH])
    pair = side_by_side(plan.rounds, whole, lambda: encoder.encode_documents(texts))
    return Ratio(
        INGEST,
        f"{len(pages)} pages of the starter library, {len(texts)} passages",
        pair.inverse,
        {
            "ingest_passages_per_second": round(len(texts) / median(pair.first), 1),
            "encoder_passages_per_second": round(len(texts) / median(pair.second), 1),
        },
    )


def encoder_rate(plan: Plan, encoder: Encoder, plain: SentenceTransformer, gold: Sequence[GoldRow]) -> Ratio:
    """Measures the encoder against SentenceTransformer as it comes, and whether it finds as much."""
    passages = starter_passages(ALL)
    step = max(1, len(passages) // (QUICK if plan.quick else ENCODED))
    texts = [one.embedded_text for one in passages[::step]]

    def torch(some: Sequence[str]) -> Vectors:
        return np.asarray(
            plain.encode(list(some), batch_size=PLAIN_BATCH, show_progress_bar=False), dtype=np.float32
        )

    torch(texts[:PLAIN_BATCH]), encoder.encode_documents(texts[:PLAIN_BATCH])
    pair = side_by_side(plan.rounds, lambda: encoder.encode_documents(texts), lambda: torch(texts))
    theirs, ours = torch(texts), encoder.encode_documents(texts)
    like = float(np.sum(unit(theirs) * unit(ours), axis=1).min())
    asked = [row for row in gold if row.quote]
    found = recall(asked, passages[::step], ours, encoder.encode_documents([row.question for row in asked]))
    found_by_torch = recall(asked, passages[::step], theirs, torch([row.question for row in asked]))
    same = like >= LIKE and found[0] >= found_by_torch[0]
    return Ratio(
        ENCODER,
        f"{len(texts)} passages of the starter library",
        pair.inverse,
        {
            "encoder_passages_per_second": round(len(texts) / median(pair.first), 1),
            "torch_passages_per_second": round(len(texts) / median(pair.second), 1),
            "least_cosine": round(like, 6),
            "recall_at_10": round(found[0], 4),
            "torch_recall_at_10": round(found_by_torch[0], 4),
            "recall_questions": found[1],
        },
        judged="" if same else "the two do not find the same: the rates cannot be compared",
        note=f"Least cosine of the two vectors of one text: {like:.6f}. Evidence recall at {RECALL_AT},"
        f" {found[0]:.3f} and {found_by_torch[0]:.3f} over {found[1]} questions.",
    )


def unit(vectors: Vectors) -> Vectors:
    """Scales vectors to the length of one."""
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), dtype=np.float32)


def recall(
    asked: Sequence[GoldRow], passages: Sequence[Passage], vectors: Vectors, questions: Vectors
) -> tuple[float, int]:
    """Gives the share of questions that have their evidence among the nearest passages, and their number.

    Only questions whose quote stands in one of the passages count.
    """
    nearest = np.argsort(-(unit(questions) @ unit(vectors).T), axis=1)[:, :RECALL_AT]
    hits = []
    for row, places in zip(asked, nearest, strict=True):
        holding = {at for at, one in enumerate(passages) if holds_quote(one.text, row.quote)}
        if holding:
            hits.append(bool(holding & set(places.tolist())))
    return (sum(hits) / len(hits) if hits else 0.0), len(hits)
