"""Times two things side by side, so that what else the machine does falls on both."""

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

Work = Callable[[], object]


@dataclass(frozen=True)
class Pair:
    """Seconds that two things took, in each round."""

    first: tuple[float, ...]
    second: tuple[float, ...]

    @property
    def ratios(self) -> tuple[float, ...]:
        """The first divided by the second, in each round."""
        return tuple(a / b for a, b in zip(self.first, self.second, strict=True))

    @property
    def inverse(self) -> tuple[float, ...]:
        """The second divided by the first: the ratio of rates of the same work."""
        return tuple(b / a for a, b in zip(self.first, self.second, strict=True))


def seconds(work: Work) -> float:
    """Times one call."""
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def side_by_side(rounds: int, first: Work, second: Work) -> Pair:
    """Times two things A B, B A, A B and so on; who calls has warmed both.

    The order changes from round to round, since one of the two may leave the processor or the caches of files
    better for the other.
    """
    a, b = [], []
    for number in range(rounds):
        if number % 2:
            late = seconds(second)
            a.append(seconds(first))
            b.append(late)
        else:
            a.append(seconds(first))
            b.append(seconds(second))
    return Pair(tuple(a), tuple(b))


def median(values: Sequence[float], digits: int = 4) -> float:
    """Gives a rounded median, for a report."""
    return round(statistics.median(values), digits)
