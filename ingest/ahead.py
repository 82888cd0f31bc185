"""Embeds what documents will need, in a thread of its own, while others are read and written.

Embedding is nearly all of the work of a job, and onnxruntime leaves the interpreter to others meanwhile. A
batch reaches across documents: many have a dozen passages, with which no core is busy for long.
"""

import threading
from collections import deque
from collections.abc import Callable, Sequence
from itertools import islice
from typing import TYPE_CHECKING

from ingest.documents import Passage
from ingest.embeddings import text_hash

if TYPE_CHECKING:
    from ingest.library import Library

#: Passages of one batch: enough to keep the cores busy, and few enough that the first are soon written.
AT_ONCE = 256


class Ahead:
    """Embeds passages in the order in which they are given.

    Vectors are kept in the library by the hash of their text, so what a killed job embedded is found again,
    and nothing of it is shown. The thread begins with the first passage.

    Args:
        library: whose encoder, and where vectors are kept.
        progress: told, by that thread, how many passages are embedded, of how many that were given.
    """

    def __init__(self, library: "Library", progress: Callable[[int, int], None]) -> None:
        self._library, self._progress = library, progress
        self._turn = threading.Condition()
        self._waiting: deque[Passage] = deque()
        self._seen: set[str] = set()
        self._given = self._done = 0
        self._error: BaseException | None = None
        self._closed = False
        self._thread: threading.Thread | None = None

    def add(self, passages: Sequence[Passage]) -> int:
        """Gives passages to embed; those whose text has a vector, or was given before, are left out.

        Args:
            passages: of running text.

        Returns:
            What to ask `is_done` and `wait` for.
        """
        texts = {text_hash(one.embedded_text): one for one in passages}
        new = [one for one in texts if one not in self._seen]
        known = self._library.embeddings.known(new, self._library.fingerprint)
        with self._turn:
            self._seen.update(new)
            todo = [texts[one] for one in new if one not in known]
            self._waiting += todo
            self._given += len(todo)
            if todo and self._thread is None:
                self._thread = threading.Thread(target=self._run, name="embed", daemon=True)
                self._thread.start()
            self._turn.notify_all()
            return self._given

    def is_done(self, mark: int) -> bool:
        """Says whether all that was given up to a mark is embedded."""
        return self._done >= mark

    def wait(self, mark: int) -> None:
        """Waits until all that was given up to a mark is embedded.

        Raises:
            LibraryError: the disk is full, or the library got another embedding model meanwhile.
            EncoderError: the model cannot be used.
        """
        with self._turn:
            self._turn.wait_for(lambda: self._done >= mark or self._error is not None)
            if self._done < mark and self._error is not None:
                raise self._error

    def close(self) -> None:
        """Ends the thread after the batch that it is at; what waits is not embedded."""
        with self._turn:
            self._closed = True
            self._turn.notify_all()
        if self._thread is not None:
            self._thread.join()

    def _run(self) -> None:
        try:
            while batch := self._next():
                self._library.embed(batch, self._told)
                with self._turn:
                    self._done += len(batch)
                    self._turn.notify_all()
        except BaseException as error:  # whoever waits raises it
            with self._turn:
                self._error = error
                self._turn.notify_all()

    def _told(self, done: int, of: int) -> None:
        """Tells how far it is in all that was given, where a batch is so far."""
        self._progress(self._done + done, self._done + of + len(self._waiting))

    def _next(self) -> list[Passage]:
        with self._turn:
            self._turn.wait_for(lambda: self._waiting or self._closed)
            if self._closed:
                return []
            batch = list(islice(self._waiting, AT_ONCE))
            for _ in batch:
                self._waiting.popleft()
            return batch
