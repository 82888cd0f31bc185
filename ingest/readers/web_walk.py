"""Walks the elements of a page in reading order and gives their blocks."""

import re
from collections.abc import Iterable, Sequence

from bs4 import BeautifulSoup, Tag
from bs4.element import PageElement

from ingest.documents import Block
from ingest.readers.sections import fold
from ingest.readers.web_headings import Headings
from ingest.readers.web_tables import is_of_data, row_texts
from ingest.readers.web_words import BLOCKS, HEADINGS, LISTS, attribute, is_shown, words

#: Elements deeper than this are read for their words alone.
MAX_DEPTH = 120
_BOLD_LEVEL = 7  # a bold line stands under the headings that have a level
_TITLE_LENGTH = 120
_ITEM_LENGTH = 200  # characters; a longer item can be understood without its lead-in
_LIST_LENGTH = 1_000  # characters of a lead-in and its list that stay in one block
_APART = (*LISTS, "table", "dl", "pre", *HEADINGS)  # never part of an item's own words
_ROMAN = ("", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix")
_ENDS = re.compile(r"[.,;:?!][”’\"')\]]*$")


class Walk:
    """Collects the blocks of a page; a first heading that is its title is not repeated."""

    def __init__(self, title: str) -> None:
        self._title = title
        self._headings = Headings()
        self._containers: set[int] = set()
        self._lead_in = ""
        self._mark = ""

    def blocks(self, soup: BeautifulSoup) -> tuple[Block, ...]:
        """Gives the blocks of a page in order.

        Args:
            soup: the page; it must outlive the walk.
        """
        for tag in soup.descendants:
            if not isinstance(tag, Tag) or tag.name not in BLOCKS:
                continue
            for parent in tag.parents:
                if id(parent) in self._containers:
                    break
                self._containers.add(id(parent))
        self._nodes(soup.children, 0)
        self._flush()
        return self._headings.finish()

    def _flush(self) -> None:
        lead_in, self._lead_in = self._lead_in, ""
        self._headings.text(lead_in)

    def _text(self, text: str) -> None:
        """Adds a paragraph; one that leads in to a list waits for it."""
        if text:
            self._flush()
            text, self._mark = fold(f"{self._mark} {text}"), ""
            if text.endswith(":"):
                self._lead_in = text
            else:
                self._headings.text(text)

    def _nodes(self, nodes: Iterable[PageElement], depth: int) -> None:
        """Walks nodes beside each other: what stands between blocks is a paragraph too."""
        run: list[PageElement] = []
        for node in nodes:
            breaks = isinstance(node, Tag) and (node.name in BLOCKS or id(node) in self._containers)
            if isinstance(node, Tag) and breaks:
                self._text(words(run))
                run = []
                self._element(node, depth + 1)
            elif isinstance(node, Tag) and node.name == "br" and _ends_in_br(run):
                self._text(words(run))
                run = []
            else:
                run.append(node)
        self._text(words(run))

    def _element(self, tag: Tag, depth: int) -> None:
        if not is_shown(tag):
            return
        level = _level(tag)
        if depth > MAX_DEPTH:
            self._text(words([tag]))
        elif level and id(tag) not in self._containers:
            self._open(level, words([tag]))
        elif tag.name in LISTS:
            self._list(tag, depth)
        elif tag.name == "dl":
            self._definitions(tag, depth)
        elif tag.name == "table" and is_of_data(tag):
            self._table(tag)
        elif tag.name == "pre":
            for part in re.split(r"\n[^\S\n]*\n", tag.get_text()):
                self._text(fold(part))
        elif tag.name == "p" and id(tag) not in self._containers and _is_bold_line(tag):
            self._open(_BOLD_LEVEL, words([tag]))
        else:
            self._nodes(tag.children, depth)

    def _open(self, level: int, title: str) -> None:
        self._flush()
        first = not self._headings.blocks and not self._headings.headings
        repeated = first and title == self._title and not self._headings.is_numbered(title)
        if title and not repeated:
            self._headings.open(level, title)

    def _list(self, tag: Tag, depth: int) -> None:
        """Reads a list: short items stay with the sentence that leads in to them."""
        items = [child for child in tag.children if isinstance(child, Tag) and is_shown(child)]
        if words(child for child in tag.children if not isinstance(child, Tag)):  # words outside its items
            self._nodes(tag.children, depth)
            return
        marked = list(zip(_marks(tag, items), items, strict=True))
        if self._lead_in and (whole := self._short(marked)):
            self._lead_in = f"{self._lead_in} {whole}"
            self._flush()
            return
        self._flush()
        for mark, item in marked:
            if item.name in LISTS:  # a list in a list without an item between them
                self._element(item, depth + 1)
            else:
                self._item("" if mark == "•" else mark, item, depth + 1)

    def _short(self, marked: Sequence[tuple[str, Tag]]) -> str:
        """Writes a list that stays in its lead-in's block; nothing where it is too long for that."""
        if any(item.find(["table", *HEADINGS, "pre"]) for _, item in marked):
            return ""
        items = [(mark, words(item.contents)) for mark, item in marked]
        whole = fold(" ".join(f"{mark} {text}" for mark, text in items))
        fits = len(self._lead_in) + len(whole) <= _LIST_LENGTH
        return whole if fits and all(len(text) <= _ITEM_LENGTH for _, text in items) else ""

    def _item(self, mark: str, item: Tag, depth: int) -> None:
        """Reads an item; the list within it is led in by the item's own words."""
        nodes = list(item.children)
        said = False
        cut = len(nodes)
        for place, node in enumerate(nodes):
            if isinstance(node, Tag) and (
                node.name in _APART or id(node) in self._containers or (said and node.name in BLOCKS)
            ):
                cut = place
                break
            said = said or bool(words([node]))
        text = fold(f"{mark} {words(nodes[:cut])}")
        if cut < len(nodes) and said and getattr(nodes[cut], "name", "") in LISTS:
            self._flush()
            self._lead_in = text
        elif said:
            self._text(text)
        else:  # the words come in blocks of their own
            self._mark = mark
        self._nodes(nodes[cut:], depth)
        self._mark = ""

    def _definitions(self, tag: Tag, depth: int) -> None:
        """Reads a definition list: each definition has its term before it, as a row has its header."""
        self._flush()
        parts = [child for child in tag.find_all(["dt", "dd"]) if child.find_parent("dl") is tag]
        groups = [tag, *tag.find_all("div", recursive=False)]
        if any(
            words(node for node in group.children if not _is_part(node, group is tag)) for group in groups
        ):
            self._nodes(tag.children, depth)
            return
        terms: list[str] = []
        told = True
        for part in parts:
            text = words([part])
            if part.name == "dt":
                terms = [text] if told else [*terms, text]
            else:
                name = ", ".join(filter(None, terms))
                self._headings.text(f"{name}: {text}" if name and text else text or name)
            told = part.name == "dd"
        if not told:
            self._headings.text(", ".join(filter(None, terms)))

    def _table(self, tag: Tag) -> None:
        caption = tag.find("caption")
        if isinstance(caption, Tag) and caption.find_parent("table") is tag and is_shown(caption):
            self._text(words(caption.contents))
        self._flush()
        for text in row_texts(tag):
            self._headings.text(text)


def _is_part(node: PageElement, within_list: bool) -> bool:
    return isinstance(node, Tag) and (node.name in ("dt", "dd") or (within_list and node.name == "div"))


def _ends_in_br(run: Sequence[PageElement]) -> bool:
    """Tells whether a line break follows another one: authors divide paragraphs in this way."""
    for node in reversed(run):
        if isinstance(node, Tag):
            return node.name == "br"
        if str(node).strip():
            return False
    return False


def _level(tag: Tag) -> int:
    if tag.name in HEADINGS:
        return int(tag.name[1])
    if attribute(tag, "role") == "heading":
        level = attribute(tag, "aria-level")
        return int(level) if re.fullmatch(r"[1-9]", level) else 2
    return 0


def _is_bold_line(tag: Tag) -> bool:
    text = words(tag.contents)
    if not text or len(text) > _TITLE_LENGTH or _ENDS.search(text):
        return False
    return text == fold(" ".join(words([part]) for part in tag.find_all(["b", "strong"], recursive=False)))


def _marks(tag: Tag, items: Sequence[Tag]) -> list[str]:
    """Writes the marks that a browser shows before the items of a list."""
    if tag.name != "ol":
        return ["•"] * len(items)
    start = attribute(tag, "start")
    number = int(start) if re.fullmatch(r"-?\d{1,6}", start) else 1
    step = -1 if tag.has_attr("reversed") else 1
    marks = []
    for item in items:
        if item.name in LISTS:
            marks.append("")
            continue
        value = attribute(item, "value")
        number = int(value) if re.fullmatch(r"-?\d{1,6}", value) else number
        marks.append(f"{_written(number, attribute(tag, 'type'))}.")
        number += step
    return marks


def _written(number: int, kind: str) -> str:
    if kind in ("a", "A") and 1 <= number <= 26:
        return chr(ord(kind) + number - 1)
    if kind in ("i", "I") and 1 <= number <= 39:
        numeral = "x" * (number // 10) + _ROMAN[number % 10]
        return numeral if kind == "i" else numeral.upper()
    return str(number)
