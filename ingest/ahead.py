"""Embeds what documents will need, in a thread of its own, while others are read and written.

Embedding is nearly all of the work of a job, and onnxruntime leaves the interpreter to others meanwhile. A
batch reaches across documents: many have a dozen passages, with which no core is busy for long. While one
batch is kept, the next is at the encoder.
"""

import sys
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
#: One is at the encoder, one before or after it.
_THREADS = 2
#: While one is at the encoder, the next has at least so many times as many passages, or `AT_ONCE`.
_GROWTH = 4
#: How soon Python lets another thread run, in seconds; with the usual 0.005, a core waits for its next texts.
_USUAL, _SWITCH = sys.getswitchinterval(), 0.0005


class Ahead:
    """Embeds passages in the order in which they are given.

    Vectors are kept in the library by the hash of their text, so what a killed job embedded is found again,
    and nothing of it is shown. The threads begin with the first passage.

    Args:
        library: whose encoder, and where vectors are kept.
        progress: told, by those threads, how many passages are embedded, of how many that were given.
    """

    def __init__(self, library: "Library", progress: Callable[[int, int], None]) -> None:
        self._library, self._progress = library, progress
        self._turn = threading.Condition()
        self._waiting: deque[Passage] = deque()
        self._seen: set[str] = set()
        self._given = self._taken = self._done = 0
        self._error: BaseException | None = None
        self._closed = False
        self._threads: list[threading.Thread] = []
        self._waits = 0  # who waits gives nothing more meanwhile
        #: How far it is once each batch is done, in their order, and which of them are.
        self._marks: deque[int] = deque()
        self._ended: set[int] = set()
        #: Texts of the batches that are done, in whatever order, and of those that are begun, by thread.
        self._embedded = 0
        self._begun: dict[int, int] = {}

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
            if todo and not self._threads:
                sys.setswitchinterval(_SWITCH)
                for _ in range(_THREADS):
                    self._threads.append(threading.Thread(target=self._run, name="embed", daemon=True))
                    self._threads[-1].start()
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
            self._waits += 1
            self._turn.notify_all()
            self._turn.wait_for(lambda: self._done >= mark or self._error is not None)
            self._waits -= 1
            if self._done < mark and self._error is not None:
                raise self._error

    def close(self) -> None:
        """Ends the threads after the batches that they are at; what waits is not embedded."""
        with self._turn:
            self._closed = True
            self._turn.notify_all()
        for thread in self._threads:
            thread.join()
        sys.setswitchinterval(_USUAL)

    def _run(self) -> None:
        try:
            while batch := self._next():
                mark, passages = batch
                self._library.embed(passages, self._told)
                self._end(mark, len(passages))
        except BaseException as error:  # whoever waits raises it
            with self._turn:
                self._error = error
                self._turn.notify_all()

    def _told(self, done: int, of: int) -> None:
        """Tells how far it is in all that was given, where a batch is so far."""
        with self._turn:
            self._begun[threading.get_ident()] = done
            so_far = self._embedded + sum(self._begun.values())
            self._progress(so_far, max(self._given, so_far - done + of))

    def _end(self, mark: int, size: int) -> None:
        """Notes that a batch is done, and how far it is without a gap."""
        with self._turn:
            self._begun.pop(threading.get_ident(), None)
            self._embedded += size
            self._ended.add(mark)
            while self._marks and self._marks[0] in self._ended:
                self._done = self._marks.popleft()
            self._progress(self._embedded + sum(self._begun.values()), self._given)
            self._turn.notify_all()

    def _next(self) -> tuple[int, list[Passage]] | None:
        with self._turn:
            self._turn.wait_for(lambda: self._is_worth() or self._closed or self._error is not None)
            if self._closed or self._error is not None:
                return None
            batch = list(islice(self._waiting, AT_ONCE))
            for _ in batch:
                self._waiting.popleft()
            self._taken += len(batch)
            self._marks.append(self._taken)
            return self._taken, batch

    def _is_worth(self) -> bool:
        """Says whether to begin a batch now: a small one is not worth it while another is at the encoder."""
        if not self._marks or self._waits:
            return bool(self._waiting)
        return len(self._waiting) >= min(AT_ONCE, _GROWTH * (self._marks[-1] - self._done))
