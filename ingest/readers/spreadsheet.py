"""Reads spreadsheets: XLSX, XLSM, XLSB, XLS and ODS, through python-calamine."""

import hashlib
import io
import re
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from math import isfinite
from pathlib import Path

from python_calamine import (
    CalamineError,
    CalamineWorkbook,
    PasswordError,
    SheetMetadata,
    SheetTypeEnum,
    SheetVisibleEnum,
    load_workbook,
)

from ingest.documents import Block, Document, IngestError
from ingest.readers.delimited import padding_notes
from ingest.readers.sections import fold
from ingest.readers.spreadsheet_parts import DAMAGED, OLE_SIGN, PASSWORD, ZIP_SIGN, check_ole, check_zip
from ingest.readers.table import Sheet, read_sheet
from ingest.readers.table_about import table_document

_GIVEN = re.compile(r"(?:Sheet|Tabelle|Hoja|Feuil|Feuille|Foglio|Planilha|Blad|Ark|Лист|Table)\s*\d*", re.I)
_DIGITS = 15  # significant digits of a number, as spreadsheet programs show and keep them
Cell = int | float | str | bool | time | date | datetime | timedelta


def read(path: Path, data: bytes) -> Document:
    """Reads a workbook: every sheet, hidden ones too.

    Args:
        path: the file.
        data: its bytes.

    Returns:
        The document: a row for each data row, and text for what stands around the tables.

    Raises:
        IngestError: the workbook is encrypted, damaged, unpacks to too much, or holds no words.
    """
    if data.startswith(ZIP_SIGN):
        notes = list(check_zip(path, data))
    elif data.startswith(OLE_SIGN):
        check_ole(path, data)
        notes = []
    else:
        raise IngestError(path, _disguise(path, data))
    with _opened(path, data) as workbook:
        blocks, front, more = _sheets(workbook)
    notes += more
    if not blocks:
        raise IngestError(path, " ".join(["the workbook holds no words; nothing was taken in.", *notes]))
    return table_document(path, hashlib.sha256(data).hexdigest(), blocks, front, notes)


def _disguise(path: Path, data: bytes) -> str:
    """Says what a file is that is named as a spreadsheet and is none."""
    suffix = path.suffix.lower()
    start = data[:2000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<html", b"<!doctype html", b"<table", b"<head", b"<meta")):
        return f"the file is named {suffix} but is a web page; rename it to end in .html."
    if not start.startswith(b"<") and b"\0" not in start and re.search(rb"[,\t;|]", start):
        return f"the file is named {suffix} but is a table as text; rename it to end in .csv."
    return f"the file is named {suffix} but is no workbook; save it in a spreadsheet program as .xlsx."


def _is_damage(error: BaseException) -> bool:
    """Says whether the parser gave up on the bytes; its panics are no ordinary exceptions."""
    expected = isinstance(error, CalamineError | OSError | ValueError | OverflowError)
    return expected or type(error).__name__ == "PanicException"


def _opened(path: Path, data: bytes) -> CalamineWorkbook:
    try:
        return load_workbook(io.BytesIO(data))
    except PasswordError as error:
        raise IngestError(path, PASSWORD) from error
    except BaseException as error:
        if not _is_damage(error):
            raise
        raise IngestError(path, DAMAGED) from error


def _sheets(workbook: CalamineWorkbook) -> tuple[list[Block], tuple[str, ...], list[str]]:
    """Reads each sheet; one that is damaged does not keep the others out."""
    blocks: list[Block] = []
    front: tuple[str, ...] = ()
    notes: list[str] = []
    kept = [about for about in workbook.sheets_metadata if about.typ == SheetTypeEnum.WorkSheet]
    for about in workbook.sheets_metadata:
        if about.typ != SheetTypeEnum.WorkSheet:
            notes.append(f'"{about.name}" is no sheet of cells (a chart or macro) and was not read.')
    for about in kept:
        try:
            cells = workbook.get_sheet_by_name(about.name)
            rows = [[_text(cell) for cell in row] for row in cells.to_python(skip_empty_area=False)]
            merged = cells.merged_cell_ranges or []
        except BaseException as error:
            if not _is_damage(error):
                raise
            notes.append(f'Sheet "{about.name}" is damaged and was not read.')
            continue
        name = _name(about)
        headings = (name,) if len(kept) > 1 or _means_something(about) else ()
        ranges = tuple((top, left, bottom, right) for (top, left), (bottom, right) in merged)
        table = read_sheet(Sheet(rows, name, headings, merged=ranges))
        if table.blocks and about.visible != SheetVisibleEnum.Visible:
            notes.append(f'Sheet "{about.name}" is hidden in the workbook; it was read and is marked so.')
        front = front if blocks else table.front
        blocks += table.blocks
        notes += padding_notes(table.padded)
    return blocks, front, notes


def _name(about: SheetMetadata) -> str:
    hidden = about.visible != SheetVisibleEnum.Visible
    return f"{fold(about.name)} (hidden sheet)" if hidden else fold(about.name)


def _means_something(about: SheetMetadata) -> bool:
    """Says whether a person named the only sheet: not "Sheet1", and not a file's name with underscores."""
    return about.visible != SheetVisibleEnum.Visible or not (
        _GIVEN.fullmatch(fold(about.name)) or "_" in about.name
    )


def _text(cell: Cell) -> str:
    """Writes a cell as a person reads it."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return str(cell).upper()
    if isinstance(cell, int):
        return str(cell)
    if isinstance(cell, float):
        return _number(cell)
    if isinstance(cell, datetime):
        day = cell.date().isoformat()
        return day if cell.time() == time() else f"{day} {_clock(cell.time())}"
    if isinstance(cell, date):
        return cell.isoformat()
    return _clock(cell) if isinstance(cell, time) else str(cell)


def _number(number: float) -> str:
    if not isfinite(number):
        return str(number)
    return f"{Decimal(f'{number:.{_DIGITS}g}').normalize():f}"


def _clock(at: time) -> str:
    return at.isoformat("seconds" if at.second or at.microsecond else "minutes")
