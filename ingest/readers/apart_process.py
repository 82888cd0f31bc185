"""The process in which readers run apart, as the process that started it sees it."""

import contextlib
import os
import pickle
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psutil

from ingest.readers.apart_worker import LIMITS, Reply, receive, send

_START_SECONDS = 60.0
_END_SECONDS = 10.0
_COMMAND = "import sys; from ingest.readers.apart_worker import serve; serve(int(sys.argv[1]))"
# Linux ends a worker with the thread that started it: this thread lives as long as the process
_starter = ThreadPoolExecutor(1, thread_name_prefix="reader-starter")


class Worker:
    """A fresh interpreter that reads one file after another.

    Attributes:
        late: it was stopped because its time was over.
    """

    def __init__(self) -> None:
        command = [sys.executable, "-c", _COMMAND, str(os.getpid())]
        # what this process can import, the other can
        folders = os.pathsep.join(folder or str(Path.cwd()) for folder in sys.path)
        self._process = _starter.submit(
            subprocess.Popen,
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": folders, "PYTHONSAFEPATH": "1"},
        ).result()
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._requests = self._process.stdin
        self._replies = self._process.stdout
        self._lock = threading.Lock()
        self.late = False

    @property
    def alive(self) -> bool:
        """Whether it runs."""
        return self._process.poll() is None

    @property
    def ended_by(self) -> signal.Signals | None:
        """The signal that ended it, if one did."""
        status = self._process.returncode
        return signal.Signals(-status) if status is not None and status < 0 else None

    def wait_until_ready(self) -> None:
        """Waits for its first message.

        Raises:
            EOFError: it ended instead.
        """
        with self._within(_START_SECONDS):
            receive(self._replies)

    def ask(self, request: bytes, seconds: float, memory: int) -> Reply:
        """Has it read a file.

        Raises:
            EOFError: it ended, by itself or because its time was over.
        """
        with self._within(seconds):
            try:
                send(self._requests, LIMITS.pack(seconds, memory))
                send(self._requests, request)
            except OSError as error:
                raise EOFError from error
            message = receive(self._replies)
        reply: Reply = pickle.loads(message)
        return reply

    def address_space(self) -> int:
        """Measures what it has taken of its memory limit; nothing when it has ended."""
        try:
            return int(psutil.Process(self._process.pid).memory_info().vms)
        except psutil.Error:
            return 0

    def reap(self) -> None:
        """Stops it, and learns how it ended when it closed its pipe by itself."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(_END_SECONDS)
        self.stop()

    def stop(self) -> None:
        """Ends it, and what it started."""
        with self._lock:
            self._end()
            self._process.wait()
        for pipe in (self._requests, self._replies):
            with contextlib.suppress(OSError):  # what could not be sent is not needed any more
                pipe.close()

    @contextlib.contextmanager
    def _within(self, seconds: float) -> Iterator[None]:
        timer = threading.Timer(seconds, self._expire)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()

    def _expire(self) -> None:
        with self._lock:
            if self._process.poll() is None:
                self.late = True
                self._end()

    def _end(self) -> None:
        if self._process.poll() is not None:
            return
        try:
            started = psutil.Process(self._process.pid).children(recursive=True)
        except psutil.Error:
            started = []
        self._process.kill()
        for process in started:
            with contextlib.suppress(psutil.NoSuchProcess):
                process.kill()
