"""The SQLite file of a library: one connection, one lock, all-or-nothing changes."""

import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

#: SQLite's oldest limit on parameters is 999.
LOOKUP = 500


def chunks(items: Sequence[str]) -> Iterator[Sequence[str]]:
    """Divides parameters so that each statement stays below SQLite's limit."""
    for start in range(0, len(items), LOOKUP):
        yield items[start : start + LOOKUP]


class Database:
    """A SQLite file that many threads use.

    Args:
        path: the file; made when it does not exist.
    """

    def __init__(self, path: Path) -> None:
        self._lock = threading.RLock()
        self._db = sqlite3.connect(path, check_same_thread=False, timeout=60, isolation_level=None)
        self._db.row_factory = sqlite3.Row
        self._db.execute("pragma journal_mode = wal")
        self._db.execute("pragma synchronous = full")

    def close(self) -> None:
        """Closes the file."""
        self._db.close()

    def script(self, sql: str) -> None:
        """Runs statements that make tables."""
        with self._lock:
            self._db.executescript(sql)

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """Everything within is written in one step, or nothing of it."""
        with self._lock:
            self._db.execute("begin immediate")
            try:
                yield self._db
            except BaseException:
                self._db.execute("rollback")
                raise
            self._db.execute("commit")

    def rows(self, sql: str, parameters: Sequence[object] = ()) -> list[sqlite3.Row]:
        """Reads the rows of a query."""
        with self._lock:
            return self._db.execute(sql, tuple(parameters)).fetchall()
