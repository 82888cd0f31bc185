"""Compares the place that gold names with the place of a passage: document, section, page, row."""

import re

from app.citations import Locator
from eval.gold import Place

_PAGE_TAIL = re.compile(r",?\s*\b(?:pp?\.|pages?)\s*[\w-]+\s*$")
_SECTION_WORD = re.compile(r"\b(?:sections?|sec\.)\s+|§\s*")
_ROWS = re.compile(r"^(?:rows?|codes?|modifiers?)\s+(.+)$")
_RANGE = re.compile(r"^(.*\.)?(\w+)-(\w+)$")


def fold_section(section: str) -> str:
    """Folds a section's name: case, white space, dashes, the word "Section", a printed page at its end."""
    folded = re.sub(r"[‐‑‒–—−]", "-", " ".join(section.casefold().split()))
    folded = _PAGE_TAIL.sub("", folded)
    folded = _SECTION_WORD.sub("", folded)
    return re.sub(r"\s*,\s*", ", ", folded).strip(" .,)")


def section_names(section: str) -> set[str]:
    """Gives every folded name a gold section stands for.

    A range ("I.A.12.a-b") stands for each of its members, and "rows 63102, 63103" for each row.
    """
    folded = fold_section(section)
    names = {folded}
    if rows := _ROWS.match(folded):
        names |= {key.strip() for key in re.split(r",|;|\band\b|&", rows.group(1)) if key.strip()}
    if ranged := _RANGE.match(folded):
        stem, first, last = ranged.group(1) or "", ranged.group(2), ranged.group(3)
        names |= {stem + one for one in _members(first, last)}
    return names


def _members(first: str, last: str) -> list[str]:
    if first.isdecimal() and last.isdecimal() and len(first) < 5 and 0 < int(last) - int(first) < 30:
        return [str(number) for number in range(int(first), int(last) + 1)]
    if len(first) == len(last) == 1 and first.isalpha() and last.isalpha():
        return [chr(point) for point in range(ord(first), ord(last) + 1)]
    return []


def section_matches(wanted: str, found: str) -> bool:
    """Says whether a passage's section is a gold section, or stands within it (I.C.4.a.3 in I.C.4.a)."""
    have = fold_section(found)
    return any(
        have == name or (_is_numbered(name) and have.startswith((f"{name}.", f"{name},")))
        for name in section_names(wanted)
    )


def _is_numbered(name: str) -> bool:
    return bool(re.search(r"\d|^chapter\b|^[a-z]+\.[a-z]", name))


def place_matches(place: Place, document: str, locator: Locator) -> bool:
    """Says whether a passage stands at a place.

    The document must be the same. Of section or row, and page, each that both sides state must agree, and
    at least one must be stated by both, unless the gold names the document alone.
    """
    if place.document.casefold() != document.casefold():
        return False
    wanted = [name for name in (place.section, place.row) if name]
    found = [name for name in (locator.section, locator.row) if name]
    agreed: list[bool] = []
    if wanted and found:
        agreed.append(any(section_matches(name, one) for name in wanted for one in found))
    if place.page is not None and locator.page is not None:
        agreed.append(place.page == locator.page)
    if not wanted and place.page is None:
        return True
    return bool(agreed) and all(agreed)
