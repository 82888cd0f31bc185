"""Reads the ICD-10-PCS files that CMS publishes as XML: the tables, the index and the definitions.

Each row of a table is an entry, found by the first three characters of a code; ``ingest.pcs_codes`` explains
codes by it. The structure is that of the files for 2025 (definitions: 2023).
"""

import hashlib
import re
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from xml.etree.ElementTree import Element

from ingest.documents import Block, Document, IngestError, Row
from ingest.pcs_codes import LENGTH, OF_TABLE, TABLE, write_operation, write_values
from ingest.readers.code_xml import parse, words
from ingest.readers.pcs_terms import definitions, index
from ingest.rows import render

_ROOT = re.compile(rb"<(?![?!])([^\s<>/]+)")
_COMMENT = re.compile(rb"<!--.*?-->", re.DOTALL)
_HEAD = 16_384  # a declaration and a licence in a comment may stand before the root
_AGAIN = "download it again from the ICD-10-PCS page of CMS."


def is_pcs(data: bytes) -> bool:
    """Says whether a file is one of the three ICD-10-PCS files, by its root element."""
    head = data[:_HEAD].replace(b"\0", b"")  # UTF-16 is ASCII with zeros between, as far as names of tags go
    root = _ROOT.search(_COMMENT.sub(b"", head))
    return root is not None and root.group(1).decode("latin-1") in _CONTENTS


def read(path: Path, data: bytes) -> Document:
    """Reads the tables, the index or the definitions of ICD-10-PCS.

    Args:
        path: the file.
        data: its bytes.

    Returns:
        The document with a row for each row of a table, term of the index or defined term.

    Raises:
        IngestError: the file is not one of the three, is damaged or incomplete, or defines entities.
    """
    root = parse(path, data, _AGAIN)
    contents = _CONTENTS.get(root.tag)
    if contents is None:
        message = f"the XML holds {root.tag!r}, not the tables, index or definitions of ICD-10-PCS."
        raise IngestError(path, message)
    blocks = tuple(contents(path, root))
    if not blocks:
        raise IngestError(path, f"the ICD-10-PCS file holds no entries; {_AGAIN}")
    year = words(root.find("version"))
    return Document(
        name=path.name,
        title=words(root.find("title")) or path.stem,
        sha256=hashlib.sha256(data).hexdigest(),
        blocks=blocks,
        edition=f"FY{year}" if re.fullmatch(r"20\d\d", year) else year or None,
    )


def _tables(path: Path, root: Element) -> Iterator[Block]:
    numbers: Counter[str] = Counter()
    for nth, table in enumerate(root.iterfind("pcsTable"), 1):
        axes = [_axis(path, axis, f"table number {nth}") for axis in table.iterfind("axis")]
        if [len(values) for _, values in axes] != [1] * OF_TABLE:
            message = f"a table does not have three axes with one value each; {_AGAIN}"
            raise IngestError(path, message, f"table number {nth}")
        key = "".join(values[0][0] for _, values in axes)
        heads = [
            (title, write_operation(*values[0], words(axis.find("definition"))))
            for axis, (title, values) in zip(table.iterfind("axis"), axes, strict=True)
        ]
        headings = tuple(write_values(values) for _, values in axes)
        for entry in table.iterfind("pcsRow"):
            numbers[key] += 1
            where = f"table {key}, row {numbers[key]}"
            rest = [_axis(path, axis, where) for axis in entry.iterfind("axis")]
            if len(rest) != LENGTH - OF_TABLE or not all(values for _, values in rest):
                raise IngestError(path, f"a row does not have values for four axes; {_AGAIN}", where)
            cells = [(TABLE, key), *heads, *((title, write_values(values)) for title, values in rest)]
            row = Row(f"{key} row {numbers[key]}", (key,), tuple(cells))
            yield Block(render(row), headings, key, row=row)


def _axis(path: Path, axis: Element, where: str) -> tuple[str, list[tuple[str, str]]]:
    """Gives the title of an axis and its (value, label) pairs."""
    values = [(label.get("code", "").strip(), words(label)) for label in axis.iterfind("label")]
    if any(len(value) != 1 for value, _ in values):
        raise IngestError(path, f"a label does not have a value of one character; {_AGAIN}", where)
    return words(axis.find("title")), values


_CONTENTS: dict[str, Callable[[Path, Element], Iterator[Block]]] = {
    "ICD10PCS.tabular": _tables,
    "ICD10PCS.index": index,
    "ICD10PCS.definitions": definitions,
}
