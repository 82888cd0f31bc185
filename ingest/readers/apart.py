"""Runs a reader in a process of its own, so that a file on which it hangs, eats memory or crashes is refused.

A process that is started anew for each file would cost a fraction of a second, so one is kept warm. It is
started as a fresh interpreter: the parent holds threads, an index and torch, which a fork would copy.
"""

import atexit
import logging
import pickle
import signal
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from ingest.documents import IngestError
from ingest.readers.apart_process import Worker

SECONDS = 300.0
MEMORY_BYTES = 4 << 30

T = TypeVar("T")
_SPENT = 4  # a worker that keeps more than this part of the memory limit reads no further file
_IDLE = 1  # workers that are kept for the next file
_log = logging.getLogger(__name__)


def read_apart(
    path: Path, read: Callable[[Path], T], *, seconds: float = SECONDS, memory: int = MEMORY_BYTES
) -> T:
    """Reads a file in another process, and stops it at its limits.

    Args:
        path: the file.
        read: what reads it; it is sent by name, so it is a function of a module or a ``functools.partial`` of
            one, and what it returns can be pickled.
        seconds: how long reading may take.
        memory: how many bytes of address space the process may have.

    Returns:
        What the function returned.

    Raises:
        IngestError: the function raised it; or it failed otherwise, crashed or was stopped at a limit; or the
            file changed while it was read.
    """
    return _shared.read(path, read, seconds=seconds, memory=memory)


class Apart:
    """Keeps a warm process for reading; it may be used by several threads at once."""

    def __init__(self) -> None:
        self._idle: list[Worker] = []
        self._lock = threading.Lock()

    def read(self, path: Path, read: Callable[[Path], T], *, seconds: float, memory: int) -> T:
        """Reads a file as `read_apart` does."""
        request = pickle.dumps((path, read))
        worker = self._take(path)
        try:
            reply = worker.ask(request, seconds, memory)
        except EOFError:
            worker.reap()
            raise IngestError(path, _why_ended(worker, seconds, memory)) from None
        except BaseException:  # Ctrl-C too
            worker.stop()
            raise
        if reply.out_of_memory or worker.address_space() > memory // _SPENT:
            worker.stop()
        else:
            self._keep(worker)
        if reply.refusal is not None:
            raise reply.refusal
        if reply.out_of_memory:
            raise IngestError(path, f"reading was stopped: {_memory(memory)}")
        if reply.failure:
            _log.error("The reader failed on %s:\n%s", path, reply.traceback)
            raise IngestError(path, f"the reader failed on this file: {reply.failure}; please report it.")
        return reply.result  # type: ignore[return-value]  # what `read` gave in the other process

    def close(self) -> None:
        """Ends the processes that wait for a file."""
        with self._lock:
            idle, self._idle = self._idle, []
        for worker in idle:
            worker.stop()

    def _take(self, path: Path) -> "Worker":
        while (worker := self._waiting()) is not None:
            if worker.alive:
                return worker
            worker.stop()
        worker = Worker()
        try:
            worker.wait_until_ready()
        except EOFError:
            worker.stop()
            message = "the process that reads files could not be started; the log says why."
            raise IngestError(path, message) from None
        except BaseException:
            worker.stop()
            raise
        return worker

    def _waiting(self) -> "Worker | None":
        with self._lock:
            return self._idle.pop() if self._idle else None

    def _keep(self, worker: "Worker") -> None:
        with self._lock:
            if len(self._idle) < _IDLE:
                self._idle.append(worker)
                return
        worker.stop()


def _why_ended(worker: Worker, seconds: float, memory: int) -> str:
    if worker.late or worker.ended_by == signal.SIGALRM:
        return (
            f"reading was stopped after {seconds:g} seconds; split the file or raise CITECODER_READ_SECONDS."
        )
    if worker.ended_by == signal.SIGINT:
        return "reading was interrupted; give the file again."
    if worker.ended_by == signal.SIGKILL:  # nobody here did: the kernel ends what eats the memory of all
        return f"reading was stopped: {_memory(memory)}"
    how = f" with {worker.ended_by.name}" if worker.ended_by else ""
    return f"the reader crashed{how}: the file is damaged, or {_memory(memory)}"


def _memory(limit: int) -> str:
    return (
        f"it needs more than {limit / 1e9:.1f} GB of memory; get the file again, split it, or raise"
        " CITECODER_READ_MEMORY."
    )


_shared = Apart()
atexit.register(_shared.close)
