"""Readers: from a file someone gave to a ``Document``, one reader for each kind of file."""

from pathlib import Path

from ingest.documents import Document, IngestError, Reader
from ingest.readers import markdown, pdf, text

READERS: dict[str, Reader] = {
    ".pdf": pdf.read,
    ".md": markdown.read,
    ".markdown": markdown.read,
    ".txt": text.read,
}
SUFFIXES = tuple(READERS)
MAX_BYTES = 200_000_000
_PDF_SIGN = b"%PDF-"
_PDF_SIGN_WITHIN = 1024  # the PDF standard lets other bytes stand before the sign


def read(path: Path, *, max_bytes: int = MAX_BYTES) -> Document:
    """Reads a file with the reader that its suffix and its content ask for.

    Args:
        path: the file.
        max_bytes: the largest file that is taken.

    Returns:
        The document, named after the file.

    Raises:
        IngestError: the file cannot be read; the message says why and what to do.
    """
    suffix = path.suffix.lower()
    reader = READERS.get(suffix)
    if reader is None:
        kinds = ", ".join(READERS)
        kind = f"files that end in {suffix}" if suffix else "files without a suffix"
        raise IngestError(path, f"citecoder cannot read {kind}; it reads {kinds}.")
    data = _bytes_of(path, max_bytes)
    is_pdf = _PDF_SIGN in data[:_PDF_SIGN_WITHIN]
    if suffix == ".pdf" and not is_pdf:
        raise IngestError(path, "the file is named .pdf but is not a PDF; give the original PDF.")
    if suffix != ".pdf" and data.startswith(_PDF_SIGN):
        raise IngestError(path, f"the file is named {suffix} but is a PDF; rename it to end in .pdf.")
    return reader(path, data)


def _bytes_of(path: Path, max_bytes: int) -> bytes:
    try:
        size = path.stat().st_size
        if size > max_bytes:
            raise IngestError(
                path,
                f"the file has {size / 1e6:,.1f} MB and the limit is {max_bytes / 1e6:,.1f} MB;"
                " split it or raise the limit.",
            )
        data = path.read_bytes()
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise IngestError(path, f"the file cannot be opened: {reason[:1].lower()}{reason[1:]}.") from error
    if not data.strip(b"\0 \t\r\n\xef\xbb\xbf\xfe\xff"):
        raise IngestError(path, "the file is empty; nothing was taken in.")
    return data
