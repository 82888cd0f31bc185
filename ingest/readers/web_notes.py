"""Footnotes of HTML: their text is set behind the paragraph or table that refers to them."""

import re
from urllib.parse import unquote

from bs4 import BeautifulSoup, Tag

from ingest.readers.sections import fold
from ingest.readers.web_words import BLOCKS, HEADINGS, LISTS, attribute

_NOTE_WORDS = re.compile(r"footnote|noteref|endnote|\bfn(?:ref)?\b|ftn", re.IGNORECASE)
_MARK = re.compile(r"[\[(]?\s*([\dA-Za-z]{1,3}|[*†‡§¶#]{1,3})\s*[\])]?")
_ARROWS = r"[\s↩↑^⏎\ufe0e]*"
_BACK = re.compile(rf"{_ARROWS}(?:back(?: to (?:text|top))?|return(?: to text)?)?{_ARROWS}", re.IGNORECASE)
_LONGEST = 3_000  # characters; a longer target is a section and not a note
_STANDS_IN = ("table", "dl", *LISTS)


def settle(soup: BeautifulSoup) -> None:
    """Moves each footnote behind the block that first refers to it, as "[1] …", and marks the references.

    Args:
        soup: the page; changed in place.
    """
    by_id: dict[str, Tag] = {}
    for tag in soup.find_all(id=True):
        by_id.setdefault(attribute(tag, "id"), tag)
    for tag in soup.find_all("a", attrs={"name": True}):
        by_id.setdefault(attribute(tag, "name"), tag)
    moved: dict[int, str] = {}
    last: dict[int, Tag] = {}
    kept: list[Tag] = []  # keeps removed notes alive, so that no other element gets their identity
    for link in soup.find_all("a", href=re.compile(r"^#.")):
        if link.decomposed:  # it led back from a note that was moved
            continue
        mark = _MARK.fullmatch(fold(link.get_text()))
        target = by_id.get(unquote(attribute(link, "href")[1:]))
        if mark is None or target is None or not _refers(link):
            continue
        note = _block_of(target)
        place = _block_of(link)
        if note is None or place is None or _holds(note, place) or _holds(place, note):
            continue
        if id(note) not in moved:
            text = _text_of(note, mark[1])
            if text is None:
                continue
            moved[id(note)] = mark[1]
            kept.append(note.extract())
            new = soup.new_tag("p")
            new.string = f"[{mark[1]}] {text}"
            behind = _behind(place)
            last.get(id(behind), behind).insert_after(new)
            last[id(behind)] = new
        outer = link.parent if isinstance(link.parent, Tag) and link.parent.name == "sup" else link
        alone = fold(outer.get_text()) == fold(link.get_text())
        (outer if alone else link).replace_with(f"[{moved[id(note)]}]")


def _holds(outer: Tag, inner: Tag) -> bool:
    return outer is inner or any(parent is outer for parent in inner.parents)


def _refers(link: Tag) -> bool:
    """Tells a reference to a note from other links within the page, and from the note's link back."""
    if attribute(link, "role") == "doc-backlink" or "backref" in attribute(link, "class"):
        return False
    if attribute(link, "role") == "doc-noteref" or link.find_parent("sup") or link.find("sup"):
        return True
    return any(_NOTE_WORDS.search(attribute(link, name)) for name in ("class", "href", "id", "name"))


def _block_of(tag: Tag) -> Tag | None:
    if tag.name in HEADINGS or tag.find(list(HEADINGS)):
        return None
    found = tag if tag.name in BLOCKS else tag.find_parent(list(BLOCKS))
    item = found.find_parent("li") if found is not None and found.name == "p" else None
    if item is not None and item.find(True, recursive=False) is found:  # <li><p>note</p></li>
        found = item
    return None if found is None or found.name in ("body", "html", "table", *HEADINGS, *LISTS) else found


def _text_of(note: Tag, mark: str) -> str | None:
    """Gives a note's words without its own mark and its link back."""
    if len(note.get_text()) > _LONGEST:
        return None
    for link in note.find_all("a"):
        if attribute(link, "href").startswith("#") and (
            _BACK.fullmatch(fold(link.get_text())) or _same(link.get_text(), mark)
        ):
            link.decompose()
    text = fold(note.get_text())
    found = re.match(rf"[\[(]?{re.escape(mark)}[\])]?[.:]?\s+", text)
    text = text[found.end() :] if found else text
    return text.strip() or None


def _same(text: str, mark: str) -> bool:
    found = _MARK.fullmatch(fold(text))
    return found is not None and found[1] == mark


def _behind(place: Tag) -> Tag:
    outer = place
    for parent in place.parents:
        if parent.name in _STANDS_IN:
            outer = parent
    return outer
