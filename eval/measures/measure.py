"""What a measure gives: values by row, and a statistic over rows with its interval."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from eval.bootstrap import Samples, Statistic
from eval.case import Case
from eval.support import Judge


def mean(samples: Samples) -> float:
    """The mean of the first column."""
    return float(samples[:, 0].mean()) if len(samples) else float("nan")


@dataclass(frozen=True)
class Measured:
    """A measure, taken.

    Attributes:
        name: as the contract names it.
        rows: gold id to the value of the row, for the report and for paired comparison; only the rows
            the measure is taken over.
        samples: one line a row, what the statistic is computed of; the rows' values where it is empty.
        statistic: the value of the whole.
    """

    name: str
    rows: Mapping[str, float]
    samples: Sequence[Sequence[float]] = field(default=())
    statistic: Statistic = mean

    def table(self) -> Samples:
        """The samples as an array of (rows, columns)."""
        lines = self.samples or [[value] for value in self.rows.values()]
        return np.array(lines, dtype=np.float64).reshape(len(lines), len(lines[0]) if lines else 1)


#: Takes the measures of one family over all cases.
Family = Callable[[Sequence[Case], Judge], list[Measured]]
