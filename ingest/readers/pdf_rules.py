"""Finds the tables that are drawn with lines on a page of a PDF."""

import ctypes
from bisect import bisect
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

_THIN = 2.5  # points; a filled rectangle so thin is a line
_NEAR = 2.5  # points between lines that are one, or meet
_SHORTEST = 4.0
_MOST_PATHS = 5_000  # a drawing
_MOST_LINES = 400

Interval = tuple[float, float]
_Point = tuple[float, float]


@dataclass(frozen=True)
class Grid:
    """A table as it is drawn.

    Attributes:
        xs: where its columns begin and the last one ends, from left to right.
        ys: where its rows begin and the last one ends, from top to bottom.
        anchors: for each row and column the place of the cell that it is a part of: its upper left corner.
    """

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    anchors: tuple[tuple[tuple[int, int], ...], ...]

    def place(self, x: float, y: float) -> tuple[int, int] | None:
        """Gives the row and column of the cell that a point is in, or None for a point outside."""
        column, row = bisect(self.xs, x) - 1, bisect(self.ys, -y, key=lambda edge: -edge) - 1
        if 0 <= column < len(self.xs) - 1 and 0 <= row < len(self.ys) - 1:
            return self.anchors[row][column]
        return None


def grids(page: pdfium.PdfPage) -> list[Grid]:
    """Finds the tables of a page that have lines between their rows and between their columns.

    Args:
        page: the page.

    Returns:
        The tables with at least two rows and two columns.
    """
    upright, level = _merged_lines(page)
    if len(upright) + len(level) > _MOST_LINES:
        return []
    found = (_grid(xs, ys) for xs, ys in _connected(upright, level) if xs and ys)
    return [grid for grid in found if len(grid.xs) > 2 and len(grid.ys) > 2]


_Lines = list[tuple[float, Interval]]  # where they stand, and from where to where they go


def _merged_lines(page: pdfium.PdfPage) -> tuple[_Lines, _Lines]:
    upright: list[tuple[float, Interval]] = []
    level: list[tuple[float, Interval]] = []
    for count, path in enumerate(page.get_objects([pdfium_c.FPDF_PAGEOBJ_PATH], max_depth=1)):
        if count >= _MOST_PATHS:
            return [], []
        for (x0, y0), (x1, y1) in _strokes(path):
            if abs(x0 - x1) <= _THIN / 2 < abs(y0 - y1):
                upright.append(((x0 + x1) / 2, (min(y0, y1), max(y0, y1))))
            elif abs(y0 - y1) <= _THIN / 2 < abs(x0 - x1):
                level.append(((y0 + y1) / 2, (min(x0, x1), max(x0, x1))))
    return _merged(upright), _merged(level)


def _strokes(path: pdfium.PdfObject) -> Iterator[tuple[_Point, _Point]]:
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    pdfium_c.FPDFPath_GetDrawMode(path, fill, stroke)
    if not stroke.value:
        left, bottom, right, top = path.get_bounds()
        if fill.value and right - left <= _THIN:
            yield ((left + right) / 2, bottom), ((left + right) / 2, top)
        elif fill.value and top - bottom <= _THIN:
            yield (left, (bottom + top) / 2), (right, (bottom + top) / 2)
        return
    matrix = path.get_matrix()
    first = before = (0.0, 0.0)
    x, y = ctypes.c_float(), ctypes.c_float()
    for index in range(pdfium_c.FPDFPath_CountSegments(path)):
        segment = pdfium_c.FPDFPath_GetPathSegment(path, index)
        pdfium_c.FPDFPathSegment_GetPoint(segment, x, y)
        point = matrix.on_point(x.value, y.value)
        kind = pdfium_c.FPDFPathSegment_GetType(segment)
        if kind == pdfium_c.FPDF_SEGMENT_MOVETO:
            first = point
        elif kind == pdfium_c.FPDF_SEGMENT_LINETO:
            yield before, point
        if pdfium_c.FPDFPathSegment_GetClose(segment):
            yield point, first
        before = point


def _merged(lines: _Lines) -> _Lines:
    """Joins lines that stand in one place and touch."""
    at: dict[float, list[Interval]] = defaultdict(list)
    for place, group in _clustered(lines):
        at[place] += group
    joined = []
    for place, intervals in at.items():
        start, end = None, 0.0
        for one, other in sorted(intervals):
            if start is not None and one <= end + _NEAR:
                end = max(end, other)
                continue
            if start is not None:
                joined.append((place, (start, end)))
            start, end = one, other
        if start is not None:
            joined.append((place, (start, end)))
    return [line for line in joined if line[1][1] - line[1][0] >= _SHORTEST]


def _clustered(lines: _Lines) -> Iterator[tuple[float, list[Interval]]]:
    group: _Lines = []
    for line in sorted(lines):
        if group and line[0] - group[0][0] > _NEAR:
            yield sum(place for place, _ in group) / len(group), [interval for _, interval in group]
            group = []
        group.append(line)
    if group:
        yield sum(place for place, _ in group) / len(group), [interval for _, interval in group]


def _connected(upright: _Lines, level: _Lines) -> Iterator[tuple[_Lines, _Lines]]:
    """Gives the lines that meet, one table after the other from the top of the page."""
    left_up, left_level = list(upright), sorted(level, reverse=True)
    while left_level:
        ys, xs = [left_level.pop(0)], list[tuple[float, Interval]]()
        found = True
        while found:
            more = [line for line in left_up if any(_meet(line, other) for other in ys)]
            left_up = [line for line in left_up if line not in more]
            xs += more
            crossing = [line for line in left_level if any(_meet(other, line) for other in more)]
            left_level = [line for line in left_level if line not in crossing]
            ys += crossing
            found = bool(crossing)
        yield xs, ys


def _meet(upright: tuple[float, Interval], level: tuple[float, Interval]) -> bool:
    x, (bottom, top) = upright
    y, (left, right) = level
    return left - _NEAR <= x <= right + _NEAR and bottom - _NEAR <= y <= top + _NEAR


def _grid(upright: _Lines, level: _Lines) -> Grid:
    xs = _with_ends({x for x, _ in upright}, [interval for _, interval in level])
    ys = _with_ends({y for y, _ in level}, [interval for _, interval in upright])[::-1]
    anchors: list[list[tuple[int, int]]] = []
    for row, (top, bottom) in enumerate(pairwise(ys)):
        anchors.append([])
        for column, (left, right) in enumerate(pairwise(xs)):
            anchor = (row, column)
            if column and not _drawn(upright, xs[column], (top + bottom) / 2):
                anchor = anchors[row][column - 1]
            elif row and not _drawn(level, ys[row], (left + right) / 2):
                anchor = anchors[row - 1][column]
            anchors[row].append(anchor)
    return Grid(tuple(xs), tuple(ys), tuple(map(tuple, anchors)))


def _with_ends(places: set[float], across: list[Interval]) -> list[float]:
    """Adds the outer edges where none are drawn and the lines across go on."""
    ends = min(start for start, _ in across), max(end for _, end in across)
    return sorted(places | {end for end in ends if all(abs(end - place) > 2 * _NEAR for place in places)})


def _drawn(lines: Iterable[tuple[float, Interval]], place: float, at: float) -> bool:
    return any(where == place and start <= at <= end for where, (start, end) in lines)


def same_columns(one: Sequence[float], other: Sequence[float]) -> bool:
    """Tells whether two tables have their columns in the same places.

    Args:
        one: where the columns of one table begin.
        other: where those of the other do.
    """
    return len(one) == len(other) and all(abs(a - b) <= _NEAR for a, b in zip(one, other, strict=True))
