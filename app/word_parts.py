"""Words that share their parts: "tenosynovitis" and "synovitis", "leukaemia" and "leukemia".

The field's words are put together from Greek and Latin roots, so that a word which no entry has often shares
most of its parts with one that some have. Parts are runs of three to five letters, weighed by how rare they
are; two words are alike by the cosine of these.
"""

from collections.abc import Iterator, Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from app.ragged import Ints, ragged

#: Below this, words that share an ending only ("-ectomy") would count as alike.
LEAST_ALIKE = 0.35
_SIZES = (3, 4, 5)


def _parts(word: str) -> Iterator[str]:
    whole = f" {word} "
    for size in _SIZES:
        yield from {whole[at : at + size] for at in range(len(whole) - size + 1)}


class WordParts:
    """Finds the words of a vocabulary that are like a given one.

    Args:
        words: the vocabulary.
    """

    def __init__(self, words: Sequence[str]) -> None:
        self._numbers: dict[str, int] = {}
        lists = [[self._numbers.setdefault(p, len(self._numbers)) for p in _parts(word)] for word in words]
        parts = ragged(lists)
        self._having = parts.turned(len(self._numbers))
        rarity = np.log((1 + len(words)) / (1 + self._having.lengths())) + 1
        self._squares = (rarity**2).astype(np.float32)
        self._lengths = np.sqrt(parts.sums(self._squares))
        self._unseen = float(np.log(1 + len(words)) + 1) ** 2
        self.like = lru_cache(maxsize=20_000)(self._like)

    def _like(self, word: str) -> tuple[Ints, NDArray[np.float32]]:
        """Gives the numbers of the words like this one, itself included, and how alike they are, 0 to 1."""
        shared = np.zeros(len(self._lengths), dtype=np.float32)
        square = 0.0
        for part in _parts(word):
            number = self._numbers.get(part)
            if number is None:
                square += self._unseen
                continue
            square += float(self._squares[number])
            shared[self._having[number]] += self._squares[number]
        found = np.flatnonzero(shared)
        alike = shared[found] / (self._lengths[found] * max(square, 1e-6) ** 0.5)
        enough = alike >= LEAST_ALIKE
        return found[enough].astype(np.int32), alike[enough]
