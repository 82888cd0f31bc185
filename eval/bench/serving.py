"""The app as a person runs it: a process of its own, asked over HTTP, and its memory looked at."""

import json
import os
import socket
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import psutil

from eval.bench.growing import BenchError

_COMMAND = [sys.executable, "-c", "from eval.cli import main; main()", "serve"]
_SECONDS, _LOOK_AGAIN = 1800.0, 0.05
_QUESTION = ["textbox", "state", "state"]


class Served:
    """A running server.

    Args:
        process: of ``citecoder serve``.
        address: where it listens.
    """

    def __init__(self, process: "subprocess.Popen[bytes]", address: str) -> None:
        self._process, self._address = process, address
        self._config: dict[str, Any] | None = None

    def ask(self, question: str) -> str:
        """Asks as the page does, once it is there.

        Returns:
            The conversation as the page shows it, as HTML.

        Raises:
            BenchError: there was no answer.
        """
        config = self._ready()
        ask = _event(config)
        session, api = uuid.uuid4().hex, f"{self._address}{config['api_prefix']}/queue"
        asked = {
            "data": [question, None, None],
            "fn_index": ask["id"],
            "trigger_id": ask["targets"][0][0],
            "session_hash": session,
        }
        httpx.post(f"{api}/join", json=asked, timeout=_SECONDS).raise_for_status()
        with httpx.stream("GET", f"{api}/data", params={"session_hash": session}, timeout=_SECONDS) as told:
            for line in told.iter_lines():
                message = json.loads(line.removeprefix("data:")) if line.startswith("data:") else {}
                if message.get("msg") == "process_completed":
                    shown = str(message.get("output"))
                    if not message.get("success") or "cc-answer" not in shown:
                        raise BenchError(f"The server did not answer {question!r}: {shown[:300]}")
                    return shown
        raise BenchError(f"The server ended the conversation before it answered {question!r}.")

    def resident(self) -> int:
        """Gives the bytes that the server and its processes hold in memory."""
        server = psutil.Process(self._process.pid)
        return sum(one.memory_info().rss for one in (server, *server.children(recursive=True)))

    def _ready(self) -> dict[str, Any]:
        until = time.monotonic() + _SECONDS
        while self._config is None:
            if self._process.poll() is not None:
                raise BenchError(f"The server ended with status {self._process.returncode}.")
            if time.monotonic() > until:
                raise BenchError(f"The server was not there after {_SECONDS:.0f} seconds.")
            try:
                self._config = dict(httpx.get(f"{self._address}/config", timeout=_SECONDS).json())
            except httpx.TransportError:
                time.sleep(_LOOK_AGAIN)
        return self._config


def _event(config: dict[str, Any]) -> dict[str, Any]:
    """Finds what the page does when a question is asked: it takes a textbox and two states."""
    kinds = {one["id"]: one["type"] for one in config["components"]}
    for one in config["dependencies"]:
        if [kinds[number] for number in one["inputs"]] == _QUESTION:
            return dict(one)
    raise BenchError("The page has no event that takes a question; the bench does not know this page.")


@contextmanager
def serve(library: Path) -> Iterator[Served]:
    """Runs ``citecoder serve`` on a library's folder, and ends it."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    command = [*_COMMAND, "--library", str(library), "--host", "127.0.0.1", "--port", str(port)]
    with tempfile.TemporaryFile() as log:
        process = subprocess.Popen(command, stdout=log, stderr=log, env={**os.environ})
        try:
            yield Served(process, f"http://127.0.0.1:{port}")
        except BenchError as error:
            log.seek(0)
            said = log.read().decode(errors="replace").strip()
            raise BenchError(f"{error} It said: {said[-1000:]}") from error
        finally:
            process.terminate()
            process.wait()


def first_answer(folder: Path, question: str) -> float:
    """Times from the start of ``serve`` on an empty folder to the first answer of the starter library."""
    begun = time.perf_counter()
    with serve(folder) as server:
        server.ask(question)
        return time.perf_counter() - begun


def resident(folder: Path, questions: Sequence[str]) -> tuple[int, float]:
    """Serves a library and asks.

    Returns:
        Bytes of resident memory after the questions, and seconds to the first answer.
    """
    begun = time.perf_counter()
    with serve(folder) as server:
        server.ask(questions[0])
        first = time.perf_counter() - begun
        for question in questions[1:]:
            server.ask(question)
        return server.resident(), first
