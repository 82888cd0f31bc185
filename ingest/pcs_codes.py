"""Explains ICD-10-PCS codes axis by axis, and says at which axis an impossible one fails.

A code is built, not listed: its first three characters name a table, and each row of the table names the
values that may stand together in the other four places (ICD-10-PCS Official Guidelines, A.1 to A.9). What is
here works on the rows of a table as ``ingest.readers.pcs`` gives them and needs no library.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from ingest.documents import Row
from ingest.rows import SEPARATOR

TABLE = "Table"
LENGTH = 7
OF_TABLE = 3  # the axes that name a table
_DEFINED = ": "
_NEXT_VALUE = re.compile(r"; (?=\S )")


@dataclass(frozen=True)
class PcsAxis:
    """One character of a code and what it means.

    Attributes:
        position: 1 to 7.
        title: name of the axis, which differs between sections ("Approach", "Duration").
        value: the character.
        label: what it stands for ("Open").
        definition: of an operation, its definition, otherwise empty.
    """

    position: int
    title: str
    value: str
    label: str
    definition: str = ""


@dataclass(frozen=True)
class PcsFailure:
    """Where a code stops being possible.

    Attributes:
        position: of the character that cannot stand there, 4 to 7; 3 when there is no such table.
        title: name of the axis; of a missing table "Table".
        value: the character, or the first three characters of a missing table.
        allowed: the values that can stand there after the characters before it; empty for a missing table.
    """

    position: int
    title: str
    value: str
    allowed: tuple[PcsAxis, ...]


@dataclass(frozen=True)
class PcsCode:
    """A code, explained as far as it is possible.

    Attributes:
        code: in upper case.
        axes: what its characters mean, up to the one that fails.
        row: the row of the table that builds it, or None.
        failure: why no row builds it, or None.
    """

    code: str
    axes: tuple[PcsAxis, ...]
    row: Row | None
    failure: PcsFailure | None

    @property
    def has_table(self) -> bool:
        """Whether there is a table for its first three characters."""
        return bool(self.axes)


def write_values(values: Iterable[tuple[str, str]]) -> str:
    """Writes the values of an axis as the cell of a row: "0 Open; 4 Percutaneous Endoscopic"."""
    return SEPARATOR.join(f"{value} {label}".strip() for value, label in values)


def write_operation(value: str, label: str, definition: str) -> str:
    """Writes the third axis: "T Resection: Cutting out or off, without replacement, all of a body part"."""
    words = f"{value} {label}".strip()
    return f"{words}{_DEFINED}{definition}" if definition else words


def explain(code: str, rows: Sequence[Row]) -> PcsCode:
    """Explains a code by the rows of its table.

    Args:
        code: seven characters, upper or lower case.
        rows: the rows of the table that its first three characters name, of one edition; rows of other tables
            and of other documents among them are passed over.

    Returns:
        The code with its seven axes and the row that builds it, or with the first axis that fails and the
        values that could stand there.

    Raises:
        ValueError: the code does not have seven characters.
    """
    code = code.strip().upper()
    if len(code) != LENGTH:
        raise ValueError(f"{code} has {len(code)} characters; an ICD-10-PCS code has {LENGTH}.")
    table = code[:OF_TABLE]
    left = [(row, _axes(row)) for row in rows if _is_of(row, table)]
    if not left:
        return PcsCode(code, (), None, PcsFailure(OF_TABLE, TABLE, table, ()))
    known = [column[0] for column in left[0][1][:OF_TABLE]]
    for at in range(OF_TABLE, LENGTH):
        value = code[at]
        fitting = [(row, axes) for row, axes in left if any(one.value == value for one in axes[at])]
        if not fitting:
            allowed = tuple(dict.fromkeys(one for _, axes in left for one in axes[at]))
            failure = PcsFailure(at + 1, allowed[0].title if allowed else "", value, allowed)
            return PcsCode(code, tuple(known), None, failure)
        left = fitting
        known.append(next(one for one in left[0][1][at] if one.value == value))
    row, axes = left[0]  # what is known of an axis is what the row that builds the code says of it
    known[OF_TABLE:] = [
        next(one for one in axes[at] if one.value == code[at]) for at in range(OF_TABLE, LENGTH)
    ]
    return PcsCode(code, tuple(known), row, None)


def _is_of(row: Row, table: str) -> bool:
    return len(row.cells) == LENGTH + 1 and row.cells[0] == (TABLE, table)


def _axes(row: Row) -> list[tuple[PcsAxis, ...]]:
    """Gives the values of each of the seven axes of a row."""
    return [tuple(_values(position, *cell)) for position, cell in enumerate(row.cells[1:], 1)]


def _values(position: int, title: str, cell: str) -> Iterator[PcsAxis]:
    if position <= OF_TABLE:
        value, _, words = cell.partition(" ")
        label, _, definition = words.partition(_DEFINED)
        yield PcsAxis(position, title, value, label, definition)
        return
    for one in _NEXT_VALUE.split(cell):
        value, _, label = one.partition(" ")
        yield PcsAxis(position, title, value, label)
