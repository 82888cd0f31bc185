"""Which of several rows of one code a question means, and what to ask where it does not say."""

import re
from collections.abc import Sequence

from app.columns import GENERAL_STEMS, abbreviates, parts
from app.meanings import Dictionary
from app.question import Question, content_stems
from app.tables import row_of, without_numbers
from ingest.catalogue import Placed
from ingest.rows import MODIFIER

#: Columns that are named to tell rows apart.
MOST_NAMED = 3
#: A value that a dictionary calls by more words than these is explained, not called.
SHORT = 4
#: How coders name the part of a service that a row with a modifier is of, beside the modifier itself.
_COMPONENTS = {
    "TC": re.compile(
        r"\btech(?:nical)?\s+(?:side|comp\w*|portion|part|piece|only|fee|charge|half)\b|(?<![\w/])(?-i:TC)\b(?!\s*/)",
        re.IGNORECASE,
    ),
    "26": re.compile(
        r"\bprof(?:essional)?\s+(?:side|comp\w*|portion|part|piece|only|fee|charge|half)\b"
        r"|\b(?:read(?:ing)?|interp\w*)[- ]only\b|\bonly\s+(?:reads?|reading|interpret\w*)\b"
        r"|(?<![\w.$/])(?:-|w/\s?-?|with\s+-?)26\b(?!\s*(?:mg|ml|mcg|units?|min|/))",
        re.IGNORECASE,
    ),
    "53": re.compile(r"\b(?:discontinued|aborted|incomplete|stopped early)\b", re.IGNORECASE),
}
_WORD = re.compile(r"[^\W\d_]{4,}")
_FIGURE = re.compile(r"-?\d*[.,]\d+|-?[\d,]+\.?\d*\s?%")


def cell(placed: Placed, column: str) -> str:
    """Gives the value of a cell, empty where it is."""
    return next((value for name, value in row_of(placed).cells if name == column), "")


def values(placed: Placed, columns: Sequence[str]) -> tuple[str, ...]:
    """Gives the values of some cells of a row."""
    return tuple(cell(placed, column) for column in columns)


def in_order(rows: Sequence[Placed]) -> list[Placed]:
    """Orders rows as the table does, the one without a modifier, which is of the whole service, first."""
    return sorted(rows, key=lambda one: (any(map(_is_modifier, row_of(one).cells)), row_of(one).number or 0))


def _is_modifier(one: tuple[str, str]) -> bool:
    return len(one[1]) == MODIFIER and one[0].upper().startswith("MOD")


def components_asked(question: Question) -> tuple[str, ...]:
    """Gives the modifiers of the parts of a service that a question names, by modifier or in words.

    Args:
        question: what is asked.

    Returns:
        Of "26", "TC" and "53" those that are named.
    """
    codes = {code.text for code in question.codes if code.system == "modifier"}
    texts = (question.text, question.search_text)
    return tuple(
        modifier
        for modifier, named in _COMPONENTS.items()
        if modifier in codes or any(named.search(text) for text in texts)
    )


def has_row_for(rows: Sequence[Placed], modifier: str) -> bool:
    """Says whether one of the rows of a code is of a modifier."""
    return any(_is_modifier(one) and one[1] == modifier for row in rows for one in row_of(row).cells)


def meant(question: Question, rows: Sequence[Placed], asked: Sequence[str], told: Dictionary) -> list[Placed]:
    """Keeps the rows of a code that a question means by a modifier, a locality or the like.

    Args:
        question: what is asked.
        rows: all rows of one code.
        asked: columns that are asked for, which do not say which row is meant.
        told: what the values of the columns mean.

    Returns:
        The rows that carry what the question says; all of them where it says nothing of the kind.
    """
    kept = in_order(rows)
    for column in differing(rows, asked):
        said = {one: _says(question, column, one, told) for one in {cell(row, column) for row in kept} if one}
        best = max(said.values(), default=0.0)
        if best > 0:
            kept = [row for row in kept if said.get(cell(row, column), 0.0) == best]
    return kept


def differing(rows: Sequence[Placed], but: Sequence[str] = ()) -> list[str]:
    """Names the columns in which rows differ by more than a figure, in the order of the table."""
    names = dict.fromkeys(column for row in rows for column, _ in row_of(row).cells)
    return [
        name
        for name in names
        if name not in but
        and len(held := {cell(row, name) for row in rows}) > 1
        and not any(_FIGURE.fullmatch(one) for one in held)
    ]


def _says(question: Question, column: str, value: str, told: Dictionary) -> float:
    """Gives how much of a value a question says, 0 where it does not."""
    text = question.text
    if _is_modifier((column, value)):
        if any(code.system == "modifier" and code.text == value for code in question.codes):
            return 1.0
        codes = "|".join(re.escape(code.text) for code in question.codes) or r"(?!)"
        if re.search(rf"\b(?:{codes})[\s-]+{value}\b", text, re.IGNORECASE):
            return 1.0
        if value in components_asked(question):
            return 1.0
    meaning = told.meaning(column, value)
    called = content_stems(meaning[0].text.partition("=")[2]) if meaning else ()
    if 0 < len(called) <= SHORT and set(called) <= set(question.stems):
        return 1.0
    if _WORD.search(value):
        own = set(content_stems(value)) - set(content_stems(" ".join(parts(column)))) - GENERAL_STEMS
        return float(len(own & set(question.stems)))
    if value.isdecimal() or len(value) < MODIFIER:
        named = rf"(\w+)\W+(?:no\.?\s+|number\s+)?{re.escape(value)}\b"
        words = [found.lower() for found in re.findall(named, text, re.IGNORECASE)]
        return float(any(abbreviates(part, word) for part in parts(column) for word in words))
    found = re.search(rf"(?<![\w.]){re.escape(value)}(?![\w.]\w)", text)
    return float(found is not None and len(value) > MODIFIER)


def telling(rows: Sequence[Placed], asked: Sequence[str]) -> list[str]:
    """Picks the columns that tell rows apart, as few as do, at most `MOST_NAMED`."""
    left = differing(rows, asked)
    picked: list[str] = []
    while left and len(picked) < MOST_NAMED:
        best = max(left, key=lambda name: len({values(row, [*picked, name]) for row in rows}))
        if picked and len({values(row, [*picked, best]) for row in rows}) == len(
            {values(row, picked) for row in rows}
        ):
            break
        picked.append(best)
        left.remove(best)
    return picked


def ask_which(code: str, rows: Sequence[Placed], asked: Sequence[str], names: dict[str, str]) -> str:
    """Words what is to be said of too many rows.

    Args:
        code: what was asked for.
        rows: its rows.
        asked: columns that are asked for.
        names: for a column, what a data dictionary calls it.

    Returns:
        "99999 has several rows in TITLE; say which modifier (MOD) or locality (LOCALITY) you mean."
    """
    columns = [_called(column, names) for column in telling(rows, asked)]
    which = " or ".join(map(without_numbers, columns)) or "of them"
    title = without_numbers(rows[0].entry.title)
    return f"{code} has several rows in {title}; say which {which} you mean."


def _called(column: str, names: dict[str, str]) -> str:
    plain = "modifier" if column.upper() in ("MOD", "MODS") else " ".join(parts(column))
    called = names.get(column, plain)
    called = called if called.isupper() else called.lower()
    return called if called.upper() == column.upper() else f"{called} ({column})"
