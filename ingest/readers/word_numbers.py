"""Automatic numbers of Word, printed as Word prints them."""

import re
from dataclasses import dataclass, field

from ingest.readers.word_styles import indent
from ingest.readers.word_xml import Element, W, number, switch, value

_ROMAN = tuple(
    zip(
        (1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1),
        ("m", "cm", "d", "cd", "c", "xc", "l", "xl", "x", "ix", "v", "iv", "i"),
        strict=True,
    )
)
_ROMAN_MOST = 3999
_LETTERS_MOST = 26 * 20
_WORDS = ("Zero", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten")
_PLACE = re.compile(r"%([1-9])")
_DEPTHS = 9


def roman(count: int) -> str:
    """Writes a number as a small roman numeral."""
    if not 0 < count <= _ROMAN_MOST:
        return str(count)
    text = ""
    for worth, numeral in _ROMAN:
        text += numeral * (count // worth)
        count %= worth
    return text


def letters(count: int) -> str:
    """Writes a number as a small letter; after "z" comes "aa", then "bb"."""
    if not 0 < count <= _LETTERS_MOST:
        return str(count)
    return chr(97 + (count - 1) % 26) * ((count - 1) // 26 + 1)


def ordinal(count: int) -> str:
    """Writes a number as "1st"."""
    ending = {1: "st", 2: "nd", 3: "rd"}.get(count % 10, "th") if count // 10 % 10 != 1 else "th"
    return f"{count}{ending}"


def formatted(count: int, form: str) -> str:
    """Writes a number in a form that Word names.

    Args:
        count: the number.
        form: "decimal", "upperRoman", "lowerLetter" and so on; a form that is not known is decimal.

    Returns:
        The number as it is printed.
    """
    if form in ("upperRoman", "lowerRoman"):
        return roman(count).upper() if form == "upperRoman" else roman(count)
    if form in ("upperLetter", "lowerLetter"):
        return letters(count).upper() if form == "upperLetter" else letters(count)
    if form == "decimalZero":
        return f"{count:02d}"
    if form == "ordinal":
        return ordinal(count)
    if form == "cardinalText" and 0 <= count < len(_WORDS):
        return _WORDS[count]
    return "" if form == "none" else str(count)


@dataclass(frozen=True)
class Printed:
    """What stands before a paragraph.

    Attributes:
        text: the number or a bullet; may be empty.
        bullet: whether it is a bullet.
        list_id: the list, the same for all that it counts together.
        depth: the depth in the list, from 0.
        left: where the text after it starts, in points, or None.
    """

    text: str
    bullet: bool
    list_id: str
    depth: int
    left: float | None


@dataclass
class _Depth:
    start: int
    form: str
    text: str
    legal: bool
    restart: int | None
    style: str | None
    left: float | None


@dataclass
class _List:
    depths: dict[int, _Depth]
    counts: dict[int, int] = field(default_factory=dict)


def _depth(element: Element) -> _Depth:
    start = number(value(element, "start"))
    return _Depth(
        start=1 if start is None else start,
        form=value(element, "numFmt") or "decimal",
        text=value(element, "lvlText") or "",
        legal=switch(element, "isLgl") is True,
        restart=number(value(element, "lvlRestart")),
        style=value(element, "pStyle"),
        left=indent(element.find(W + "pPr")),
    )


def _depths(element: Element) -> dict[int, _Depth]:
    found = {number(level.get(W + "ilvl")): _depth(level) for level in element.findall(W + "lvl")}
    return {depth: level for depth, level in found.items() if depth is not None and 0 <= depth < _DEPTHS}


class Numbering:
    """Counts the numbered paragraphs of a document.

    Args:
        root: the element of the numbering part, or None.
    """

    def __init__(self, root: Element | None) -> None:
        self._lists: dict[str, _List] = {}
        self._nums: dict[str, Element] = {}
        self._begun: set[str] = set()
        if root is None:
            return
        links, styles = {}, {}
        for abstract in root.findall(W + "abstractNum"):
            key = str(abstract.get(W + "abstractNumId"))
            self._lists[key] = _List(_depths(abstract))
            links[key] = value(abstract, "numStyleLink")
            if style := value(abstract, "styleLink"):
                styles[style] = key
        for key, link in links.items():
            if link and link in styles and not self._lists[key].depths:
                self._lists[key] = self._lists[styles[link]]
        self._nums = {str(num.get(W + "numId")): num for num in root.findall(W + "num")}

    def depth_of_style(self, num_id: str, style_id: str | None) -> int | None:
        """Gives the depth that a list ties to a paragraph style, or None."""
        held = self._lists.get(value(self._nums.get(num_id), "abstractNumId") or "")
        if held is None or style_id is None:
            return None
        return next((depth for depth, level in held.depths.items() if level.style == style_id), None)

    def next(self, num_id: str, depth: int) -> Printed | None:
        """Counts a paragraph and gives what Word prints before it.

        Args:
            num_id: the numbering that the paragraph names.
            depth: its depth there, from 0.

        Returns:
            What is printed, or None where the numbering does not exist.
        """
        num = self._nums.get(num_id)
        key = value(num, "abstractNumId") or ""
        held = self._lists.get(key)
        if num is None or held is None or not 0 <= depth < _DEPTHS:
            return None
        depths = self._overridden(num, num_id, held)
        level = depths.get(depth)
        if level is None:
            return None
        held.counts[depth] = held.counts[depth] + 1 if depth in held.counts else level.start
        for deeper in [other for other in held.counts if other > depth]:
            restart = depths[deeper].restart if deeper in depths else None
            if restart is None or (restart != 0 and depth < restart):
                del held.counts[deeper]
        if level.form == "bullet":
            return Printed("•" if level.text.strip() else "", True, key, depth, level.left)
        return Printed(self._print(level, depths, held.counts), False, key, depth, level.left)

    def _overridden(self, num: Element, num_id: str, held: _List) -> dict[int, _Depth]:
        """Gives the depths of a numbering; its own starts restart the count where it is first used."""
        depths = dict(held.depths)
        for override in num.findall(W + "lvlOverride"):
            depth = number(override.get(W + "ilvl"))
            if depth is None or not 0 <= depth < _DEPTHS:
                continue
            own, start = override.find(W + "lvl"), number(value(override, "startOverride"))
            if own is not None:
                depths[depth] = _depth(own)
            if start is not None and num_id not in self._begun:
                held.counts[depth] = start - 1
        self._begun.add(num_id)
        return depths

    @staticmethod
    def _print(level: _Depth, depths: dict[int, _Depth], counts: dict[int, int]) -> str:
        def place(found: re.Match[str]) -> str:
            depth = int(found[1]) - 1
            other = depths.get(depth)
            if other is None:
                return ""
            form = "decimal" if level.legal and other.form not in ("decimal", "decimalZero") else other.form
            return formatted(counts.get(depth, other.start), form)

        return " ".join(_PLACE.sub(place, level.text).split())
