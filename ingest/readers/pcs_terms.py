"""Reads the terms of ICD-10-PCS: the alphabetic index and the definitions."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from xml.etree.ElementTree import Element

from ingest.documents import Block, IngestError, Row
from ingest.pcs_codes import LENGTH
from ingest.readers.code_xml import words
from ingest.rows import SEPARATOR, render

LONGEST = 1_500  # characters; a main term that is longer ("Repair") is given subterm by subterm
_DEEPEST = 30  # levels; the index has five
_TERM = "Term"
_POINTERS = ("see", "use")
_COLUMNS = {
    "code": "Code",
    "codes": "Codes that begin with",
    "tab": "Table",
    "title": _TERM,
    "definition": "Definition",
    "explanation": "Explanation",
    "includes": "Includes",
    "device": _TERM,
    "operation": "Operation",
    "bodySys": "Body System",
    "parent": "Counted as device",
}

Cells = list[tuple[str, str]]


def index(path: Path, root: Element) -> Iterator[Block]:
    """Gives a block for each main term; of a long one, for each subterm ("Repair, Esophagus").

    Args:
        path: the file, for messages.
        root: its root element.

    Yields:
        Blocks whose rows have the term, where it points, and its subterms; levels below stand in parentheses.

    Raises:
        IngestError: a main term has no title, or terms are nested deeper than in any index.
    """
    for letter in root.iterfind("letter"):
        title = words(letter.find("title"))
        headings = (title,) if title else ()
        for term in letter.iterfind("mainTerm"):
            name = words(term.find("title"))
            if not name:
                raise IngestError(path, "a main term of the index has no title.", f"letter {title}")
            for row in _rows(path, name, term, 1):
                yield Block(render(row), headings, row.key, row=row)


def _rows(path: Path, name: str, term: Element, level: int) -> Iterator[Row]:
    whole = _row(name, [*_pointers(term), *_beneath(path, name, term, level)], term.iter("code"))
    titled = [one for one in term.iterfind("term") if words(one.find("title"))]
    if not titled or len(render(whole)) <= LONGEST:
        yield whole
        return
    if own := [*_pointers(term), *_beneath(path, name, term, level, titled=False)]:
        untitled = (one for one in term if one not in titled)
        yield _row(name, own, (code for one in untitled for code in one.iter("code")))
    for one in titled:
        yield from _rows(path, f"{name}, {words(one.find('title'))}", one, level + 1)


def _row(name: str, cells: Cells, codes: Iterable[Element]) -> Row:
    whole = dict.fromkeys(code for one in codes if len(code := words(one)) == LENGTH)
    return Row(name, tuple(whole), ((_TERM, name), *cells))


def _pointers(term: Element) -> Cells:
    """Gives what a term itself says: the codes it has, or the terms that it points to."""
    parts = [one for one in term if one.tag not in ("title", "term")]
    return [(_COLUMNS.get(one.tag, one.tag), text) for one in parts if (text := words(one))]


def _beneath(path: Path, name: str, term: Element, level: int, *, titled: bool = True) -> Cells:
    """Gives the subterms of a term as cells; without those that have a title, if so asked."""
    if level > _DEEPEST:
        raise IngestError(path, f"terms are nested deeper than {_DEEPEST} levels.", f"term {name[:80]}")
    cells: Cells = []
    for one in term.iterfind("term"):
        title = words(one.find("title"))
        if title and not titled:
            continue
        below = _inline(_beneath(path, name, one, level + 1))
        own = _pointers(one)
        if title:
            said = " ".join(filter(None, (_inline(own, bare=True), f"({below})" if below else "")))
            cells.append((title, said) if said else ("", title))
        else:
            cells.extend(own)
            if below:
                cells.append(("", f"({below})"))
    return cells


def _inline(cells: Cells, *, bare: bool = False) -> str:
    """Writes cells within a cell; of its own pointers, only "see" and "use" are named ("Esophagus 0DQ5")."""
    parts = [
        value if bare and column not in _POINTERS else f"{column} {value}".strip() for column, value in cells
    ]
    return SEPARATOR.join(parts)


def definitions(path: Path, root: Element) -> Iterator[Block]:
    """Gives a block for each defined term, and for each device that counts as another.

    Args:
        path: the file, for messages.
        root: its root element.

    Yields:
        Blocks whose rows have the term, section, axis, definition, explanation and what it includes.

    Raises:
        IngestError: a term has no title.
    """
    for section in root.iterfind("section"):
        within = f"{section.get('code', '')} {words(section.find('title'))}".strip()
        for axis in section.iterfind("axis"):
            title = words(axis.find("title"))
            place = (("Section", within), ("Axis", f"{axis.get('pos', '')} {title}".strip()))
            for term in axis.iterfind("terms"):
                yield _definition(path, term, tuple(filter(None, (within, title))), place)
    for device in root.iterfind("deviceAggregation/aggregate"):
        yield _definition(path, device, ("Device Aggregation",), ())


def _definition(
    path: Path, term: Element, headings: tuple[str, ...], place: tuple[tuple[str, str], ...]
) -> Block:
    said: dict[str, list[str]] = {}
    for one in term:
        text = f"{one.get('value', '')} {words(one)}".strip()
        if text:
            said.setdefault(_COLUMNS.get(one.tag, one.tag), []).append(text)
    names = said.pop(_TERM, [])
    if not names:
        raise IngestError(path, "a defined term has no title.", f"section {' › '.join(headings)}")
    key = SEPARATOR.join(names)
    rest = tuple((column, SEPARATOR.join(values)) for column, values in said.items())
    filled = tuple((column, value) for column, value in place if value)
    row = Row(key, (), ((_TERM, key), *filled, *rest))
    return Block(render(row), headings, key, row=row)
