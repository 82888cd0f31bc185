"""Opens ZIP archives, and what they hold in archives of their own, without trusting what they declare."""

import io
import re
import stat
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ingest.documents import IngestError

#: Most files that are read from one archive, those of inner archives included.
MAX_MEMBERS = 2_000
#: Largest file that is unpacked.
MAX_MEMBER_BYTES = 200_000_000
#: Most bytes that one archive is unpacked to, all files together.
MAX_TOTAL_BYTES = 1_000_000_000
#: Largest ratio of unpacked to packed bytes; coding files are packed to a tenth, rarely to a hundredth.
MAX_RATIO = 200
#: How deep archives within archives are opened: bundle.zip/inner.zip/innermost.zip, and no further.
MAX_DEPTH = 2

_RATIO_FROM = 20_000_000  # bytes; below this, no ratio does harm
_CHUNK = 1 << 16
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)  # the others unpack a chunk of any size at once
_ENTRY = b"PK\x01\x02"  # begins an entry of the directory (PKWARE APPNOTE 4.3.12)
_LOCAL = b"PK\x03\x04"
_END = b"PK\x05\x06"
_ENTRY_HEAD = 46
_ENCRYPTED, _UTF_8 = 0x1, 0x800
_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\ufffd]")
_SYSTEM_FILES = ("__macosx", "thumbs.db", "desktop.ini")
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    OSError,
    ValueError,
    NotImplementedError,
    RuntimeError,
)


class _ExhaustedError(Exception):
    """The archive reached a limit that holds for all of it."""


@dataclass
class _Budget:
    """What may still be unpacked, for an archive and the archives within it."""

    packed: int
    unpacked: int = 0
    files: int = 0

    def another(self) -> None:
        self.files += 1
        if self.files > MAX_MEMBERS:
            raise _ExhaustedError(f"the archive holds more than {MAX_MEMBERS:,} files")

    def spend(self, size: int) -> None:
        self.unpacked += size
        if self.unpacked > MAX_TOTAL_BYTES:
            raise _ExhaustedError(f"the archive unpacks to more than {MAX_TOTAL_BYTES / 1e6:,.0f} MB")
        if self.unpacked > max(_RATIO_FROM, MAX_RATIO * self.packed):
            raise _ExhaustedError(f"the archive unpacks to more than {MAX_RATIO} times its size")


def members(path: Path, data: bytes) -> Iterator[tuple[str, bytes | IngestError]]:
    """Unpacks the files of an archive one after the other.

    Directories, hidden files and what operating systems add are left out; archives within the
    archive are opened down to `MAX_DEPTH`.

    Args:
        path: the archive.
        data: its bytes.

    Yields:
        The name within the archive ("inner.zip/folder/manual.pdf") with the file's bytes, or with the
        error that says why this file was not read. An error that ends the archive comes last.

    Raises:
        IngestError: the archive cannot be opened or holds no files; raised before anything is given.
    """
    budget = _Budget(len(data))
    name = ""
    try:
        for name, content in _open(path, "", data, 0, budget):
            yield name, content
    except _ExhaustedError as end:
        last = f", after {name}" if name else ""
        message = f"{end}; the rest of it was not read{last}. Unpack it and give the files themselves."
        yield name, IngestError(path, message)
    else:
        if not budget.files:
            raise IngestError(path, "the archive holds no files; nothing was taken in.")


def _open(
    path: Path, within: str, data: bytes, depth: int, budget: _Budget
) -> Iterator[tuple[str, bytes | IngestError]]:
    """Unpacks one archive; `within` is its own place in the outermost one, with a slash at its end."""
    here = Path(f"{path}/{within}".rstrip("/"))
    # counted before it is parsed, for a directory of millions of entries would fill the memory
    if data.count(_ENTRY) > 10 * MAX_MEMBERS:
        raise _ExhaustedError(f"the archive holds more than {MAX_MEMBERS:,} files")
    try:
        archive = zipfile.ZipFile(io.BytesIO(_with_readable_names(data)))
    except _BROKEN as error:
        message = "the archive is damaged or is no ZIP; pack it again, or give the files themselves."
        raise IngestError(here, message) from error
    seen: set[str] = set()
    with archive:
        for info in archive.infolist():
            inner = _name_of(info)
            if inner.endswith("/") or _is_hidden(inner):
                continue
            budget.another()
            name = f"{within}{inner}"
            try:
                _check(path, name, inner, info, seen)
                content = _unpack(path, name, archive, info, budget)
                if not inner.lower().endswith(".zip"):
                    yield name, content
                elif depth == MAX_DEPTH:
                    message = (
                        f"archives are opened {MAX_DEPTH} deep and this one lies deeper; give it itself."
                    )
                    raise IngestError(Path(f"{path}/{name}"), message)
                else:
                    yield from _open(path, f"{name}/", content, depth + 1, budget)
            except IngestError as error:
                yield name, error


def _with_readable_names(data: bytes) -> bytes:
    """Takes the UTF-8 mark off entries whose names are not UTF-8: zipfile would refuse them all for one."""
    mended: bytearray | None = None
    end = data.rfind(_END)
    size = int.from_bytes(
        data[end + 12 : end + 16], "little"
    )  # of the directory, which stands before its end
    at = data.find(_ENTRY, max(0, end - size)) if end >= 0 else -1
    while at >= 0 and at + _ENTRY_HEAD <= len(data):
        flags = int.from_bytes(data[at + 8 : at + 10], "little")
        length = int.from_bytes(data[at + 28 : at + 30], "little")
        name = data[at + _ENTRY_HEAD : at + _ENTRY_HEAD + length]
        if flags & _UTF_8 and "\ufffd" in name.decode("utf-8", errors="replace"):
            mended = mended or bytearray(data)
            mended[at + 8 : at + 10] = (flags & ~_UTF_8).to_bytes(2, "little")
            local = int.from_bytes(data[at + 42 : at + 46], "little")  # where the file itself says it again
            if data[local : local + 4] == _LOCAL:
                mended[local + 6 : local + 8] = (flags & ~_UTF_8).to_bytes(2, "little")
        at = data.find(_ENTRY, at + 4)
    return bytes(mended) if mended else data


def _name_of(info: zipfile.ZipInfo) -> str:
    """Gives the name with slashes; many programs write UTF-8 without saying so."""
    name = info.orig_filename
    if not info.flag_bits & _UTF_8:
        try:
            name = name.encode("cp437").decode("utf-8")
        except UnicodeError:
            name = info.orig_filename  # the standard's own code page, which any bytes are valid in
    return name.replace("\\", "/")


def _is_hidden(name: str) -> bool:
    parts = [part for part in name.split("/") if part not in ("", ".", "..")]
    return any(part.startswith(".") or part.lower() in _SYSTEM_FILES for part in parts)


def _check(path: Path, name: str, inner: str, info: zipfile.ZipInfo, seen: set[str]) -> None:
    """Refuses what must not be unpacked."""
    parts = inner.split("/")
    problem = ""
    if inner.startswith("/") or re.match(r"[A-Za-z]:", inner) or ".." in parts or not inner.strip():
        problem = "its name points outside the archive; pack it again with plain names."
    elif _UNSEEN.search(inner):
        problem = "its name holds characters that cannot be shown; rename it and pack it again."
    elif inner in seen:
        problem = "the archive holds this name twice and the second was not read; rename one of them."
    elif stat.S_ISLNK(info.external_attr >> 16):
        problem = "it is a link to another file; pack the file itself."
    elif info.flag_bits & _ENCRYPTED:
        problem = "it is encrypted; unpack it with its password and give the file itself."
    elif info.compress_type not in _METHODS:
        problem = "it is packed by a method that is not read here; pack it again as a usual ZIP (Deflate)."
    seen.add(inner)
    if problem:
        raise IngestError(_shown(path, name), problem)


def _unpack(path: Path, name: str, archive: zipfile.ZipFile, info: zipfile.ZipInfo, budget: _Budget) -> bytes:
    """Unpacks a file in chunks and stops at the limits, whatever size the archive declares."""
    chunks: list[bytes] = []
    size = 0
    try:
        with archive.open(info) as file:
            while chunk := file.read(_CHUNK):
                size += len(chunk)
                budget.spend(len(chunk))
                if size > MAX_MEMBER_BYTES:
                    limit = f"{MAX_MEMBER_BYTES / 1e6:,.0f} MB"
                    raise IngestError(_shown(path, name), f"it unpacks to more than {limit}; split it.")
                chunks.append(chunk)
    except _BROKEN as error:
        message = "it is damaged in the archive (its checksum or its packing is wrong); pack it again."
        raise IngestError(_shown(path, name), message) from error
    return b"".join(chunks)


def _shown(path: Path, name: str) -> Path:
    return Path(f"{path}/{_UNSEEN.sub('?', name)}")
