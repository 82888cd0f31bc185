"""Reads a record layout as a data dictionary: one section a field, with the names that programs give it.

Such as the record layout of the HCPCS file: "16. HCPCS Coverage Code … SAS ALIAS : CVRG_CD …
CODES : C = Carrier judgment", or "CODE TABLE : BETOS_TB" with the table at the end of the document.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from app.columns import abbreviates, parts, words_of
from app.meanings import Dictionary, ValueReader
from app.question import content_stems
from ingest.catalogue import Placed
from ingest.passages import SEPARATOR

#: A document with fewer fields that name an alias is no record layout.
LEAST_FIELDS = 3
#: Words in more than this share of the titles say nothing of a field: "HCPCS", "Code".
COMMON = 0.5
#: A column whose name stands as an alias fits at least this well; aliases are now and then mixed up.
SAID = 0.75
#: Initials are taken of so many neighbouring words: "TOS" is Type Of Service.
_INITIALS = (2, 3)
_ALIAS = re.compile(r"\bALIAS\s*:\s*([A-Z][A-Z0-9_]+)", re.IGNORECASE)
_CODE_TABLE = re.compile(r"\bCODE TABLE\s*:\s*([A-Z][A-Z0-9_]+)", re.IGNORECASE)
_NUMBER = re.compile(r"^\d+(?:\.\d+)*\.?\s+")
_NOTHING = frozenset({"UNDEFINED", "FILLER"})


@dataclass(frozen=True)
class _Field:
    """A section of a layout: its title, the names programs use, and its passages."""

    title: str
    aliases: tuple[str, ...]
    code_table: str | None
    placed: tuple[Placed, ...]


def read_layout(placed: Sequence[Placed], columns: Sequence[str]) -> Dictionary | None:
    """Reads a document as a record layout.

    Args:
        placed: its passages.
        columns: names of the columns of the table that it may be of.

    Returns:
        What it says of them, or None where it is no record layout.
    """
    fields = list(_fields(placed))
    if sum(bool(one.aliases) for one in fields) < LEAST_FIELDS:
        return None
    fields = [one for one in fields if one.aliases]
    counts = Counter(word for one in fields for word in set(words_of(one.title)))
    common = {word for word, count in counts.items() if count > COMMON * len(fields)}
    of_field: dict[int, list[str]] = {}
    made = Dictionary()
    for column in columns:
        fits = [_fit(column, one, common) for one in fields]
        best = max(range(len(fields)), key=lambda at: fits[at])
        if fits[best] > 0:
            of_field.setdefault(best, []).append(column)
            made.fit[column] = fits[best]
            made.names[column] = _called(fields[best].title, common)
    reader = ValueReader(made)
    for at, names in of_field.items():
        for one, line, start in _lines(fields[at].placed):
            reader.take(names, one, line, start)
    tables = {one.code_table for one in fields if one.code_table}
    for at, names in of_field.items():
        if fields[at].code_table:
            _take_table(reader, names, fields[at].code_table or "", tables, placed)
    return made


def _fields(placed: Sequence[Placed]) -> Iterator[_Field]:
    for crumb, group in groupby(placed, key=lambda one: one.passage.breadcrumb):
        held = tuple(group)
        text = "\n".join(one.passage.text for one in held)
        aliases = tuple(dict.fromkeys(found.upper() for found in _ALIAS.findall(text)))
        table = _CODE_TABLE.search(text)
        title = _NUMBER.sub("", crumb.rsplit(SEPARATOR, 1)[-1])
        own = tuple(one for one in aliases if one not in _NOTHING)
        yield _Field(title, own, table[1].upper() if table else None, held)


def _lines(placed: Sequence[Placed]) -> Iterator[tuple[Placed, str, int]]:
    for one in placed:
        at = 0
        for line in one.passage.text.split("\n"):
            yield one, line, at
            at += len(line) + 1


def _take_table(
    reader: ValueReader, columns: Sequence[str], name: str, tables: set[str], placed: Sequence[Placed]
) -> None:
    """Takes the values of a table of codes: from the line that begins with its name to the next table."""
    inside = False
    for one, line, at in _lines(placed):
        first = line.split(maxsplit=1)[0].upper() if line.strip() else ""
        if first in tables:
            inside = first == name
        if inside:
            reader.take(columns, one, line, at)


def _called(title: str, common: set[str]) -> str:
    kept = [word for word in title.split() if word.lower() not in common]
    return " ".join(kept) or title


def _fit(column: str, one: _Field, common: set[str]) -> float:
    """Gives how well the name of a column fits a field, 0 where it does not, 1 at most."""
    own = [part for part in parts(column) if not part.isdecimal()]
    if not own:
        return 0.0
    said = "".join(own) in {re.sub(r"[\d_]", "", alias).lower() for alias in one.aliases}
    words = words_of(one.title)
    extra = [word for alias in one.aliases for word in parts(alias)]
    hit: set[int] = set()
    for part in own:
        places = _places(part, words)
        if not places and not any(abbreviates(part, word) or abbreviates(word, part) for word in extra):
            return SAID if said else 0.0
        hit |= places
    telling = {at for at, word in enumerate(words) if word not in common}
    fit = 0.7 + 0.3 * len(hit & telling) / len(telling) if hit & telling else 0.0
    return max(fit, SAID if said else 0.0)


def _places(part: str, words: Sequence[str]) -> set[int]:
    """Finds the words of a title that a part of a column's name stands for."""
    hit = {at for at, word in enumerate(words) if abbreviates(part, word) or _same_stem(part, word)}
    for count in _INITIALS:
        for at in range(len(words) - count + 1):
            if part == "".join(word[0] for word in words[at : at + count]):
                hit |= set(range(at, at + count))
    for at in range(len(words) - 1):  # "SEQNUM" is Sequence Number
        for cut in range(2, len(part) - 1):
            if words[at].startswith(part[:cut]) and words[at + 1].startswith(part[cut:]):
                hit |= {at, at + 1}
    return hit


def _same_stem(part: str, word: str) -> bool:
    return len(part) > 3 and content_stems(part) == content_stems(word)
