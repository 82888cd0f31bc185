"""Reads JSON, and JSON Lines: one object a line."""

import hashlib
import json
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from ingest.documents import Block, Document, IngestError
from ingest.readers.records_roles import Fields, Value, plain
from ingest.readers.records_walk import MAX_DEPTH, TooDeepError, blocks_of, clean, record_blocks
from ingest.readers.sections import fold
from ingest.readers.text import decode

_LINES = (".jsonl", ".ndjson", ".jsonlines", ".ldjson")
_TITLE_LENGTH = 200
_TOO_DEEP = f"it is nested deeper than {MAX_DEPTH} objects; give its records as a flatter list."


def read(path: Path, data: bytes) -> Document:
    """Reads a JSON or JSON Lines file.

    Args:
        path: the file; one that ends in .jsonl or .ndjson, or holds several values, is read by lines.
        data: its bytes.

    Returns:
        The document: lists of records with a column of codes as rows, other records as sections of
        their own, objects within objects under the names of their fields.

    Raises:
        IngestError: the file is not text or not JSON, with the line; or it holds no words.
    """
    text = decode(path, data)
    about = Fields([])
    try:
        values = list(_lines(path, text)) if _is_by_lines(path, text) else None
        if values is not None:
            blocks = tuple(_line_blocks(values))
        else:
            value = _parsed(path, text, None)
            about = value if isinstance(value, Fields) else about
            blocks = tuple(blocks_of(value))
    except (TooDeepError, RecursionError) as error:
        raise IngestError(path, _TOO_DEEP) from error
    if not blocks:
        raise IngestError(path, "the file holds no words; nothing was taken in.")
    return Document(
        name=path.name,
        title=_said(about, "title", "name")[:_TITLE_LENGTH] or path.stem,
        sha256=hashlib.sha256(data).hexdigest(),
        blocks=blocks,
        edition=_said(about, "edition", "version")[:_TITLE_LENGTH] or None,
        effective_from=_day(_said(about, "effective_from", "effectivefrom", "effectivedate")),
        effective_to=_day(_said(about, "effective_to", "effectiveto", "enddate")),
    )


def _is_by_lines(path: Path, text: str) -> bool:
    if path.suffix.lower() in _LINES:
        return True
    lines = [line for line in text.split("\n", 200) if line.strip()][:2]
    return len(lines) == 2 and all(re.fullmatch(r"\s*\{.*\}\s*", line) for line in lines)


def _lines(path: Path, text: str) -> Iterator[tuple[Value, int]]:
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            yield _parsed(path, line, number), number


def _line_blocks(values: list[tuple[Value, int]]) -> Iterator[Block]:
    """Gives the blocks of all lines; the roles of the fields are found over runs of objects."""
    run: list[tuple[Fields, int | None]] = []
    for value, number in values:
        if isinstance(value, Fields):
            run.append((value, number))
            continue
        yield from record_blocks(run)
        run = []
        yield from blocks_of(value)
    yield from record_blocks(run)


def _parsed(path: Path, text: str, line: int | None) -> Value:
    """Parses one value; numbers stay as they are written, names that come twice stay twice."""
    try:
        value: Value = json.loads(
            text,
            object_pairs_hook=Fields,
            parse_int=str,
            parse_float=str,
            parse_constant=lambda name: None if name == "NaN" else name,  # pandas writes it for "no value"
        )
    except json.JSONDecodeError as error:
        where = f"line {line or error.lineno}, column {error.colno}"
        problem = error.msg[:1].lower() + error.msg[1:]
        raise IngestError(
            path, f"it is not valid JSON: {problem}; mend it or export it again.", where
        ) from error
    return value


def _said(about: Fields, *names: str) -> str:
    """Gives what the outermost object says of itself under one of some names."""
    values: dict[str, Any] = {
        name.lower().replace("-", "_").replace(" ", "_"): value for name, value in about.pairs
    }
    for name in (*names, *(name.replace("_", "") for name in names)):
        value = values.get(name)
        if isinstance(value, str) and (words := fold(clean(plain(value) or ""))):
            return words
    return ""


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text[:10])
    except ValueError:  # not every document dates itself so; the words are in a block
        return None
