"""Two jobs at once: the second waits or says for whom; the lock of a dead process is free."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from ingest import library as library_module
from ingest import refresh as refresh_module
from ingest.library import Library, LibraryError
from ingest.lock import BusyError, Lock
from ingest.refresh import ingest, refresh, refreshing
from tests.ingest.killing import HashEncoder

HOLD = """
import sys, time
from pathlib import Path
from ingest.lock import Lock
with Lock(Path(sys.argv[1]), "refreshing").held(0):
    print("held", flush=True)
    time.sleep(600)
"""


@contextmanager
def holding(path: Path) -> Iterator["subprocess.Popen[str]"]:
    """Has another process hold a lock."""
    with subprocess.Popen([sys.executable, "-c", HOLD, str(path)], stdout=subprocess.PIPE, text=True) as job:
        assert job.stdout is not None
        assert job.stdout.readline() == "held\n"
        try:
            yield job
        finally:
            job.kill()


@pytest.fixture
def fast(tmp_path: Path) -> Iterator[Library]:
    opened = Library(tmp_path / "library", HashEncoder())
    yield opened
    opened.close()


def test_who_holds_a_lock_is_named_and_a_dead_one_holds_nothing(tmp_path: Path) -> None:
    lock = Lock(tmp_path / "refresh.lock", "refreshing")
    assert lock.holder() is None
    told: list[str] = []
    with holding(tmp_path / "refresh.lock") as other:
        named = lock.holder()
        assert named is not None
        assert f"process {other.pid} on " in named
        assert "(refreshing since 20" in named
        with pytest.raises(BusyError, match=f"process {other.pid}"), lock.held(0.1, told.append):
            pass
        assert told == [named]
        other.send_signal(signal.SIGKILL)
        other.wait()
        with lock.held(0):
            assert lock.holder() is None  # held by this thread itself
    assert lock.holder() is None


def test_a_lock_is_waited_for_and_may_be_held_within_itself(tmp_path: Path) -> None:
    lock = Lock(tmp_path / "write.lock", "writing")
    order: list[str] = []
    begun = threading.Event()

    def first() -> None:
        with lock.held(0), lock.held(0):
            begun.set()
            time.sleep(0.3)
            order.append("first")

    thread = threading.Thread(target=first)
    thread.start()
    begun.wait()
    with lock.held(10):
        order.append("second")
    thread.join()
    assert order == ["first", "second"]


def test_a_holder_that_has_not_said_who_it_is_is_another_process(tmp_path: Path) -> None:
    with holding(tmp_path / "refresh.lock"):
        (tmp_path / "refresh.holder").write_text("{")
        assert Lock(tmp_path / "refresh.lock", "refreshing").holder() == "another process"


def test_a_second_refresh_says_whom_it_waits_for(
    fast: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "rule.md").write_text("# Rule\n\nA rule.\n")
    ingest(fast, [tmp_path / "rule.md"])
    monkeypatch.setattr(refresh_module, "WAIT_SECONDS", 0.2)
    with holding(fast.folder / "refresh.lock") as other:
        assert str(other.pid) in (refreshing(fast) or "")
        with pytest.raises(LibraryError, match=f"is being refreshed by process {other.pid} on "):
            refresh(fast)
        assert refresh(fast, dry_run=True).unchanged == 1
        other.kill()
        other.wait()
        assert refresh(fast).unchanged == 1


def test_a_writer_waits_for_another_and_says_so_when_it_takes_too_long(
    fast: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "rule.md").write_text("# Rule\n\nA rule.\n")
    monkeypatch.setattr(library_module, "WRITING_SECONDS", 0.2)
    with (
        holding(fast.folder / "write.lock") as other,
        pytest.raises(LibraryError, match=f"process {other.pid} on .* has been writing to"),
    ):
        ingest(fast, [tmp_path / "rule.md"])
    assert ingest(fast, [tmp_path / "rule.md"]).added == 1


@pytest.mark.slow
def test_two_refreshes_at_once_end_with_the_same_library(fast: Library, tmp_path: Path) -> None:
    docs = tmp_path / "docs"
    docs.mkdir()
    for n in range(12):
        (docs / f"{n}.md").write_text(f"# {n}\n\nRule {n}.\n")
    ingest(fast, [docs])
    for n in range(0, 12, 2):
        (docs / f"{n}.md").write_text(f"# {n}\n\nRule {n}, changed.\n")
    command = [sys.executable, "-m", "tests.ingest.killing", str(fast.folder), "run"]
    jobs = [subprocess.Popen(command, stdout=subprocess.PIPE, env={**os.environ}) for _ in range(3)]
    assert [job.wait() for job in jobs] == [0, 0, 0]
    for job in jobs:
        assert job.stdout is not None
        job.stdout.close()
    assert refresh(fast).unchanged == 12
    assert fast.verify() == []
    assert len(fast.vectors.ids()) == 12
