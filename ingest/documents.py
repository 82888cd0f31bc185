"""The nouns of ingestion: what flows from a reader to the library."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path


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
class Block:
    """One paragraph, list item with its lead-in, or table row, and where it stands.

    Attributes:
        text: the words, whitespace folded to single spaces; never empty.
        headings: titles of the sections it stands in, outermost first.
        section: the printed number of its innermost numbered section ("I.C.4.a.3",
            "Chapter VIII, C.22"), or the heading for documents without numbers, or None.
        page: page of the file it starts on, from 1, or None where a format has no pages.
    """

    text: str
    headings: tuple[str, ...] = ()
    section: str | None = None
    page: int | None = None


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

    @property
    def embedded_text(self) -> str:
        """What the encoder reads: the breadcrumb gives a short rule its context."""
        return f"{self.breadcrumb}\n{self.text}"

    def page_at(self, offset: int) -> int | None:
        """Gives the page that the character at an offset into the text stands on."""
        pages = [page for start, page in self.page_starts if start <= offset]
        return pages[-1] if pages else self.page


Reader = Callable[[Path, bytes], Document]
