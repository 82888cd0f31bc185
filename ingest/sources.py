"""The files and folders that a library is made of, and what each file was when it was last taken in."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, NamedTuple

from ingest.database import Database

_SCHEMA = """
create table if not exists sources (
    path text primary key, kind text not null, title text, edition text, place text not null,
    registered_at text not null) without rowid;
create table if not exists files (
    path text primary key, source text not null, sha256 text not null, title text, edition text,
    rules text not null, name text not null, twins text not null) without rowid;
"""
_FILE = "path, source, sha256, title, edition, rules, name, twins"
FILE, FOLDER, UPLOADS, BUILTIN = "file", "folder", "uploads", "builtin"


@dataclass(frozen=True)
class Source:
    """What was given to `ingest`, so that a refresh looks there again.

    Attributes:
        path: absolute; of what the product carries "builtin:starter", of the page's uploads "uploads:".
        kind: file, folder, uploads or builtin.
        title: to use in the place of the printed one, as it was given, or None.
        edition: to use in the place of the printed one, as it was given, or None.
        place: device and inode of a folder, by which a drive that is not mounted is told from an empty one.
        registered_at: when.
    """

    path: str
    kind: str
    title: str | None = None
    edition: str | None = None
    place: str = ""
    registered_at: str = ""

    def owns(self, key: str) -> bool:
        """Says whether a file is this, or lies in it."""
        return key == self.path or (self.kind != FILE and key.startswith(f"{self.path.rstrip('/')}/"))


class Owners:
    """Finds the source that a file belongs to: the file itself where it was given, else the nearest folder.

    Args:
        sources: all that are registered.
    """

    def __init__(self, sources: Iterable[Source]) -> None:
        given = list(sources)
        self._files = {one.path: one for one in given if one.kind == FILE}
        self._others = sorted((one for one in given if one.kind != FILE), key=lambda one: -len(one.path))

    def of(self, real: str, key: str) -> Source | None:
        """Gives the source of a file, by its path without links and its key; None when it is in none."""
        return self._files.get(real) or next((one for one in self._others if one.owns(key)), None)


class Live(NamedTuple):
    """What tells a live document from another: its name, its file, its bytes, and how it is called.

    A tuple, like a file's record: a refresh that finds nothing to do reads one of each for every file.
    """

    name: str
    source: str
    sha256: str
    title: str
    edition: str | None


class FileRecord(NamedTuple):
    """A file that was read to its end.

    Attributes:
        path: as the documents that came from it name their source.
        source: path of the source that it was found in.
        sha256: of its bytes.
        title: as in `Source`, when it was read.
        edition: as in `Source`, when it was read.
        rules: by which its passages were made.
        name: what its documents are called after; it stays when the file moves.
        twins: (document, sha256) of those that have bytes which this file has too, and which were not
            stored twice.
    """

    path: str
    source: str
    sha256: str
    title: str | None
    edition: str | None
    rules: str
    name: str
    twins: tuple[tuple[str, str], ...] = ()


class Sources:
    """Reads and writes the tables of sources and files.

    Args:
        database: the library's.
    """

    def __init__(self, database: Database) -> None:
        self._rows, self._tuples = database.rows, database.tuples
        self._transaction = database.transaction
        database.script(_SCHEMA)

    def all(self) -> list[Source]:
        """Lists the sources by path."""
        sql = "select path, kind, title, edition, place, registered_at from sources order by path"
        return [Source(*row) for row in self._tuples(sql)]

    def register(self, sources: Iterable[Source]) -> None:
        """Registers sources; a title or edition that was given before stays unless a new one is given."""
        before = {one.path: one for one in self.all()}
        now = datetime.now(UTC).isoformat(timespec="seconds")
        changed: dict[str, Source] = {}
        for source in sources:
            old = before.get(source.path, source)
            new = replace(
                source,
                title=source.title or old.title,
                edition=source.edition or old.edition,
                place=source.place or old.place,
                registered_at=old.registered_at or now,
            )
            if new != old:
                before[new.path] = changed[new.path] = new
        if not changed:
            return
        with self._transaction() as db:
            db.executemany(
                "insert or replace into sources (path, kind, title, edition, place, registered_at)"
                " values (?, ?, ?, ?, ?, ?)",
                [
                    (one.path, one.kind, one.title, one.edition, one.place, one.registered_at)
                    for one in changed.values()
                ],
            )

    def forget(self, path: str) -> None:
        """Takes a source out of the register; its documents stay, and are no longer refreshed."""
        with self._transaction() as db:
            db.execute("delete from sources where path = ?", (path,))
            db.execute("delete from files where source = ?", (path,))

    def files(self) -> dict[str, FileRecord]:
        """Lists the files by path."""
        return {row[0]: _record(row) for row in self._tuples(f"select {_FILE} from files")}

    def live(self) -> list[Live]:
        """Lists the live documents, without what only their passages tell."""
        sql = "select name, source, sha256, title, edition from versions where live"
        return [Live._make(row) for row in self._tuples(sql)]

    def keep(self, records: Iterable[FileRecord]) -> None:
        """Keeps what files were."""
        kept = [
            (
                one.path,
                one.source,
                one.sha256,
                one.title,
                one.edition,
                one.rules,
                one.name,
                json.dumps(one.twins),
            )
            for one in records
        ]
        if not kept:
            return
        with self._transaction() as db:
            db.executemany(f"insert or replace into files ({_FILE}) values (?, ?, ?, ?, ?, ?, ?, ?)", kept)

    def drop(self, paths: Iterable[str]) -> None:
        """Drops what files were, which are gone."""
        gone = [(path,) for path in paths]
        if not gone:
            return
        with self._transaction() as db:
            db.executemany("delete from files where path = ?", gone)

    def move(self, old: str, new: str, source: str) -> None:
        """Follows a file to another place: its documents keep their names, and come from there now."""
        with self._transaction() as db:
            db.execute("update versions set source = ? where live and source = ?", (new, old))
            db.execute("delete from files where path = ?", (new,))
            db.execute("update files set path = ?, source = ? where path = ?", (new, source, old))
            db.execute("update or replace kept_out set path = ? where path = ?", (new, old))

    def kept_out(self) -> set[tuple[str, str]]:
        """Names (file, document) that a person took out of the library."""
        return {(str(row["path"]), str(row["name"])) for row in self._rows("select * from kept_out")}

    def let_in(self, paths: Iterable[str]) -> None:
        """Takes documents of files in again, which a person had taken out and now gave again."""
        with self._transaction() as db:
            db.executemany("delete from kept_out where path = ?", [(path,) for path in paths])

    def names_from(self, path: str) -> set[str]:
        """Names the documents that ever came from a file."""
        rows = self._rows("select distinct name from versions where source = ?", (path,))
        return {str(row["name"]) for row in rows}


def _record(row: tuple[Any, ...]) -> FileRecord:
    *of, twins = row
    said = () if twins == "[]" else tuple((name, digest) for name, digest in json.loads(twins))
    return FileRecord._make((*of, said))
