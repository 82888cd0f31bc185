"""How the notes of the tabular list are written, and passed on to the codes beneath them."""

from collections.abc import Iterator
from dataclasses import dataclass

from ingest.readers.sections import fold
from ingest.rows import SEPARATOR

NOTES = "Notes"
SEVENTH = "Seventh character"
FROM = " (from "

Cells = tuple[tuple[str, str], ...]


def is_inherited(column: str) -> bool:
    """Says whether a column of an entry gives what an ancestor says: "Excludes1 (from M45-M49)"."""
    return FROM in column


@dataclass(frozen=True)
class Sevenths:
    """The seventh characters to choose from, and where they are listed."""

    label: str
    meanings: dict[str, str]


@dataclass(frozen=True)
class Entry:
    """A chapter, block, category or code.

    Attributes:
        code: as printed.
        label: how it is named as the source of a note.
        description: its full description.
        headings: titles of what it stands in.
        own: its notes by column.
        inherited: the cells that its ancestors pass on to it, by column.
        sevenths: the nearest list of seventh characters.
    """

    code: str
    label: str
    description: str
    headings: tuple[str, ...]
    own: dict[str, str]
    inherited: dict[str, Cells]
    sevenths: Sevenths | None

    def passed_on(self) -> dict[str, Cells]:
        """Gives what those beneath inherit: its own notes, then those it inherits itself."""
        cells = dict(self.inherited)
        for column, value in self.own.items():
            mine = (f"{column}{FROM}{self.label})", value)
            if column == SEVENTH:  # the nearest list holds, not those above it
                cells[column] = (mine,)
                continue
            if column == NOTES and self.label.startswith(("chapter", "block")):
                mine = (mine[0], f"see the entry of {self.label}")
            elif column == NOTES and "-" in self.code:
                mine = (mine[0], f"see the entry of block {self.code}")
            cells[column] = (mine, *cells.get(column, ()))
        return cells


def given(entry: Entry, column: str) -> Iterator[tuple[str, str]]:
    """Gives the cells of a kind of note: its own first, then those of its ancestors, nearest first."""
    if column in entry.own:
        yield column, entry.own[column]
    yield from entry.inherited.get(column, ())


def joined(notes: list[str]) -> str:
    """Joins notes with semicolons, except after a lead-in: "code to identify: manifestation; organism"."""
    parts: list[str] = []
    for note in (fold(note).lstrip(", ") for note in notes):  # "Code first" + ", if applicable, ..."
        if parts and note:
            parts.append(" " if parts[-1].endswith(":") else SEPARATOR)
        parts.append(note)
    return "".join(parts)
