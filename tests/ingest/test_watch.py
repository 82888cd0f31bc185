"""A live folder: what changes in it is in the library soon, and nothing else is looked at."""

import os
import queue
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest import watch as watch_module
from ingest.library import Library
from ingest.refresh import IngestReport, ingest
from ingest.watch import watch
from tests.ingest.killing import HashEncoder

pytestmark = pytest.mark.slow


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"# {path.stem}\n\n{text}\n", encoding="utf-8")


@pytest.fixture
def docs(tmp_path: Path) -> Path:
    write(tmp_path / "docs" / "one.md", "First rule.")
    write(tmp_path / "docs" / "sub" / "two.md", "Second rule.")
    write(tmp_path / "single" / "three.md", "Third rule.")
    write(tmp_path / "single" / "beside.md", "No source.")
    return tmp_path / "docs"


@pytest.fixture
def reports(
    tmp_path: Path, docs: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator["queue.Queue[IngestReport]"]:
    """Watches a library of two sources, one a folder and one a file, in a thread."""
    monkeypatch.setattr(watch_module, "LOOK_AGAIN", 0.5)
    monkeypatch.setattr(watch_module, "QUIET", 200)
    library = Library(tmp_path / "library", HashEncoder())
    ingest(library, [docs, docs.parent / "single" / "three.md"])
    told: queue.Queue[IngestReport] = queue.Queue()
    stop = threading.Event()
    thread = threading.Thread(target=watch, args=(library, None, None, told.put, stop))
    thread.start()
    assert told.get(timeout=60).unchanged == 3
    time.sleep(0.5)
    yield told
    stop.set()
    thread.join(timeout=30)
    assert not thread.is_alive()
    library.close()


def news(reports: "queue.Queue[IngestReport]") -> IngestReport:
    """Waits for a report in which something changed."""
    while not (report := reports.get(timeout=60)).has_news:
        pass
    return report


def test_a_change_is_taken_in_and_only_its_source_is_looked_at(
    reports: "queue.Queue[IngestReport]", docs: Path
) -> None:
    write(docs / "sub" / "two.md", "Second rule, changed.")
    report = news(reports)
    assert (report.updated, report.unchanged) == (1, 1)
    write(docs.parent / "single" / "beside.md", "Still no source.")
    write(docs.parent / "single" / "new.tmp", "Third rule, as editors write it.")
    (docs.parent / "single" / "new.tmp").rename(docs.parent / "single" / "three.md")
    report = news(reports)
    assert (report.updated, report.unchanged) == (1, 0)


def test_new_moved_and_vanished_files_are_seen(reports: "queue.Queue[IngestReport]", docs: Path) -> None:
    write(docs / "new" / "four.md", "Fourth rule.")
    assert news(reports).added == 1
    (docs / "sub" / "two.md").rename(docs / "second.md")
    assert news(reports).moved == 1
    (docs / "one.md").unlink()
    assert news(reports).removed == 1


def test_a_folder_that_goes_and_comes_back_is_followed(
    reports: "queue.Queue[IngestReport]", docs: Path
) -> None:
    away = docs.with_name("away")
    docs.rename(away)
    report = news(reports)
    assert (report.removed, len(report.failed)) == (0, 1)
    write(away / "one.md", "First rule, changed meanwhile.")
    away.rename(docs)
    report = news(reports)
    while report.failed:
        report = news(reports)
    assert report.updated == 1


def test_a_source_that_is_registered_meanwhile_is_watched(
    reports: "queue.Queue[IngestReport]", docs: Path, tmp_path: Path
) -> None:
    write(tmp_path / "more" / "five.md", "Fifth rule.")
    other = Library(tmp_path / "library", HashEncoder())
    ingest(other, [tmp_path / "more"])
    other.close()
    time.sleep(2)
    write(tmp_path / "more" / "five.md", "Fifth rule, changed.")
    while not news(reports).updated:
        pass  # it was new, if the watcher was quicker than the other process


@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGTERM])
def test_ctrl_c_ends_it_cleanly(tmp_path: Path, docs: Path, end: signal.Signals) -> None:
    library = Library(tmp_path / "library")
    shutil.rmtree(docs)
    library.close()
    command = [
        sys.executable,
        "-c",
        # a script's job in the background, as this test may be, ignores Ctrl-C, and hands that on
        "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "from app.cli import main; main()",
        "refresh",
        "--watch",
        "--library",
        str(tmp_path / "library"),
    ]
    with subprocess.Popen(
        command, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env={**os.environ}
    ) as job:
        assert job.stdout is not None
        assert job.stdout.readline().startswith("0 added")
        time.sleep(0.5)
        job.send_signal(end)
        try:
            out, said = job.communicate(timeout=30)
        finally:
            job.kill()
    assert (job.returncode, out) == (0, "")
    assert said.splitlines()[-1] == "No longer watching."
    assert "Traceback" not in said
