"""ICD-10-PCS codes, axis by axis, from the tables in the library; an impossible one is refused.

A PCS code is built from a table and is listed nowhere, so it is never "unknown": either a row of the table
that its first three characters name builds it, or one of its characters cannot stand where it stands.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from app.question import Question
from app.retrieve import Retrieved
from app.sentence_scores import Chosen
from app.tables import fits_edition, in_force
from ingest.catalogue import Placed
from ingest.documents import Row
from ingest.library import Library
from ingest.pcs_codes import OF_TABLE, TABLE, PcsCode, PcsFailure, explain
from ingest.rows import spans

#: Rows of a table that are shown for a code that it does not build.
SHOWN = 4
_PLACES = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh")


@dataclass(frozen=True)
class Explained:
    """The PCS codes of a question.

    Attributes:
        chosen: the pieces of the rows that build them, to be cited.
        refused: a sentence for each code that no row builds.
        shown: of a refused code, the values that its table allows where it fails.
        codes: the codes that were explained or refused.
    """

    chosen: tuple[Chosen, ...]
    refused: tuple[str, ...]
    shown: tuple[Chosen, ...]
    codes: frozenset[str]


def explain_codes(library: Library, question: Question, scope: Sequence[str] = ()) -> Explained | None:
    """Explains the PCS codes of a question.

    Args:
        library: where the tables are.
        question: what is asked.
        scope: document names to stay within; empty for all.

    Returns:
        None where it has no PCS code, or the library no table that could be its own.
    """
    chosen: list[Chosen] = []
    refused: list[str] = []
    shown: list[Chosen] = []
    codes: set[str] = set()
    for code in question.codes:
        if code.system != "ICD-10-PCS":
            continue
        placed = rows_of_table(library, question, code.text[:OF_TABLE], scope)
        if not placed and not has_tables(library, scope):
            continue  # a cut-out of the tables says nothing of those that it leaves out
        made = explain(code.text, [row for one in placed if (row := one.passage.row) is not None])
        codes.add(code.text)
        if made.failure is not None:
            refused.append(_refusal(made, made.failure))
            shown += _allowed(placed, made, made.failure)
            continue
        building = next(one for one in placed if one.passage.row == made.row)
        chosen.append(_axes(building, made))
    return Explained(tuple(chosen), tuple(refused), tuple(shown), frozenset(codes)) if codes else None


def has_tables(library: Library, scope: Sequence[str] = ()) -> bool:
    """Says whether the library holds ICD-10-PCS tables; each edition has the table 001 (bypass)."""
    return bool(_rows_of(library, "001", scope))


def _rows_of(library: Library, table: str, scope: Sequence[str]) -> list[Placed]:
    ids = [one for one, role in library.catalogue.with_code(table).items() if role == "row"]
    return [one for one in library.catalogue.passages(sorted(ids), scope) if _is_table(one.passage.row)]


def _is_table(row: Row | None) -> bool:
    return row is not None and bool(row.cells) and row.cells[0][0] == TABLE


def rows_of_table(library: Library, question: Question, table: str, scope: Sequence[str]) -> list[Placed]:
    """Fetches the rows of a table, of the edition that is asked for, else of the latest in force.

    Args:
        library: where the tables are.
        question: what is asked.
        table: its three characters.
        scope: document names to stay within; empty for all.
    """
    placed = _rows_of(library, table, scope)
    editions = {one.entry.name: one.entry for one in placed}.values()
    if not editions:
        return []
    latest = max(editions, key=lambda one: (fits_edition(question, one, None), in_force(one)))
    return [one for one in placed if one.entry.name == latest.name]


def _refusal(made: PcsCode, failure: PcsFailure) -> str:
    if failure.position == OF_TABLE:
        return f"{made.code} is not a valid PCS code: no table begins with its first three characters."
    return (
        f"{made.code} is not a valid PCS code: after the characters before it, the value {failure.value}"
        f" cannot stand as the {_PLACES[failure.position - 1]} character ({failure.title})."
    )


def _allowed(placed: Sequence[Placed], made: PcsCode, failure: PcsFailure) -> list[Chosen]:
    """Quotes the values that could stand where a code fails, of each row that has the characters before."""
    shown: list[Chosen] = []
    for one in placed:
        row = one.passage.row
        assert row is not None
        cells = list(spans(row))
        pieces = [(start, end) for _, _, start, end in cells[: OF_TABLE + 1]]
        for axis in made.axes[OF_TABLE : failure.position - 1]:
            _, _, start, end = cells[axis.position]
            pieces += _piece(one.passage.text, f"{axis.value} {axis.label}".strip(), start, end)
        if len(pieces) < failure.position or failure.position <= OF_TABLE:
            continue
        pieces.append(cells[failure.position][2:])
        found = Retrieved(one, 1, 1.0, 1.0, {made.code: "row"})
        shown.append(
            Chosen(found, pieces[0][0], pieces[-1][1], 1.0, 1.0, 1.0, tuple(pieces), column=failure.title)
        )
    return shown[:SHOWN]


def _piece(text: str, said: str, start: int, end: int) -> list[tuple[int, int]]:
    """Finds a value with its label in the cell of an axis, the name of the axis with the first one."""
    match = re.search(rf"(?:(?<=: )|(?<=; )|(?<= )){re.escape(said)}(?=;|$)", text[start:end])
    return [(start + match.start(), start + match.end())] if match else []


def _axes(placed: Placed, made: PcsCode) -> Chosen:
    """Quotes the piece of each cell that stands for a character of the code."""
    row = placed.passage.row
    assert row is not None
    text = placed.passage.text
    pieces: list[tuple[int, int]] = []
    for at, (_, _, start, end) in enumerate(spans(row)):
        if at <= OF_TABLE:
            pieces.append((start, end))
            continue
        axis = made.axes[at - 1]
        said = f"{axis.value} {axis.label}".strip()
        place = text.index(said, start, end)
        first = text[start:place] == f"{axis.title}: "
        pieces.append((start if first else place, place + len(said)))
    found = Retrieved(placed, 1, 1.0, 1.0, {made.code: "row"})
    return Chosen(found, pieces[0][0], pieces[-1][1], 1.0, 1.0, 1.0, tuple(pieces), "all seven characters")
