"""Three retrievers, one ranking: exact codes, full text and vectors, fused by rank.

The fusion is reciprocal rank fusion (Cormack, Clarke and Büttcher, SIGIR 2009): one sum, written here
because LangChain keeps its own in the retired `langchain-classic` and ranx brings a compiler along.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from app.question import Question
from ingest.catalogue import Placed
from ingest.encoder import Vectors
from ingest.library import Library

#: How deep each retriever looks before fusion.
DEPTH = 60
#: The constant of reciprocal rank fusion, as in the paper.
RRF_K = 60
WEIGHTS = {"codes": 1.0, "text": 1.0, "vectors": 1.0}
_ROLE = {"primary": 0, "mentioned": 1, "row": 1, "ranged": 2}
#: How many rows of tables and code sets are read beside the passages of running text.
ROWS = 12


@dataclass(frozen=True)
class Retrieved:
    """A passage with its evidence.

    Attributes:
        placed: the passage and its document.
        rank: from 1.
        score: fused score over the best possible one, 0 to 1.
        similarity: cosine of passage and question.
        roles: for each asked code that it names, how: primary, mentioned or ranged.
    """

    placed: Placed
    rank: int
    score: float
    similarity: float
    roles: dict[str, str]


def code_roles(library: Library, question: Question) -> dict[str, dict[str, str]]:
    """Finds the passages that name each asked code; an empty entry is a code no document has."""
    return {code.text: library.catalogue.with_code(code.text) for code in question.codes}


def _by_code(roles: dict[str, dict[str, str]], text_rank: dict[str, int]) -> list[str]:
    """Orders passages by how they name the asked codes: most codes, then about them, then full text."""
    ids = {one for found in roles.values() for one in found}

    def key(one: str) -> tuple[int, int, int, str]:
        named = [_ROLE[found[one]] for found in roles.values() if one in found]
        return (-len(named), min(named), text_rank.get(one, 10**6), one)

    return sorted(ids, key=key)


def fuse(rankings: dict[str, Sequence[str]]) -> list[tuple[str, float]]:
    """Fuses rankings of passage ids; gives ids with scores, 1 being first in every ranking."""
    scores: dict[str, float] = {}
    for name, ranking in rankings.items():
        for rank, one in enumerate(ranking, 1):
            scores[one] = scores.get(one, 0.0) + WEIGHTS[name] / (RRF_K + rank)
    best = sum(WEIGHTS[name] for name, ranking in rankings.items() if ranking) / (RRF_K + 1)
    return sorted(
        ((one, score / best) for one, score in scores.items()), key=lambda pair: (-pair[1], pair[0])
    )


def _rows(
    library: Library, question: Question, roles: dict[str, dict[str, str]], vector: Vectors, depth: int
) -> dict[str, Sequence[str]]:
    """Ranks rows of tables and code sets: those of the asked codes, by their words, and by vectors."""
    text = [one for one, _ in library.rowtext.search(question.words, depth)]
    own = {code: {i: r for i, r in found.items() if r == "row"} for code, found in roles.items()}
    by_code = _by_code(own, {one: rank for rank, one in enumerate(text)})
    near = [one for one, _ in library.row_vectors.search(vector, depth)]
    return {"codes": by_code[:depth], "text": text, "vectors": near}


def retrieve(
    library: Library,
    question: Question,
    roles: dict[str, dict[str, str]],
    vector: Vectors,
    *,
    limit: int,
    scope: Sequence[str] = (),
) -> tuple[Retrieved, ...]:
    """Finds the passages for a question.

    Args:
        library: where to look.
        question: what is asked.
        roles: from `code_roles`.
        vector: the question's, shape (dimensions,).
        limit: how many passages at most.
        scope: document names to stay within; empty for all.

    Returns:
        Passages, best first.
    """
    depth = DEPTH if not scope else DEPTH * 10
    ranked = _rows(library, question, roles, vector, depth)
    rows = [one for one, _ in fuse(ranked)]
    text = [one for one, _ in library.fulltext.search(question.words, depth)]
    near = [one for one, _ in library.vectors.search(vector, depth)]
    text_rank = {one: rank for rank, one in enumerate(text)}
    running = {c: {i: r for i, r in found.items() if r != "row"} for c, found in roles.items()}
    by_code = _by_code(running, text_rank)[:depth]
    fused = fuse({"codes": by_code, "text": text, "vectors": near})
    placed = library.passages([one for one, _ in fused[: limit * 4 + len(scope) * depth]], scope)
    named = [one for one in library.passages(rows, scope) if one.passage.row and one.passage.row.words]
    placed = [*placed[:limit], *named[:ROWS]]
    scores = dict(fused) | dict(fuse(ranked))
    similar = library.similarities(placed, vector)
    return tuple(
        Retrieved(
            placed=one,
            rank=rank,
            score=round(scores[one.passage.id], 4),
            similarity=similarity,
            roles={code: found[one.passage.id] for code, found in roles.items() if one.passage.id in found},
        )
        for rank, (one, similarity) in enumerate(zip(placed, similar, strict=True), 1)
    )
