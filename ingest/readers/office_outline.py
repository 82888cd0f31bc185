"""The sections of an office document: headings by style outside, numbered paragraphs within them."""

import re
from dataclasses import dataclass, field

from ingest.readers.sections import Outline, markers_of

_COMPOUND = re.compile(r"((?:[IVXLC]+|[A-Z]|\d{1,2})(?:\.(?:[A-Za-z]|\d{1,2}|[ivx]+)){1,6})\.?\s+\S")
_NEAR = 8.0


@dataclass(frozen=True)
class Number:
    """The number of a section.

    Attributes:
        label: what is printed, without punctuation.
        word: "Chapter" or the like, or an empty string.
        whole: the label names the section by itself ("2.1", "I.C.4").
    """

    label: str
    word: str = ""
    whole: bool = False


@dataclass(frozen=True)
class _Styled:
    level: int
    heading: str | None
    number: Number | None


def number_of(text: str, automatic: str | None) -> Number | None:
    """Finds the number of a heading.

    Args:
        text: the heading as it is printed.
        automatic: its automatic number, or None.

    Returns:
        The number, or None.
    """
    readings = markers_of(text)
    if readings and (readings[0].word or automatic is None):
        marker = readings[0]
        return Number(marker.label, marker.word, marker.kind.startswith(("decimal", "lettered")))
    if automatic is not None:
        label = automatic.strip(" .:)(-–—")
        return Number(label, "", "." in label) if any(letter.isalnum() for letter in label) else None
    if (found := _COMPOUND.match(text)) and any(letter.isdigit() for letter in found[1]):
        return Number(found[1], "", True)  # with a digit, or "I.V. infusion" would be a section
    return None


@dataclass
class OfficeOutline(Outline):
    """An outline that also opens headings whose level the document gives."""

    _styled: list[_Styled] = field(default_factory=list)

    @property
    def headings(self) -> tuple[str, ...]:
        """Titles of the open sections, outermost first."""
        return (*(entry.heading for entry in self._styled if entry.heading), *super().headings)

    @property
    def section(self) -> str | None:
        """The printed number of the innermost numbered section, else the innermost heading, or None."""
        numbers = [entry.number for entry in self._styled if entry.number]
        if not self._styled:
            return super().section
        for level in self._levels:
            marker = level.marker
            numbers.append(Number(marker.label, marker.word, marker.kind.startswith(("decimal", "lettered"))))
        if not numbers:
            return self.headings[-1] if self.headings else None
        starts = [place for place, number in enumerate(numbers) if number.whole or number.word]
        numbers = numbers[starts[-1] if starts else 0 :]
        first, labels = numbers[0], [number.label for number in numbers]
        if not first.word or first.word == "Section":
            return ".".join(labels)
        rest = ".".join(labels[1:])
        return f"{first.word} {labels[0]}, {rest}" if rest else f"{first.word} {labels[0]}"

    def open(self, level: int, heading: str | None, number: Number | None) -> None:
        """Opens a section at a level.

        Args:
            level: of its style, from 0.
            heading: its title, or None for a long numbered paragraph that has the style of a heading.
            number: its number, or None.
        """
        self._levels.clear()
        self._unnumbered = None
        self._styled = [entry for entry in self._styled if entry.level < level]
        self._styled.append(_Styled(level, heading, number))

    def leave(self, left: float) -> None:
        """Closes numbered items that stand further right than a paragraph without a number."""
        while self._levels and self._levels[-1].heading is None and self._levels[-1].left > left + _NEAR:
            self._levels.pop()

    def awaits(self, line: str) -> bool:
        """Tells whether a line has the number that comes next in an open sequence."""
        return any(
            level.marker.kind == marker.kind and level.marker.number + 1 == marker.number
            for marker in markers_of(line)
            for level in self._levels
        )
