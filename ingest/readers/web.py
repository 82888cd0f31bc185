"""Reads HTML pages."""

import hashlib
import re
from collections.abc import Iterable
from pathlib import Path

from bs4 import BeautifulSoup, Tag
from bs4.dammit import EncodingDetector

from ingest.documents import Block, Document, IngestError
from ingest.readers import web_notes
from ingest.readers.pdf_about import About, about
from ingest.readers.pdf_lines import Line
from ingest.readers.text import decode
from ingest.readers.web_walk import Walk
from ingest.readers.web_words import words

_DECLARATION = re.compile(r"\A\s*<\?xml[^>]*\?>")
_MARKUP = re.compile(r"<\s*(?:!doctype|!--|/?[a-z][a-z0-9-]*[\s>/])", re.IGNORECASE)
_NAMES_OF_ENCODINGS = re.compile(
    r"(?:us-)?ascii|iso-?8859-?\d+|latin-?\d|windows-?\d+|cp-?\d+|koi8-?[ru]|shift[_-]?jis|sjis|euc-?(?:jp|kr)"
    r"|gb2312|gbk|gb18030|big5(?:-hkscs)?|iso-2022-(?:jp|kr)|macintosh|mac-?roman|tis-620",
    re.IGNORECASE,
)
_LATIN_1 = re.compile(r"(?:us-)?ascii|iso-?8859-?1|latin-?1", re.IGNORECASE)
_ABOUT_BLOCKS = 12  # what a page prints about itself stands at its head


def read(path: Path, data: bytes) -> Document:
    """Reads an HTML page.

    Args:
        path: the file.
        data: its bytes.

    Returns:
        The document, with a block for each paragraph, list item, definition and table row; footnotes
        stand behind the block that refers to them.

    Raises:
        IngestError: the file is not text or HTML, or it holds no words.
    """
    text = decoded(path, data)
    if not _MARKUP.search(text):
        raise IngestError(path, "the file is not HTML; if it is plain text, rename it to end in .txt.")
    soup = _soup(text)
    title = _title(soup) or path.stem
    blocks = _blocks(soup, title)
    if not blocks:
        raise IngestError(path, "the page shows no words of its own; save it with its content and give that.")
    head = [text for block in blocks[:_ABOUT_BLOCKS] for text in (*block.headings, block.text)]
    said = about_text([_window_title(soup), title, *head])
    return Document(
        name=path.name,
        title=title,
        sha256=hashlib.sha256(data).hexdigest(),
        blocks=blocks,
        edition=said.edition,
        effective_from=said.effective_from,
        effective_to=said.effective_to,
    )


def blocks_of(html: str) -> tuple[Block, ...]:
    """Gives the blocks of HTML that is no file of its own, such as the body of a mail.

    Args:
        html: the page.

    Returns:
        Its blocks; none where it shows no words.
    """
    return _blocks(_soup(html), "")


def decoded(path: Path, data: bytes) -> str:
    """Decodes a page: what its bytes prove, else the encoding that it declares, else a guess.

    Args:
        path: the file, for the message.
        data: its bytes.

    Returns:
        The text.

    Raises:
        IngestError: the bytes are not text.
    """
    declared = EncodingDetector.find_declared_encoding(data, is_html=True) or ""
    if not _NAMES_OF_ENCODINGS.fullmatch(declared) or (not data.isascii() and _is_utf_8(data)):
        return decode(path, data)
    # browsers read Latin 1 as Windows-1252, and so do the programs that write it (WHATWG Encoding)
    name = "windows-1252" if _LATIN_1.fullmatch(declared) else declared
    try:
        text = data.decode(name)
    except (LookupError, UnicodeError):  # a wrong declaration; the bytes decide
        return decode(path, data)
    return decode(path, text.encode())


def _is_utf_8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _soup(html: str) -> BeautifulSoup:
    # without its XML declaration: XHTML is read as the HTML that browsers make of it
    soup = BeautifulSoup(_DECLARATION.sub("", html, count=1), "lxml")
    for tag in soup.find_all(["dt", "dd"]):  # the parser does not end a term where the next begins
        parent = tag.find_parent(["dt", "dd", "dl"])
        if parent is not None and parent.name != "dl":
            parent.insert_after(tag.extract())
    return soup


def _blocks(soup: BeautifulSoup, title: str) -> tuple[Block, ...]:
    web_notes.settle(soup)
    return Walk(title).blocks(soup)


def _title(soup: BeautifulSoup) -> str:
    """Takes the printed title: the only first-level heading where the window's title agrees with it."""
    window = _window_title(soup)
    printed = [text for text in (words([heading]) for heading in soup.find_all("h1")) if text]
    if printed and (not window or (len(printed) == 1 and printed[0].casefold() in window.casefold())):
        return printed[0]
    return window


def _window_title(soup: BeautifulSoup) -> str:
    tag = soup.find("title")
    return words(tag.contents) if isinstance(tag, Tag) else ""


def about_text(texts: Iterable[str]) -> About:
    """Finds edition and dates in what stands at the head of a document that has no pages.

    Args:
        texts: its title, headings and first blocks.

    Returns:
        What was found; the title is not looked for.
    """
    lines = [Line(text, 1, 0.0, 0.0, 0.0, 0.0, False, False) for text in dict.fromkeys(texts)]
    return about([lines], "")
