"""Numbered sections: markers that must come in sequence decide where a document's sections are."""

import re
from collections.abc import Collection
from dataclasses import dataclass, field

_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}
_WORDS = ("part", "chapter", "appendix", "section")  # outermost first
_WORD = re.compile(
    r"(Part|Chapter|Appendix|Section)\s+([IVXL]+|\d{1,2}|[A-Z])(?![\w-]|\.\w(?:\W|$))(?:[.:]|\s|$)\s*(?:[–—:-]\s+)?(.*)",
    re.IGNORECASE,
)
_DECIMAL = re.compile(r"(\d{1,2}(?:\.\d{1,2}){1,4})\.?\s+(\S.*)")
_LETTERED = re.compile(  # alone, with a full stop, or with a last letter: "E11.9 is" begins with a code
    r"(([A-Z])([1-9]\d?)(?:\.(\d{1,2})([a-z])?)?)(?:\.?$|(?:\.|(?<=[a-z]))\s+(\S.*))"
)
_PLAIN = re.compile(r"(\(?)([A-Za-z]|\d{1,3}|[ivxIVX]{2,5})([.)])(?:\s+|(?=[A-Z][a-z]))(\S.*)")
_NEAR = 8.0  # points; what stands this near to the same left edge is aligned with it
_SKIP = 3  # numbers that a sequence of titles may miss (a section that was reserved or taken out)


@dataclass(frozen=True)
class Marker:
    """A printed number at the start of a line.

    Attributes:
        kind: how it is written ("A.", "(1)", "chapter"); a sequence stays within a kind.
        number: its place in the sequence, from 1.
        label: what is printed, without punctuation.
        title: the words after it.
    """

    kind: str
    number: int
    label: str
    title: str

    @property
    def word(self) -> str:
        """The word before the number, in title case, or an empty string."""
        return self.kind.capitalize() if self.kind in _WORDS else ""


@dataclass
class _Level:
    marker: Marker
    left: float
    bold: bool
    heading: str | None


def fold(text: str) -> str:
    """Folds all whitespace to single spaces."""
    return " ".join(text.split())


def roman(text: str) -> int:
    """Gives the value of a roman numeral, or 0 for what is none."""
    values = [_ROMAN.get(letter, 0) for letter in text.lower()]
    if not values or 0 in values:
        return 0
    pairs = zip(values, [*values[1:], 0], strict=True)
    return sum(-value if value < after else value for value, after in pairs)


def markers_of(line: str) -> tuple[Marker, ...]:
    """Lists the ways in which a line's start can be read as a marker ("i." is a letter or a roman 1)."""
    if found := _WORD.match(line):
        label = found[2]
        number = int(label) if label.isdigit() else roman(label) or ord(label.upper()[0]) - 64
        return (Marker(found[1].lower(), number, label.upper(), fold(found[3])),)
    if found := _DECIMAL.match(line):
        last = int(found[1].rsplit(".", 1)[1])
        return (Marker(f"decimal {found[1].count('.')}", last, found[1], found[2]),)
    if found := _LETTERED.match(line):  # "B3.1a": in the order of its parts
        parts = (ord(found[2]) - 64, int(found[3]), int(found[4] or 0), ord(found[5]) - 96 if found[5] else 0)
        number = sum(part * 100**place for place, part in enumerate(reversed(parts)))
        return (Marker("lettered", number, found[1], found[6] or ""),)
    found = _PLAIN.match(line)
    if found is None or (found[1] and found[3] == "."):
        return ()
    label, title = found[2], found[4]
    shape = f"{found[1]}{{}}{found[3]}"
    if label.isdigit():
        return (Marker(shape.format("1"), int(label), label, title),)
    readings = []
    if len(label) == 1:
        kind = shape.format("A" if label.isupper() else "a")
        readings.append(Marker(kind, ord(label.lower()) - 96, label, title))
    if roman(label):
        kind = shape.format("I" if label.isupper() else "i")
        readings.append(Marker(kind, roman(label), label, title))
    return tuple(readings)


def toc_key(line: str) -> str:
    """Gives the form in which a heading and its entry in a table of contents are the same."""
    return re.sub(r"[^a-z0-9]", "", line.lower())


@dataclass
class Outline:
    """The sections that are open at a place in a document, outermost first.

    Attributes:
        contents: keys of the entries of the table of contents.
        contents_kinds: kinds of markers that the table of contents lists.
    """

    contents: Collection[str] = ()
    contents_kinds: Collection[str] = ()
    _levels: list[_Level] = field(default_factory=list)
    _unnumbered: str | None = None

    @property
    def headings(self) -> tuple[str, ...]:
        """Titles of the open sections, outermost first."""
        titles = [level.heading for level in self._levels if level.heading]
        return (*titles, self._unnumbered) if self._unnumbered else tuple(titles)

    @property
    def section(self) -> str | None:
        """The printed number of the innermost numbered section, or None."""
        if not self._levels:
            return self._unnumbered
        labels = [level.marker.label for level in self._levels]
        first = self._levels[0].marker
        if self._levels[-1].marker.kind.startswith(("decimal", "lettered")):
            return labels[-1]
        if not first.word:
            return ".".join(labels)
        if first.kind == "section":
            return ".".join(labels)
        rest = ".".join(labels[1:])
        return f"{first.word} {labels[0]}, {rest}" if rest else f"{first.word} {labels[0]}"

    def take(self, line: str, *, left: float, bold: bool, titled: bool, heading: str | None = None) -> bool:
        """Opens the section that a line begins, when its number is the one that must come.

        Args:
            line: the line or paragraph.
            left: where it starts, in points.
            bold: whether it is bold.
            titled: whether it is a title and not a paragraph that has a number.
            heading: the title to keep, when it is not the line.

        Returns:
            Whether a section was opened.
        """
        listed = toc_key(heading or line) in self.contents
        found = self._place(line, left, bold or listed, titled or listed)
        if found is None:
            return False
        marker, depth = found
        title = (heading or line) if titled or listed or marker.word else None
        self._levels[depth:] = [_Level(marker, left, bold, title)]
        self._unnumbered = None
        return True

    def title(self, heading: str, *, left: float) -> None:
        """Opens a section that has a title and no number, within the numbered ones that are open.

        Args:
            heading: the title.
            left: where it starts; numbered items and sections that start further right are closed.
        """
        while self._levels and not self._levels[-1].marker.word:
            innermost = self._levels[-1]
            if innermost.heading and innermost.left <= left + _NEAR:
                break
            self._levels.pop()
        self._unnumbered = heading

    def _place(self, line: str, left: float, bold: bool, titled: bool) -> tuple[Marker, int] | None:
        for marker in markers_of(line):
            if marker.kind == "lettered":
                return self._lettered(marker) if bold and titled else None
            if marker.word:
                return (marker, self._word_depth(marker)) if titled else None
            if marker.kind in self.contents_kinds and not bold:
                continue
            if (depth := self._next_depth(marker, left, bold, titled)) is not None:
                return marker, depth
        for marker in markers_of(line):
            if marker.word or (marker.kind in self.contents_kinds and not bold):
                continue
            if marker.number == 1 and (depth := self._first_depth(marker, left, bold)) is not None:
                return marker, depth
        return None

    def _lettered(self, marker: Marker) -> tuple[Marker, int] | None:
        known = [place for place, level in enumerate(self._levels) if level.marker.kind == "lettered"]
        if not known:  # the first is A1, or B2 after "B. Title"; E11 is a code
            first = marker.number // 10000 % 100 <= 2
            return (marker, len(self._levels)) if first else None
        last = self._levels[known[-1]].marker
        if not last.number < marker.number < last.number + 3 * 10000 and marker.label[0] == last.label[0]:
            return None
        above = [place for place in known if marker.label.startswith(f"{self._levels[place].marker.label}.")]
        return marker, above[-1] + 1 if above else known[0]

    def _word_depth(self, marker: Marker) -> int:
        rank = _WORDS.index(marker.kind)
        if marker.kind == "section" and self._levels and self._levels[0].marker.kind == "appendix":
            return 0
        words = [level.marker.kind for level in self._levels if level.marker.word]
        return sum(1 for kind in words if kind == "part" and _WORDS.index(kind) < rank)

    def _next_depth(self, marker: Marker, left: float, bold: bool, titled: bool) -> int | None:
        fits = []
        for depth, level in enumerate(self._levels):
            step = marker.number - level.marker.number
            aligned = abs(level.left - left) <= _NEAR
            skips = bold and titled and aligned and 1 < step <= _SKIP
            if level.marker.kind != marker.kind or not (step == 1 or skips):
                continue
            if level.bold and not bold:
                continue
            if marker.kind.startswith("decimal") and not self._same_parent(level.marker, marker):
                continue
            fits.append((skips, level.bold != bold, abs(level.left - left), -depth))
        return -min(fits)[3] if fits else None

    @staticmethod
    def _same_parent(one: Marker, other: Marker) -> bool:
        return one.label.rpartition(".")[0] == other.label.rpartition(".")[0]

    def _first_depth(self, marker: Marker, left: float, bold: bool) -> int | None:
        same = [depth for depth, level in enumerate(self._levels) if level.marker.kind == marker.kind]
        if marker.kind.startswith("decimal"):
            parent = marker.label.rpartition(".")[0]
            depths = [depth for depth, level in enumerate(self._levels) if level.marker.label == parent]
            return depths[-1] + 1 if depths else 0
        if not same:
            return len(self._levels)
        level = self._levels[same[-1]]
        if left > level.left + _NEAR or (level.bold and not bold):
            return len(self._levels)
        return None if level.bold else same[-1]
