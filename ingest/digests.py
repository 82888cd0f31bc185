"""What the bytes of a file are, as a hash: the only thing that says whether it changed."""

import hashlib
import importlib.util
import os
from pathlib import Path

from ingest.walk import ICD10CM, Found

_PIECE = 1 << 20  # bytes that are read at once


def digest_of(found: Found) -> str:
    """Hashes a file's bytes.

    Raises:
        OSError: it cannot be read.
    """
    if found.key == ICD10CM:
        path = _icd10cm_file()
        if path is None:
            return ""  # reading it says what is wrong
        return _digest(str(path))
    return _digest(found.place)


def _digest(path: str) -> str:
    """Hashes bytes with as few calls of the system as there can be: most files of a folder are small."""
    digest = hashlib.sha256()
    file = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        while some := os.read(file, _PIECE):
            digest.update(some)
    finally:
        os.close(file)
    return digest.hexdigest()


def _icd10cm_file() -> Path | None:
    """Finds the tabular list without importing its package, which parses it for seconds."""
    package = importlib.util.find_spec("simple_icd_10_cm")
    for folder in (package.submodule_search_locations or []) if package else []:
        files = sorted(Path(folder, "data").glob("*tabular*.xml"))
        if len(files) == 1:
            return files[0]
    return None
