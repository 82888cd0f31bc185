"""Opens Office packages (DOCX, PPTX) safely, and says in a sentence why one cannot be opened."""

import io
import lzma
import re
import struct
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path

from ingest.documents import IngestError

MAX_UNPACKED = 1_000_000_000
MAX_XML = 100_000_000  # a tree of XML takes about ten times its bytes in memory
MAX_RATIO = 200
_RATIO_FROM = 50_000_000  # a small file may be packed as well as it likes
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_DOCTYPE = re.compile(
    b"|".join(re.escape("<!DOCTYPE".encode(code)) for code in ("ascii", "utf-16-le", "utf-16-be"))
)
_XML_HEAD = (b"<", b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff", b"\0<", b"<\0")
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    OSError,
    ValueError,
    struct.error,
    NotImplementedError,
    RuntimeError,
    KeyError,
)


@dataclass(frozen=True)
class Kind:
    """A kind of Office file.

    Attributes:
        suffix: how its files are named.
        program: the program that writes it.
        mark: what the list of content types holds for it.
        old: the suffix of the old format that is often named alike.
        old_stream: the name of the old format's main stream.
    """

    suffix: str
    program: str
    mark: bytes
    old: str
    old_stream: str


WORD = Kind(".docx", "Word", b"wordprocessingml.document.main+xml", ".doc", "WordDocument")
SLIDES = Kind(".pptx", "PowerPoint", b"presentationml.presentation.main+xml", ".ppt", "PowerPoint Document")
_MAIN = re.compile(
    rb"(wordprocessingml|ms-word|presentationml|ms-powerpoint|spreadsheetml|ms-excel)[^\"']*main\+xml"
)
_OTHERS = {
    b"wordprocessingml": ("a Word file", ".docx"),
    b"ms-word": ("a Word file", ".docx"),
    b"presentationml": ("a PowerPoint file", ".pptx"),
    b"ms-powerpoint": ("a PowerPoint file", ".pptx"),
    b"spreadsheetml": ("an Excel file", ".xlsx"),
    b"ms-excel": ("an Excel file", ".xlsx"),
}


def check(path: Path, data: bytes, kind: Kind) -> None:
    """Refuses what is not a sound package of a kind, before a parser sees it.

    Args:
        path: the file, for the message.
        data: its bytes.
        kind: what it is named as.

    Raises:
        IngestError: it is encrypted, in an old format, damaged, too large unpacked, declares XML
            entities, or is another kind of file.
    """
    if data.startswith(_OLE):
        raise IngestError(path, _of_ole(data, kind))
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            _refuse_large(path, package)
            _refuse_entities(path, package)
            names = {member.filename for member in package.infolist()}
            types = package.read("[Content_Types].xml") if "[Content_Types].xml" in names else b""
            strict = b"purl.oclc.org/ooxml" in (
                package.read("_rels/.rels") if "_rels/.rels" in names else b""
            )
    except _BROKEN as error:
        message = f"the file is damaged and cannot be opened as a {kind.suffix} file; get the file again."
        raise IngestError(path, message) from error
    if strict:
        message = (
            f"the file is in the Strict Open XML format; save it as the usual {kind.program} {kind.suffix}."
        )
        raise IngestError(path, message)
    if kind.mark not in types:
        raise IngestError(path, _of_other(types, kind))


def _of_ole(data: bytes, kind: Kind) -> str:
    if "EncryptedPackage".encode("utf-16-le") in data:
        return "the file is protected by a password; save it without one and give it again."
    if kind.old_stream.encode("utf-16-le") in data:
        return f"the file is an old {kind.program} file ({kind.old}); save it as {kind.suffix}, give that."
    return f"the file is named {kind.suffix} but is in an old Office format; save it as {kind.suffix}."


def _of_other(types: bytes, kind: Kind) -> str:
    found = _MAIN.search(types)
    if found is None:
        return f"the file is named {kind.suffix} but is an archive of other files; give the original file."
    name, suffix = _OTHERS[found[1]]
    if suffix == kind.suffix:
        return f"the file is a {kind.program} template, show or holds macros; save it as {kind.suffix}."
    return f"the file is named {kind.suffix} but is {name}; rename it to end in {suffix}."


def _refuse_large(path: Path, package: zipfile.ZipFile) -> None:
    unpacked = 0
    for member in package.infolist():
        unpacked += member.file_size
        if member.flag_bits & 1:
            raise IngestError(
                path, "the file is protected by a password; save it without one and give it again."
            )
        large = member.file_size > _RATIO_FROM and member.file_size > MAX_RATIO * member.compress_size
        if large or unpacked > MAX_UNPACKED:
            raise IngestError(
                path,
                f"the file unpacks to more than it should ({unpacked / 1e6:,.0f} MB; the limit is"
                f" {MAX_UNPACKED / 1e6:,.0f} MB and {MAX_RATIO} times its packed size); it was not opened.",
                member.filename,
            )


def _refuse_entities(path: Path, package: zipfile.ZipFile) -> None:
    total = 0
    for member in package.infolist():
        with package.open(member) as part:
            if not part.read(64).lstrip().startswith(_XML_HEAD):
                continue
        total += member.file_size
        if total > MAX_XML:
            message = f"the file holds more than {MAX_XML / 1e6:,.0f} MB of text and markup; split it."
            raise IngestError(path, message, member.filename)
        if _DOCTYPE.search(package.read(member)):
            message = "the file declares XML entities, which no Office program writes; it was not read."
            raise IngestError(path, message, member.filename)
