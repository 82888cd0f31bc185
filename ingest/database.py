"""The SQLite file of a library: one connection, one lock, all-or-nothing changes."""

import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

#: SQLite's oldest limit on parameters is 999.
LOOKUP = 500


def chunks(items: Sequence[str]) -> Iterator[Sequence[str]]:
    """Divides parameters so that each statement stays below SQLite's limit."""
    for start in range(0, len(items), LOOKUP):
        yield items[start : start + LOOKUP]


class Database:
    """A SQLite file that many threads use; who reads does not wait for who writes.

    Args:
        path: the file; made when it does not exist.
    """

    def __init__(self, path: Path) -> None:
        self._lock, self._reading = threading.RLock(), threading.RLock()
        self._db = _connect(path)
        self._db.execute("pragma journal_mode = wal")
        self._db.execute("pragma synchronous = full")
        self._reader = _connect(path)
        self._reader.execute("pragma query_only = on")

    def close(self) -> None:
        """Closes the file."""
        self._reader.close()
        self._db.close()

    def script(self, sql: str) -> None:
        """Runs statements that make tables."""
        with self._lock:
            self._db.executescript(sql)

    @contextmanager
    def transaction(self, *, durable: bool = True) -> Iterator[sqlite3.Connection]:
        """Everything within is written in one step, or nothing of it.

        Args:
            durable: waits until the disk has it; without, a power failure may undo it, and nothing else may.
        """
        with self._lock:
            if not durable:
                self._db.execute("pragma synchronous = normal")
            try:
                self._db.execute("begin immediate")
                try:
                    yield self._db
                    self._db.execute("commit")
                except BaseException:
                    if self._db.in_transaction:  # SQLite may have rolled back by itself, on a full disk
                        self._db.execute("rollback")
                    raise
            finally:
                if not durable:
                    self._db.execute("pragma synchronous = full")

    def rows(self, sql: str, parameters: Sequence[object] = ()) -> list[sqlite3.Row]:
        """Reads the rows of a query, from what is written; a transaction under way is not seen."""
        with self._reading:
            return self._reader.execute(sql, tuple(parameters)).fetchall()

    def tuples(self, sql: str) -> list[tuple[Any, ...]]:
        """Reads as `rows` does, without names of the columns: for thousands of rows at once."""
        with self._reading:
            cursor = self._reader.cursor()
            cursor.row_factory = None
            return cursor.execute(sql).fetchall()

    def vacuum(self) -> None:
        """Gives the space of deleted rows back to the disk."""
        with self._lock:
            self._db.execute("vacuum")
            self._db.execute("pragma wal_checkpoint(truncate)")


def _connect(path: Path) -> sqlite3.Connection:
    db = sqlite3.connect(path, check_same_thread=False, timeout=60, isolation_level=None)
    db.row_factory = sqlite3.Row
    return db
