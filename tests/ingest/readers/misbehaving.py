"""Readers that misbehave, for the process in which readers run apart: it imports them by name."""

import os
import re
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

from ingest.documents import Block, Document, IngestError

MEGABYTE = 1_000_000
KEPT: list[bytes] = []


def sleep_for_ever(path: Path) -> None:
    time.sleep(3600)


def spin_in_c(path: Path) -> None:
    """Holds the interpreter's lock for hours, as a regular expression that backtracks does."""
    re.match(r"(a+)+$", "a" * 64 + "b")


def allocate_for_ever(path: Path) -> None:
    kept = []
    while True:
        kept.append(bytearray(10 * MEGABYTE))


def leave(path: Path) -> None:
    os._exit(3)


def crash(path: Path) -> None:
    os.kill(os.getpid(), signal.SIGSEGV)


def fail(path: Path) -> None:
    raise KeyError("no such font")


def exit_politely(path: Path) -> None:
    sys.exit("bye")


def refuse(path: Path) -> None:
    raise IngestError(path, "the table has no header.", "row 3")


def give_mixed(path: Path) -> list[Document | IngestError]:
    return [big(path, blocks=1), IngestError(f"{path}/inner.csv", "the file is empty.", "line 1")]


def give_a_lock(path: Path) -> object:
    return threading.Lock()


def big(path: Path, blocks: int = 100) -> Document:
    return Document(path.name, "Big", "0" * 64, tuple(Block(f"{n} " * MEGABYTE) for n in range(blocks)))


def process_id(path: Path) -> int:
    return os.getpid()


def print_much(path: Path) -> str:
    print("a reader's noise" * 1000)
    os.write(1, b"x" * 1000)
    return sys.stdin.read() + "done"


def modules(path: Path) -> set[str]:
    return set(sys.modules)


def append_while_reading(path: Path) -> str:
    text = path.read_text()
    with path.open("a") as file:
        file.write("more")
    return text


def replace_while_reading(path: Path) -> str:
    new = path.with_suffix(".new")
    new.write_text(path.read_text())
    new.rename(path)
    raise IngestError(path, "the PDF is damaged.")


def start_a_program_and_sleep(path: Path) -> None:
    program = subprocess.Popen(["sleep", "3600"])
    path.write_text(f"{os.getpid()} {program.pid}")
    time.sleep(3600)


def say_and_spin(path: Path) -> None:
    path.write_text(str(os.getpid()))
    spin_in_c(path)


def keep_much(path: Path) -> int:
    KEPT.append(b"x" * 300 * MEGABYTE)
    return os.getpid()
