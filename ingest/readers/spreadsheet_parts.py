"""Looks into a workbook's container before it is parsed: what it unpacks to, and what cannot be read.

The parser lays a sheet out as a full grid, so that one stray cell in the last row and column asks for
hundreds of gigabytes and ends the process; therefore the cells' places are looked at first.
"""

import io
import re
import zipfile
import zlib
from pathlib import Path

from ingest.documents import IngestError
from ingest.readers import spreadsheet_ods, spreadsheet_ole

ZIP_SIGN = b"PK\x03\x04"
OLE_SIGN = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
DAMAGED = "the workbook is damaged or cut off; open it in a spreadsheet program and save it again as .xlsx."
PASSWORD = "the workbook is protected with a password; save it without one and give it again."
MAX_UNPACKED = 500_000_000  # bytes of all parts together
MAX_RATIO = 200  # of what is unpacked to what is packed, from a size on where it matters
_RATIO_FROM = 20_000_000
MAX_CELLS = 20_000_000  # of one sheet, from its first row and column to its last
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_NO_CELLS = (  # parts of an XLSX that may be large and hold no cells
    "sharedstrings.xml",
    "styles.xml",
    "theme1.xml",
)
_PLACE = re.compile(rb"""\br\s*=\s*["']([A-Za-z]{0,7})(\d{1,9})["']""")
_UNSTORED = re.compile(
    rb"<c\b([^<>]{0,300})>\s{0,9}<f\b[^<>]{0,300}(?:/>|>[^<]{0,9000}</f>)\s{0,9}(?:<v\s?/>|<v></v>)?\s{0,9}</c>"
)
_ERROR = re.compile(rb"""<c\b([^<>]{0,300}\bt=["']e["'][^<>]{0,300})>""")
_NAMED_PLACES = 5


def check_zip(path: Path, data: bytes) -> tuple[str, ...]:
    """Checks a workbook that is a ZIP archive: XLSX, XLSM, XLSB, ODS.

    Args:
        path: the file, for the message.
        data: its bytes.

    Returns:
        Sentences about cells whose value is not stored.

    Raises:
        IngestError: it is damaged, unpacks to too much, or a sheet spans too many cells.
    """
    notes: list[str] = []
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            _check_sizes(path, parts)
            for part in parts:
                name = part.filename.lower()
                if name == "meta-inf/manifest.xml" and b"encryption-data" in archive.read(part):
                    raise IngestError(path, PASSWORD)
                if name == "content.xml":
                    _check_span(path, part.filename, *spreadsheet_ods.span(archive.read(part)))
                elif name.startswith("xl/") and name.endswith(".xml") and not name.endswith(_NO_CELLS):
                    xml = archive.read(part)
                    _check_span(path, part.filename, *_span_of_xml(xml))
                    notes += _unread(part.filename, xml)
                elif name.startswith("xl/worksheets/") and name.endswith(".bin"):
                    _check_span(path, part.filename, *_span_of_records(archive.read(part)))
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError) as error:
        raise IngestError(path, DAMAGED) from error
    except RuntimeError as error:  # what zipfile raises for a part that has a password
        raise IngestError(path, PASSWORD) from error
    return tuple(notes)


def _check_sizes(path: Path, parts: list[zipfile.ZipInfo]) -> None:
    unpacked, packed = sum(part.file_size for part in parts), sum(part.compress_size for part in parts)
    if unpacked > MAX_UNPACKED:
        raise IngestError(
            path,
            f"the workbook unpacks to {unpacked / 1e6:,.0f} MB and the limit is {MAX_UNPACKED / 1e6:,.0f} MB;"
            " split it into several files.",
        )
    if unpacked > _RATIO_FROM and unpacked > MAX_RATIO * packed:
        raise IngestError(
            path,
            f"the workbook unpacks to {unpacked / max(packed, 1):,.0f} times its size and the limit is"
            f" {MAX_RATIO}, as in files made to do harm; save it again in a spreadsheet program.",
        )


def _check_span(path: Path, part: str, rows: int, columns: int) -> None:
    if rows * columns > MAX_CELLS:
        raise IngestError(
            path,
            f"the sheet reaches to row {rows:,} and column {columns:,}, which is more than the"
            f" {MAX_CELLS:,} cells that are taken; delete stray cells at its end, or split it.",
            part,
        )


def _span_of_xml(xml: bytes) -> tuple[int, int]:
    """Gives the last row and column that the cells of a sheet name."""
    rows, names = 0, {b""}
    for match in _PLACE.finditer(xml):
        names.add(match[1])
        rows = max(rows, int(match[2]))
    return rows, max(_column(name) for name in names)


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def _span_of_records(data: bytes) -> tuple[int, int]:
    """Gives the last row and column of a sheet of an XLSB, whose records are type, length, content."""
    at, rows, columns = 0, 0, 0
    while at < len(data):
        kind, at = data[at], at + 1
        if kind & 0x80 and at < len(data):
            kind, at = kind & 0x7F | (data[at] & 0x7F) << 7, at + 1
        size = 0
        for shift in range(0, 28, 7):
            if at >= len(data):
                break
            byte, at = data[at], at + 1
            size |= (byte & 0x7F) << shift
            if not byte & 0x80:
                break
        first = int.from_bytes(data[at : at + 4], "little")
        if kind == 0:
            rows = max(rows, first + 1)
        elif kind <= 11:
            columns = max(columns, first + 1)
        at += size
    return rows, columns


def _unread(part: str, xml: bytes) -> list[str]:
    """Says which cells the parser gives as empty: formulas without a stored value, and errors."""
    notes = []
    sheet = Path(part).stem
    if b"<f" in xml and (places := _places(_UNSTORED, xml)):
        notes.append(
            f"{sheet}: these cells hold a formula without a stored value and were left empty: {places};"
            " save the workbook in a spreadsheet program to store them."
        )
    if places := _places(_ERROR, xml):
        notes.append(f"{sheet}: these cells hold an error such as #N/A and were left empty: {places}.")
    return notes


def _places(pattern: re.Pattern[bytes], xml: bytes) -> str:
    found = [place[1] + place[2] for match in pattern.finditer(xml) if (place := _PLACE.search(match[1]))]
    more = f" and {len(found) - _NAMED_PLACES:,} more" if len(found) > _NAMED_PLACES else ""
    return b", ".join(found[:_NAMED_PLACES]).decode() + more


def check_ole(path: Path, data: bytes) -> None:
    """Checks a workbook in the older container: XLS, and what is encrypted.

    Args:
        path: the file, for the message.
        data: its bytes.

    Raises:
        IngestError: it is encrypted, damaged, or a sheet spans too many cells.
    """
    if _ENCRYPTED in data:
        raise IngestError(path, PASSWORD)
    try:
        for rows, columns in spreadsheet_ole.spans(data):
            _check_span(path, "", rows, columns)
    except ValueError as error:
        raise IngestError(path, DAMAGED) from error
