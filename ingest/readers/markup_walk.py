"""Walks the elements of an XML file in reading order and gives their blocks."""

import re
from collections.abc import Sequence
from dataclasses import replace
from xml.etree.ElementTree import Element

from ingest.documents import Block
from ingest.readers.records_roles import Fields
from ingest.readers.records_walk import clean, record_blocks
from ingest.readers.sections import fold
from ingest.readers.web_headings import Headings

#: Elements deeper than this are read for their words alone.
MAX_DEPTH = 100
_TITLES = ("title", "heading", "head", "name", "label", "caption", "header")
_NUMBERS = ("code", "number", "num", "no", "n")
#: Tags of running text: their names say nothing that a reader of the text must know.
_PROSE = frozenset(
    re.findall(
        r"\w+", "p para paragraph text li item listitem td th entry line l s body content section sec div"
    )
)
_GENERIC = frozenset(("row", "record", "item", "element", "object", "data", "value", "tr"))
_WRAPPERS = frozenset(
    re.findall(r"\w+", "body content document article front back div sec list ul ol table tbody")
)
#: Tags that set words apart in looks only, so that no space belongs around them.
_LOOKS = frozenset(
    re.findall(
        r"\w+", "b i u em strong sub sup span font small bold italic emph emphasis hi tt a xref link abbr"
    )
)
_APART = "\0"  # a space that was not written; XML cannot hold this character
_BEFORE_STOP = re.compile(rf"{_APART}(?=[,.;:!?)])")
_TITLE_LENGTH = 200
_RECORD_LENGTH = 2_000  # characters of a value; longer ones are text with a place of its own
_TWINS = 8  # values of one name in a record; more are a list


def local_name(element: Element) -> str:
    """Gives the tag of an element without its namespace."""
    return str(element.tag).rpartition("}")[2]


def title_of(element: Element) -> str:
    """Gives the title that an element has in a child or an attribute, or an empty string."""
    child = _title_child(element)
    if child is not None:
        return flattened(child)
    attributes = dict(_attributes(element))
    return next((fold(attributes[name]) for name in _TITLES if attributes.get(name, "").strip()), "")


def flattened(element: Element) -> str:
    """Gives all words of an element in their order.

    Args:
        element: the element; no depth of nesting is too deep for it.

    Returns:
        The words; those of elements within it are set apart by spaces, save where they only look different.
    """
    parts: list[str] = []
    stack: list[Element | str] = [element]
    while stack:
        node = stack.pop()
        if isinstance(node, str):
            parts.append(node)
            continue
        apart = "" if local_name(node).lower() in _LOOKS else _APART
        stack.append(apart)
        for child in reversed(node):
            stack.extend([child.tail or "", child])
        parts.append(f"{apart}{node.text or ''}")
        code = node.get("code")
        if node is not element and code and code not in (node.text or ""):
            stack.append(f" ({code})")
    text = re.sub(f"{_APART}+", _APART, "".join(parts))
    return fold(clean(_BEFORE_STOP.sub("", text)))


def _title_child(element: Element) -> Element | None:
    for child in element:
        if local_name(child).lower() in _TITLES and len(child) == 0:
            return child if 0 < len(fold(child.text or "")) <= _TITLE_LENGTH else None
    return None


def _attributes(element: Element) -> list[tuple[str, str]]:
    """Lists the attributes that say something; those of XML itself say how to read it."""
    kept = []
    for name, value in element.items():
        space, _, local = name.rpartition("}")
        if value.strip() and "XMLSchema-instance" not in space and "XML/1998" not in space:
            kept.append((local.lower() if local.lower() in (*_TITLES, *_NUMBERS) else local, value))
    return kept


def _is_mixed(element: Element) -> bool:
    has_text = bool((element.text or "").strip()) or any((child.tail or "").strip() for child in element)
    return len(element) > 0 and has_text


def _record(element: Element) -> Fields | None:
    """Reads an element as a record: attributes, and children that hold nothing but words."""
    if _is_mixed(element) or any(len(child) for child in element):
        return None
    own = _attributes(element)
    names = [local_name(child) for child in element]
    if len(element) == 0:
        text = (element.text or "").strip()
        return Fields([*own, *([(local_name(element), text)] if text else [])]) if own else None
    if names[1:] == [] and names[0].lower() in _TITLES:
        return None  # a section that holds nothing yet
    if any(name.lower() in _PROSE for name in names) or len(names) - len(set(names)) > _TWINS:
        return None
    if len(set(names)) < len(names) and any(_attributes(child) for child in element):
        return None  # a list of records and no record
    if any(len(child.text or "") > _RECORD_LENGTH for child in element):
        return None
    pairs: list[tuple[str, str]] = list(own)
    for name, child in zip(names, element, strict=True):
        pairs.extend((f"{name}.{attribute}", value) for attribute, value in _attributes(child))
        pairs.append((name, child.text or ""))
    return Fields([*pairs])


class Walk:
    """Collects the blocks of a file whose title is not repeated as a heading."""

    def __init__(self, title: str) -> None:
        self._title = title
        self._headings = Headings()

    def blocks(self, root: Element) -> tuple[Block, ...]:
        """Gives the blocks in order."""
        record = _record(root)
        if record is not None:
            self._records([record])
        elif len(root) == 0 or (_is_mixed(root) and not _holds_blocks(root)):
            self._headings.text(flattened(root))
        else:
            self._attributes_block(root, [])
            self._children(root, _title_child(root) if title_of(root) == self._title else None, 1)
        return self._headings.finish()

    def _records(self, records: Sequence[Fields], tag: str = "") -> None:
        """Adds records that stand beside each other, under their tag where it says what they are."""
        named = tag and tag.lower() not in (*_PROSE, *_GENERIC)
        above = (*self._headings.headings, tag) if named else self._headings.headings
        section = self._headings.section or (tag if named else None)
        for block in record_blocks([(record, None) for record in records], above):
            own = block.headings == above and block.section == (above[-1] if above else None)
            self._headings.add(replace(block, section=section) if own else block)

    def _children(self, parent: Element, title: Element | None, depth: int) -> None:
        """Walks children; words between them are paragraphs, records beside each other are one list."""
        self._headings.text(fold(clean(parent.text or "")))
        run: list[Fields] = []
        tag = ""
        for child in parent:
            record = _record(child) if child is not title and depth <= MAX_DEPTH else None
            if run and (record is None or local_name(child) != tag):
                self._records(run, tag)
                run = []
            if record is not None:
                run.append(record)
                tag = local_name(child)
            elif child is not title:
                self._element(child, depth)
            if tail := fold(clean(child.tail or "")):
                if run:
                    self._records(run, tag)
                    run = []
                self._headings.text(tail)
        if run:
            self._records(run, tag)

    def _element(self, element: Element, depth: int) -> None:
        name = local_name(element)
        inline = len(element) == 0 or (_is_mixed(element) and not _holds_blocks(element))
        if inline or depth > MAX_DEPTH:
            text = flattened(element)
            named = text and len(element) == 0 and name.lower() not in (*_PROSE, *_TITLES)
            self._headings.text(f"{name}: {text}" if named else text)
            return
        title, used = self._title_with_number(element)
        if title:
            self._headings.open(depth, title)
        self._attributes_block(element, used)
        self._children(element, _title_child(element), depth + 1)
        self._headings.close(depth)

    def _title_with_number(self, element: Element) -> tuple[str, list[str]]:
        """Writes an element's heading, and says which attributes stand in it."""
        name, title = local_name(element), title_of(element)
        used = [
            key for key, value in _attributes(element) if title and fold(value) == title and key in _TITLES
        ]
        for key, value in _attributes(element):
            if key in _NUMBERS and len(value) <= 20:
                number = fold(value)
                used.append(key)
                repeated = title == number or title.startswith((f"{number} ", f"{number}.", f"{number}:"))
                return clean(
                    title if repeated else f"{number} {title}" if title else f"{name} {number}"
                ), used
        if title:
            return clean(title), used
        return ("" if name.lower() in _WRAPPERS else name), used

    def _attributes_block(self, element: Element, used: Sequence[str]) -> None:
        told = [f"{name}: {fold(clean(value))}" for name, value in _attributes(element) if name not in used]
        self._headings.text("; ".join(told))


def _holds_blocks(element: Element) -> bool:
    """Says whether an element with words of its own also holds paragraphs, and not only parts of its line."""
    return any(
        local_name(inner).lower() in _PROSE or _title_child(inner) is not None
        for inner in element.iter()
        if inner is not element
    )
