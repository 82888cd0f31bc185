"""The ratios: what each compares, what it should reach, and what was measured.

A ratio of two times taken side by side in one run says the same on a slow machine as on a fast one; seconds
alone do not. Two marks are absolute, for orientation and for planning: the first answer, and memory.
"""

import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

#: The number of passages that the marks of a large library are for.
LARGE, SMALL = 100_000, 1_000


@dataclass(frozen=True)
class Mark:
    """What is measured, and what it should reach.

    Attributes:
        key: its name in ``--json``.
        told: what is divided by what.
        reach: the value that it should reach.
        more_is_better: whether the value should be at least, rather than at most, `reach`.
        unit: of the value; empty for a ratio.
    """

    key: str
    told: str
    reach: float
    more_is_better: bool = False
    unit: str = ""


INGEST = Mark(
    "ingest_over_encoder", "ingest, passages/s ÷ the encoder's raw rate on the same texts", 0.9, True
)
ENCODER = Mark(
    "encoder_over_torch", "the encoder's rate ÷ plain SentenceTransformer.encode (torch, batch 32)", 1.4, True
)
ANSWER = Mark(
    "answer_p95_over_question_encoding",
    "p95 of a whole answer ÷ SentenceTransformer.encode of the question alone",
    2.0,
)
GROWTH = Mark("answer_p50_large_over_small", "p50 of a whole answer, large ÷ small library", 2.0)
REFRESH = Mark("refresh_over_hashing", "a refresh that finds no change ÷ reading and hashing the bytes", 2.0)
EDIT = Mark(
    "edit_over_parsing",
    "refresh after an edit to one section of the NCCI manual ÷ parsing that file alone",
    1.2,
)
SCOPE = Mark("scoped_over_unscoped", "a question scoped to one document ÷ the same unscoped", 1.5)
TUTORIAL = Mark(
    "ingest_over_tutorial", "our ingest of both PDFs ÷ LangChain's tutorial pipeline on the same files", 0.7
)
FIRST = Mark("first_answer", "first answer on a fresh starter library, after set-up", 60.0, unit="s")
MEMORY = Mark("resident_memory", "resident memory of the server after questions", 1.5, unit="GiB")
#: In the order of the table.
MARKS = (INGEST, ENCODER, ANSWER, GROWTH, REFRESH, EDIT, SCOPE, TUTORIAL, FIRST, MEMORY)


@dataclass(frozen=True)
class Ratio:
    """What was measured of a mark.

    Attributes:
        mark: the mark.
        case: on what: which texts, or how many passages.
        values: of each round.
        parts: medians of what was divided, with their units in the names, and what else was counted.
        judged: why the mark does not say anything about this case; empty where it does.
        note: a sentence that belongs to the value.
    """

    mark: Mark
    case: str
    values: tuple[float, ...]
    parts: dict[str, Any] = field(default_factory=dict)
    judged: str = ""
    note: str = ""

    @property
    def value(self) -> float:
        """The median of the rounds."""
        return statistics.median(self.values)

    @property
    def low(self) -> float:
        """The least of the rounds."""
        return min(self.values)

    @property
    def high(self) -> float:
        """The greatest of the rounds."""
        return max(self.values)

    @property
    def met(self) -> bool | None:
        """Whether the median reaches the mark; None where the mark is for another case."""
        if self.judged:
            return None
        return self.value >= self.mark.reach if self.mark.more_is_better else self.value <= self.mark.reach

    def as_dict(self) -> dict[str, Any]:
        """Gives what ``--json`` holds."""
        return {
            "key": self.mark.key,
            "told": self.mark.told,
            "case": self.case,
            "value": round(self.value, 4),
            "low": round(self.low, 4),
            "high": round(self.high, 4),
            "n": len(self.values),
            "reach": self.mark.reach,
            "more_is_better": self.mark.more_is_better,
            "unit": self.mark.unit,
            "met": self.met,
            "judged": self.judged,
            "note": self.note,
            "parts": self.parts,
        }


@dataclass(frozen=True)
class LeftOut:
    """A mark that was not measured, and why; `failed` where it should have been."""

    mark: Mark
    why: str
    failed: bool = False


def percentile(times: Sequence[float], share: float) -> float:
    """Gives the nearest-rank percentile: the least value that this share of the values does not exceed."""
    return sorted(times)[max(0, math.ceil(share * len(times)) - 1)]
