"""The hash of a file's bytes, which alone says whether it changed."""

import hashlib
import os
from pathlib import Path

import pytest

from ingest.digests import digest_of
from ingest.sources import FILE, Source
from ingest.walk import ICD10CM, Found


def found(path: Path) -> Found:
    return Found(str(path), str(path), Source(str(path), FILE))


@pytest.mark.parametrize("size", [0, 1, (1 << 20) - 1, 1 << 20, (1 << 20) + 1, 3_000_000])
def test_all_bytes_are_hashed(tmp_path: Path, size: int) -> None:
    path = tmp_path / "file.md"
    data = os.urandom(size)
    path.write_bytes(data)
    assert digest_of(found(path)) == hashlib.sha256(data).hexdigest()


def test_a_file_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        digest_of(found(tmp_path / "none.md"))


def test_a_code_set_of_the_product_has_a_hash() -> None:
    assert len(digest_of(Found("icd10cm", ICD10CM, Source(ICD10CM, "builtin")))) == 64
