"""Puts the paragraphs of a PDF under its sections."""

import re

from ingest.documents import Block
from ingest.readers.collect import Collector
from ingest.readers.paragraphs import GLYPH, Paragraph
from ingest.readers.pdf_furniture import Contents
from ingest.readers.sections import Outline, fold, markers_of, toc_key

_TITLE_LENGTH = 160
_TITLE_LINES = 3
_ITEM_LINES = 2
_INDENT = 6.0
_TITLE_ENDS = re.compile(r"[\w“\"‘'(].*[^+=*/&-]", re.DOTALL)
_SENTENCE_END = re.compile(r"[.;,][”’\"')\]]*$")


class Structure:
    """Reads paragraphs in order and gives blocks.

    Args:
        contents: the entries of the tables of contents.
    """

    def __init__(self, contents: Contents) -> None:
        self._contents = contents
        self._titles = _word_titles(contents)

    def blocks(self, paragraphs: list[Paragraph]) -> tuple[Block, ...]:
        """Gives the blocks of a document.

        Args:
            paragraphs: its paragraphs in order.

        Returns:
            A block for each paragraph that is no heading, with lists joined to their lead-in.
        """
        collector = Collector(Outline(self._contents.keys, self._contents.kinds))
        place = 0
        while place < len(paragraphs):
            place = self._take(collector, paragraphs, place)
        return collector.blocks()

    def _take(self, collector: Collector, paragraphs: list[Paragraph], place: int) -> int:
        paragraph = paragraphs[place]
        if entry := paragraph.first.table_row:
            row = entry.row if entry.looked_up else None
            collector.row(paragraph.text, paragraph.first.page, entry.above, row)
            return place + 1
        outline = collector.outline
        page, left = paragraph.first.page, paragraph.first.left
        titled = self._is_title(paragraph)
        heading, size = self._heading(paragraphs, place)
        if outline.take(paragraph.text, left=left, bold=paragraph.first.bold, titled=titled, heading=heading):
            if heading in outline.headings:
                collector.opened(heading, page)
                return place + size
        elif titled and paragraph.bold and not markers_of(paragraph.text):
            size = self._title_size(paragraphs, place)
            heading = fold(" ".join(part.text for part in paragraphs[place : place + size]))
            outline.title(heading, left=left)
            collector.opened(heading, page)
            return place + size
        text, after = paragraph.text, place + 1
        if text.endswith(":") or GLYPH.match(text):
            while after < len(paragraphs) and self._is_fragment(paragraphs[after], left):
                if GLYPH.match(paragraph.text) and not GLYPH.match(paragraphs[after].text):
                    break
                text = f"{text} {paragraphs[after].text}"
                after += 1
        collector.text(text, page)
        return after

    def _title_size(self, paragraphs: list[Paragraph], place: int) -> int:
        """Counts the paragraphs that make one title: bold lines that follow each other closely."""
        size = 1
        while size < _TITLE_LINES and place + size < len(paragraphs):
            last, following = paragraphs[place + size - 1].lines[-1], paragraphs[place + size]
            close = last.page == following.first.page and last.bottom - following.first.bottom < last.height
            if not (close and following.bold and self._is_title(following)) or markers_of(following.text):
                break
            size += 1
        return size

    def _is_title(self, paragraph: Paragraph) -> bool:
        text = paragraph.text
        if toc_key(text) in self._contents.keys:
            return True
        if len(text) > _TITLE_LENGTH or len(paragraph.lines) > _TITLE_LINES or paragraph.bulleted:
            return False
        if _SENTENCE_END.search(text) or not _TITLE_ENDS.fullmatch(text):
            return False
        if paragraph.bold:
            return True
        return len(paragraph.lines) == 1 and bool(markers_of(text)) and not text.endswith(":")

    def _is_fragment(self, paragraph: Paragraph, left: float) -> bool:
        """Tells whether a paragraph is a short item of a list and can only be read with its lead-in."""
        if paragraph.first.table_row:
            return False
        indented = paragraph.first.left > left + _INDENT or paragraph.bulleted
        if len(paragraph.lines) > (_ITEM_LINES if indented else 1):
            return False
        if paragraph.ended and (not indented or markers_of(paragraph.text)):
            return False
        if paragraph.bold or toc_key(paragraph.text) in self._contents.keys:
            return False
        return not paragraph.text.endswith(":") and len(paragraph.text) <= _TITLE_LENGTH

    def _heading(self, paragraphs: list[Paragraph], place: int) -> tuple[str, int]:
        """Gives a heading's title and the number of paragraphs that it takes."""
        text = paragraphs[place].text
        readings = markers_of(text)
        if not readings:
            return text, 1
        of_word = self._heading_of_word(paragraphs, place) if readings[0].word else (text, 1)
        if of_word[1] > 1:
            return of_word
        for size in range(_TITLE_LINES, 1, -1):  # the table of contents knows where a long title ends
            parts = paragraphs[place : place + size]
            whole = fold(" ".join(part.text for part in parts))
            if all(part.bold for part in parts) and toc_key(whole) in self._contents.keys:
                return whole, size
        return of_word

    def _heading_of_word(self, paragraphs: list[Paragraph], place: int) -> tuple[str, int]:
        """Gives the title of a chapter or the like, which may stand in the lines after its number."""
        text = paragraphs[place].text
        marker = markers_of(text)[0]
        printed = self._titles.get((marker.kind, marker.number))
        if printed is None:
            return text, 1
        wanted = toc_key(printed)
        size, seen = 1, toc_key(text)
        while len(seen) < len(wanted) and place + size < len(paragraphs):
            seen += toc_key(paragraphs[place + size].text)
            size += 1
        return (printed, size) if seen == wanted else (text, 1)


def _word_titles(contents: Contents) -> dict[tuple[str, int], str]:
    """Gives the titles of chapters and the like, which may stand in the entry after their number."""
    titles: dict[tuple[str, int], str] = {}
    for entry, following in zip(contents.entries, [*contents.entries[1:], ""], strict=False):
        readings = markers_of(entry)
        if not readings or not readings[0].word:
            continue
        marker = readings[0]
        title = marker.title or ("" if markers_of(following) else following)
        if marker.title:
            titles.setdefault((marker.kind, marker.number), fold(entry))
        elif title:
            titles[marker.kind, marker.number] = fold(f"{marker.word} {marker.label} {title}")
    return titles
