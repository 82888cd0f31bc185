"""A code set as arrays: which entry stands beneath which, what each is called, and by which other names.

Ranking near-identical codes needs more of an entry than its own words: what stands above it, what it adds to
that, and the other names that the release gives it. Those are its inclusion terms, what a category includes,
and how the notes of other entries name it: "Excludes1: beta thalassemia trait (D56.3)".

An entry that only adds a seventh character to the one above it ("…, initial encounter") is no entry of its
own here; it is an extension of that one. Half of ICD-10-CM is extensions.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.ragged import Ragged, ragged
from app.stems import stems
from ingest.documents import Passage
from ingest.rows import INHERITED, SEPARATOR

Ints = NDArray[np.int32]
Floats = NDArray[np.float32]
Flags = NDArray[np.bool_]
#: An entry, and a name of it.
_Name = tuple[int, str]

#: The columns by which a code set is known, and those in which an entry gets other names.
CODE, DESCRIPTION = "Code", "Description"
TERMS, INCLUDES = "Inclusion terms", "Includes"
_NOTES = ("Excludes1", "Excludes2", "Code first", "Use additional code", "Code also")
_LEAD_IN = re.compile(r"^.*?(?:to identify|for|,|:)\s")
_REFERENCE = re.compile(r"(?P<name>.+?)\s*\((?P<codes>[A-Z]\d\w[^()]*)\)\.?$")
_ONE_CODE = re.compile(r"(?P<code>[A-Z]\d\w(?:\.\w{1,4})?)\.?-?")
#: Characters of a category, and of a code with its seventh character, the dot included.
CATEGORY, WHOLE = 3, 8


@dataclass(frozen=True)
class CodeTree:
    """The entries of one code set in printed order, so that those of a category stand side by side.

    Attributes:
        ids: passage of each entry.
        codes: of each entry.
        texts: description of each entry.
        phrases: other names, sorted by the entry they name.
        phrase_entry: the entry that each phrase names.
        phrase_own: whether the entry itself has the phrase; else a note of another entry refers to it so, and
            may mean it among few: "lupus" among diseases of the kidney.
        parent: the entry above each, -1 for a category.
        category: the category of each, counted from 0.
        vocabulary: the stems of all of them.
        weight: of each stem: rare ones say more (inverse document frequency).
        described: entry to the stems of its description.
        phrased: phrase to its stems.
        extensions: entry to its extensions.
        extension_ids: passage of each extension.
        extended: extension to the stems that it adds.
    """

    ids: tuple[str, ...]
    codes: tuple[str, ...]
    texts: tuple[str, ...]
    phrases: tuple[str, ...]
    phrase_entry: Ints
    phrase_own: Flags
    parent: Ints
    category: Ints
    vocabulary: dict[str, int]
    weight: Floats
    described: Ragged
    phrased: Ragged
    extensions: Ragged
    extension_ids: tuple[str, ...]
    extended: Ragged

    def __len__(self) -> int:
        return len(self.ids)

    def parents(self, entry: int) -> Iterator[int]:
        """Gives what stands above an entry, nearest first."""
        while (entry := int(self.parent[entry])) >= 0:
            yield entry


@dataclass(frozen=True)
class _Entry:
    id: str
    code: str
    text: str
    cells: tuple[tuple[str, str], ...]


def is_entry(passage: Passage) -> bool:
    """Says whether a passage is an entry of a code set that a tree can be made of."""
    row = passage.row
    return row is not None and [column for column, _ in row.cells[:2]] == [CODE, DESCRIPTION]


def make_tree(passages: Iterable[Passage]) -> CodeTree | None:
    """Makes the tree of a code set.

    Args:
        passages: those of one document, in its order; what is no entry is left out.

    Returns:
        The tree, or None where no entry has another name or stands beneath another.
    """
    entries = [
        _Entry(passage.id, row.key, row.cells[1][1], row.cells)
        for passage in passages
        if is_entry(passage) and (row := passage.row) is not None
    ]
    above = _above(entries)
    kept = [i for i, one in enumerate(entries) if not _is_extension(entries, i, above[i])]
    at = {old: new for new, old in enumerate(kept)}
    by_code = {entries[old].code: new for new, old in enumerate(kept)}
    own, referred = _names(entries, by_code)
    named = sorted(own | referred)
    if not named:
        return None
    parent = np.array([at.get(above[old], -1) for old in kept], dtype=np.int32)
    added = [i for i in range(len(entries)) if i not in at]
    words: dict[str, int] = {}
    described = [_numbered(entries[old].text, words) for old in kept]
    phrased = [_numbered(phrase, words) for _, phrase in named]
    more = [sorted(set(_numbered(entries[i].text, words)) - set(described[at[above[i]]])) for i in added]
    beneath: list[list[int]] = [[] for _ in kept]
    for number, i in enumerate(added):
        beneath[at[above[i]]].append(number)
    counts = np.bincount(np.concatenate([np.array(one) for one in described]), minlength=len(words))
    counts = np.maximum(counts, 1)
    categories: dict[str, int] = {}
    return CodeTree(
        ids=tuple(entries[old].id for old in kept),
        codes=tuple(entries[old].code for old in kept),
        texts=tuple(entries[old].text for old in kept),
        phrases=tuple(phrase for _, phrase in named),
        phrase_entry=np.array([entry for entry, _ in named], dtype=np.int32),
        phrase_own=np.array([one in own for one in named], dtype=bool),
        parent=parent,
        category=np.array(
            [categories.setdefault(entries[old].code[:CATEGORY], len(categories)) for old in kept],
            dtype=np.int32,
        ),
        vocabulary=words,
        weight=np.log1p((len(kept) - counts + 0.5) / (counts + 0.5)).astype(np.float32),
        described=ragged(described),
        phrased=ragged(phrased),
        extensions=ragged(beneath),
        extension_ids=tuple(entries[i].id for i in added),
        extended=ragged(more),
    )


def _above(entries: Sequence[_Entry]) -> list[int]:
    """Finds the entry above each: of the longest code that its own begins with; -1 for none."""
    by_code = {one.code: i for i, one in enumerate(entries)}
    found = []
    for one in entries:
        cut = one.code[:-1]
        while len(cut) >= CATEGORY and cut not in by_code:
            cut = cut[:-1]
        found.append(by_code[cut] if len(cut) >= CATEGORY else -1)
    return found


def _is_extension(entries: Sequence[_Entry], i: int, above: int) -> bool:
    one = entries[i]
    return len(one.code) == WHOLE and above >= 0 and one.text.startswith(f"{entries[above].text}, ")


def _names(entries: Sequence[_Entry], by_code: dict[str, int]) -> tuple[set[_Name], set[_Name]]:
    """Gives the other names of entries: their own, and those by which notes of others refer to them."""
    own: set[_Name] = set()
    referred: set[_Name] = set()
    for one in entries:
        for column, value in one.cells:
            if INHERITED in column:
                continue  # it stands at the entry it comes from
            if column in (TERMS, INCLUDES):
                own |= {(by_code[one.code], term) for term in value.split(SEPARATOR) if one.code in by_code}
            elif column in _NOTES:
                referred |= set(_references(column, value, by_code))
    return {one for one in own if stems(one[1])}, {one for one in referred if stems(one[1])}


def _references(column: str, value: str, by_code: dict[str, int]) -> Iterator[tuple[int, str]]:
    for note in value.split(SEPARATOR):
        found = _REFERENCE.match(note)
        if found is None:
            continue
        name = found["name"] if column.startswith("Excludes") else _LEAD_IN.sub("", found["name"])
        for part in found["codes"].split(","):
            code = _ONE_CODE.fullmatch(part.strip())
            if code is not None and code["code"] in by_code:  # not the ends of a range
                yield by_code[code["code"]], name


def _numbered(text: str, words: dict[str, int]) -> list[int]:
    return sorted({words.setdefault(stem, len(words)) for stem in stems(text)})
