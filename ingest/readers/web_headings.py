"""Headings that have a level, as HTML has them, and the section numbers that are printed in them."""

import re
from dataclasses import dataclass, field

from ingest.documents import Block
from ingest.readers.sections import Marker, markers_of

_PART = r"(?:\d{1,3}|[A-Za-z]|[ivxIVX]{2,6})"
_WHOLE = re.compile(rf"((?:[A-Z]|[IVX]{{1,5}}|\d{{1,2}})(?:\.{_PART})+)[.:)]?\s+(?=\S)")
_LETTERED = re.compile(r"([A-H][1-9]\d?(?:\.\d{1,2}[a-z]?)?)[.:]?(?:\s|$)")
_SECTION_WORD = re.compile(r"(?:Section|§)\s*(?=\S*\d)([\w.]+(?:\([a-z0-9]+\))*)", re.IGNORECASE)


@dataclass(frozen=True)
class _Open:
    level: int
    title: str
    marker: Marker | None
    section: str | None


@dataclass
class Headings:
    """The headings that are open at a place, and the blocks found so far.

    Attributes:
        blocks: what was collected.
    """

    blocks: list[Block] = field(default_factory=list)
    _open: list[_Open] = field(default_factory=list)
    _bare: Block | None = None

    @property
    def headings(self) -> tuple[str, ...]:
        """Titles of the open sections, outermost first."""
        return tuple(entry.title for entry in self._open)

    @property
    def section(self) -> str | None:
        """The printed number of the innermost numbered section, else the innermost heading, or None."""
        numbered = [entry.section for entry in self._open if entry.section]
        if numbered:
            return numbered[-1]
        return self._open[-1].title if self._open else None

    def is_numbered(self, title: str) -> bool:
        """Says whether a heading would have a printed number here."""
        return self._number(title, None)[1] is not None

    def open(self, level: int, title: str) -> None:
        """Opens a section and closes those that are as deep or deeper.

        Args:
            level: its level, 1 the outermost.
            title: its words.
        """
        if self._bare is not None and not (self._open and self._open[-1].level < level):
            self.blocks.append(self._bare)
        siblings = [entry for entry in self._open if entry.level == level]
        self._open = [entry for entry in self._open if entry.level < level]
        marker, section = self._number(title, siblings[-1].marker if siblings else None)
        self._open.append(_Open(level, title, marker, section))
        self._bare = Block(title, self.headings, self.section)

    def text(self, text: str) -> None:
        """Adds a block under the open sections; no words, no block."""
        if text:
            self._bare = None
            self.blocks.append(Block(text, self.headings, self.section))

    def add(self, block: Block) -> None:
        """Adds a block that knows its own place under the open sections."""
        self._bare = None
        self.blocks.append(block)

    def close(self, level: int) -> None:
        """Closes the sections of a level and deeper; what follows stands in the one around them."""
        if self._bare is not None:
            self.add(self._bare)
        self._open = [entry for entry in self._open if entry.level < level]

    def finish(self) -> tuple[Block, ...]:
        """Gives everything that was collected; a heading with nothing under it is a block."""
        if self._bare is not None:
            self.blocks.append(self._bare)
            self._bare = None
        return tuple(self.blocks)

    def _number(self, title: str, before: Marker | None) -> tuple[Marker | None, str | None]:
        """Reads the number printed in a heading; the sections around it say how it goes on."""
        above = next((entry.section for entry in reversed(self._open) if entry.section), None)
        if found := _SECTION_WORD.match(title):
            return None, found[1].rstrip(".")
        if found := _WHOLE.match(title):
            return None, self._within_chapter(found[1])
        if found := _LETTERED.match(title):
            return None, found[1] if self._is_lettered(found[1]) else None
        marker = _reading(markers_of(title), before)
        if marker is None or marker.kind == "lettered":
            return None, None
        if marker.word:
            return marker, marker.label if marker.kind == "section" else f"{marker.word} {marker.label}"
        if above is None:
            return marker, marker.label
        chapter = re.fullmatch(r"\w+ [A-Z\d]+", above)
        return marker, f"{above}, {marker.label}" if chapter else f"{above}.{marker.label}"

    def _within_chapter(self, label: str) -> str:
        word = next((entry.section for entry in self._open if entry.marker and entry.marker.word), None)
        return f"{word}, {label}" if word and word.startswith("Chapter") else label

    def _is_lettered(self, label: str) -> bool:
        """Tells a guideline's number ("B3.8" within "B. …") from a code ("B20 HIV disease")."""
        return any(
            entry.title[0] == label[0] and entry.section in (label[0], label[:2]) for entry in self._open
        )


def _reading(markers: tuple[Marker, ...], before: Marker | None) -> Marker | None:
    """Chooses between a letter and a roman number: the one that goes on, else the one that begins."""
    going_on = [m for m in markers if before and m.kind == before.kind and m.number == before.number + 1]
    first = [marker for marker in markers if marker.number == 1]
    return next(iter([*going_on, *first, *markers]), None)
