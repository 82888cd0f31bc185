"""The process in which readers run apart: takes a request from a pipe, reads, and sends the reply back.

It imports the readers and nothing else, so that it starts in a fraction of a second.
"""

import contextlib
import copyreg
import ctypes
import importlib
import os
import pickle
import resource
import signal
import struct
import sys
import textwrap
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from ingest.documents import IngestError

LIMITS = struct.Struct("!dQ")  # seconds, bytes of memory
_SIZE = struct.Struct("!Q")
_PR_SET_PDEATHSIG = 1  # from <linux/prctl.h>
_REASON = 300  # letters of it that a person is shown
_GRACE = 10.0  # seconds after its limit at which a worker that nobody stopped ends by itself


@dataclass(frozen=True)
class Reply:
    """What became of a file.

    Attributes:
        result: what the reader returned.
        refusal: the error it raised for the person who gave the file.
        failure: type and message of any other exception, or an empty string.
        traceback: where that was raised.
        out_of_memory: the reader reached the memory limit.
    """

    result: object = None
    refusal: IngestError | None = None
    failure: str = ""
    traceback: str = ""
    out_of_memory: bool = False


def _rebuilt(error: IngestError) -> tuple[type[IngestError], tuple[str, str, str]]:
    return IngestError, (error.path, error.message, error.where)


# an exception is pickled with the one argument that Exception was given, and IngestError takes three
copyreg.pickle(IngestError, _rebuilt)


def send(pipe: IO[bytes], message: bytes) -> None:
    """Sends a message through a pipe."""
    pipe.write(_SIZE.pack(len(message)))
    pipe.write(message)
    pipe.flush()


def receive(pipe: IO[bytes]) -> bytes:
    """Receives a message from a pipe.

    Raises:
        EOFError: the other end was closed.
    """
    size = pipe.read(_SIZE.size)
    if len(size) < _SIZE.size:
        raise EOFError
    message = pipe.read(_SIZE.unpack(size)[0])
    if len(message) < _SIZE.unpack(size)[0]:
        raise EOFError
    return message


def serve(parent: int) -> None:
    """Reads files until the parent process ends or closes the pipe.

    Args:
        parent: process id of the parent.
    """
    _end_with(parent)
    requests, replies = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(2, 1)  # a reader that prints must not write into the replies
    importlib.import_module("ingest.readers")
    send(replies, b"")
    while True:
        try:
            seconds, memory = LIMITS.unpack(receive(requests))
            request = receive(requests)
        except EOFError:
            return
        send(replies, _reply(request, seconds, memory))


def _end_with(parent: int) -> None:
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:  # it ended before the signal was asked for
        os._exit(1)


def _reply(request: bytes, seconds: float, memory: int) -> bytes:
    with contextlib.suppress(MemoryError), _limits(seconds, memory):  # with the exception goes what was read
        return _read(request)
    return pickle.dumps(Reply(out_of_memory=True))


@contextlib.contextmanager
def _limits(seconds: float, memory: int) -> Iterator[None]:
    before = resource.getrlimit(resource.RLIMIT_AS)
    known = [limit for limit in (memory, *before) if limit != resource.RLIM_INFINITY]
    resource.setrlimit(resource.RLIMIT_AS, (min(known), before[1]))
    signal.setitimer(signal.ITIMER_REAL, seconds + _GRACE)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        resource.setrlimit(resource.RLIMIT_AS, before)


def _read(request: bytes) -> bytes:
    try:
        path, read = pickle.loads(request)
        return pickle.dumps(Reply(_unchanged(path, read)))
    except IngestError as error:
        return pickle.dumps(Reply(refusal=error))
    except MemoryError:
        raise
    except BaseException as error:  # whatever a parser raises, SystemExit too, is this file's failure
        reason = textwrap.shorten(f"{type(error).__name__}: {error}", _REASON)
        return pickle.dumps(Reply(failure=reason, traceback=traceback.format_exc()))


def _unchanged(path: Path, read: Callable[[Path], object]) -> object:
    before = _state(path)
    try:
        return read(path)
    finally:
        if before is not None and _state(path) != before:
            raise IngestError(path, "the file changed while it was read; give it again.")


def _state(path: Path) -> tuple[int, int, int] | None:
    try:
        found = path.stat()
    except OSError:  # the reader says why it cannot be opened
        return None
    return found.st_ino, found.st_size, found.st_mtime_ns
