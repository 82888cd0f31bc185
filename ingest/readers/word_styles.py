"""The styles of a Word document: which are headings, bold, indented, or numbered."""

import re
from dataclasses import dataclass, replace

from ingest.readers.word_xml import Element, W, number, points, switch, value

# Word writes the English names in every language; other programs translate them
_HEADING = re.compile(
    r"(?:heading|überschrift|titre|t[íi]tulo|titolo|kop|rubrik|overskrift|otsikko|nagłówek|заголовок|見出し|标题|標題)"
    r"\s*([1-9])",
    re.IGNORECASE,
)
_TITLE = re.compile(r"title|titel|titre|t[íi]tulo|titolo|tytuł|название", re.IGNORECASE)
_CONTENTS = re.compile(r"(?:toc \d|toc heading|table of figures|contents (?:heading|\d))", re.IGNORECASE)


@dataclass(frozen=True)
class Style:
    """What a style says of its paragraphs, what it is based on included.

    Attributes:
        level: 1 to 9 of a heading, 0 of a title, or None.
        bold: whether it is bold.
        hidden: whether its words are hidden.
        left: its indentation in points, or None.
        num_id: its automatic numbering, or None.
        depth: the depth that it names there, or None.
        contents: whether it is an entry of a table of contents.
    """

    level: int | None = None
    bold: bool = False
    hidden: bool = False
    left: float | None = None
    num_id: str | None = None
    depth: int | None = None
    contents: bool = False


def level_of_name(printed: str) -> int | None:
    """Gives the level that a style's name says: 1 to 9 of a heading, 0 of a title, or None."""
    if found := _HEADING.fullmatch(printed.strip()):
        return int(found[1])
    return 0 if _TITLE.fullmatch(printed.strip()) else None


def is_contents(printed: str) -> bool:
    """Tells whether a style's name is that of the entries of a table of contents."""
    return bool(_CONTENTS.match(printed.strip()))


def outline_level(properties: Element | None) -> int | None:
    """Gives the outline level of paragraph properties: 1 to 9, 0 for body text, None where not set."""
    level = number(value(properties, "outlineLvl"))
    if level is None:
        return None
    return level + 1 if 0 <= level < 9 else 0


def indent(properties: Element | None) -> float | None:
    """Gives the indentation of paragraph properties in points, or None."""
    left = value(properties, "ind", "left") or value(properties, "ind", "start")
    return points(left)


class Styles:
    """The styles of a document, by id.

    Args:
        root: the element of the styles part, or None.
    """

    def __init__(self, root: Element | None) -> None:
        self._elements: dict[str, Element] = {}
        self._default: str | None = None
        self._known: dict[str, Style] = {}
        for style in () if root is None else root.findall(W + "style"):
            style_id = str(style.get(W + "styleId"))
            self._elements[style_id] = style
            if style.get(W + "type") == "paragraph" and style.get(W + "default") in ("1", "true", "on"):
                self._default = style_id

    def of(self, style_id: str | None) -> Style:
        """Gives a style; the default one where a paragraph names none.

        Args:
            style_id: its id, or None.

        Returns:
            The style.
        """
        return self._of(style_id or self._default or "", ())

    def _of(self, style_id: str, above: tuple[str, ...]) -> Style:
        if style_id in self._known:
            return self._known[style_id]
        element = self._elements.get(style_id)
        if element is None or style_id in above or len(above) > 20:
            return Style()
        based_on = value(element, "basedOn")
        parent = self._of(based_on, (*above, style_id)) if based_on else Style()
        style = self._own(element, replace(parent, contents=False))
        self._known[style_id] = style
        return style

    @staticmethod
    def _own(element: Element, parent: Style) -> Style:
        printed = value(element, "name") or ""
        named, level = level_of_name(printed), outline_level(element.find(W + "pPr"))
        if named is not None:
            level = named
        elif level == 0:  # body text, whatever it is based on
            return replace(Styles._looks(element, parent), level=None)
        elif level is None:
            level = parent.level
        style = replace(Styles._looks(element, parent), level=level)
        return replace(style, level=None, contents=True) if is_contents(printed) else style

    @staticmethod
    def _looks(element: Element, parent: Style) -> Style:
        paragraph, run = element.find(W + "pPr"), element.find(W + "rPr")
        bold, hidden, left = switch(run, "b"), switch(run, "vanish"), indent(paragraph)
        num_id, depth = value(paragraph, "numPr/numId"), number(value(paragraph, "numPr/ilvl"))
        return replace(
            parent,
            bold=parent.bold if bold is None else bold,
            hidden=parent.hidden if hidden is None else hidden,
            left=parent.left if left is None else left,
            num_id=parent.num_id if num_id is None else num_id,
            depth=parent.depth if depth is None else depth,
        )
