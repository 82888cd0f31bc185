import hashlib
from pathlib import Path

import pytest

from ingest.documents import IngestError
from ingest.readers import SUFFIXES, read


def test_a_document_is_named_after_its_file_and_hashed(tmp_path: Path) -> None:
    path = tmp_path / "rules.txt"
    path.write_bytes(b"One rule.\n")
    document = read(path)
    assert document.name == "rules.txt"
    assert document.title == "rules"
    assert document.sha256 == hashlib.sha256(b"One rule.\n").hexdigest()


def test_suffixes_are_told_apart_without_case(tmp_path: Path) -> None:
    path = tmp_path / "RULES.MD"
    path.write_text("# Rules\n\nOne rule.\n", encoding="utf-8")
    assert read(path).title == "Rules"


@pytest.mark.parametrize("name", ["movie.mp4", "nosuffix"])
def test_an_unknown_kind_of_file_is_refused_with_the_kinds_that_are_read(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(b"anything")
    with pytest.raises(IngestError) as caught:
        read(path)
    assert all(suffix in caught.value.message for suffix in SUFFIXES)


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize("data", [b"", b"\xef\xbb\xbf", b" \n\r\n"])
def test_an_empty_file_is_refused(tmp_path: Path, suffix: str, data: bytes) -> None:
    path = tmp_path / f"nothing{suffix}"
    path.write_bytes(data)
    with pytest.raises(IngestError, match="is empty"):
        read(path)


def test_a_file_above_the_limit_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "long.txt"
    path.write_bytes(b"a rule. " * 100)
    assert read(path, max_bytes=800).blocks
    with pytest.raises(IngestError, match="limit"):
        read(path, max_bytes=799)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(IngestError, match="cannot be opened"):
        read(tmp_path / "gone.md")


def test_a_pdf_under_a_wrong_name_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "really.txt"
    path.write_bytes(b"%PDF-1.7\nrest")
    with pytest.raises(IngestError, match="is a PDF"):
        read(path)


def test_something_else_named_pdf_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "page.pdf"
    path.write_bytes(b"<html>not a PDF</html>")
    with pytest.raises(IngestError, match="is not a PDF"):
        read(path)


@pytest.mark.parametrize("suffix", [".md", ".txt"])
def test_a_binary_file_under_a_text_name_is_refused(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"picture{suffix}"
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8)
    with pytest.raises(IngestError, match="not text"):
        read(path)
