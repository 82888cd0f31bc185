"""The values of a table's columns and the words that explain them, as a data dictionary lists them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from ingest.catalogue import Placed
from ingest.codes import find_codes

#: "090=Major surgery …", "--26 = Professional component"; at the end of a passage nothing may follow.
VALUE = re.compile(r"(?<![\w=-])(?:--\s*)?([A-Z0-9]{1,4})\s*=(?!=)\s*")
#: Stands below the values it groups: "Clinical Lab Fee Schedule -------------".
_UNDERLINED = re.compile(r"(?:\s+(?:[A-Z][\w-]*,?|&|-))+\s+-{5,}.*$")
_UNFINISHED = re.compile(r"[-–,(]$")


@dataclass(frozen=True)
class Meaning:
    """The words that explain a value, or the part of them that stands in one passage."""

    placed: Placed
    start: int
    end: int

    @property
    def text(self) -> str:
        """The words themselves, with the value before them where it stands in the same passage."""
        return self.placed.passage.text[self.start : self.end]


@dataclass
class Dictionary:
    """What was found about the columns of one table.

    Attributes:
        names: for a column, what the dictionary calls it.
        values: for a column, the meaning of each explained value, in the passages it runs through.
        fit: for a column, how well its name fits, 0 to 1.
    """

    names: dict[str, str] = field(default_factory=dict)
    values: dict[str, dict[str, tuple[Meaning, ...]]] = field(default_factory=dict)
    fit: dict[str, float] = field(default_factory=dict)

    def meaning(self, column: str, value: str) -> tuple[Meaning, ...]:
        """Finds the words that explain a value of a column; empty where nothing does."""
        return self.values.get(column, {}).get(value.upper(), ())


class ValueReader:
    """Takes values and their meanings from lines, and what goes on in the next passage.

    Args:
        made: what they are put into.
    """

    def __init__(self, made: Dictionary) -> None:
        self._made = made
        self._open: tuple[tuple[str, ...], str, str] | None = None

    def take(self, columns: Sequence[str], placed: Placed, line: str, at: int) -> None:
        """Takes the values of one line.

        Args:
            columns: the columns that the line is about.
            placed: the passage of the line.
            line: its text.
            at: offset of the line in the passage.
        """
        about = tuple(columns)
        found = list(VALUE.finditer(line))
        before = line[: found[0].start() if found else len(line)].rstrip()
        if self._open is not None and self._open[0] == about and _goes_on(self._open[2], before):
            self._add(about, self._open[1], Meaning(placed, at, at + len(_own(before))))
        self._open = None
        for number, match in enumerate(found):
            end = found[number + 1].start() if number + 1 < len(found) else len(line)
            text = line[match.start() : end].rstrip()
            value = match.group(1).upper()
            said = line[match.end() : end].strip()
            new = not any(value in self._made.values.get(column, {}) for column in about)
            if said and new:
                self._add(
                    about, value, Meaning(placed, at + match.start(), at + match.start() + len(_own(text)))
                )
            if number + 1 == len(found) and new:
                self._open = about, value, said

    def _add(self, columns: Sequence[str], value: str, meaning: Meaning) -> None:
        if meaning.end > meaning.start:
            for column in columns:
                values = self._made.values.setdefault(column, {})
                values[value] = (*values.get(value, ()), meaning)


def _own(text: str) -> str:
    """Leaves out the heading of the values that follow."""
    return _UNDERLINED.sub("", text)


def _goes_on(said: str, then: str) -> bool:
    """Says whether a meaning was cut at the border of a passage."""
    if not then or "-----" in said:
        return False
    if not said or said.count("(") > said.count(")") or _UNFINISHED.search(said):
        return True
    if {code.text for code in find_codes(said)} & {code.text for code in find_codes(then)}:
        return True  # goes on about the code that it is about
    return said[-1] not in ".;:" and (then[0].islower() or then[0].isdecimal())
