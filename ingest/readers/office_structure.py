"""Puts the paragraphs and tables of an office document under its sections."""

import re
from collections.abc import Sequence

from ingest.documents import Block
from ingest.readers.collect import Collector
from ingest.readers.office_items import Grid, Paragraph, row_texts
from ingest.readers.office_outline import OfficeOutline, number_of
from ingest.readers.sections import markers_of

_STYLED_LENGTH = 250  # a longer "heading" is a rule that was given the style for its number
_BOLD_LENGTH = 160
_PLAIN_LENGTH = 120
_LIST_WORDS = 120
_SENTENCE_END = re.compile(r"[.;,:?!][”’\"')\]]*$")
_STOPS = re.compile(r"[.;][”’\"')\]]*$")


class Structure:
    """Reads paragraphs and tables in order and gives blocks.

    Args:
        items: the paragraphs and tables.
        title: the place among them of the document's own title, which is no section, or None.
    """

    def __init__(self, items: Sequence[Paragraph | Grid], title: int | None = None) -> None:
        self._items = items
        self._title = title
        self._outline = OfficeOutline()
        self._collector = Collector(self._outline)
        self._under_lead_in = False

    def blocks(self) -> tuple[Block, ...]:
        """Gives a block for each paragraph that is no heading, short list with its lead-in, and row."""
        place = 0
        while place < len(self._items):
            item = self._items[place]
            if place == self._title:
                place += 1
            elif isinstance(item, Grid):
                for text, page in row_texts(item):
                    self._collector.text(text, page)
                self._under_lead_in = False
                place += 1
            else:
                place = self._take(item, place)
        return self._collector.blocks()

    def _take(self, paragraph: Paragraph, place: int) -> int:
        outline, text = self._outline, paragraph.text
        if paragraph.level is not None:
            self._styled(paragraph, paragraph.level)
            return place + 1
        titled = self._is_title(paragraph, place)
        bulleted = paragraph.bulleted
        held = self._under_lead_in and not titled and paragraph.listed and not outline.awaits(text)
        if not held:
            self._under_lead_in = False
        if not held and not bulleted:
            if outline.take(text, left=paragraph.left, bold=paragraph.bold, titled=titled):
                if text in outline.headings:
                    return self._opened(paragraph, place)
            elif titled and paragraph.bold and not markers_of(text):
                outline.title(text, left=paragraph.left)
                return self._opened(paragraph, place)
            elif not paragraph.listed:
                outline.leave(paragraph.left)
        if text.endswith(":"):
            under = self._list_under(paragraph, place)
            whole = " ".join([text, *(item.text for item in under)])
            if under and len(whole.split()) <= _LIST_WORDS:
                self._text(whole, paragraph)
                return place + 1 + len(under)
            self._under_lead_in = True
        self._text(text, paragraph)
        return place + 1

    def _styled(self, paragraph: Paragraph, level: int) -> None:
        text = paragraph.text
        self._under_lead_in = False
        long = len(text) > _STYLED_LENGTH or (len(text) > _PLAIN_LENGTH and bool(_STOPS.search(text)))
        number = number_of(text, paragraph.number)
        if not long:
            self._outline.open(level, text, number)
            self._collector.opened(text, paragraph.page)
            for note in paragraph.notes:
                self._collector.text(note, paragraph.page)
            return
        if number is not None:
            self._outline.open(level, None, number)
        self._text(text, paragraph)

    def _opened(self, paragraph: Paragraph, place: int) -> int:
        self._collector.opened(paragraph.text, paragraph.page)
        for note in paragraph.notes:
            self._collector.text(note, paragraph.page)
        return place + 1

    def _text(self, text: str, paragraph: Paragraph) -> None:
        self._collector.text(" ".join([text, *paragraph.notes]), paragraph.page)

    def _list_under(self, lead: Paragraph, place: int) -> list[Paragraph]:
        """Lists the items that a lead-in introduces, or the first of them where they are many."""
        found: list[Paragraph] = []
        words = 0
        for after in range(place + 1, len(self._items)):
            item = self._items[after]
            if not isinstance(item, Paragraph) or item.level is not None or not item.listed:
                break
            if self._is_title(item, after) or self._outline.awaits(item.text):
                break
            if lead.listed and not _deeper(item, lead):
                break
            found.append(item)
            words += len(item.text.split())
            if words > _LIST_WORDS:
                break
        return found

    def _is_title(self, paragraph: Paragraph, place: int) -> bool:
        text = paragraph.text
        if len(text) > _BOLD_LENGTH or _SENTENCE_END.search(text) or paragraph.bulleted:
            return False
        if not any(letter.isalnum() for letter in text):
            return False
        if paragraph.bold:
            return True
        beside = [*self._items[max(place - 1, 0) : place], *self._items[place + 1 : place + 2]]
        alone = not any(isinstance(other, Paragraph) and _siblings(paragraph, other) for other in beside)
        return alone and len(text) <= _PLAIN_LENGTH and bool(markers_of(text))


def _deeper(item: Paragraph, lead: Paragraph) -> bool:
    if item.item and lead.item and item.item[0] == lead.item[0]:
        return item.item[1] > lead.item[1]
    if item.left != lead.left:
        return item.left > lead.left
    return item.bulleted and not lead.bulleted


def _siblings(one: Paragraph, other: Paragraph) -> bool:
    """Tells whether two paragraphs beside each other are items of one list, and so no titles."""
    if other.level is not None:
        return False
    if one.item and other.item:
        return one.item == other.item
    kinds = {marker.kind for marker in markers_of(one.text)}
    return any(marker.kind in kinds for marker in markers_of(other.text))
