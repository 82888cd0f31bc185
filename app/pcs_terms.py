"""Terms of ICD-10-PCS: what a value or a root operation means, and what the Index sends a word to.

The tables say what a character stands for, the definitions what that means, the Index which device, body
part or root operation a name or a procedure belongs to. All three are rows that are quoted as they are.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from app.pcs_tables import rows_of_procedure
from app.pcs_words import asked_of_pcs, operations_told
from app.question import Question, content_stems
from app.retrieve import Retrieved
from app.sentence_scores import Chosen
from app.tables import documents_of, in_force, row_of
from app.told import Told
from app.which_row import cell
from ingest.catalogue import Entry, Placed
from ingest.library import Library
from ingest.pcs_codes import TABLE
from ingest.rows import spans

#: Rows of the Index that are shown; of more, what is asked for is not clear.
MOST = 3
#: Definitions that are shown.
DEFINED = 4
SURE = 0.93
#: ... of a root operation by what it does.
SURE_OF_TOLD, SURE_OF_EITHER, EITHER = 0.8, 0.65, 2
_SECTION = "0 Medical and Surgical"
_APPROACH, _OPERATION = "Approach", "Operation"
_BRACKETS = re.compile(r"\([^)]*\)")
_SENDS = re.compile(r"\b(?:see|use)\b")
_IN = re.compile(r"\s+(?:in|for)\s+[\dA-Z].*$")
_WORDS = re.compile(r"[^\W_]+")


@dataclass(frozen=True)
class _Books:
    """The rows of the definitions, and of the Index with the stems of their terms, bracketed ones last."""

    index: tuple[tuple[frozenset[str], frozenset[str], Placed], ...]
    definitions: tuple[Placed, ...]


def look_up_terms(library: Library, question: Question, scope: Sequence[str] = ()) -> Told | None:
    """Looks up what a question asks of the terms of ICD-10-PCS.

    Args:
        library: where its Index, definitions and tables are.
        question: what is asked; one that names a code is answered by the tables (`app.pcs`).
        scope: document names to stay within; empty for all.

    Returns:
        The rows; None where nothing of the kind is asked, or none is clearly the one.
    """
    if any(code.system != "modifier" for code in question.codes):
        return None
    asked = asked_of_pcs(question.text if question.language == "en" else question.search_text)
    if not (asked.approaches or asked.operations or asked.defines or asked.key or asked.done):
        return None
    books = _books(library, library.version, tuple(scope))
    if asked.approaches:
        return _approaches(library, books, asked.approaches, scope)
    if asked.operations:
        return _operations(library, books, asked.operations, scope)
    for wanted, how in ((asked.key, "use"), (asked.done, "see")):
        if wanted and (rows := _listed(books, wanted, how) or (how == "use" and _said_whole(books, wanted))):
            sent = [label for row in rows for label in _sent_to(row)]
            coded = rows_of_procedure(library, question, rows, scope) if how == "see" else ()
            return Told((*map(_whole, rows), *coded, *map(_whole, _defined(books, sent))), SURE)
    if operations := _defined(books, operations_told(question.text)):
        sure = SURE_OF_TOLD if len(operations) == 1 else SURE_OF_EITHER
        return Told(tuple(map(_whole, operations)), sure) if len(operations) <= EITHER else None
    if asked.defines and (named := _named(books, question.text)):
        return Told(tuple(map(_whole, named)), SURE)
    return None


def ready(library: Library) -> None:
    """Reads the Index, the definitions and the tables, for which the first question would wait."""
    _books(library, library.version, ())
    _table_rows(library, library.version, ())


@lru_cache(maxsize=8)
def _books(library: Library, version: str, scope: tuple[str, ...]) -> _Books:
    index: list[tuple[Entry, list[Placed]]] = []
    definitions: list[tuple[Entry, list[Placed]]] = []
    for entry in documents_of(library):
        if not entry.rows or entry.builtin or (scope and entry.name not in scope):
            continue
        ids = library.catalogue.ids_of(entry.name)
        first = [row_of(one) for one in library.catalogue.passages(ids[:20]) if one.passage.row is not None]
        terms = [row for row in first if row.cells and row.cells[0][0] == "Term"]
        if len(terms) < len(first) or not first:
            continue
        defines = any(column == "Axis" for row in terms for column, _ in row.cells)
        rows = [one for one in library.catalogue.passages(ids) if one.passage.row is not None]
        (definitions if defines else index).append((entry, rows))
    latest = [
        max(found, key=lambda one: in_force(one[0]))[1] if found else [] for found in (index, definitions)
    ]
    names = ((row_of(one).key, one) for one in latest[0])
    listed = ((_stems(_BRACKETS.sub(" ", name)), _stems(name), one) for name, one in names)
    return _Books(tuple(one for one in listed if one[0]), tuple(latest[1]))


def _sent_to(placed: Placed) -> list[str]:
    """Lists what an entry of the Index sends to, its subterms included: "see: Extirpation"."""
    cells = row_of(placed).cells[1:]
    return [
        _SENDS.split(value)[-1].lstrip(": ") for column, value in cells if _SENDS.search(f"{column} {value}")
    ]


def _stems(text: str) -> frozenset[str]:
    return frozenset(content_stems(text))


def _listed(books: _Books, wanted: frozenset[str], how: str) -> list[Placed]:
    """Finds the entries of the Index for a name or a procedure.

    A key of a device or body part is called by some of its words ("LAP-BAND" of a longer name), so it must
    have all that is said; a procedure is one word of what is told, so all of its name must be said.
    """
    fits = [
        (stems, one)
        for plain, whole, one in books.index
        for stems in [whole if how == "use" else plain]
        if (wanted <= stems if how == "use" else stems <= wanted)
        and any(
            column.split()[-1:] == [how] or value.startswith(f"{how} ") for column, value in row_of(one).cells
        )
    ]
    if not fits:
        return []
    best = (min if how == "use" else max)(len(stems) for stems, _ in fits)
    rows = [one for stems, one in fits if len(stems) == best]
    return rows if len(rows) <= MOST else []


def _said_whole(books: _Books, wanted: frozenset[str]) -> list[Placed]:
    """Finds the one entry of the key of body parts or devices whose whole name a story says."""
    fits = [
        (whole, one)
        for _, whole, one in books.index
        if whole <= wanted and any(column == "use" for column, _ in row_of(one).cells)
    ]
    longest = [one for whole, one in fits if not any(whole < other for other, _ in fits)]
    return longest if len(longest) == 1 else []


def _defined(books: _Books, labels: Iterable[str]) -> list[Placed]:
    """Finds the definitions of what the Index sends to: an operation, a device, a body part."""
    found: dict[str, Placed] = {}
    for label in labels:
        name = _IN.sub("", label)
        operation = name.partition(" ")[0]  # "Change device in"
        for one in books.definitions:
            names = (name, name.partition(",")[0], *([operation] if name.endswith(" in") else []))
            if row_of(one).key in names and cell(one, "Section") in ("", _SECTION):
                found.setdefault(row_of(one).key, one)
    return list(found.values())[:DEFINED]


def _named(books: _Books, text: str) -> list[Placed]:
    """Finds the operations and approaches that a text names, longer names first, each word once."""
    left = f" {' '.join(_WORDS.findall(text.lower()))} "
    own = [one for one in books.definitions if cell(one, "Section") == _SECTION]
    own = [one for one in own if cell(one, "Axis").endswith((_APPROACH, _OPERATION))]
    found: list[tuple[int, Placed]] = []
    for one in sorted(own, key=lambda each: -len(row_of(each).key)):
        name = f" {' '.join(_WORDS.findall(row_of(one).key.lower()))} "
        if name in left:
            found.append((left.index(name), one))
            left = left.replace(name, f" {'_' * (len(name) - 2)} ", 1)
    return [one for _, one in sorted(found, key=lambda pair: pair[0])][:DEFINED]


def _approaches(library: Library, books: _Books, values: Sequence[str], scope: Sequence[str]) -> Told | None:
    """Says what values of the approach stand for, by a row of a table that has all of them."""
    for one in _table_rows(library, library.version, tuple(scope)):
        text = one.passage.text
        axis = next(((s, e) for column, _, s, e in spans(row_of(one)) if column == _APPROACH), None)
        pieces = [_piece(text, value, *axis) for value in values] if axis else []
        if not pieces or None in pieces:
            continue
        held = [piece for piece in pieces if piece is not None]
        labels = [text[start:end].partition(" ")[2] for start, end in held]
        cells = (*((s, e) for column, _, s, e in spans(row_of(one)) if column == TABLE), *sorted(held))
        found = Retrieved(one, 1, 1.0, 1.0, {})
        row = Chosen(found, cells[0][0], cells[-1][1], 1.0, 1.0, 1.0, cells=cells, column=_APPROACH)
        defined = [d for d in _defined(books, labels) if cell(d, "Axis").endswith(_APPROACH)]
        return Told((row, *map(_whole, defined)), SURE)
    return None


def _operations(library: Library, books: _Books, values: Sequence[str], scope: Sequence[str]) -> Told | None:
    """Says what values of the root operation stand for, each by a row of a table that it builds."""
    found: dict[str, Placed] = {}
    for one in _table_rows(library, library.version, tuple(scope)):
        value = cell(one, _OPERATION).partition(" ")[0]
        if value in values:
            found.setdefault(value, one)
    if len(found) < len(values):
        return None
    rows = [_whole(one, _OPERATION) for one in found.values()]
    labels = [cell(one, _OPERATION).partition(" ")[2].partition(":")[0] for one in found.values()]
    return Told((*rows, *map(_whole, _defined(books, labels))), SURE)


def _piece(text: str, value: str, start: int, end: int) -> tuple[int, int] | None:
    """Finds a value and its label in the cell of an axis."""
    found = re.search(rf"(?<![^\s]){re.escape(value)} [^;]+", text[start:end])
    return (start + found.start(), start + found.end()) if found else None


@lru_cache(maxsize=8)
def _table_rows(library: Library, version: str, scope: tuple[str, ...]) -> tuple[Placed, ...]:
    """Gives the rows of the tables of the medical and surgical section, of the latest edition."""
    tables = []
    for entry in documents_of(library):
        if not entry.rows or entry.builtin or (scope and entry.name not in scope):
            continue
        ids = library.catalogue.ids_of(entry.name)
        first = next(iter(library.catalogue.passages(ids[:1])), None)
        if (
            first is not None
            and first.passage.row
            and first.passage.row.cells[:1]
            and row_of(first).cells[0][0] == TABLE
        ):
            tables.append((entry, ids))
    if not tables:
        return ()
    ids = max(tables, key=lambda one: in_force(one[0]))[1]
    return tuple(one for one in library.catalogue.passages(ids) if cell(one, "Section") == _SECTION)


def _whole(placed: Placed, only: str = "") -> Chosen:
    """Quotes the cells of a row of the Index, the definitions or a table; where it is named, one column's."""
    cells = tuple((start, end) for column, _, start, end in spans(row_of(placed)) if only in ("", column))
    columns = only or ", ".join(dict.fromkeys(column for column, _ in row_of(placed).cells[1:]))
    found = Retrieved(placed, 1, 1.0, 1.0, {})
    return Chosen(found, cells[0][0], cells[-1][1], 1.0, 1.0, 1.0, cells=cells, column=columns)
