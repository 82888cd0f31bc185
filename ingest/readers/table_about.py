"""Finds what the lines above a table and the name of its file say: title, edition, dates in force."""

import re
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from ingest.documents import Block, Document
from ingest.readers.pdf_about import About, about
from ingest.readers.pdf_lines import Line

_TITLE_LENGTH = 120
_LEGAL = re.compile(r"copyright|©|all rights reserved|\btrademark\b", re.IGNORECASE)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_FISCAL = re.compile(r"(?<![a-z])fy[ _-]?(20\d\d)(?!\d)", re.IGNORECASE)
_NUMBERED = re.compile(r"(?<!\d)(20\d\d)[ _.-]?(0[1-9]|1[0-2])(?:[ _.-]?(0[1-9]|[12]\d|3[01]))?(?!\d)")
_MONTHED = re.compile(rf"(?<!\d)(20\d\d|\d\d)[ _.-]?({'|'.join(_MONTHS)})(?![a-z]{{7}})", re.IGNORECASE)
_YEAR = re.compile(r"(?<!\d)(20\d\d)(?!\d)")


def table_document(
    path: Path, sha256: str, blocks: Sequence[Block], front: Sequence[str], notes: Sequence[str] = ()
) -> Document:
    """Makes the document of a file of tables.

    Args:
        path: the file.
        sha256: hex digest of its bytes.
        blocks: what it says.
        front: the lines above its first table.
        notes: sentences for the person who gave it.

    Returns:
        The document; what it prints about itself goes before what its name says.
    """
    lines = [Line(text, 1, 0.0, 0.0, 0.0, 0.0, bold=False, starts_bold=False) for text in front]
    printed, named = about([lines], ""), _named(path.stem)
    title = next((line for line in front if len(line) <= _TITLE_LENGTH and not _LEGAL.search(line)), None)
    dated = printed.effective_from is not None
    return Document(
        name=path.name,
        title=title or path.stem,
        sha256=sha256,
        blocks=tuple(blocks),
        edition=printed.edition or named.edition,
        effective_from=printed.effective_from if dated else named.effective_from,
        effective_to=printed.effective_to if dated else named.effective_to,
        notes=tuple(notes),
    )


def _named(stem: str) -> About:
    """Reads the edition in a file's name: "FY2025", "2025-10", "PPRRVU25_OCT", "2025"."""
    if found := _FISCAL.search(stem):
        year = int(found[1])
        return About(None, f"FY{year}", date(year - 1, 10, 1), date(year, 9, 30))
    if found := _NUMBERED.search(stem):
        year, month, day = int(found[1]), int(found[2]), int(found[3] or 1)
        try:
            return About(None, f"{year}-{month:02}", date(year, month, day), None)
        except ValueError:  # 2025-02-30 is a number and no day
            return About(None, str(year), None, None)
    if found := _MONTHED.search(stem):
        year, month = int(found[1]) % 100 + 2000, _MONTHS.index(found[2].lower()) + 1
        return About(None, f"{year}-{month:02}", date(year, month, 1), None)
    if found := _YEAR.search(stem):
        return About(None, found[1], None, None)
    return About(None, None, None, None)
