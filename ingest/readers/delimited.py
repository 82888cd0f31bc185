"""Reads CSV and TSV: tables as text, whatever divides their columns."""

import csv
import hashlib
import io
import re
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from ingest.documents import Document, IngestError
from ingest.readers.table import Sheet, read_sheet
from ingest.readers.table_about import table_document
from ingest.readers.text import decode

_DELIMITERS = (",", "\t", ";", "|")
_SNIFFED_ROWS = 200
_SNIFFED = 200_000  # characters
_LONGEST_CELL = 10_000_000  # characters
_HINT = re.compile(r"sep=([,;|\t])\n", re.IGNORECASE)  # what Excel writes to name the delimiter


def read(path: Path, data: bytes) -> Document:
    """Reads a table whose columns are divided by commas, tabs, semicolons or bars.

    Args:
        path: the file.
        data: its bytes.

    Returns:
        The document: a row for each record, and text for what stands around the table.

    Raises:
        IngestError: the file is not text, a quote is never closed, or it holds no words.
    """
    text, notes = _text(path, data)
    if hint := _HINT.match(text):
        text, delimiter = text[hint.end() :], hint[1]
    elif path.suffix.lower() in (".tsv", ".tab") and "\t" in text:
        delimiter = "\t"
    else:
        delimiter = _delimiter(text)
    try:
        rows = _rows(text, delimiter, notes)
    except csv.Error as error:
        message = f"the table cannot be divided into cells ({error}); save it again as CSV."
        raise IngestError(path, message) from error
    table = read_sheet(Sheet(rows, joint=", " if delimiter == "," else "; "))
    if not table.blocks:
        raise IngestError(path, "the file holds no words; nothing was taken in.")
    notes += padding_notes(table.padded)
    return table_document(path, hashlib.sha256(data).hexdigest(), table.blocks, table.front, notes)


def padding_notes(padded: tuple[tuple[str, str], ...]) -> list[str]:
    """Says which codes are looked up with the zeros that a spreadsheet program has taken from them."""
    if not padded:
        return []
    value, column = padded[0]
    return [
        f"The column {column} holds {len(padded)} {'code' if len(padded) == 1 else 'codes'} without leading"
        f" zeros, such as {value}, which is looked up as {value.zfill(5)}."
    ]


def _text(path: Path, data: bytes) -> tuple[str, list[str]]:
    try:
        return decode(path, data), []
    except IngestError:
        bare = data.replace(b"\0", b"")
        if len(bare) == len(data):
            raise
        text = decode(path, bare)
        return text, [f"{len(data) - len(bare):,} NUL bytes were left out; the rest was read as text."]


def _delimiter(text: str) -> str:
    """Picks the delimiter that divides most rows into the same number of cells, at least two."""
    head = text[:_SNIFFED]
    if len(text) > _SNIFFED:
        head = head.rpartition("\n")[0] or head
    best, most = ",", (0.0, 0)
    for delimiter in _DELIMITERS:
        rows = [row for row in islice(_parsed(head, delimiter), _SNIFFED_ROWS) if row]
        widths = Counter(len(row) for row in rows if len(row) > 1)
        if not widths:
            continue
        width, count = max(widths.items(), key=lambda item: (item[1], item[0]))
        score = (count / len(rows), width)
        if score > most:
            best, most = delimiter, score
    return best


def _parsed(text: str, delimiter: str, *, quotes: bool = True, strict: bool = False) -> Iterator[list[str]]:
    csv.field_size_limit(_LONGEST_CELL)
    lines = io.StringIO(text, newline="")
    if quotes:
        return csv.reader(lines, delimiter=delimiter, strict=strict)
    return csv.reader(lines, delimiter=delimiter, quoting=csv.QUOTE_NONE)


def _rows(text: str, delimiter: str, notes: list[str]) -> list[list[str]]:
    """Divides a text into rows; a quotation mark that is astray must not swallow the rows below it."""
    try:
        return list(_parsed(text, delimiter, strict=True))
    except csv.Error:
        rows = list(_parsed(text, delimiter))
    if not any("\n" in cell for row in rows for cell in row):
        return rows
    notes.append(
        "A quotation mark is astray or never closed, so quotation marks were read as ordinary characters;"
        " where a value holds line breaks, its row is divided."
    )
    return list(_parsed(text, delimiter, quotes=False))
