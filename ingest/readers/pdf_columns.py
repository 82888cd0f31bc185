"""Finds the columns of prose on a PDF's page, and puts the lines in the order in which they are read.

Many programs write a page of two columns from the top to the bottom and not column by column, so that a line
of one column goes on in the next. Columns are where nothing is printed between two stacks of lines that are
as full as prose is; a table, labels beside their text or a list with page numbers is none.
"""

from bisect import bisect
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

from ingest.readers.pdf_lines import Line

_FEWEST = 6  # lines of a column
_GUTTER = 8.0  # points
_FIRST, _LAST = 0.2, 0.8  # of the width of the text: a column does not end outside
_PLACES = 120  # at which a gutter is looked for
_FULL = 0.6  # of the width of the column that half of its lines have at least
_LETTERS = 18  # that half of the lines of a column have at least
_DEEPEST = 3  # times that a column is divided again
_MOST = 1_000  # lines of a page that has columns
_TRIED = 8


@dataclass(frozen=True)
class Columns:
    """Columns that stand side by side.

    Attributes:
        xs: where they begin and the last one ends, from left to right.
        bottom: their lower edge.
        top: their upper edge.
    """

    xs: tuple[float, ...]
    bottom: float
    top: float

    def place(self, x: float, y: float) -> tuple[int, int] | None:
        """Gives row 0 and the column that a point is in, or None for a point outside."""
        if not self.bottom <= y <= self.top:
            return None
        return 0, min(max(bisect(self.xs, x) - 1, 0), len(self.xs) - 2)


@dataclass(frozen=True)
class _Piece:
    """A part of a line without a wide gap."""

    left: float
    right: float
    bottom: float
    top: float
    letters: float


def columns(lines: Sequence[Line]) -> list[Columns]:
    """Finds the columns of a page.

    Args:
        lines: its lines, which may go over several columns.

    Returns:
        The parts of the page with columns, from top to bottom.
    """
    if not _may_have(lines):
        return []
    return _found(sorted((piece for line in lines for piece in _pieces(line)), key=lambda one: -one.top))


def in_order(lines: Sequence[Line], found: Sequence[Columns]) -> list[Line]:
    """Puts the lines of a page in the order in which they are read.

    Args:
        lines: the lines, each within its column.
        found: the columns of the page.

    Returns:
        The lines; those of a column have its number and stand under the first column.
    """
    rest: list[Line] = list(lines)
    first = 1
    for area in found:
        inside: dict[int, list[Line]] = {}
        for line in rest:
            if place := area.place((line.left + line.right) / 2, (line.bottom + line.top) / 2):
                inside.setdefault(place[1], []).append(line)
        taken = {id(line) for column in inside.values() for line in column}
        rest = [line for line in rest if id(line) not in taken]
        above = [place for place, line in enumerate(rest) if line.bottom > area.top - line.height / 2]
        after = above[-1] + 1 if above else 0
        rest[after:after] = [
            line for number in sorted(inside) for line in _column(inside[number], first + number, area.xs[0])
        ]
        first += len(area.xs) - 1
    return rest


def _column(lines: list[Line], number: int, edge: float) -> list[Line]:
    """Moves a column under the first one, so that what is indented alike stands alike."""
    shift = min(line.left for line in lines) - edge
    return [
        replace(line, column=number, left=line.left - shift, right=line.right - shift)
        for line in _down(lines)
    ]


def _down(lines: list[Line]) -> list[Line]:
    """Orders a column from top to bottom, unless the file has it so."""
    if all(after.bottom <= before.bottom + before.height / 2 for before, after in pairwise(lines)):
        return lines
    return sorted(lines, key=lambda line: (-round(2 * line.bottom / max(line.height, 1.0)), line.left))


def _may_have(lines: Sequence[Line]) -> bool:
    """Tells quickly that most pages have one column."""
    if len(lines) < _FEWEST:
        return False
    left, right = min(line.left for line in lines), max(line.right for line in lines)
    after = left + _FIRST * (right - left)
    beside = sum(line.left > after or any(gap[1] > after for gap in line.gaps) for line in lines)
    return beside >= _FEWEST


def _pieces(line: Line) -> list[_Piece]:
    lefts = [line.left, *(right for _, right in line.gaps)]
    rights = [*(left for left, _ in line.gaps), line.right]
    share = len(line.text) / max(line.right - line.left, 1.0)
    return [
        _Piece(left, right, line.bottom, line.top, share * (right - left))
        for left, right in zip(lefts, rights, strict=True)
    ]


def _found(pieces: list[_Piece]) -> list[Columns]:
    best = _best(pieces)
    if best is None:
        return []
    gutter, band = best
    bottom, top = min(piece.bottom for piece in band), max(piece.top for piece in band)
    inner = [x for side in _sides(band, gutter) for x in _inner(side)]
    xs = (min(one.left for one in band), *sorted([gutter, *inner]), max(one.right for one in band))
    above = [piece for piece in pieces if piece.bottom > top - 1]
    below = [piece for piece in pieces if piece.top < bottom + 1]
    return [*_found(above), Columns(xs, bottom, top), *_found(below)]


def _inner(side: list[_Piece]) -> list[float]:
    """Finds where a column is divided again over its whole height."""
    best = _best(side)
    if best is None or len(best[1]) < len(side):
        return []
    return [best[0], *(x for half in _sides(side, best[0]) for x in _inner(half))]


def _best(pieces: list[_Piece], depth: int = 0) -> tuple[float, list[_Piece]] | None:
    """Finds the gutter with the most lines beside it, and those lines."""
    if not 2 * _FEWEST <= len(pieces) <= _MOST:
        return None
    left, right = min(piece.left for piece in pieces), max(piece.right for piece in pieces)
    step = (right - left) * (_LAST - _FIRST) / _PLACES
    stacks: dict[tuple[int, ...], tuple[int, float, list[_Piece]]] = {}
    for x in (left + _FIRST * (right - left) + step * number for number in range(_PLACES)):
        for band in _bands(pieces, x):
            size = min(sum(one.right < x for one in band), sum(one.left > x for one in band))
            if size >= _FEWEST:
                stacks.setdefault((size, len(band), id(band[0])), (size, x, band))
    for _, x, band in sorted(stacks.values(), key=lambda found: -found[0])[:_TRIED]:
        if all(_is_prose(side, band, depth) for side in _sides(band, x)):
            return _centre(x, band), band
    return None


def _sides(band: list[_Piece], x: float) -> tuple[list[_Piece], list[_Piece]]:
    return [one for one in band if one.right < x], [one for one in band if one.left > x]


def _bands(pieces: list[_Piece], x: float) -> list[list[_Piece]]:
    """Gives the stacks of lines that leave a gutter free, from top to bottom."""
    bands: list[list[_Piece]] = [[]]
    for piece in pieces:
        if piece.left < x + _GUTTER / 2 and piece.right > x - _GUTTER / 2:
            bands.append([])
        else:
            bands[-1].append(piece)
    return bands


def _is_prose(side: list[_Piece], band: list[_Piece], depth: int) -> bool:
    """Tells whether a column is as full as prose is, or is divided into columns again."""
    whole = max(piece.right for piece in band) - min(piece.left for piece in band)
    width = max(piece.right for piece in side) - min(piece.left for piece in side)
    if width < _FIRST * whole or median(piece.letters for piece in side) < _LETTERS:
        return False
    if median(piece.right - piece.left for piece in side) >= _FULL * width:
        return True
    again = _best(side, depth + 1) if depth < _DEEPEST else None
    return again is not None and len(again[1]) == len(side)


def _centre(x: float, band: list[_Piece]) -> float:
    left, right = _sides(band, x)
    return (max(piece.right for piece in left) + min(piece.left for piece in right)) / 2
