"""Three retrievers, one ranking: exact codes, full text and vectors, fused by rank.

The fusion is reciprocal rank fusion (Cormack, Clarke and Büttcher, SIGIR 2009): one sum, written here
because LangChain keeps its own in the retired `langchain-classic` and ranx brings a compiler along.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from heapq import nsmallest

from app.code_sets import entries_for
from app.code_tree import CATEGORY, is_entry
from app.question import Question
from ingest.catalogue import Placed
from ingest.encoder import Vectors
from ingest.library import Library
from ingest.scoped import nearest

#: How deep each retriever looks before fusion.
DEPTH = 60
#: The constant of reciprocal rank fusion, as in the paper.
RRF_K = 60
WEIGHTS = {"codes": 1.0, "text": 1.0, "vectors": 1.0}
#: How a passage names a code by one that stands above it.
ABOVE = "above"
_ROLE = {"primary": 0, "mentioned": 1, "row": 1, "ranged": 2, ABOVE: 2}
#: How many entries of code sets are ranked.
ENTRIES = 12
#: How many rows of tables and code sets are read beside the passages of running text.
ROWS = 12
#: Rows are searched by their vectors beside the passages, since that leaves Python to others.
_BESIDE = ThreadPoolExecutor(max_workers=4, thread_name_prefix="rows")


@dataclass(frozen=True)
class Retrieved:
    """A passage with its evidence.

    Attributes:
        placed: the passage and its document.
        rank: from 1.
        score: fused score over the best possible one, 0 to 1.
        similarity: likeness of passage and question (`Encoder.likeness` of their cosine).
        roles: for each asked code that it names, how: primary, mentioned or ranged.
        share: of an entry of a code set, how likely it is the one meant (`app.code_rank`); else 0.
    """

    placed: Placed
    rank: int
    score: float
    similarity: float
    roles: dict[str, str]
    share: float = 0.0


def code_roles(library: Library, question: Question) -> dict[str, dict[str, str]]:
    """Finds the passages that name each asked code; an empty entry is a code no document has.

    Rules for diagnoses name categories, "codes from category Z15": what names one above an asked code is
    found too, as ``above``.
    """
    roles = {code.text: library.with_code(code.text) for code in question.codes}
    for code in question.codes:
        if code.system == "ICD-10-CM":
            own = dict(roles[code.text])
            for higher in above(code.text):
                rules = {one: role for one, role in library.with_code(higher).items() if role != "row"}
                own = dict.fromkeys(rules, ABOVE) | own
            roles[code.text] = own
    return roles


def above(code: str) -> list[str]:
    """Names the codes of ICD-10-CM above one, nearest first: of "Z15.01" these are "Z15.0" and "Z15"."""
    return [code[:end].rstrip(".") for end in range(len(code) - 1, CATEGORY - 1, -1) if code[end - 1] != "."]


def _by_code(roles: dict[str, dict[str, str]], text_rank: dict[str, int]) -> list[str]:
    """Gives the first passages by how they name the asked codes: most codes, then about them, then full text.

    Thousands name a common modifier, so not all are put in order.
    """
    named: dict[str, tuple[int, int]] = {}
    for found in roles.values():
        for one, role in found.items():
            less, least = named.get(one, (0, _ROLE["ranged"]))
            named[one] = less - 1, min(least, _ROLE[role])
    return nsmallest(DEPTH, named, key=lambda one: (*named[one], text_rank.get(one, 10**6), one))


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


def _ranked(
    library: Library,
    question: Question,
    roles: dict[str, dict[str, str]],
    scope: Sequence[str],
    near: Callable[[], list[tuple[str, float]]],
    *,
    rows: bool,
) -> tuple[dict[str, Sequence[str]], dict[str, float]]:
    """Ranks passages of running text, or rows: those of the asked codes, by their words, and by vectors.

    The cosines of those that were found by their vectors come with the rankings.
    """
    full = library.rowtext if rows else library.fulltext
    text = [one for one, _ in full.search(question.words, DEPTH, scope)]
    own = {code: {i: r for i, r in found.items() if (r == "row") == rows} for code, found in roles.items()}
    if scope:
        names = library.catalogue.names_of([one for found in own.values() for one in found])
        own = {c: {i: r for i, r in found.items() if names.get(i) in scope} for c, found in own.items()}
    by_code = _by_code(own, {one: rank for rank, one in enumerate(text)})
    cosines = dict(near())
    return {"codes": by_code, "text": text, "vectors": list(cosines)}, cosines


def _first(
    library: Library,
    ids: Sequence[str],
    scope: Sequence[str],
    count: int,
    fits: Callable[[Placed], bool] = lambda one: True,
) -> list[Placed]:
    """Fetches the first passages that are live, in scope and fit; nearly all are, so few more are read."""
    found: list[Placed] = []
    for start in range(0, len(ids), count):
        found += filter(fits, library.passages(ids[start : start + count], scope))
        if len(found) >= count:
            break
    return found[:count]


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
    beside = _BESIDE.submit(nearest, library, vector, DEPTH, scope, rows=True)
    near = partial(nearest, library, vector, DEPTH, scope)
    by_text, near_texts = _ranked(library, question, roles, scope, near, rows=False)
    by_row, near_rows = _ranked(library, question, roles, scope, beside.result, rows=True)
    fused, rows = fuse(by_text), fuse(by_row)
    placed = _first(library, [one for one, _ in fused], scope, limit)
    ranked = entries_for(library, question, vector, ENTRIES)
    shares = {one.passage_id: one.share for one in ranked}
    entries = library.passages(list(shares), scope)
    sets = {one.entry.name for one in entries}
    placed += entries
    placed += _first(
        library,
        [one for one, _ in rows if one not in shares],
        scope,
        ROWS,
        lambda one: bool(
            one.passage.row
            and one.passage.row.words
            # of a code set that was ranked, what is not among the likeliest is left out
            and not (one.entry.name in sets and is_entry(one.passage))
        ),
    )
    scores = shares | dict(fused) | dict(rows)
    similar = library.similarities(placed, vector, near_texts | near_rows)
    return tuple(
        Retrieved(
            placed=one,
            rank=rank,
            score=round(scores[one.passage.id], 4),
            similarity=library.encoder.likeness(similarity) if similarity else 0.0,
            roles={code: found[one.passage.id] for code, found in roles.items() if one.passage.id in found},
            share=shares.get(one.passage.id, 0.0),
        )
        for rank, (one, similarity) in enumerate(zip(placed, similar, strict=True), 1)
    )
