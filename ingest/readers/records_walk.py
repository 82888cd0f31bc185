"""Turns values of JSON, and records of XML, into blocks."""

import re
from collections.abc import Iterator, Sequence

from ingest.documents import Block, Row
from ingest.readers.records_roles import SHORT, Fields, Roles, Value, flat, is_code, plain, roles_of
from ingest.readers.sections import fold
from ingest.rows import render

#: Objects within objects deeper than this are refused.
MAX_DEPTH = 64
_UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufeff]")
_ENDS = re.compile(r"(?:[.?!:;]|\*\*)[”’\"')\]*]*$")
_BEGINS = re.compile(
    r"\s*(?:[•▪*–-]\s|\*\*|\(?(?:\d{1,2}|[a-z]|[ivx]{1,4})[.)]\s|(?:Examples?|Notes?|Exceptions?|Tip|Answer|Question):)"
)
_BOLD = re.compile(r"\*\*([^*\n]{1,150})\*\*:?")
_SHORT_LIST = 300  # characters


class TooDeepError(Exception):
    """Objects within objects went deeper than `MAX_DEPTH`."""


def clean(text: str) -> str:
    """Takes out what no text can show, such as half of a character pair."""
    return _UNSEEN.sub(" ", text)


def paragraphs(text: str) -> list[str]:
    """Divides a text at its line ends; a line that does not end a sentence goes on in the next.

    Args:
        text: text that may have been broken anywhere, as text copied out of PDFs is.

    Returns:
        Its paragraphs, whitespace folded.
    """
    found: list[str] = []
    blank = True
    for line in clean(text).split("\n"):
        words = fold(line)
        if not words:
            blank = True
        elif blank or not found or _ENDS.search(found[-1]) or _BEGINS.match(line):
            found.append(words)
            blank = False
        else:
            found[-1] = f"{found[-1]} {words}"
    return found


def blocks_of(value: Value, headings: tuple[str, ...] = (), name: str = "") -> Iterator[Block]:
    """Gives the blocks of any value.

    Args:
        value: the value.
        headings: names of the fields that it stands in, and titles above it.
        name: the name of its own field, told before a single value.

    Yields:
        Its blocks, in order.

    Raises:
        TooDeepError: it is nested too deep.
    """
    if len(headings) > MAX_DEPTH:
        raise TooDeepError
    if isinstance(value, Fields):
        yield from record_blocks([(value, None)], headings)
    elif isinstance(value, list):
        yield from _list_blocks(value, headings, name)
    else:
        for place, text in enumerate(paragraphs(plain(value) or "")):
            yield _block(f"{name}: {text}" if name and not place else text, headings)


def _block(text: str, headings: tuple[str, ...], section: str | None = None) -> Block:
    return Block(text, headings, section or (headings[-1] if headings else None))


def _under(headings: tuple[str, ...], name: str) -> tuple[str, ...]:
    words = fold(clean(name))
    return (*headings, words) if words else headings


def _list_blocks(values: Sequence[Value], headings: tuple[str, ...], name: str) -> Iterator[Block]:
    said = plain(list(values))
    if said is not None and len(said) <= _SHORT_LIST:
        yield from blocks_of(said, headings, name)
        return
    inner = _under(headings, name)
    records = [(value, place) for place, value in enumerate(values, 1) if isinstance(value, Fields)]
    if records and len(records) == len(values):
        yield from record_blocks(records, inner)
        return
    table = _table(values)
    if table:
        yield from record_blocks(table, inner)
        return
    for value in values:
        yield from blocks_of(value, inner)


def _table(values: Sequence[Value]) -> list[tuple[Fields, int | None]]:
    """Reads lists of equal length as a table, its first list as the names of the columns."""
    rows = [[plain(cell) for cell in value] for value in values if isinstance(value, list)]
    if len(rows) < len(values) or len(rows) < 2 or any(cell is None for row in rows for cell in row):
        return []
    names = [cell or "" for cell in rows[0]]
    if any(len(row) > len(names) for row in rows) or len({*names}) < len(names) or any(map(is_code, names)):
        return []
    if not all(any(row[at : at + 1] and row[at] for row in rows[1:]) for at in range(len(names))):
        return []  # the name of a column without a value would be lost, so the first list is no header
    return [
        (Fields([*zip(names, row, strict=False)]), number)  # shorter rows miss their last cells
        for number, row in enumerate(rows[1:], 2)
    ]


def record_blocks(
    records: Sequence[tuple[Fields, int | None]], headings: tuple[str, ...] = ()
) -> Iterator[Block]:
    """Gives the blocks of records that stand in one list: rows where they have a column of codes.

    Args:
        records: each record, with its line or its place in the list.
        headings: what they stand under.

    Yields:
        Their blocks, in order.
    """
    roles = roles_of([record for record, _ in records])
    for record, number in records:
        cells = flat(record) if roles.codes or not (roles.texts or roles.heads) else None
        if cells is None or (len(records) == 1 and not roles.codes):
            yield from _entry(record, roles, headings)
        else:
            yield from _row(cells, roles, number, headings)


def _row(
    cells: list[tuple[str, str]], roles: Roles, number: int | None, headings: tuple[str, ...]
) -> Iterator[Block]:
    told = tuple((fold(clean(name)), words) for name, text in cells if (words := fold(clean(text))))
    if not told:
        return
    codes = tuple(dict.fromkeys(fold(text) for name, text in cells if name in roles.codes and is_code(text)))
    row = Row(codes[0] if codes else told[0][1], codes, told, number)
    yield Block(render(row), headings, headings[-1] if headings else None, row=row if roles.codes else None)


def _entry(record: Fields, roles: Roles, above: tuple[str, ...]) -> Iterator[Block]:
    """Gives a record that is a section of its own: its heading fields, its values, then its text."""
    said = {
        name: fold(clean(value))
        for name, value in reversed(record.pairs)
        if isinstance(value, str) and len(value) <= SHORT and "\n" not in value.strip()
    }
    heads = [said.get(name, "") for name in roles.heads]
    number = said.get(roles.number or "") or None
    headings = above
    for head in filter(None, heads):
        headings = headings if head in headings else (*headings, head)
    used: set[str] = set()
    values: list[str] = []
    texts: list[tuple[str, Value]] = []
    for name, value in record.pairs:
        single = name == roles.number or name in roles.heads
        text = plain(value)
        if single and name not in used and name in said:
            used.add(name)
        elif name in roles.texts or text is None or "\n" in text or len(text) > _SHORT_LIST:
            texts.append((name, value))
        elif words := fold(clean(text)):
            values.append(f"{fold(clean(name))}: {words}")
    if values:
        yield _block("; ".join(values), headings, number)
    if (
        not values
        and not any(words for _, value in texts for words in _inner(value))
        and (number or any(heads))
    ):
        yield _block(": ".join(filter(None, [number, *list(filter(None, heads))[-1:]])), headings, number)
    single = len([name for name, _ in texts if name in roles.texts]) == 1
    for name, value in texts:
        if name in roles.texts and isinstance(value, str):
            yield from _text_blocks(value, headings, number, "" if single else fold(clean(name)))
        else:
            yield from blocks_of(value, _under(headings, name))


def _inner(value: Value) -> list[str]:
    """Gives something of a value where it says anything."""
    if isinstance(value, str):
        return paragraphs(value)[:1]
    empty = value is None or value == [] or (isinstance(value, Fields) and not value.pairs)
    return [] if empty else ["…"]


def _text_blocks(text: str, headings: tuple[str, ...], number: str | None, name: str) -> Iterator[Block]:
    """Gives the paragraphs of a text; one that is bold in Markdown and comes first is its heading."""
    parts = paragraphs(text)
    found = _BOLD.fullmatch(parts[0]) if parts else None
    if name:
        headings = (*headings, name)
    if found and len(parts) > 1:
        headings = headings if found[1] in headings else (*headings, found[1])
        parts = parts[1:]
    for part in parts:
        yield _block(part, headings, number)
