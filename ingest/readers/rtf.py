"""Reads rich text (RTF) with striprtf."""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from striprtf.striprtf import rtf_to_text

from ingest.documents import Document, IngestError
from ingest.readers.office_about import said, title_place
from ingest.readers.office_items import Grid, Paragraph, grid
from ingest.readers.office_structure import Structure
from ingest.readers.rtf_marks import BOLD, END, ENDED, NUMBER, NUMBERED, PLAIN, marked
from ingest.readers.sections import fold

MAX_TEXT = 10_000_000  # characters without pictures; striprtf reads about a million a second
_SIGN = b"{\\rtf"
_CODE_PAGE = re.compile(rb"\\ansicpg(\d{3,5})")
_TITLE = re.compile(r"\{\\title\s([^{}]{1,500})\}")
_ENDED = re.compile(f"{END}([^{ENDED}]*){ENDED}")
_NUMBER = re.compile(f"{NUMBER}([^{NUMBER}{NUMBERED}]*){NUMBERED}")
_BULLETS = ("o", "v", "§", "Ø", "ü", "Ã")  # letters that are bullets in a font of symbols


def read(path: Path, data: bytes) -> Document:
    """Reads an RTF file.

    Args:
        path: the file.
        data: its bytes.

    Returns:
        The document, with a block for each paragraph and table row and the sections it stands in; it has
        no pages.

    Raises:
        IngestError: the file is not RTF, too large, or holds no words.
    """
    start = data.lstrip(b"\xef\xbb\xbf \t\r\n")
    if not start.startswith(_SIGN):
        raise IngestError(path, "the file is named .rtf but is not rich text; rename it to what it is.")
    rtf = _decoded(start)
    rewritten = marked(rtf)
    if len(rewritten.text) > MAX_TEXT:
        message = (
            f"the file holds more than {MAX_TEXT / 1e6:,.0f} million characters besides pictures; split it."
        )
        raise IngestError(path, message)
    items = list(_Items().of(_words(path, rewritten.text)))
    blocks = Structure(items, title_place(items)).blocks()
    if not blocks:
        raise IngestError(path, "the file holds no words besides its title; nothing was taken in.")
    found = _TITLE.search(rtf)
    metadata_title = _words(path, f"{{\\rtf1 {marked(found[1]).text}}}") if found else ""
    about = said(items, metadata_title)
    hidden = f"{rewritten.hidden:,} hidden words were left out, as they are not printed."
    return Document(
        name=path.name,
        title=about.title or path.stem,
        sha256=hashlib.sha256(data).hexdigest(),
        blocks=blocks,
        edition=about.edition,
        effective_from=about.effective_from,
        effective_to=about.effective_to,
        notes=(hidden,) if rewritten.hidden else (),
    )


def _decoded(data: bytes) -> str:
    """Decodes what should be ASCII, and is in the code page that it names where it is not."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        named = _CODE_PAGE.search(data[:2000])
        try:
            return data.decode(f"cp{named[1].decode()}" if named else "cp1252", errors="replace")
        except LookupError:
            return data.decode("cp1252", errors="replace")


def _words(path: Path, rtf: str) -> str:
    try:
        text = str(rtf_to_text(rtf, errors="replace"))  # type: ignore[no-untyped-call]
    except (ValueError, LookupError, TypeError, OverflowError) as error:
        raise IngestError(path, "the file is damaged rich text; save it again and give it.") from error
    # two halves of a character beyond the first plane are one again, a half alone is not a character
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


@dataclass
class _Items:
    """Puts words and marks together into paragraphs and tables."""

    _bold: bool = False
    _cell: list[tuple[str, bool]] = field(default_factory=list)
    _cells: list[tuple[str, bool]] = field(default_factory=list)
    _rows: list[list[tuple[str, bool]]] = field(default_factory=list)
    _headers: list[bool] = field(default_factory=list)

    def of(self, words: str) -> Iterator[Paragraph | Grid]:
        """Gives the paragraphs and tables in order."""
        pieces = _ENDED.split(words)
        for piece, told in zip(pieces[::2], [*pieces[1::2], "p,,0,0,0,0,0,0"], strict=True):
            kind, level, contents, in_table, header, left, list_id, depth = told.split(",")
            number, text, bold = self._read(piece)
            whole = fold(f"{number} {text}")
            if kind == "c" or (kind == "p" and in_table == "1"):
                self._cell.append((whole, bold))
                if kind == "c":
                    self._close_cell()
            elif kind == "r":
                if whole:
                    self._cell.append((whole, bold))
                self._close_row(header == "1")
            else:
                yield from self._table()
                if text and contents == "0":
                    yield Paragraph(
                        text=whole,
                        bold=bold,
                        level=int(level) if level else None,
                        left=int(left) / 20,
                        number=number if number and number != "•" else None,
                        item=(list_id, int(depth)) if number and not level else None,
                    )
        yield from self._table()

    def _read(self, piece: str) -> tuple[str, str, bool]:
        """Takes a piece apart into automatic number, words, and whether all of the words are bold."""
        found = _NUMBER.search(piece)
        number = fold(re.sub(f"[{BOLD}{PLAIN}{NUMBER}]", "", found[1])) if found else ""
        if number in _BULLETS or (number and not any(map(str.isalnum, number))):
            number = "•"
        bold, letters, parts = self._bold, [], []
        for part in re.split(f"([{BOLD}{PLAIN}])", _NUMBER.sub(" ", piece)):
            if part in (BOLD, PLAIN):
                bold = part == BOLD
                continue
            parts.append(part)
            if any(map(str.isalnum, part)):
                letters.append(bold)
        marks = re.findall(f"[{BOLD}{PLAIN}]", piece)
        self._bold = marks[-1] == BOLD if marks else self._bold
        text = fold(re.sub(f"[{NUMBER}{NUMBERED}]", " ", "".join(parts)))
        return number, text, bool(letters) and all(letters)

    def _close_cell(self) -> None:
        said_here = [(text, bold) for text, bold in self._cell if text]
        text = " ".join(text for text, _ in said_here)
        self._cells.append((text, bool(said_here) and all(bold for _, bold in said_here)))
        self._cell = []

    def _close_row(self, header: bool) -> None:
        if self._cell:
            self._close_cell()
        if self._cells:
            self._rows.append(self._cells)
            self._headers.append(header)
        self._cells = []

    def _table(self) -> Iterator[Paragraph | Grid]:
        self._close_row(header=False)
        rows, headers = self._rows, self._headers
        self._rows, self._headers = [], []
        if all(len(row) == 1 for row in rows):  # a frame around running text
            yield from (Paragraph(text, bold) for row in rows for text, bold in row if text)
        elif any(text for row in rows for text, _ in row):
            first = headers.index(False) if False in headers else 0
            texts = [[text for text, _ in row] for row in rows]
            yield grid(
                texts, marked=first or None, bold=[[bold for text, bold in row if text] for row in rows]
            )
