"""The nearest passages within some documents.

A `where` in Chroma takes 79 to 480 ms at 98,000 vectors. So the vectors of small documents are fetched once
for each version of the library and compared one by one, and of large ones, which hold a good part of all
vectors, the hits of a deeper search are filtered.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from ingest.encoder import Vectors

if TYPE_CHECKING:
    from ingest.library import Library

#: Documents with fewer vectors in all are compared one by one; a matrix of them has up to 12 MB.
SMALL = 8000
#: A search for hits in a large document looks this much deeper than its share of all vectors asks for, and
#: where that was not enough, this much deeper again.
DEEPER = (2, 8)


def nearest(
    library: "Library", vector: Vectors, limit: int, scope: Sequence[str] = (), *, rows: bool = False
) -> list[tuple[str, float]]:
    """Finds the nearest passages.

    Args:
        library: where.
        vector: the question's, shape (dimensions,).
        limit: how many at most.
        scope: document names to stay within; empty for all.
        rows: finds rows rather than running text.

    Returns:
        (passage id, cosine similarity), best first.
    """
    index = library.row_vectors if rows else library.vectors
    if not scope:
        return index.search(vector, limit)
    version = library.version
    sizes = _sizes(library, version, rows)
    size = sum(sizes.get(name, 0) for name in set(scope))
    if not size:
        return []
    if size <= SMALL:
        ids, matrix = _fetched(library, version, tuple(sorted(set(scope))), rows)
        if not ids:
            return []
        cosines = matrix @ vector
        best = np.argsort(-cosines, kind="stable")[:limit]
        return [(ids[at], float(cosines[at])) for at in best]
    found: list[tuple[str, float]] = []
    for deeper in DEEPER:
        depth = limit * deeper * -(-sum(sizes.values()) // size)
        hits = index.search(vector, depth)
        names = library.catalogue.names_of([one for one, _ in hits])
        found = [hit for hit in hits if names.get(hit[0]) in scope]
        if len(found) >= limit or len(hits) < depth:
            break
    return found[:limit]


@lru_cache(maxsize=4)
def _sizes(library: "Library", version: str, rows: bool) -> dict[str, int]:
    return library.catalogue.sizes(rows=rows)


@lru_cache(maxsize=6)
def _fetched(
    library: "Library", version: str, scope: tuple[str, ...], rows: bool
) -> tuple[list[str], Vectors]:
    ids = [one for name in scope for one in library.catalogue.ids_of(name, rows=rows)]
    return (library.row_vectors if rows else library.vectors).fetch(ids)
