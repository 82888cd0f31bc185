"""Reads ICD-10-CM, built in: every chapter, block, category and code of the tabular list as an entry.

What is inherited. A note at a chapter, a block or a category holds for all codes beneath it, so each entry
gives its own notes first and then those of every ancestor, nearest first, each under a column that says where
it is printed: "Excludes1", then "Excludes1 (from M48)", "Excludes2 (from chapter 13)". An index of what an
entry itself says can tell them apart (``icd10cm_notes.is_inherited``). Two things are given short, so that
98,000 entries stay a text of 113 MB, of which 12 MB are their own words:

- The general notes of chapters and blocks (the definitions of transport accidents alone are 7,000 characters)
  stand in full at the chapter or block; the entries beneath say where:
  "Notes (from V00-V99): see the entry of block V00-V99".
- A code that has its seventh character gives that character; the list to choose from stands at the codes
  that still need one.

Blocks that hold other blocks ("M40-M54 Dorsopathies") are printed as siblings in the file; which blocks they
hold follows from their ranges. Their notes are inherited as well.
"""

import re
from collections.abc import Iterator
from types import ModuleType

from ingest.documents import Block, Document, Row
from ingest.readers.icd10cm_notes import FROM, NOTES, SEVENTH, Cells, Entry, Sevenths, given, joined
from ingest.readers.icd10cm_release import Release, read_release
from ingest.readers.sections import fold
from ingest.rows import render

NAME = "icd10cm"
TITLE = "ICD-10-CM Tabular List of Diseases and Injuries"
_NOT_BILLABLE = "no, use a more specific code"
_KINDS = (  # column, what the package calls it
    ("Inclusion terms", "get_inclusion_term"),
    ("Includes", "get_includes"),
    ("Excludes1", "get_excludes1"),
    ("Excludes2", "get_excludes2"),
    ("Code first", "get_code_first"),
    ("Use additional code", "get_use_additional_code"),
    ("Code also", "get_code_also"),
    (NOTES, "get_notes"),
)
_BEFORE_SEVENTH = tuple(column for column, _ in _KINDS if column != NOTES)
_RANGE_AT_END = re.compile(r"\s*\([A-Z]\w\w(?:-[A-Z]\w\w)?\)$")
_WHOLE = 8  # seven characters and the dot


def read_builtin() -> Document:
    """Reads the tabular list that the package ``simple-icd-10-cm`` carries.

    Returns:
        A document with the conventions as text and a row for each chapter, block, category and code. Chapters
        are found by words only: "22" is also a modifier.

    Raises:
        IngestError: the package is not installed or its data is not as expected.
    """
    release = read_release(NAME)
    import simple_icd_10_cm  # reads 10 MB when imported; only who asks for the code system waits for it

    return Document(
        name=NAME,
        title=TITLE,
        sha256=release.sha256,
        blocks=(*release.conventions, *_Tabular(simple_icd_10_cm, release).blocks()),
        edition=release.edition,
        effective_from=release.effective_from,
    )


class _Tabular:
    """Walks the tabular list in its printed order."""

    def __init__(self, package: ModuleType, release: Release) -> None:
        self._package = package
        self._tables = release.tables
        self._entries: dict[str, Entry] = {}
        self._blocks: dict[str, Entry] = {}
        self._holders: list[Entry] = []
        self._passed: dict[str, dict[str, Cells]] = {}

    def blocks(self) -> Iterator[Block]:
        """Gives a block for each entry."""
        for code in self._package.get_all_codes(True):
            if self._package.is_chapter(code):
                yield self._chapter(code)
            elif self._package.is_block(code) and code not in self._blocks:
                yield self._block(code)  # a block of one category has its name, and stands before it
            else:
                yield self._code(code)

    def _chapter(self, code: str) -> Block:
        entry = self._entry(code, f"chapter {code}", None, ())
        self._entries[code] = entry
        self._holders = []
        row = Row(f"Chapter {code}", (), (("Chapter", code), *self._cells(entry, _NOT_BILLABLE)))
        return Block(render(row), (), f"Chapter {code}", row=row)

    def _block(self, code: str) -> Block:
        while self._holders and not _holds(self._holders[-1].code, code):
            self._holders.pop()
        chapter = self._entries[self._package.get_ancestors(code, prioritize_blocks=True)[-1]]
        parent = self._holders[-1] if self._holders else chapter
        heading = f"Chapter {chapter.code} {_short(chapter.description)}"
        label = code if "-" in code else f"block {code}"
        entry = self._entry(code, label, parent, (heading,), block=True)
        self._blocks[code] = entry
        if self._package.is_leaf(code, prioritize_blocks=True):
            self._holders.append(entry)
        row = Row(
            label,
            (code,) if label == code else (),  # the code is the category's
            (("Block", code), *self._cells(entry, _NOT_BILLABLE)),
        )
        return Block(render(row), entry.headings, label, row=row)

    def _code(self, code: str) -> Block:
        over = self._package.get_parent(code)
        parent = self._blocks[over] if self._package.is_category(code) else self._entries[over]
        headings = parent.headings
        heading = f"{parent.code} {_short(parent.description)}"
        if "." not in parent.code and heading not in headings:  # a block of one category may have its title
            headings = (*headings, heading)
        entry = self._entry(code, code, parent, headings)
        self._entries[code] = entry
        row = Row(code, (code,), (("Code", code), *self._cells(entry, self._billable(code))))
        return Block(render(row), headings, code, row=row)

    def _entry(
        self, code: str, label: str, parent: Entry | None, headings: tuple[str, ...], *, block: bool = False
    ) -> Entry:
        package = self._package
        own = {}
        for column, getter in _KINDS:
            notes = getattr(package, getter)(code, prioritize_blocks=block)
            if notes:
                own[column] = joined(notes.split("\n") if isinstance(notes, str) else notes)
        sevenths = parent.sevenths if parent else None
        defined = package.get_seven_chr_def(code, prioritize_blocks=block)
        if defined:
            sevenths = Sevenths(label, {char: fold(meaning) for char, meaning in defined.items()})
            note = fold(package.get_seven_chr_note(code, prioritize_blocks=block)).rstrip(":")
            listed = [f"{char} {meaning}" for char, meaning in sevenths.meanings.items()]
            own[SEVENTH] = joined([f"{note}:", *listed] if note else listed)
        description = fold(package.get_description(code, prioritize_blocks=block))
        inherited = self._passed_on(parent) if parent else {}
        return Entry(code, label, description, headings, own, inherited, sevenths)

    def _passed_on(self, parent: Entry) -> dict[str, Cells]:
        if parent.label not in self._passed:  # siblings share it: it is built once
            self._passed[parent.label] = parent.passed_on()
        return self._passed[parent.label]

    def _cells(self, entry: Entry, billable: str) -> Iterator[tuple[str, str]]:
        yield "Description", entry.description
        yield "Billable", billable
        for column in _BEFORE_SEVENTH:
            yield from given(entry, column)
        char = entry.code[-1] if len(entry.code) == _WHOLE else ""
        if entry.sevenths and char in entry.sevenths.meanings:
            yield f"{SEVENTH}{FROM}{entry.sevenths.label})", f"{char} {entry.sevenths.meanings[char]}"
        elif SEVENTH in entry.own:
            yield SEVENTH, entry.own[SEVENTH]
        else:
            yield from entry.inherited.get(SEVENTH, ())
        yield from given(entry, NOTES)
        yield from self._tables.get(entry.code, ())

    def _billable(self, code: str) -> str:
        children = self._package.get_children(code)
        if not children:
            return "yes"
        if self._package.is_extended_subcategory(children[0]):
            return f"no, add the seventh character, as in {children[0]}"
        return _NOT_BILLABLE


def _holds(outer: str, inner: str) -> bool:
    """Says whether the range of one block ("M40-M54") covers that of another ("M45-M49", "M47")."""
    ends = outer.split("-") + inner.split("-")
    return ends[0] <= ends[2] and ends[-1] <= ends[1]


def _short(description: str) -> str:
    return _RANGE_AT_END.sub("", description)
