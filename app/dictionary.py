"""What the columns of a table and their values mean, from a data dictionary that was uploaded beside it.

A data dictionary is a document, such as the layout of the physician fee schedule, that goes through the
columns of a table one after the other and explains values as "090=Major surgery …". It is recognised by
that, not by its name.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from app.columns import abbreviates, initials, parts, words_of
from ingest.catalogue import Entry, Placed
from ingest.library import Library
from ingest.passages import SEPARATOR

#: A line is about a column when its first words say this share of the column's name, by weight, the first
#: word among them; or all of it, in any order.
ABOUT = 0.5
ALL = 0.95
#: A document that explains fewer columns than this is no dictionary of the table.
LEAST_COLUMNS = 3
#: Longer documents are manuals; a dictionary has a few words for each column.
MOST_PASSAGES = 400
_LEAD = 5
_VALUE = re.compile(r"(?<![\w=])(?:--\s*)?([A-Z0-9]{1,4})\s*=\s*(?=\S)")
_POSITION = re.compile(r"\s+\d+\s*-\s*\d+\b.*|\s+[xX9]\(.*|\s*\(Modifier.*|:.*")
_FIRST_WORDS = re.compile(r"^\W*(?:\d+\.\s+)?")


@dataclass(frozen=True)
class Meaning:
    """The words that explain a value, at their place."""

    placed: Placed
    start: int
    end: int


@dataclass
class Dictionary:
    """What was found about the columns of one table.

    Attributes:
        names: for a column, what the dictionary calls it.
        values: for a column, the meaning of each explained value.
    """

    names: dict[str, str] = field(default_factory=dict)
    values: dict[str, dict[str, Meaning]] = field(default_factory=dict)
    _fit: dict[str, float] = field(default_factory=dict)

    def meaning(self, column: str, value: str) -> Meaning | None:
        """Finds the words that explain a value of a column."""
        return self.values.get(column, {}).get(value.upper())


def dictionary_of(library: Library, table: Entry, columns: Sequence[str]) -> Dictionary:
    """Finds the dictionary of a table among the documents of its library.

    Args:
        library: where both are.
        table: the document of the table.
        columns: names of its columns.

    Returns:
        The best one; an empty one where no document explains the columns.
    """
    return _found(library, library.version, table.name, tuple(columns))


@lru_cache(maxsize=64)
def _found(library: Library, version: str, table: str, columns: tuple[str, ...]) -> Dictionary:
    best = Dictionary()
    for entry in library.documents():
        if entry.builtin or entry.name == table or entry.passages > MOST_PASSAGES:
            continue
        placed = library.catalogue.of_document(entry.name)
        if any(one.passage.row is not None for one in placed):
            continue
        made = _read(placed, columns)
        if len(made.values) >= LEAST_COLUMNS and _size(made) > _size(best):
            best = made
    return best


def _size(dictionary: Dictionary) -> int:
    return len(dictionary.values) * 100 + sum(map(len, dictionary.values.values()))


def _read(placed: Sequence[Placed], columns: Sequence[str]) -> Dictionary:
    """Reads a document as a dictionary: the column whose name a line or heading begins with is explained."""
    frequency = Counter(part for column in columns for part in set(parts(column)))
    made = Dictionary()
    current: str | None = None
    heading = ""
    for one in placed:
        last = one.passage.breadcrumb.rsplit(SEPARATOR, 1)[-1]
        if last != heading:
            heading = last
            current = _note(made, heading, columns, frequency) or current
        at = 0
        for line in one.passage.text.split("\n"):
            current = _note(made, line, columns, frequency) or current
            if current is not None:
                _take_values(made, current, one, line, at)
            at += len(line) + 1
    return made


def _note(made: Dictionary, line: str, columns: Sequence[str], frequency: Counter[str]) -> str | None:
    """Finds the column a line begins with the name of, and notes what it is called."""
    if not (line[:1].isupper() or line[:1].isdigit()):
        return None  # goes on with a sentence, or stands in brackets
    value = _VALUE.search(line)
    lead = " ".join(line[: value.start() if value else len(line)].split()[:_LEAD])
    lead = _POSITION.sub("", _FIRST_WORDS.sub("", lead))
    words = words_of(lead)
    if not words or len(words) > _LEAD + 1:
        return None
    short = initials(words) | {"".join(word[0] for word in words)}
    best, column = 0.0, None
    for one in columns:
        share = _share(parts(one), words, short, frequency)
        if share > best + 1e-9:
            best, column = share, one
    if column is not None and best > made._fit.get(column, 0.0):
        made._fit[column] = best
        made.names[column] = lead
    return column


def _share(name: Sequence[str], words: Sequence[str], short: set[str], frequency: Counter[str]) -> float:
    """Gives how well words name a column: the share of its name that they say, less what they say beyond."""
    own = list(dict.fromkeys(name))
    hit = [part for part in own if part in short or any(abbreviates(part, word) for word in words)]
    share = sum(1 / frequency[part] for part in hit) / sum(1 / frequency[part] for part in own)
    begins = abbreviates(own[0], words[0])
    if not (share >= ALL or (share >= ABOUT and begins)):
        return 0.0
    said = sum(any(abbreviates(part, word) for part in own) for word in words)
    return share * (0.7 + 0.3 * said / len(words))


def _take_values(made: Dictionary, column: str, placed: Placed, line: str, at: int) -> None:
    found = list(_VALUE.finditer(line))
    for number, match in enumerate(found):
        end = found[number + 1].start() if number + 1 < len(found) else len(line)
        text = line[match.start() : end].rstrip()
        meaning = Meaning(placed, at + match.start(), at + match.start() + len(text))
        made.values.setdefault(column, {}).setdefault(match.group(1).upper(), meaning)
