"""The nouns of ingestion: what flows from a reader to the library."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

_LETTERS = re.compile(r"[^\W\d_]{3,}")


class IngestError(Exception):
    """A document could not be taken in; the message is a sentence for the person who gave it.

    Args:
        path: the file, as it was named.
        message: what was wrong and what to do, as one sentence.
        where: the place within the file ("page 3", "line 12"), or an empty string.
    """

    def __init__(self, path: Path | str, message: str, where: str = "") -> None:
        self.path = str(path)
        self.message = message
        self.where = where
        place = f" ({where})" if where else ""
        super().__init__(f"{self.path}{place}: {message}")


@dataclass(frozen=True)
class Row:
    """A row of a lookup table, or an entry of a code set: found by its codes, cited by key and column.

    Attributes:
        key: what it is cited by, such as "63102"; for a table without a code column, its first cell.
        codes: the codes it is looked up by; they are what the row is about.
        cells: (column, value) of every cell that is not empty, in the order of the columns.
        number: row of the sheet as a spreadsheet program numbers it, from 1, or None for an entry.
        sheet: name of the sheet, or None.
    """

    key: str
    codes: tuple[str, ...]
    cells: tuple[tuple[str, str], ...]
    number: int | None = None
    sheet: str | None = None

    @property
    def words(self) -> str:
        """The first cell that holds words, which is what the row is called; empty for rows of figures."""
        return next((value for _, value in self.cells if is_wording(value)), "")


def is_wording(value: str) -> bool:
    """Says whether a cell holds words rather than a code, a figure or a mark."""
    return len(_LETTERS.findall(value)) >= 2 or (len(value) > 12 and value.isalpha())


@dataclass(frozen=True)
class Block:
    """One paragraph, list item with its lead-in, or table row, and where it stands.

    Attributes:
        text: the words, whitespace folded to single spaces; never empty. Of a row: `ingest.rows.render`.
        headings: titles of the sections it stands in, outermost first.
        section: the printed number of its innermost numbered section ("I.C.4.a.3",
            "Chapter VIII, C.22"), or the heading for documents without numbers, or None.
        page: page (or slide) of the file it starts on, from 1, or None where a format has no pages.
        row: set for a row that is looked up; it becomes a passage of its own and is not embedded at once.
    """

    text: str
    headings: tuple[str, ...] = ()
    section: str | None = None
    page: int | None = None
    row: Row | None = None


@dataclass(frozen=True)
class Document:
    """A file as a reader gives it.

    Attributes:
        name: the file's name as it is cited.
        title: the printed title, or the file's name.
        edition: the printed edition ("FY2025"), or None.
        effective_from: first day in force, or None.
        effective_to: last day in force, or None.
        sha256: hex digest of the file's bytes.
        pages: number of pages, or None.
        blocks: everything it says, in reading order.
        codes: codes the document is about, as its front matter names them.
        notes: sentences for the person who gave it, such as which pages could not be read.
    """

    name: str
    title: str
    sha256: str
    blocks: tuple[Block, ...]
    edition: str | None = None
    effective_from: date | None = None
    effective_to: date | None = None
    pages: int | None = None
    codes: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Passage:
    """What is retrieved and cited: a whole rule, or the part of a long one the encoder can read.

    Attributes:
        id: hash of document name, breadcrumb, text and occurrence; stable while these are.
        text: what can be quoted.
        breadcrumb: title and headings, joined with " › "; embedded before the text, never quoted.
        section: as in ``Block``.
        page: page its text starts on, from 1, or None.
        page_starts: (offset into text, page) for each page the text stands on.
        codes: codes and modifiers its text or breadcrumb mentions, sorted.
        primary: those of them that the document or the heading is about.
        ranged: codes that it covers only by a written range ("22840-22848").
        row: the row or entry that it is, or None for running text.
    """

    id: str
    text: str
    breadcrumb: str
    section: str | None = None
    page: int | None = None
    page_starts: tuple[tuple[int, int], ...] = ()
    codes: tuple[str, ...] = ()
    primary: tuple[str, ...] = ()
    ranged: tuple[str, ...] = ()
    row: Row | None = None

    @property
    def embedded_text(self) -> str:
        """What the encoder reads: the breadcrumb gives a short rule its context; of a row, its words.

        Notes and figures of a row draw its vector away from what it is (inclusion terms held out of
        ICD-10-CM were found in 0.59 by the description alone, in 0.46 by the whole entry). Empty for a
        row of figures, which is found by its code alone.
        """
        return f"{self.breadcrumb}\n{self.text}" if self.row is None else self.row.words

    def page_at(self, offset: int) -> int | None:
        """Gives the page that the character at an offset into the text stands on."""
        pages = [page for start, page in self.page_starts if start <= offset]
        return pages[-1] if pages else self.page


@dataclass(frozen=True)
class Version:
    """A version of a document that is to be written: as a reader gave it, its passages, and its file."""

    document: Document
    passages: tuple[Passage, ...]
    source: str


Reader = Callable[[Path, bytes], Document]
