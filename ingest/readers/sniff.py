"""Tells what a file is by its first bytes, so that a file under a wrong name gets a sentence, not soup."""

from pathlib import Path

from ingest.documents import IngestError

_PDF = b"%PDF-"
_PDF_WITHIN = 1024  # the PDF standard lets other bytes stand before the sign
_ZIP = b"PK\x03\x04"
_EMPTY_ZIP = b"PK\x05\x06"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_RTF = b"{\\rtf"

_ZIPPED = (".docx", ".pptx", ".xlsx", ".xlsb", ".ods", ".zip")
#: Readers of these say themselves what an old or an encrypted Office file is.
_OLE_TOO = (".docx", ".pptx", ".xlsx", ".xlsb", ".xls")
_ANY = (".xls", ".eml")  # a workbook saved as something else; a mail may begin with anything


def kind_of(path: Path, data: bytes) -> str:
    """Tells what the bytes are: "pdf", "zip", "ole", "rtf" or "other".

    Raises:
        IngestError: that is not what the file's name says.
    """
    suffix = path.suffix.lower()
    found = _sign(data)
    if suffix == ".pdf" and found != "pdf":
        raise IngestError(path, "the file is named .pdf but is not a PDF; give the original PDF.")
    if suffix != ".pdf" and data.startswith(_PDF):
        raise IngestError(path, f"the file is named {suffix} but is a PDF; rename it to end in .pdf.")
    if suffix in _ZIPPED and found != "zip" and not (suffix in _OLE_TOO and found == "ole"):
        raise IngestError(path, f"the file is named {suffix} but is none; give the original file.")
    if found in ("zip", "ole") and suffix not in (*_ZIPPED, *_OLE_TOO, *_ANY):
        kind = "a ZIP archive or a newer Office file" if found == "zip" else "an older Office file"
        raise IngestError(path, f"the file is named {suffix} but is {kind}; give it its own suffix.")
    if found == "rtf" and suffix not in (".rtf", *_ANY):
        raise IngestError(path, f"the file is named {suffix} but is RTF; rename it to end in .rtf.")
    return found


def _sign(data: bytes) -> str:
    if data.startswith((_ZIP, _EMPTY_ZIP)):
        return "zip"
    if data.startswith(_OLE):
        return "ole"
    if data.lstrip()[: len(_RTF)] == _RTF:
        return "rtf"
    return "pdf" if _PDF in data[:_PDF_WITHIN] else "other"
