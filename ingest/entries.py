"""Documents and passages as the catalogue lists them."""

import json
import sqlite3
from dataclasses import dataclass

from ingest.documents import Passage, Row

#: How the source of a document that the product carries begins.
BUILTIN_SOURCE = "builtin:"


@dataclass(frozen=True)
class Entry:
    """A document as the catalogue lists it; ``passages`` counts what it has, ``rows`` the rows among them."""

    version: int
    name: str
    title: str
    edition: str | None
    effective_from: str | None
    effective_to: str | None
    sha256: str
    pages: int | None
    source: str
    ingested_at: str
    live: bool
    passages: int
    rows: int = 0

    @property
    def builtin(self) -> bool:
        """Whether the product carries it; a document that a person uploaded outranks those."""
        return self.source.startswith(BUILTIN_SOURCE)


@dataclass(frozen=True)
class Placed:
    """A passage where a version of a document has it."""

    passage: Passage
    entry: Entry


def passage_of(row: sqlite3.Row, codes: dict[str, str]) -> Passage:
    """Makes a passage of a joined row of the catalogue."""
    return Passage(
        id=row["passage"],
        text=row["text"],
        breadcrumb=row["breadcrumb"],
        section=row["section"],
        page=row["at_page"],
        page_starts=tuple((int(at), int(page)) for at, page in json.loads(row["page_starts"])),
        codes=tuple(code for code, role in codes.items() if role != "ranged"),
        primary=tuple(code for code, role in codes.items() if role == "primary"),
        ranged=tuple(code for code, role in codes.items() if role == "ranged"),
        row=_row(row, codes) if row["cells"] is not None else None,
    )


def _row(row: sqlite3.Row, codes: dict[str, str]) -> Row:
    return Row(
        key=row["key"],
        codes=tuple(codes),
        cells=tuple((column, value) for column, value in json.loads(row["cells"])),
        number=row["number"],
        sheet=row["sheet"],
    )


def entry_of(row: sqlite3.Row) -> Entry:
    """Makes an entry of a row of the catalogue."""
    return Entry(
        version=row["id"],
        name=row["name"],
        title=row["title"],
        edition=row["edition"],
        effective_from=row["effective_from"],
        effective_to=row["effective_to"],
        sha256=row["sha256"],
        pages=row["pages"],
        source=row["source"],
        ingested_at=row["ingested_at"],
        live=bool(row["live"]),
        passages=row["passages"],
        rows=row["rows"],
    )
