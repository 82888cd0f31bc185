"""What can go wrong with a library's folder, as sentences for the person who runs it."""

import errno
import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_FULL = re.compile(r"no space|disk (is )?full|quota|file too large|os error (27|28|122)\b", re.IGNORECASE)
_CLOSED = re.compile(r"read-?only|permission denied|os error (1|13|30)\b|unable to open", re.IGNORECASE)
_STORAGE = re.compile(r"disk i/o|i/o error|os error|ioerror|code: \d+|database", re.IGNORECASE)
_FULL_ERRORS = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_CLOSED_ERRORS = {errno.EROFS, errno.EACCES, errno.EPERM}


class LibraryError(Exception):
    """The library cannot be read or written; the message says why and what to do."""


@contextmanager
def told_as_sentence(folder: Path) -> Iterator[None]:
    """Turns what a file system, SQLite, tantivy or Chroma says of a folder into one sentence.

    Args:
        folder: the library's.

    Raises:
        LibraryError: the folder cannot be written; what the library held is as it was.
    """
    try:
        yield
    except LibraryError:
        raise
    except Exception as error:
        sentence = _sentence(folder, error)
        if sentence is None:
            raise
        raise LibraryError(sentence) from error


def _sentence(folder: Path, error: Exception) -> str | None:
    """Gives the sentence, or None for an error that is not about storage."""
    number = error.errno if isinstance(error, OSError) else None
    said = str(error)
    if number in _FULL_ERRORS or _FULL.search(said):
        return (
            f"The disk that holds the library {folder} is full ({said}). Nothing that was in the library is"
            " lost; free some space and try again."
        )
    if number in _CLOSED_ERRORS or _CLOSED.search(said):
        return (
            f"The library folder {folder} cannot be written ({said}). Nothing that was in the library is"
            " lost; make the folder writable, or name another one with --library."
        )
    from_storage = isinstance(error, (OSError, sqlite3.Error)) or type(error).__module__.startswith(
        "chromadb"
    )
    if from_storage or (isinstance(error, ValueError) and _STORAGE.search(said)):
        return (
            f"The library {folder} could not be written ({said}). Nothing that was in the library is lost;"
            " look at the disk and try again."
        )
    return None
