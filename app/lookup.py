"""Tables by exact lookup: the rows of a code, and of those the cells that the question asks for.

A figure is looked up, never estimated: the row is found by its code, the column by its name or by what a
data dictionary calls it, and what the cell means stands in that dictionary or is not said.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from app.choose import Chosen
from app.columns import Asked, asked_columns
from app.dictionary import Dictionary, dictionary_of
from app.question import Question
from app.retrieve import Retrieved
from ingest.catalogue import Placed
from ingest.documents import Row, is_wording
from ingest.library import Library
from ingest.rows import key_spans, spans

#: The columns must account for this share of the question's words; else it asks for something else.
COVERED = 0.3
NAMED_ABROAD = 0.8
#: Rows of one code that are quoted each; of more, the first ones.
MOST_ROWS = 4
#: Columns that are quoted of a row.
MOST_COLUMNS = 3

#: Asks for what a descriptor says, the amount that a unit stands for included.
_DESCRIBES = re.compile(
    r"\b(descri\w+|mean(s|ing)?|stands? for|units?|dos(e|es|age)|per|mg|mcg|ml|amount|each)\b", re.IGNORECASE
)


@dataclass(frozen=True)
class Looked:
    """What a lookup found.

    Attributes:
        chosen: cells and what they mean, each to be cited, in the order to be said.
        rows: the rows they stand in, which lead the ranking.
        named: how well the columns are named, 0 to 1.
        covered: how much of the question they account for, 0 to 1.
        more: rows of the codes that are not quoted.
    """

    chosen: tuple[Chosen, ...]
    rows: tuple[Placed, ...]
    named: float
    covered: float
    more: int


def look_up(
    library: Library, question: Question, roles: dict[str, dict[str, str]], scope: Sequence[str] = ()
) -> Looked | None:
    """Looks the asked columns of the asked codes up.

    Args:
        library: where the tables are.
        question: what is asked.
        roles: from `code_roles`.
        scope: document names to stay within; empty for all.

    Returns:
        The cells, or None where no code has a row, or no column is asked for.
    """
    ids = sorted({one for found in roles.values() for one, role in found.items() if role == "row"})
    placed = library.catalogue.passages(ids, scope) if ids else []
    by_table: dict[str, list[Placed]] = {}
    for one in placed:
        by_table.setdefault(one.entry.name, []).append(one)
    found = [_in_table(library, question, rows) for rows in by_table.values()]
    best = max(
        (one for one in found if one is not None), key=lambda one: (one.covered, one.named), default=None
    )
    if best is None:
        return None
    # The words of other languages name no column; there, the name itself must be all said.
    fits = best.covered >= COVERED if question.language == "en" else best.named >= NAMED_ABROAD
    return best if fits else None


def _in_table(library: Library, question: Question, placed: list[Placed]) -> Looked | None:
    entry = placed[0].entry
    columns = list(dict.fromkeys(column for one in placed for column, _ in _row(one).cells))
    dictionary = dictionary_of(library, entry, columns)
    own = " ".join(value for one in placed for _, value in _row(one).cells if not is_wording(value))
    asked = asked_columns(
        question,
        _beside_keys(question, placed, columns),
        dictionary.names,
        f"{entry.title} {entry.name} {own}",
    )
    if asked.covered < COVERED and _DESCRIBES.search(question.text):
        described = [column for column in columns if any(_is_words(one, column) for one in placed)]
        asked = Asked(tuple(described[:1]), 1.0, COVERED) if described else asked
    if not asked.columns:
        return None
    rows = _of_modifier(question, placed)
    quoted = [one for code in question.codes for one in rows if code.text in _row(one).codes][:MOST_ROWS]
    chosen: list[Chosen] = []
    for one in dict.fromkeys(quoted):
        chosen += _cells(question, one, asked, dictionary)
    if not chosen:
        return None
    return Looked(
        _once(chosen), tuple(dict.fromkeys(quoted)), asked.named, asked.covered, len(rows) - len(set(quoted))
    )


def _is_words(placed: Placed, column: str) -> bool:
    return any(name == column and is_wording(value) for name, value in _row(placed).cells)


def _row(placed: Placed) -> Row:
    assert placed.passage.row is not None
    return placed.passage.row


def _beside_keys(question: Question, placed: Sequence[Placed], columns: Sequence[str]) -> list[str]:
    """Leaves out the columns in which the asked codes and modifiers themselves stand."""
    asked = {code.text for code in question.codes}
    keys = {c for one in placed for c, v in _row(one).cells if v in _row(one).codes or v in asked}
    return [column for column in columns if column not in keys]


def _of_modifier(question: Question, placed: list[Placed]) -> list[Placed]:
    """Keeps the rows that carry the asked modifier, where some row does."""
    wanted = {code.text for code in question.codes if code.system == "modifier"}
    having = [one for one in placed if wanted & {value for _, value in _row(one).cells[1:4]}]
    return having if wanted and having else placed


def _cells(question: Question, placed: Placed, asked: Asked, dictionary: Dictionary) -> list[Chosen]:
    """Quotes the asked cells of a row, the key before them, and what the dictionary says of each."""
    row = _row(placed)
    cells = list(spans(row))
    wanted = [cell for column in asked.columns for cell in cells if cell[0] == column][:MOST_COLUMNS]
    if not wanted:
        return []
    found = Retrieved(placed, 1, 1.0, 1.0, dict.fromkeys(row.codes, "row"))
    picked = tuple(sorted({*key_spans(row), *((start, end) for _, _, start, end in wanted)}))
    first = Chosen(
        found,
        picked[0][0],
        picked[-1][1],
        1.0,
        1.0,
        1.0,
        cells=picked,
        column=", ".join(column for column, *_ in wanted),
    )
    told = [dictionary.meaning(column, value) for column, value, _, _ in wanted]
    return [first, *(_meaning(one.placed, one.start, one.end) for one in told if one is not None)]


def _meaning(placed: Placed, start: int, end: int) -> Chosen:
    return Chosen(Retrieved(placed, 1, 1.0, 1.0, {}), start, end, 1.0, 1.0, 1.0)


def _once(chosen: Sequence[Chosen]) -> tuple[Chosen, ...]:
    """Says each thing once, and what a value means after the rows that have it."""
    rows = [one for one in chosen if one.cells]
    meanings = [one for one in chosen if not one.cells]
    seen: dict[tuple[str, int], Chosen] = {}
    for one in [*rows, *meanings]:
        seen.setdefault((one.found.placed.passage.id, one.start), one)
    return tuple(seen.values())


def ranked(chosen: Sequence[Chosen], others: Sequence[Retrieved], top_k: int) -> tuple[Retrieved, ...]:
    """Puts what was looked up before what was retrieved, and numbers the ranks again."""
    first: dict[str, Retrieved] = {}
    for one in chosen:
        first.setdefault(one.found.placed.passage.id, one.found)
    rest = [one for one in others if one.placed.passage.id not in first]
    return tuple(replace(one, rank=rank) for rank, one in enumerate([*first.values(), *rest][:top_k], 1))
