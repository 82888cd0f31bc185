"""Writes documents, several at once, as soon as what they need is embedded.

Each is switched to its new version in a step of its own; what several share is the change of the indexes
before that, which costs as much for one document as for ten.
"""

import time
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from ingest.ahead import Ahead
from ingest.documents import Version
from ingest.library import Library
from ingest.report import IngestReport, Taken, Watcher
from ingest.sources import FileRecord

#: Passages that may wait beside those of the document that is written next: no more files are read then.
_MOST_WAITING = 1024
#: What is ready is written when it has so many passages, or when nothing was written for so long.
_WORTH_WRITING, _SECONDS = 512, 2.0


@dataclass(frozen=True)
class Read:
    """A file that was read, or that need not be.

    Attributes:
        path: where it lies.
        outcome: what becomes of it, as a word for the watcher; None when more is to come of it.
        begun: when its reading was begun, by `time.perf_counter`.
        versions: of its documents, to be written.
        record: what the file was, to be kept once they are; None when it is not to be.
    """

    path: Path
    outcome: str | None
    begun: float
    versions: tuple[Version, ...] = ()
    record: FileRecord | None = None


class Writing:
    """Embeds and writes files in the order in which they are given.

    Args:
        library: where to.
        report: gets each document that is written.
        watcher: told of the embedding, and of each file that is written.
    """

    def __init__(self, library: Library, report: IngestReport, watcher: Watcher) -> None:
        self._library, self._report, self._watcher = library, report, watcher
        self._ahead = Ahead(library, watcher.embedding)
        self._waiting: deque[tuple[int, Read]] = deque()
        self._passages = 0
        self._wrote = time.perf_counter()

    def add(self, file: Read) -> None:
        """Takes a file in hand, and writes what is ready; waits when too much would wait.

        Raises:
            LibraryError: the library cannot be written.
        """
        mark = self._ahead.add([one for version in file.versions for one in self._library.new_texts(version)])
        self._waiting.append((mark, file))
        self._passages += _size(file)
        while len(self._waiting) > 1 and self._passages - _size(self._waiting[0][1]) > _MOST_WAITING:
            self._write_next()
        ready = self._ready()
        enough = sum(map(_size, ready)) >= _WORTH_WRITING
        if ready and (enough or time.perf_counter() - self._wrote >= _SECONDS):
            self._write(ready)

    def finish(self) -> None:
        """Waits until all is written.

        Raises:
            LibraryError: the library cannot be written.
        """
        while self._waiting:
            self._write_next()

    def close(self) -> None:
        """Ends; what waits is left out, and the next job finds it new."""
        self._ahead.close()

    def _write_next(self) -> None:
        self._ahead.wait(self._waiting[0][0])
        self._write(self._ready())

    def _ready(self) -> list[Read]:
        """Lists the first of those that wait, as many as are embedded; not more than are worth writing."""
        ready: list[Read] = []
        passages = 0
        for mark, file in self._waiting:
            if passages >= _WORTH_WRITING or not self._ahead.is_done(mark):
                break
            ready.append(file)
            passages += _size(file)
        return ready

    def _write(self, ready: Sequence[Read]) -> None:
        for versions in _apart([version for file in ready for version in file.versions]):
            self._library.put_all(versions)
        self._library.sources.keep(file.record for file in ready if file.record is not None)
        for file in ready:
            self._report.documents += [_told(version, file.begun) for version in file.versions]
            if file.outcome is not None:
                self._watcher.done(file.path, file.outcome)
            self._waiting.popleft()
            self._passages -= _size(file)
        self._wrote = time.perf_counter()


def _told(version: Version, begun: float) -> Taken:
    rows = sum(one.row is not None for one in version.passages)
    seconds = round(time.perf_counter() - begun, 3)
    return Taken(version.document.name, len(version.passages), rows, seconds)


def _size(file: Read) -> int:
    return sum(len(version.passages) for version in file.versions)


def _apart(versions: Sequence[Version]) -> Iterator[list[Version]]:
    """Divides versions so that no two of one document are written at once."""
    group: dict[str, Version] = {}
    for version in versions:
        if version.document.name in group:
            yield list(group.values())
            group = {}
        group[version.document.name] = version
    if group:
        yield list(group.values())
