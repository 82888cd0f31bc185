"""Small ways through the XML of a Word document, which python-docx opened."""

from collections.abc import Iterator
from typing import Any

Element = Any  # an lxml element; lxml has no types
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_TRANSPARENT = frozenset(
    W + name for name in ("ins", "moveTo", "smartTag", "customXml", "hyperlink", "fldSimple", "dir", "bdo")
)
_OFF = ("0", "false", "off")


def name(element: Element) -> str:
    """Gives the tag of an element, or an empty string for a comment or the like."""
    return element.tag if isinstance(element.tag, str) else ""


def value(parent: Element | None, path: str, attribute: str = "val") -> str | None:
    """Gives an attribute of the first element at a path ("pPr/pStyle"), or None.

    Args:
        parent: where the path begins, or None.
        path: local names, separated by slashes.
        attribute: local name of the attribute.

    Returns:
        Its value.
    """
    if parent is None:
        return None
    found = parent.find("/".join(W + part for part in path.split("/")))
    text = None if found is None else found.get(W + attribute)
    return str(text) if text is not None else None


def switch(parent: Element | None, path: str) -> bool | None:
    """Tells whether a switch such as bold is on, off, or not set (None)."""
    found = None if parent is None else parent.find("/".join(W + part for part in path.split("/")))
    return None if found is None else found.get(W + "val") not in _OFF


def number(text: str | None) -> int | None:
    """Reads a whole number of a file, which may hold anything."""
    digits = (text or "").strip().removeprefix("-")
    if not (digits.isascii() and digits.isdigit() and len(digits) < 10):
        return None
    return int(text or "")


def points(text: str | None) -> float | None:
    """Reads a length in twentieths of a point."""
    twips = number(text)
    return None if twips is None else twips / 20


def inside(element: Element) -> Iterator[Element]:
    """Lists the children of an element, those of controls, insertions and links in their place."""
    for child in element:
        tag = name(child)
        if tag == W + "sdt":
            held = child.find(W + "sdtContent")
            if held is not None and switch(child, "sdtPr/showingPlcHdr") is not True:
                yield from inside(held)
        elif tag in _TRANSPARENT:
            yield from inside(child)
        elif tag == _MC + "AlternateContent":
            chosen = child.find(_MC + "Choice")
            chosen = child.find(_MC + "Fallback") if chosen is None else chosen
            if chosen is not None:
                yield from inside(chosen)
        elif tag:
            yield child
