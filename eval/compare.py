"""Compares two results row by row, with a paired test of each measure."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from eval.measures import EXACT, LOWER_IS_BETTER
from eval.result import Result

FLIPS = 10_000
SEED = 20251001
#: A difference with a smaller p is beyond noise.
LEVEL = 0.05
_SAME = 1e-9


@dataclass(frozen=True)
class Change:
    """One measure, before and after.

    Attributes:
        measure: its name.
        old: its value before, over all rows of that result; None where it was not defined.
        new: its value after.
        pairs: rows that both results took the measure over.
        better: ids of rows that got better.
        worse: ids of rows that got worse.
        p: of the paired test, two-sided; 1 where no row differs.
        loss: mean worsening of the paired rows, negative where they got better.
    """

    measure: str
    old: float | None
    new: float | None
    pairs: int
    better: tuple[str, ...]
    worse: tuple[str, ...]
    p: float
    loss: float

    @property
    def difference(self) -> float | None:
        """The new value less the old one."""
        return None if self.old is None or self.new is None else self.new - self.old

    @property
    def fell(self) -> bool:
        """Whether it is worse beyond noise, or at all where only a perfect value is acceptable.

        Beyond noise: the value is worse (or no longer defined), and so are its rows, with p below 0.05.
        """
        sign = -1 if self.measure in LOWER_IS_BETTER else 1
        if self.measure in EXACT:
            return bool(self.worse) or (self.difference is not None and sign * self.difference < -_SAME)
        value_fell = self.difference is None or sign * self.difference < -_SAME
        return value_fell and self.loss > _SAME and self.p < LEVEL


def compare(old: Result, new: Result) -> list[Change]:
    """Compares every measure of the new result that the old one has too."""
    return [_change(name, old, new) for name in new.summary if name in old.summary]


def _change(name: str, old: Result, new: Result) -> Change:
    sign = -1.0 if name in LOWER_IS_BETTER else 1.0
    before = {row["id"]: float(row[name]) for row in old.rows if row.get(name) is not None}
    after = {row["id"]: float(row[name]) for row in new.rows if row.get(name) is not None}
    both = [key for key in after if key in before]
    gains = np.array([sign * (after[key] - before[key]) for key in both], dtype=np.float64)
    return Change(
        measure=name,
        old=old.summary[name].value,
        new=new.summary[name].value,
        pairs=len(both),
        better=tuple(key for key, gain in zip(both, gains, strict=True) if gain > _SAME),
        worse=tuple(key for key, gain in zip(both, gains, strict=True) if gain < -_SAME),
        p=paired_p(gains),
        loss=float(-gains.mean()) if len(gains) else 0.0,
    )


def paired_p(differences: NDArray[np.float64]) -> float:
    """Tests whether paired differences have mean zero, by flipping their signs at random.

    Fisher's randomisation test, as Smucker, Allan and Carterette ("A Comparison of Statistical
    Significance Tests for Information Retrieval Evaluation", CIKM 2007) recommend it; 10,000 flips with
    a fixed seed, two-sided.

    Returns:
        p, never 0, and 1 where nothing differs.
    """
    moved = differences[np.abs(differences) > _SAME]
    if not len(moved):
        return 1.0
    signs = np.random.default_rng(SEED).choice([-1.0, 1.0], (FLIPS, len(moved)))
    as_far = np.abs(signs @ moved) >= abs(float(moved.sum())) - _SAME
    return float((as_far.sum() + 1) / (FLIPS + 1))


def as_text(changes: Iterable[Change]) -> str:
    """Lays a comparison out for a terminal."""
    lines = [f"{'measure':22} {'old':>9} {'new':>9} {'change':>9} {'p':>7} {'better':>6} {'worse':>6}"]
    rows: list[str] = []
    for one in changes:
        cells = [_number(one.old), _number(one.new), _number(one.difference, signed=True)]
        lines.append(
            f"{one.measure:22} {cells[0]:>9} {cells[1]:>9} {cells[2]:>9} {one.p:7.4f}"
            f" {len(one.better):6} {len(one.worse):6}{'  fell' if one.fell else ''}"
        )
        if one.measure.startswith("latency"):
            continue  # every row's time moves in every run
        rows += [f"{one.measure} better: {', '.join(one.better)}"] if one.better else []
        rows += [f"{one.measure} worse: {', '.join(one.worse)}"] if one.worse else []
    return "\n".join([*lines, "", *rows]).rstrip()


def _number(value: float | None, *, signed: bool = False) -> str:
    if value is None:
        return "–"
    return f"{value:+.3f}" if signed else f"{value:.3f}"
