"""A full disk and a folder that cannot be written are sentences, and lose nothing."""

import errno
import os
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest.library import Library, LibraryError
from ingest.refresh import ingest, refresh
from ingest.trouble import told_as_sentence
from tests.ingest.killing import HashEncoder, all_of

#: Refreshes under a limit on the size of files, which looks like a full disk to whoever writes.
FULL = """
import resource, sys
from pathlib import Path
from ingest.library import Library, LibraryError
from ingest.refresh import refresh
from tests.ingest.killing import HashEncoder
library = Library(Path(sys.argv[1]), HashEncoder())
library.vectors.ids()
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), resource.RLIM_INFINITY))
try:
    refresh(library)
except LibraryError as error:
    sys.exit(f"{type(error).__name__}: {error}")
"""
#: Refreshes as a user who may not write.
AS_NOBODY = """
import os, sys
from pathlib import Path
from ingest.library import Library, LibraryError
from ingest.refresh import refresh
from tests.ingest.killing import HashEncoder
when, folder = sys.argv[1], Path(sys.argv[2])
try:
    if when == "before":
        os.setuid(65534)
    library = Library(folder, HashEncoder())
    library.vectors.ids()
    if when == "after":
        for path in [folder, *folder.rglob("*")]:
            path.chmod(0o555 if path.is_dir() else 0o444)
        os.setuid(65534)
    refresh(library)
except LibraryError as error:
    sys.exit(f"{type(error).__name__}: {error}")
"""


@pytest.fixture
def docs(tmp_path: Path) -> Path:
    folder = tmp_path / "docs"
    folder.mkdir()
    for n in range(5):
        (folder / f"{n}.md").write_text(f"# {n}\n\nRule {n}.\n")
    return folder


@pytest.fixture
def fast(tmp_path: Path, docs: Path) -> Iterator[Library]:
    opened = Library(tmp_path / "library", HashEncoder())
    ingest(opened, [docs])
    yield opened
    opened.close()


def run(script: str, *arguments: object) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-c", script, *(str(one) for one in arguments)]
    return subprocess.run(command, capture_output=True, text=True, env={**os.environ}, check=False)


@pytest.mark.slow
@pytest.mark.parametrize("limit", [2_000, 40_000, 150_000, 300_000])
def test_a_full_disk_is_a_sentence_and_loses_nothing(fast: Library, docs: Path, limit: int) -> None:
    before = all_of(fast)
    for n in range(5):
        (docs / f"{n}.md").write_text(
            f"# {n}\n\n" + "\n\n".join(f"New rule {n}.{k}. " * 20 for k in range(80))
        )
    done = run(FULL, fast.folder, limit)
    assert done.returncode == 1, done
    assert done.stderr.startswith("LibraryError: "), done.stderr
    assert "Nothing that was in the library is lost" in done.stderr
    assert "try again" in done.stderr or "make the folder writable" in done.stderr

    opened = Library(fast.folder, HashEncoder())
    assert opened.verify() == []
    kept = all_of(opened)["passages"]
    assert isinstance(kept, dict)
    for name, passages in kept.items():
        old = before["passages"][name]  # type: ignore[index]
        assert passages == old or len(passages) > len(old)  # each is wholly old or wholly new
    assert not refresh(opened).failed
    assert opened.verify() == []
    assert all("New rule" in opened.catalogue.of_document(f"{n}.md")[0].passage.text for n in range(5))
    opened.close()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")
@pytest.mark.parametrize("when", ["before", "after"])
def test_a_folder_that_cannot_be_written_is_a_sentence(docs: Path, when: str) -> None:
    with tempfile.TemporaryDirectory() as place:
        Path(place).chmod(0o755)
        folder = Path(place) / "library"
        library = Library(folder, HashEncoder())
        ingest(library, [docs])
        before = all_of(library)
        library.close()
        (docs / "1.md").write_text("# 1\n\nRule 1, changed.\n")
        done = run(AS_NOBODY, when, folder)
        assert done.returncode == 1, done
        assert done.stderr.startswith("LibraryError: The library folder "), done.stderr
        assert "cannot be" in done.stderr
        assert "--library" in done.stderr
        for path in [folder, *folder.rglob("*")]:
            path.chmod(0o755)
        opened = Library(folder, HashEncoder())
        assert opened.verify() == []
        assert all_of(opened) == before
        opened.close()


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), "is full"),
        (OSError(errno.EDQUOT, "Disk quota exceeded"), "is full"),
        (sqlite3.OperationalError("database or disk is full"), "is full"),
        (ValueError("IoError: No space left on device (os error 28)"), "is full"),
        (OSError(errno.EROFS, "Read-only file system"), "cannot be written"),
        (sqlite3.OperationalError("attempt to write a readonly database"), "cannot be written"),
        (sqlite3.OperationalError("disk I/O error"), "could not be written"),
    ],
)
def test_what_storage_says_becomes_a_sentence(error: Exception, said: str) -> None:
    with (
        pytest.raises(LibraryError, match=f"{said} .*Nothing that was in the library is lost"),
        told_as_sentence(Path("/srv/library")),
    ):
        raise error


@pytest.mark.parametrize("error", [ValueError("a bug"), KeyError("x"), LibraryError("A sentence.")])
def test_other_errors_stay_what_they_are(error: Exception) -> None:
    with pytest.raises(type(error)) as caught, told_as_sentence(Path("/srv/library")):
        raise error
    assert caught.value is error
