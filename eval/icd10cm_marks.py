"""Finds ICD-10-CM codes by what they are called: ``python -m eval.icd10cm_marks --help``.

Two marks. Official description to code: descriptions drawn by seed from all codes. Inclusion term to code:
terms drawn by seed and held out, that is, a library is built of the release without them in any row, whether
they stand there, are passed on or are cited by a note; everything else is in. Descriptions stay whole, so
that one library serves both.

What is asked is the bare description or term, the product's own way: `understand`, `code_roles`, `retrieve`
and `rerank`, with which every answer of `Assistant.ask` begins. The rank of a code is its place among the
entries of the code set: in the order of `retrieve`, and in that of `rerank`.
"""

import json
import logging
import math
import random
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import click
import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from app.code_sets import make_missing
from app.code_tree import CATEGORY
from app.drafting import CANDIDATES
from app.question import understand
from app.rerank import rerank
from app.retrieve import Retrieved, code_roles, retrieve
from app.tune_pairs import is_held_out
from app.weigher import Weigher
from eval.bootstrap import interval
from eval.held_out_terms import CODE, REPORTED_SEED, REPORTED_TERMS, Term, drawn, terms_of, without
from ingest.documents import Document
from ingest.encoder import Encoder
from ingest.library import Library
from ingest.readers.icd10cm import NAME, read_builtin

log = logging.getLogger(__name__)

DESCRIPTIONS = 5000
SOURCE = "builtin:icd10cm"
DEPTHS = (1, 10)


@dataclass(frozen=True)
class Sought:
    """What was asked, and where the code stood.

    Attributes:
        text: the description or term.
        code: whose it is.
        retrieved: its rank among the entries that were retrieved, or None.
        reranked: its rank among those that `rerank` kept, or None.
        first: the code at rank 1, or None.
        same_words: whether that is another code of the very description that was asked.
    """

    text: str
    code: str
    retrieved: int | None
    reranked: int | None
    first: str | None
    same_words: bool


def descriptions_of(document: Document, count: int, seed: int) -> list[Term]:
    """Draws official descriptions of codes."""
    rows = [block.row for block in document.blocks if block.row and block.row.cells[0][0] == CODE]
    every = sorted(Term(row.key, row.cells[1][1]) for row in rows)
    return random.Random(seed).sample(every, min(count, len(every)))


def seek(library: Library, asked: Term) -> Sought:
    """Asks for one description or term.

    Args:
        library: where it is looked for.
        asked: the words, and the code they belong to.
    """
    question = understand(asked.text)
    vector = library.encoder.encode_question(question.search_text)
    found = retrieve(library, question, code_roles(library, question), vector, limit=CANDIDATES)
    reranked = rerank(Weigher(library, question), question, found, len(found))
    entries, first = _keys(found), _keys(reranked)[:1]
    words = {
        one.placed.passage.row.key: one.placed.passage.row.words for one in reranked if one.placed.passage.row
    }
    return Sought(
        asked.text,
        asked.code,
        _rank(entries, asked.code),
        _rank(_keys(reranked), asked.code),
        first[0] if first else None,
        bool(first) and first[0] != asked.code and words[first[0]] == asked.text,
    )


def _keys(found: Sequence[Retrieved]) -> list[str]:
    rows = [one.placed.passage.row for one in found if one.placed.entry.name == NAME]
    return [row.key for row in rows if row is not None]


def _rank(keys: Sequence[str], key: str) -> int | None:
    return keys.index(key) + 1 if key in keys else None


def summary(sought: Sequence[Sought]) -> dict[str, Any]:
    """Gives the share of codes at 1 and at 10 for each stage, with 95 % bootstrap intervals, and n."""
    told: dict[str, Any] = {"n": len(sought)}
    for stage in ("retrieved", "reranked"):
        ranks = np.array([getattr(one, stage) or math.inf for one in sought], dtype=np.float64)
        for depth in DEPTHS:
            told[f"{stage}@{depth}"] = _share(ranks <= depth)
        told[f"{stage}_mrr"] = _share(1 / ranks)
    same = np.array([one.reranked == 1 or one.same_words for one in sought])
    told["reranked@1_or_same_words"] = _share(same)
    return told


def _share(values: NDArray[Any]) -> dict[str, float | None]:
    samples = values.astype(np.float64)[:, np.newaxis]
    ends = interval(samples, lambda some: float(some.mean())) or (None, None)
    return {"value": float(samples.mean()), "low": ends[0], "high": ends[1]}


def build(library: Library, document: Document) -> None:
    """Puts a code set into a library and makes it ready, vectors included; what is there already stays."""
    entry = library.catalogue.entry(document.name)
    if entry is None or entry.sha256 != document.sha256:
        library.put(document, SOURCE)
    make_missing(library)


def _ask(library: Library, asked: Sequence[Term], what: str) -> list[Sought]:
    return [seek(library, one) for one in tqdm(asked, desc=what, disable=None)]


@click.command()
@click.option("--library", "folder", type=click.Path(path_type=Path), required=True, help="where it is built")
@click.option("--descriptions", default=DESCRIPTIONS, show_default=True, help="how many are drawn")
@click.option("--terms", default=REPORTED_TERMS, show_default=True, help="how many are drawn and held out")
@click.option(
    "--seed",
    default=REPORTED_SEED,
    show_default=True,
    help="of what is drawn; other than the reported seed, the weights were fitted on the terms",
)
@click.option(
    "--model", help="an embedding model of the library, such as the folder that `citecoder tune` made"
)
@click.option(
    "--held-out",
    "share",
    type=click.FloatRange(0, 1),
    default=0.0,
    help="also tells of the terms of the categories that a tuning with this --held-out never saw",
)
@click.option("--json", "out", type=click.Path(path_type=Path), help="a file for the figures and every rank")
def main(
    folder: Path,
    descriptions: int,
    terms: int,
    seed: int,
    model: str | None,
    share: float,
    out: Path | None,
) -> None:
    """Measures how well ICD-10-CM codes are found by their descriptions and by inclusion terms."""
    release = read_builtin()
    held_out = drawn(terms_of(release), terms, seed)
    library = Library(folder, Encoder(model) if model else None)
    build(library, without(release, held_out))
    results = {
        "description": _ask(library, descriptions_of(release, descriptions, seed), "descriptions"),
        "inclusion_term": _ask(library, held_out, "terms"),
    }
    if share:
        unseen = [one for one in results["inclusion_term"] if is_held_out(one.code[:CATEGORY], share)]
        results["of_unseen_category"] = unseen
    figures = {name: summary(sought) for name, sought in results.items()}
    for name, told in figures.items():
        for measure, value in told.items():
            if measure != "n":
                click.echo(
                    f"{name:18} {measure:22} {value['value']:.3f} [{value['low']:.3f}, {value['high']:.3f}]"
                    f" n={told['n']}"
                )
    if out is not None:
        rows = {name: [asdict(one) for one in sought] for name, sought in results.items()}
        told = {"summary": figures, "seed": seed, "model": library.encoder.model, "rows": rows}
        out.write_text(json.dumps(told, ensure_ascii=False, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
