"""The words of HTML elements: what is shown, in order, and nothing that is not shown."""

import re
from collections.abc import Iterable

from bs4 import Tag
from bs4.element import CData, NavigableString, PageElement

from ingest.readers.sections import fold

#: Elements that begin a line of their own (HTML Living Standard, "Rendering"), as far as they hold text.
BLOCKS = frozenset(
    re.findall(
        r"\w+",
        "address article aside blockquote body center dd details dialog dir div dl dt fieldset figcaption"
        " figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu ol p pre search"
        " section summary table caption tbody td tfoot th thead tr ul",
    )
)
LISTS = ("ul", "ol", "menu", "dir")
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_NOT_SHOWN = frozenset(
    re.findall(
        r"\w+",
        "script style nav head template noscript iframe object embed svg canvas audio video"
        " button select textarea input datalist",
    )
)
_HIDES = re.compile(r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)
_RAISED = str.maketrans("0123456789+-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻")
_ORDINAL = re.compile(r"st|nd|rd|th|er|re|e|o|a|TM|SM|®|™|\W", re.IGNORECASE)
_UNIT = re.compile(r"(?:^|[\s(/·])(?:[kcdmµn]?m|ft|in|yd|\d{1,3})$")


def attribute(tag: Tag, name: str) -> str:
    """Gives an attribute's value as one string, empty when it is not there."""
    value = tag.get(name)
    return " ".join(value) if isinstance(value, list) else str(value or "")


def is_shown(tag: Tag) -> bool:
    """Says whether a browser shows an element as part of the text."""
    if tag.name in _NOT_SHOWN or tag.has_attr("hidden") or attribute(tag, "role") == "navigation":
        return False
    if tag.name == "dialog" and not tag.has_attr("open"):
        return False
    return not _HIDES.search(attribute(tag, "style"))


def words(nodes: Iterable[PageElement]) -> str:
    """Gives the words of nodes as one line; no depth of nesting is too deep for it.

    Args:
        nodes: elements and strings that stand beside each other.

    Returns:
        The words, whitespace folded.
    """
    parts: list[str] = []
    stack: list[PageElement | str] = []
    stack.extend([*nodes][::-1])
    while stack:
        node = stack.pop()
        if not isinstance(node, Tag):
            if not isinstance(node, PageElement) or type(node) in (NavigableString, CData):
                parts.append(str(node))
        elif not is_shown(node):
            continue
        elif node.name == "br":
            parts.append(" ")
        elif node.name == "img":
            parts.append(attribute(node, "alt"))
        elif node.name in ("sup", "sub"):
            parts.append(_raised("".join(parts[-2:]), node))
        elif node.name in BLOCKS:
            bullet = " • " if node.name == "li" else " "
            stack.extend([" ", *node.contents[::-1], bullet])
        else:
            stack.extend(node.contents[::-1])
    return fold("".join(parts).replace("\u00ad", ""))  # soft hyphens are no part of a word


def _raised(before: str, tag: Tag) -> str:
    """Writes raised words so that they do not run into a number: "63102" with a note 1 is not "631021"."""
    said = fold(tag.get_text())
    if not before or not before[-1:].isalnum() or _ORDINAL.fullmatch(said) or not said:
        return said
    if tag.name == "sub":  # "H2O", "T1": sub stands within a word
        return said if before[-1].isalpha() else f" {said}"
    if _UNIT.search(before) and not said.translate(_RAISED).isascii():
        return said.translate(_RAISED)
    return f" [{said}]"
