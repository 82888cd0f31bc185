"""A lock in a library's folder that says who holds it; the lock of a dead process is free by itself."""

import json
import logging
import os
import platform
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from filelock import FileLock, Timeout

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Holder:
    """Who holds a lock: the process, its machine, since when, and what for."""

    pid: int
    host: str
    since: str
    doing: str

    def __str__(self) -> str:
        return f"process {self.pid} on {self.host} ({self.doing} since {self.since})"


class BusyError(Exception):
    """Another process holds the lock; it is named."""

    def __init__(self, holder: str) -> None:
        self.holder = holder
        super().__init__(holder)


class Lock:
    """A lock that one thread of one process holds at a time; the kernel frees it when that process ends.

    Args:
        path: the lock file; beside it, who holds it is written.
        doing: what it is held for, as a word for others.
    """

    def __init__(self, path: Path, doing: str) -> None:
        self._lock = FileLock(path)
        self._told = path.with_suffix(".holder")
        self._doing = doing

    @contextmanager
    def held(self, seconds: float, waiting: Callable[[str], None] | None = None) -> Iterator[None]:
        """Holds the lock.

        Args:
            seconds: how long to wait for it.
            waiting: told who holds it, once, when it is not free.

        Raises:
            BusyError: it was not free in time.
            OSError: the folder cannot be written.
        """
        try:
            self._lock.acquire(timeout=0)
        except Timeout:
            if waiting is not None:
                waiting(self._named())
            try:
                self._lock.acquire(timeout=seconds)
            except Timeout:
                raise BusyError(self._named()) from None
        try:
            if self._lock.lock_counter == 1:
                now = datetime.now().astimezone().isoformat(timespec="seconds")
                self._tell(Holder(os.getpid(), platform.node(), now, self._doing))
            yield
        finally:
            self._lock.release()

    def _tell(self, holder: Holder) -> None:
        """Writes over what the last holder wrote; to empty the file first costs milliseconds on ext4."""
        said = json.dumps(asdict(holder)).encode()
        file = os.open(self._told, os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, 0o666)
        try:
            os.pwrite(file, said, 0)
            os.ftruncate(file, len(said))
        finally:
            os.close(file)

    def holder(self) -> str | None:
        """Names who holds it; None when it is free, or held by this very thread."""
        try:
            with self._lock.acquire(timeout=0):
                return None
        except Timeout:
            return self._named()

    def _named(self) -> str:
        try:
            return str(Holder(**json.loads(self._told.read_text())))
        except (OSError, ValueError, TypeError):  # it has the lock and has not written who it is yet
            return "another process"
