"""The sentences of passages and their vectors, made beforehand: a question encodes itself alone.

To encode the sentences of six passages takes ten times as long as to encode a question. Like the vectors of
rows they are made once the library is left to itself (`fill`), and a passage that has none yet is encoded by
the question that needs it, with the same result. Vectors are kept in 16-bit floats: cosines differ from those
of 32 bits by less than 0.0005.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ingest.database import Database, chunks
from ingest.documents import Passage
from ingest.encoder import Encoder, Vectors
from ingest.passages import sentences

#: By passage alone, so that the vectors of another model take the place of the old ones.
_SCHEMA = """
create table if not exists sentence_vectors (
    passage text primary key, fingerprint text not null, spans text not null, vectors blob not null);
create index if not exists sentences_known on sentence_vectors (fingerprint, passage);
"""


@dataclass(frozen=True)
class Sentences:
    """The sentences of a passage of running text.

    Attributes:
        spans: (start, end) of each, as offsets into its text.
        vectors: of each, shape (sentences, dimensions).
    """

    spans: tuple[tuple[int, int], ...]
    vectors: Vectors


class SentenceStore:
    """The sentences of the passages of a library.

    Args:
        database: the library's.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        database.script(_SCHEMA)

    def find(self, ids: Sequence[str], fingerprint: str) -> dict[str, Sentences]:
        """Fetches the sentences of passages, as far as they are made, by passage id."""
        found: dict[str, Sentences] = {}
        for some in chunks(list(ids)):
            sql = (
                "select passage, spans, vectors from sentence_vectors"
                f" where fingerprint = ? and passage in ({','.join('?' * len(some))})"
            )
            for row in self._database.rows(sql, [fingerprint, *some]):
                spans = tuple((int(start), int(end)) for start, end in json.loads(row["spans"]))
                if spans:
                    halves = np.frombuffer(row["vectors"], dtype=np.float16).reshape(len(spans), -1)
                    found[str(row["passage"])] = Sentences(spans, halves.astype(np.float32))
        return found

    def known(self, fingerprint: str) -> set[str]:
        """Names the passages whose sentences have vectors of this encoder."""
        rows = self._database.rows(
            "select passage from sentence_vectors where fingerprint = ?", (fingerprint,)
        )
        return {str(row["passage"]) for row in rows}

    def fill(self, passages: Sequence[Passage], encoder: Encoder) -> None:
        """Makes and keeps the sentences of passages of running text, of those that are still live then.

        Args:
            passages: which.
            encoder: whose fingerprint the vectors get.
        """
        spans = {one.id: sentences(one.text) for one in passages}
        texts = [one.text[start:end] for one in passages for start, end in spans[one.id]]
        vectors = encoder.encode_documents(texts).astype(np.float16)
        made, at = [], 0
        for one in passages:
            own = vectors[at : at + len(spans[one.id])]
            at += len(own)
            made.append((one.id, encoder.fingerprint, json.dumps(spans[one.id]), own.tobytes(), one.id))
        sql = (
            "insert or replace into sentence_vectors select ?, ?, ?, ? where exists"
            " (select 1 from placements p join versions v on v.id = p.version where v.live and p.passage = ?)"
        )
        with self._database.transaction() as db:
            db.executemany(sql, made)

    def drop(self, ids: Sequence[str]) -> None:
        """Drops the sentences of passages that are not live any more."""
        with self._database.transaction() as db:
            db.executemany("delete from sentence_vectors where passage = ?", [(one,) for one in ids])
