"""Reads plain text, and decodes the bytes of text files in general."""

import codecs
import hashlib
import re
from pathlib import Path

from charset_normalizer import from_bytes

from ingest.documents import Document, IngestError
from ingest.readers.collect import Collector
from ingest.readers.sections import Outline, fold

_UTF_BOMS = (  # UTF-32 first: its little-endian mark begins with that of UTF-16
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f-\x84\x86-\x9f\ufffd\ufffe\uffff]")
_CONTROL_SHARE = 0.001
_NOT_TEXT = "the file is not text that can be decoded; save it as UTF-8 text and give it again."
_TITLE_LENGTH = 120


def decode(path: Path, data: bytes) -> str:
    """Decodes a text file: UTF-8, UTF-16, UTF-32, else what charset-normalizer finds.

    Args:
        path: the file, for the message.
        data: its bytes.

    Returns:
        The text with line ends as newlines and without a byte order mark.

    Raises:
        IngestError: the bytes are not text.
    """
    decoded = _by_mark(data) or _by_strict_utf(data) or _by_guess(data)
    if decoded is None:
        raise IngestError(path, _NOT_TEXT)
    if len(_CONTROLS.findall(decoded)) > _CONTROL_SHARE * len(decoded):
        raise IngestError(path, _NOT_TEXT)
    return decoded.lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def _strict(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _by_mark(data: bytes) -> str | None:
    for mark, encoding in _UTF_BOMS:
        if data.startswith(mark):
            return _strict(data, encoding)
    return None


def _by_strict_utf(data: bytes) -> str | None:
    if b"\0" not in data:
        return _strict(data, "utf-8")
    for first, encoding in ((0, "utf-16-be"), (1, "utf-16-le")):
        halves = data[first::2].count(0), data[1 - first :: 2].count(0)
        if halves[0] > len(data) / 5 and not halves[1]:
            return _strict(data, encoding)
    return None


def _by_guess(data: bytes) -> str | None:
    if b"\0" in data:
        return None
    best = from_bytes(data, cp_isolation=["cp1252", "latin_1"]).best() or from_bytes(data).best()
    return None if best is None else str(best)


def read(path: Path, data: bytes) -> Document:
    """Reads a plain text file: paragraphs are divided by blank lines.

    Args:
        path: the file.
        data: its bytes.

    Returns:
        The document; sections are set where single lines are numbered in sequence.

    Raises:
        IngestError: the file is not text or holds no words.
    """
    collector = Collector(Outline())
    for part in re.split(r"\n[^\S\n]*\n|\f", decode(path, data)):
        lines = [line.expandtabs() for line in part.split("\n") if line.strip()]
        if lines and _is_title(fold(lines[0])):
            first = fold(lines[0])
            left = 6.0 * (len(lines[0]) - len(lines[0].lstrip()))
            if collector.outline.take(first, left=left, bold=False, titled=True):
                collector.opened(first)
                lines = lines[1:]
        words = fold(" ".join(lines))
        if words:
            collector.text(words)
    blocks = collector.blocks()
    if not blocks:
        raise IngestError(path, "the file holds no words; nothing was taken in.")
    return Document(path.name, path.stem, hashlib.sha256(data).hexdigest(), blocks)


def _is_title(line: str) -> bool:
    return len(line) <= _TITLE_LENGTH and line[-1] not in ".;,:"
