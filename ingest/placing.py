"""Writes the passages of one version of a document into the catalogue, within its transaction."""

import json
import sqlite3
from collections.abc import Iterator, Sequence

from ingest.documents import Passage


def place(db: sqlite3.Connection, version: int | None, passages: Sequence[Passage]) -> None:
    """Writes passages, where a version places them, and the codes that they name.

    Args:
        db: the catalogue, within a transaction.
        version: the number of the document's version.
        passages: all of its passages in order; those that are known already keep their rows.
    """
    db.executemany(
        "insert into passages values (?, ?, ?, ?) on conflict do update"
        " set section = excluded.section where section is not excluded.section",
        ((one.id, one.text, one.breadcrumb, one.section) for one in passages),
    )
    db.executemany(
        "insert into placements values (?, ?, ?, ?, ?)",
        ((version, one.id, at, one.page, json.dumps(one.page_starts)) for at, one in enumerate(passages)),
    )
    db.executemany(  # a row that stayed may have a new number: one was inserted above it
        "insert or replace into rows values (?, ?, ?, ?, ?, ?)", _rows(passages)
    )
    db.executemany("delete from codes where passage = ?", ((one.id,) for one in passages))
    db.executemany("insert into codes values (?, ?, ?)", _codes(passages))


def _rows(passages: Sequence[Passage]) -> Iterator[tuple[str, str, int | None, str | None, str, bool]]:
    for one in passages:
        if one.row is not None:
            cells = json.dumps(one.row.cells, ensure_ascii=False)
            yield one.id, one.row.key, one.row.number, one.row.sheet, cells, bool(one.row.words)


def _codes(passages: Sequence[Passage]) -> Iterator[tuple[str, str, str]]:
    for one in passages:
        roles = dict.fromkeys(one.ranged, "ranged")
        roles |= dict.fromkeys(one.codes, "mentioned")
        roles |= dict.fromkeys(one.primary, "primary")
        for code, role in roles.items():
            yield code, one.id, role
