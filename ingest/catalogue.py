"""The catalogue: the SQLite file that is the truth about a library.

Full text and vectors are derived from it. A passage that no live version of a document places is not
shown, whatever the derived indexes still hold. The switch to a new version of a document is one
transaction; versions that were replaced stay, so that an old citation still opens.
"""

import hashlib
import json
import sqlite3
from collections.abc import Sequence
from datetime import UTC, datetime

from ingest.database import Database, chunks
from ingest.documents import Document, Passage
from ingest.entries import BUILTIN_SOURCE, Entry, Placed, entry_of, passage_of
from ingest.placing import place

__all__ = ["BUILTIN_SOURCE", "Catalogue", "Entry", "Placed"]

_SCHEMA = """
create table if not exists meta (key text primary key, value text not null);
create table if not exists versions (
    id integer primary key, name text not null, title text not null, edition text,
    effective_from text, effective_to text, sha256 text not null, pages integer,
    source text not null, ingested_at text not null, live integer not null);
create unique index if not exists one_live_version on versions (name) where live;
create table if not exists passages (
    id text primary key, text text not null, breadcrumb text not null, section text);
create table if not exists placements (
    version integer not null references versions, passage text not null references passages,
    ordinal integer not null, page integer, page_starts text not null,
    primary key (version, passage)) without rowid;
create index if not exists placed on placements (passage);
create table if not exists codes (
    code text not null, passage text not null references passages, role text not null,
    primary key (code, passage)) without rowid;
create index if not exists codes_of on codes (passage);
create table if not exists kept_out (
    path text not null, name text not null, primary key (path, name)) without rowid;
create table if not exists rows (
    passage text primary key references passages, key text not null, number integer, sheet text,
    cells text not null, embedded integer not null) without rowid;
"""
_COUNTS = (
    "(select count(*) from placements p where p.version = v.id) as passages,"
    " (select count(*) from placements p join rows r on r.passage = p.passage where p.version = v.id) as rows"
)


class Catalogue:
    """Reads and writes the tables of documents and passages.

    Args:
        database: the library's.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._rows = database.rows
        self._transaction = database.transaction
        database.script(_SCHEMA)

    def noted(self, key: str, default: str = "") -> str:
        """Reads a value that belongs to the whole library."""
        rows = self._rows("select value from meta where key = ?", (key,))
        return str(rows[0]["value"]) if rows else default

    def note(self, key: str, value: str, *, durable: bool = True) -> None:
        """Writes a value that belongs to the whole library; `durable` as in `Database.transaction`."""
        with self._transaction(durable=durable) as db:
            db.execute("insert or replace into meta values (?, ?)", (key, value))

    @property
    def version(self) -> str:
        """The library's version: a count of switches and a digest of what is live."""
        return self.noted("version", "0")

    def entries(self, *, counted: bool = True) -> list[Entry]:
        """Lists the live documents by name; without `counted`, faster, and with 0 passages each."""
        counts = _COUNTS if counted else "0 as passages, 0 as rows"
        sql = f"select v.*, {counts} from versions v where live order by name"
        return [entry_of(row) for row in self._rows(sql)]

    def entry(self, name: str, *, counted: bool = True) -> Entry | None:
        """Finds a live document by name; `counted` as in `entries`."""
        counts = _COUNTS if counted else "0 as passages, 0 as rows"
        sql = f"select v.*, {counts} from versions v where live and name = ?"
        return next((entry_of(row) for row in self._rows(sql, (name,))), None)

    def switch(
        self, document: Document, passages: Sequence[Passage], source: str, *, durable: bool = True
    ) -> None:
        """Makes a new version of a document the live one, in one transaction.

        Args:
            document: what was read.
            passages: all of its passages in order; those that are known already keep their rows.
            source: where the file was.
            durable: as in `Database.transaction`; without, a durable one is to follow.
        """
        with self._transaction(durable=durable) as db:
            db.execute("update versions set live = 0 where name = ?", (document.name,))
            version = db.execute(
                "insert into versions (name, title, edition, effective_from, effective_to, sha256, pages,"
                " source, ingested_at, live) values (?, ?, ?, ?, ?, ?, ?, ?, ?, 1)",
                (
                    document.name,
                    document.title,
                    document.edition,
                    document.effective_from and document.effective_from.isoformat(),
                    document.effective_to and document.effective_to.isoformat(),
                    document.sha256,
                    document.pages,
                    source,
                    datetime.now(UTC).isoformat(timespec="seconds"),
                ),
            ).lastrowid
            place(db, version, passages)
            self._count_version(db)

    def retire(self, name: str, *, keep_out: bool = False) -> None:
        """Takes a document out; its versions stay for old citations.

        Args:
            name: the document.
            keep_out: a person took it out, so a refresh does not bring it back.
        """
        with self._transaction() as db:
            if keep_out:
                sql = "select source, name from versions where live and name = ?"
                db.execute(f"insert or ignore into kept_out {sql}", (name,))
            db.execute("update versions set live = 0 where name = ?", (name,))
            self._count_version(db)

    def adopt(self, model: str, fingerprint: str) -> None:
        """Switches the library to the vectors of another embedding model, in one transaction."""
        with self._transaction() as db:
            for key, value in (("model", model), ("fingerprint", fingerprint)):
                db.execute("insert or replace into meta values (?, ?)", (key, value))
            self._count_version(db)

    def count_version(self) -> None:
        """Makes a new library version, so that other processes reopen what is derived."""
        with self._transaction() as db:
            self._count_version(db)

    def _count_version(self, db: sqlite3.Connection) -> None:
        live = db.execute("select name, sha256 from versions where live order by name").fetchall()
        digest = hashlib.sha256(json.dumps([tuple(row) for row in live]).encode()).hexdigest()[:8]
        row = db.execute("select value from meta where key = 'version'").fetchone()
        count = int(row["value"].split("-")[0]) + 1 if row else 1
        db.execute("insert or replace into meta values ('version', ?)", (f"{count}-{digest}",))

    def live_ids(self) -> set[str]:
        """Names every passage that a live version places."""
        return self.live_text_ids() | self.live_row_ids()

    def live_text_ids(self) -> set[str]:
        """Names the live passages of running text; each of them has a vector."""
        sql = (
            "select distinct p.passage from placements p join versions v on v.id = p.version"
            " left join rows r on r.passage = p.passage where v.live and r.passage is null"
        )
        return {str(row["passage"]) for row in self._rows(sql)}

    def live_row_ids(self, *, embedded: bool = False) -> set[str]:
        """Names the live rows of tables and code sets; with `embedded`, those whose words get a vector."""
        sql = (
            "select distinct p.passage from placements p join versions v on v.id = p.version"
            " join rows r on r.passage = p.passage where v.live" + (" and r.embedded" if embedded else "")
        )
        return {str(row["passage"]) for row in self._rows(sql)}

    def row_ids(self, ids: Sequence[str]) -> set[str]:
        """Names those of the passages that are rows, live or not."""
        found: set[str] = set()
        for some in chunks(ids):
            sql = f"select passage from rows where passage in ({','.join('?' * len(some))})"
            found |= {str(row["passage"]) for row in self._rows(sql, some)}
        return found

    def passages(self, ids: Sequence[str], scope: Sequence[str] = (), *, live: bool = True) -> list[Placed]:
        """Fetches passages in the order of their ids; what is not live or out of scope is left out.

        Args:
            ids: passage ids.
            scope: document names to stay within; empty for all.
            live: false also gives the latest placement of a passage whose version was replaced.
        """
        found: dict[str, Placed] = {}
        entries: dict[int, Entry] = {}
        for some in chunks(list(ids)):
            marks = ",".join("?" * len(some))
            sql = (
                "select v.*, p.passage, p.page as at_page, p.page_starts, t.text, t.breadcrumb, t.section,"
                " 0 as passages, 0 as rows, r.key, r.number, r.sheet, r.cells"
                " from placements p join versions v on v.id = p.version"
                f" join passages t on t.id = p.passage left join rows r on r.passage = p.passage"
                f" where p.passage in ({marks})" + (" and v.live" if live else " order by v.live, v.id")
            )
            rows = [row for row in self._rows(sql, some) if not scope or row["name"] in scope]
            codes = self._codes_of([str(row["passage"]) for row in rows])
            for row in rows:
                passage = passage_of(row, codes[str(row["passage"])])
                if row["id"] not in entries:
                    entries[row["id"]] = entry_of(row)
                found[passage.id] = Placed(passage, entries[row["id"]])
        return [found[one] for one in ids if one in found]

    def ids_of(self, name: str, *, rows: bool | None = None) -> list[str]:
        """Names the live passages of a document in reading order; `rows` leaves only those, or the others."""
        kind = "" if rows is None else f" and p.passage {'' if rows else 'not '}in (select passage from rows)"
        sql = (
            "select p.passage from placements p join versions v on v.id = p.version"
            f" where v.live and v.name = ?{kind} order by p.ordinal"
        )
        return [str(row["passage"]) for row in self._rows(sql, (name,))]

    def keyed(self, name: str, length: int) -> list[str]:
        """Names the live rows of a document whose key has so many characters, in reading order."""
        sql = (
            "select p.passage from placements p join versions v on v.id = p.version"
            " join rows r on r.passage = p.passage"
            " where v.live and v.name = ? and length(r.key) = ? order by p.ordinal"
        )
        return [str(row["passage"]) for row in self._rows(sql, (name, length))]

    def names_of(self, ids: Sequence[str]) -> dict[str, str]:
        """Names the document of each live passage."""
        found: dict[str, str] = {}
        for some in chunks(list(ids)):
            sql = (
                "select p.passage, v.name from placements p join versions v on v.id = p.version"
                f" where v.live and p.passage in ({','.join('?' * len(some))})"
            )
            found |= {str(row["passage"]): str(row["name"]) for row in self._rows(sql, some)}
        return found

    def sizes(self, *, rows: bool) -> dict[str, int]:
        """Counts the rows, or the passages of running text, of each live document."""
        sql = (
            "select v.name, count(*) as passages from versions v join placements p on p.version = v.id"
            f" where v.live and p.passage {'' if rows else 'not '}in (select passage from rows) group by v.id"
        )
        return {str(row["name"]): int(row["passages"]) for row in self._rows(sql)}

    def of_document(self, name: str) -> list[Placed]:
        """Fetches the live passages of a document in reading order."""
        return self.passages(self.ids_of(name))

    def _codes_of(self, ids: Sequence[str]) -> dict[str, dict[str, str]]:
        """Fetches the codes of passages, with their roles, in one query."""
        codes: dict[str, dict[str, str]] = {one: {} for one in ids}
        marks = ",".join("?" * len(codes))
        sql = f"select passage, code, role from codes where passage in ({marks}) order by code"
        for row in self._rows(sql, list(codes)):
            codes[str(row["passage"])][str(row["code"])] = str(row["role"])
        return codes

    def with_code(self, code: str) -> dict[str, str]:
        """Finds the live passages that name a code.

        Returns:
            Passage id to role: ``primary``, ``mentioned``, ``ranged``, or ``row`` for a row that is about it.
        """
        sql = (
            "select distinct c.passage, case when r.passage is null then c.role else 'row' end as role"
            " from codes c join placements p on p.passage = c.passage join versions v on v.id = p.version"
            " left join rows r on r.passage = c.passage where v.live and c.code = ?"
        )
        return {str(row["passage"]): str(row["role"]) for row in self._rows(sql, (code,))}
