"""Readers: from a file someone gave to its ``Document``, one reader for each kind of file."""

import importlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from ingest.documents import Document, IngestError, Reader
from ingest.readers.sniff import kind_of

#: Suffix to the module that reads it; a module is imported when its first file comes.
READERS: dict[str, str] = {
    ".pdf": "pdf",
    ".docx": "word",
    ".pptx": "slides",
    ".html": "web",
    ".htm": "web",
    ".xhtml": "web",
    ".eml": "mail",
    ".md": "markdown",
    ".markdown": "markdown",
    ".txt": "text",
    ".rtf": "rtf",
    ".json": "records",
    ".jsonl": "records",
    ".ndjson": "records",
    ".xml": "markup",
    ".csv": "delimited",
    ".tsv": "delimited",
    ".tab": "delimited",
    ".xlsx": "spreadsheet",
    ".xlsm": "spreadsheet",
    ".xls": "spreadsheet",
    ".xlsb": "spreadsheet",
    ".ods": "spreadsheet",
}
#: Files that hold files; each of those becomes a document of its own, named "bundle.zip/rules.pdf".
ARCHIVES = (".zip",)
SUFFIXES = (*READERS, *ARCHIVES)
MAX_BYTES = 200_000_000
#: How deep files within files are opened: a mail in a mail in an archive, and no further.
MOST_WITHIN = 3


def read_all(path: Path, max_bytes: int = MAX_BYTES) -> list[Document | IngestError]:
    """Reads a file and the files that it holds: an archive's members, a mail's attachments.

    Args:
        path: the file.
        max_bytes: the largest file that is taken.

    Returns:
        The documents; for a file within it that could not be read, why.

    Raises:
        IngestError: the file itself cannot be read; the message says why and what to do.
    """
    _known_suffix(path)
    data = _bytes_of(path, max_bytes)
    found = list(_documents(path, data, max_bytes))
    if not found:
        raise IngestError(path, f"the archive holds no file that citecoder reads: {_kinds()}.")
    return found


def read(path: Path, *, max_bytes: int = MAX_BYTES) -> Document:
    """Reads a file that is one document, as `read_all` does.

    Raises:
        IngestError: the file cannot be read, or holds several documents.
    """
    found = read_all(path, max_bytes)
    if isinstance(found[0], IngestError):
        raise found[0]
    return found[0]


def _documents(path: Path, data: bytes, max_bytes: int, depth: int = 0) -> Iterator[Document | IngestError]:
    """Reads a file and what it holds; a mail attached to a mail, or a mail in an archive, is opened too."""
    kind_of(path, data)
    suffix = _known_suffix(path)
    if suffix not in ARCHIVES:
        yield _read_bytes(path, data)
    if depth >= MOST_WITHIN:
        return
    if suffix in ARCHIVES:
        from ingest.readers.archive import members

        yield from _each(path, members(path, data), max_bytes, depth)
    elif suffix == ".eml":
        from ingest.readers.mail import attachments

        yield from _each(path, iter(attachments(path, data)), max_bytes, depth)


def _each(
    outer: Path, members: Iterator[tuple[str, bytes | IngestError]], max_bytes: int, depth: int
) -> Iterator[Document | IngestError]:
    """Reads the files within a file; those of kinds that are not read are left alone, as in a folder."""
    for name, data in members:
        if isinstance(data, IngestError):
            yield IngestError(outer, data.message, data.where or name)
            continue
        inner = Path(name)
        if inner.suffix.lower() not in SUFFIXES:
            continue
        try:
            if len(data) > max_bytes:
                raise IngestError(inner, _too_large(len(data), max_bytes))
            _refuse_empty(inner, data)
            for one in _documents(inner, data, max_bytes, depth + 1):
                if isinstance(one, IngestError):
                    yield _within(outer, name, one)
                    continue
                # what stands deeper is named after its own place already
                own = name if one.name == inner.name else f"{name}/{one.name.partition('/')[2]}"
                yield replace(one, name=f"{outer.name}/{own}")
        except IngestError as error:
            yield _within(outer, name, error)


def _within(outer: Path, name: str, error: IngestError) -> IngestError:
    return IngestError(outer, error.message, f"{name}, {error.where}" if error.where else name)


def _read_bytes(path: Path, data: bytes) -> Document:
    module = importlib.import_module(f"ingest.readers.{READERS[_known_suffix(path)]}")
    reader: Reader = module.read
    return reader(path, data)


def _known_suffix(path: Path) -> str:
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        kind = f"files that end in {suffix}" if suffix else "files without a suffix"
        raise IngestError(path, f"citecoder cannot read {kind}; it reads {_kinds()}.")
    return suffix


def _kinds() -> str:
    return ", ".join(SUFFIXES)


def _too_large(size: int, limit: int) -> str:
    return (
        f"the file has {size / 1e6:,.1f} MB and the limit is {limit / 1e6:,.1f} MB;"
        " split it, or raise CITECODER_MAX_MEGABYTES."
    )


def _bytes_of(path: Path, max_bytes: int) -> bytes:
    try:
        size = path.stat().st_size
        if size > max_bytes:
            raise IngestError(path, _too_large(size, max_bytes))
        data = path.read_bytes()
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise IngestError(path, f"the file cannot be opened: {reason[:1].lower()}{reason[1:]}.") from error
    _refuse_empty(path, data)
    return data


def _refuse_empty(path: Path, data: bytes) -> None:
    if not data.strip(b"\0 \t\r\n\xef\xbb\xbf\xfe\xff"):
        raise IngestError(path, "the file is empty; nothing was taken in.")
