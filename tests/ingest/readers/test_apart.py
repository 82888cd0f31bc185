import functools
import logging
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from ingest.documents import Document, IngestError
from ingest.readers import read as read_file
from ingest.readers.apart import Apart, read_apart
from tests.ingest.readers.making import Page
from tests.ingest.readers.misbehaving import (
    MEGABYTE,
    allocate_for_ever,
    append_while_reading,
    big,
    crash,
    exit_politely,
    fail,
    give_a_lock,
    give_mixed,
    keep_much,
    leave,
    modules,
    print_much,
    process_id,
    refuse,
    replace_while_reading,
    sleep_for_ever,
    spin_in_c,
    start_a_program_and_sleep,
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "manual.txt"
    path.write_text("A rule.")
    return path


@pytest.fixture
def apart() -> Iterator[Apart]:
    opened = Apart()
    yield opened
    opened.close()


def wait_until(what: Callable[[], bool], seconds: float = 20) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if what():
            return True
        time.sleep(0.05)
    return what()


def gone(pid: int) -> bool:
    try:
        return bool(psutil.Process(pid).status() == psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return True


def test_a_real_file_comes_back_as_in_this_process(tmp_path: Path) -> None:
    page = Page(tmp_path)
    page.line("A rule is here.")
    path = page.done()
    assert read_apart(path, read_file) == read_file(path)
    assert read_apart(path, functools.partial(read_file, max_bytes=10**6)) == read_file(path)


def test_a_document_of_a_hundred_megabytes_comes_back(file: Path) -> None:
    assert read_apart(file, big) == big(file)


def test_one_process_reads_one_file_after_another_and_imports_only_the_readers(file: Path) -> None:
    assert read_apart(file, process_id) == read_apart(file, process_id) != os.getpid()
    loaded = read_apart(file, modules)
    assert not loaded & {"torch", "numpy", "gradio", "chromadb", "ingest.library"}


@pytest.mark.parametrize("hangs", [sleep_for_ever, spin_in_c])
def test_a_reader_that_hangs_is_stopped(apart: Apart, file: Path, hangs: Callable[[Path], None]) -> None:
    first = apart.read(file, process_id, seconds=60, memory=10**9)
    with pytest.raises(IngestError, match=r"after 1 seconds; split the file or raise CITECODER_READ_SECONDS"):
        apart.read(file, hangs, seconds=1, memory=10**9)
    assert not psutil.pid_exists(first)
    assert apart.read(file, process_id, seconds=60, memory=10**9) != first


def test_a_reader_that_eats_memory_is_stopped(file: Path) -> None:
    with pytest.raises(IngestError, match=r"more than 0\.4 GB of memory; .* raise CITECODER_READ_MEMORY"):
        read_apart(file, allocate_for_ever, memory=400 * MEGABYTE)
    assert read_apart(file, big, memory=4000 * MEGABYTE).title == "Big"


def test_a_process_that_keeps_much_memory_is_replaced(apart: Apart, file: Path) -> None:
    first = apart.read(file, keep_much, seconds=60, memory=10**9)
    assert apart.read(file, process_id, seconds=60, memory=10**9) != first


@pytest.mark.parametrize(
    ("reader", "message"),
    [
        (leave, "the reader crashed: the file is damaged, or it needs more than"),
        (crash, "the reader crashed with SIGSEGV: the file is damaged, or it needs more than"),
        (fail, "the reader failed on this file: KeyError: 'no such font'; please report it."),
        (exit_politely, "the reader failed on this file: SystemExit: bye; please report it."),
        (
            give_a_lock,
            "the reader failed on this file: TypeError: cannot pickle '_thread.lock' object; please",
        ),
    ],
)
def test_a_reader_that_dies_or_fails_is_a_sentence_about_the_file(
    file: Path, reader: Callable[[Path], object], message: str
) -> None:
    with pytest.raises(IngestError) as caught:
        read_apart(file, reader)
    assert caught.value.message.startswith(message)
    assert caught.value.path == str(file)
    assert read_apart(file, process_id)


def test_the_log_has_the_traceback_of_a_reader_that_failed(
    file: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR), pytest.raises(IngestError):
        read_apart(file, fail)
    assert "misbehaving.py" in caplog.text
    assert "in fail" in caplog.text


def test_a_refusal_comes_back_whole(file: Path) -> None:
    with pytest.raises(IngestError) as caught:
        read_apart(file, refuse)
    error = caught.value
    assert (error.path, error.message, error.where) == (str(file), "the table has no header.", "row 3")
    assert str(error) == f"{file} (row 3): the table has no header."


def test_refusals_in_a_list_come_back_whole(file: Path) -> None:
    document, error = read_apart(file, give_mixed)
    assert isinstance(document, Document)
    assert isinstance(error, IngestError)
    assert str(error) == f"{file}/inner.csv (line 1): the file is empty."


def test_what_a_reader_prints_does_not_disturb(file: Path) -> None:
    assert read_apart(file, print_much) == "done"


@pytest.mark.parametrize("changing", [append_while_reading, replace_while_reading])
def test_a_file_that_changes_while_it_is_read_is_refused(file: Path, changing: Callable[[Path], str]) -> None:
    with pytest.raises(IngestError, match="the file changed while it was read; give it again"):
        read_apart(file, changing)


def test_threads_read_side_by_side_and_outlive_each_other(apart: Apart, file: Path) -> None:
    found: list[int] = []

    def run() -> None:
        found.append(apart.read(file, process_id, seconds=60, memory=10**9))

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 4
    # the process that a thread started stays when the thread is gone
    assert apart.read(file, process_id, seconds=60, memory=10**9) in found
    apart.close()
    assert all(gone(pid) for pid in found)


def test_what_a_stopped_reader_had_started_is_stopped_too(file: Path) -> None:
    with pytest.raises(IngestError, match="after 2 seconds"):
        read_apart(file, start_a_program_and_sleep, seconds=2)
    assert all(wait_until(functools.partial(gone, int(pid))) for pid in file.read_text().split())


@pytest.mark.parametrize("ending", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_a_reader_ends_with_the_process_that_asked_for_it(file: Path, ending: signal.Signals) -> None:
    file.write_text("")
    script = (
        # a script's job in the background, as this test may be, ignores Ctrl-C, and hands that on
        "import signal; signal.signal(signal.SIGINT, signal.default_int_handler);"
        "from pathlib import Path; from ingest.readers.apart import read_apart;"
        "from tests.ingest.readers.misbehaving import say_and_spin;"
        f"read_apart(Path({str(file)!r}), say_and_spin)"
    )
    parent = subprocess.Popen([sys.executable, "-c", script], stderr=subprocess.PIPE)
    assert wait_until(lambda: bool(file.read_text()))
    pid = int(file.read_text())
    parent.send_signal(ending)
    assert wait_until(functools.partial(gone, pid))
    _, errors = parent.communicate(timeout=20)
    assert (ending == signal.SIGINT) == (b"KeyboardInterrupt" in errors)
