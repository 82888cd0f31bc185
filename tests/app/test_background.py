"""Vectors of rows are made while the chat answers, and nothing stops that for good."""

import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from app import background
from app.background import embed_in_background
from ingest.library import Library, LibraryError
from tests.app.fees import HCPCS, put


class Stopped(BaseException):
    """Ends the thread of a test."""


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(background, "PAUSE_SECONDS", 0.01)
    monkeypatch.setattr(background, "IDLE_SECONDS", 0.02)
    monkeypatch.setattr(threading, "excepthook", lambda found: None)


def run(library: Library, monkeypatch: pytest.MonkeyPatch, embed: Callable[[int], int], rounds: int) -> None:
    """Runs the thread for some rounds, each of which calls `embed` with its number."""
    calls = iter(range(rounds))

    def stepping(most: int) -> int:
        number = next(calls, None)
        if number is None:
            raise Stopped
        return embed(number)

    monkeypatch.setattr(library, "embed_waiting", stepping)
    thread = embed_in_background(library)
    thread.join(timeout=60)
    assert not thread.is_alive()
    assert next(calls, None) is None


def test_rows_get_their_vectors_and_later_ones_too(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(background, "STEP", 2)
    put(library, tmp_path, "codes.csv", HCPCS)
    assert len(library.waiting()) == 5
    original, real = library.embed_waiting, threading.Event()

    def embed(number: int) -> int:
        if number == 4:
            put(library, tmp_path, "more.csv", HCPCS.replace("J1885", "J1886"))
        real.set()
        return original(most=2)

    run(library, monkeypatch, embed, 9)
    assert real.is_set()
    assert library.waiting() == []
    assert library.verify() == []


@pytest.mark.parametrize("error", [LibraryError("another process writes"), RuntimeError("no memory")])
def test_an_error_is_tried_again(
    library: Library, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, error: Exception
) -> None:
    caplog.set_level("INFO", "app.background")
    done: list[int] = []

    def embed(number: int) -> int:
        if number == 0:
            raise error
        done.append(number)
        return 0

    run(library, monkeypatch, embed, 3)
    assert done == [1, 2]
    assert str(error) in caplog.text


def test_the_thread_ends_with_the_process(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    begun = threading.Event()

    def embed(most: int) -> int:
        if begun.is_set():
            raise Stopped
        begun.set()
        return 0

    monkeypatch.setattr(library, "embed_waiting", embed)
    thread = embed_in_background(library)
    assert thread.daemon
    assert begun.wait(10)
    thread.join(10)


def test_others_have_the_processors_between_two_steps(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    times: list[float] = []
    monkeypatch.setattr(background, "PAUSE_SECONDS", 0.2)

    def embed(number: int) -> int:
        times.append(time.monotonic())
        return 1

    run(library, monkeypatch, embed, 3)
    assert all(later - sooner >= 0.2 for sooner, later in zip(times, times[1:], strict=False))
