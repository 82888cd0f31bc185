"""Vectors that were made before, by the hash of their text: no text is embedded twice in a library."""

import hashlib
from collections.abc import Sequence

import numpy as np

from ingest.database import Database, chunks
from ingest.encoder import Vectors

_SCHEMA = """
create table if not exists embeddings (
    text_hash text not null, fingerprint text not null, vector blob not null,
    primary key (text_hash, fingerprint)) without rowid;
"""


def text_hash(text: str) -> str:
    """Names an embedded text, so that it is embedded once in the whole library."""
    return hashlib.sha256(text.encode()).hexdigest()[:32]


class Embeddings:
    """Vectors by text hash and the encoder's fingerprint.

    Args:
        database: the library's.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        database.script(_SCHEMA)

    def find(self, hashes: Sequence[str], fingerprint: str) -> dict[str, Vectors]:
        """Fetches the vectors that there are, by text hash."""
        found: dict[str, Vectors] = {}
        for some in chunks(list(hashes)):
            marks = ",".join("?" * len(some))
            sql = f"select text_hash, vector from embeddings where fingerprint = ? and text_hash in ({marks})"
            for row in self._database.rows(sql, [fingerprint, *some]):
                found[str(row["text_hash"])] = np.frombuffer(row["vector"], dtype=np.float32)
        return found

    def known(self, hashes: Sequence[str], fingerprint: str) -> set[str]:
        """Names those of the texts that have a vector."""
        found: set[str] = set()
        for some in chunks(list(hashes)):
            marks = ",".join("?" * len(some))
            sql = f"select text_hash from embeddings where fingerprint = ? and text_hash in ({marks})"
            found |= {str(row["text_hash"]) for row in self._database.rows(sql, [fingerprint, *some])}
        return found

    def fingerprints(self) -> set[str]:
        """Names the encoders that made vectors of this library."""
        rows = self._database.rows("select distinct fingerprint from embeddings")
        return {str(row["fingerprint"]) for row in rows}

    def drop_others(self, fingerprint: str) -> int:
        """Drops the vectors of encoders other than this; returns how many they were."""
        with self._database.transaction() as db:
            return db.execute("delete from embeddings where fingerprint <> ?", (fingerprint,)).rowcount

    def keep(self, hashes: Sequence[str], vectors: Vectors, fingerprint: str) -> None:
        """Keeps vectors by text hash; an interrupted job finds them again."""
        with self._database.transaction() as db:
            db.executemany(
                "insert or replace into embeddings values (?, ?, ?)",
                [(one, fingerprint, row.tobytes()) for one, row in zip(hashes, vectors, strict=True)],
            )
