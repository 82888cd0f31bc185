"""Lists of numbers of different lengths in two arrays, which are fast to gather and to turn around."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int32]


@dataclass(frozen=True)
class Ragged:
    """Lists, one after the other.

    Attributes:
        ends: where each begins and ends, shape (lists + 1,).
        items: what is in them.
    """

    ends: Ints
    items: Ints

    def __len__(self) -> int:
        return len(self.ends) - 1

    def __getitem__(self, one: int) -> Ints:
        return self.items[self.ends[one] : self.ends[one + 1]]

    def lengths(self) -> Ints:
        """Counts the items of each list."""
        return np.diff(self.ends)

    def gather(self, lists: NDArray[np.integer]) -> "Ragged":
        """Puts some of the lists together."""
        lengths = self.ends[lists + 1] - self.ends[lists]
        ends = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int32)
        places = np.arange(ends[-1]) - np.repeat(ends[:-1] - self.ends[lists], lengths)
        return Ragged(ends, self.items[places])

    def owners(self) -> Ints:
        """Gives the list that each item is in."""
        return np.repeat(np.arange(len(self), dtype=np.int32), self.lengths())

    def turned(self, size: int) -> "Ragged":
        """Turns lists of words around: for each of `size` words, the lists that have it."""
        order = np.argsort(self.items, kind="stable")
        counts = np.bincount(self.items, minlength=size)
        ends = np.concatenate([[0], np.cumsum(counts)]).astype(np.int32)
        return Ragged(ends, self.owners()[order])

    def sums(self, values: NDArray[np.float32]) -> NDArray[np.float32]:
        """Adds up a value of each item, list by list, shape (lists,); `values` is of all items there are."""
        running = np.concatenate([[0.0], np.cumsum(values[self.items], dtype=np.float64)])
        summed: NDArray[np.float32] = np.subtract(running[self.ends[1:]], running[self.ends[:-1]]).astype(
            np.float32
        )
        return summed


def ragged(lists: Sequence[Sequence[int]]) -> Ragged:
    """Makes one of lists."""
    ends = np.cumsum([0, *map(len, lists)], dtype=np.int32)
    items = np.fromiter((item for one in lists for item in one), dtype=np.int32, count=int(ends[-1]))
    return Ragged(ends, items)
