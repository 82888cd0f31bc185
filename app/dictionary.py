"""What the columns of a table and their values mean, from a data dictionary that was uploaded beside it.

A data dictionary is a document, such as the layout of the physician fee schedule, that goes through the
columns of a table one after the other and explains values as "090=Major surgery …". It is recognised by
that, not by its name.
"""

import re
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

from app.columns import abbreviates, initials, parts, words_of
from app.layouts import read_layout
from app.meanings import VALUE, Dictionary, ValueReader
from app.tables import documents_of
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
#: Of two dictionaries that explain about as much, the one of the table's own edition is taken.
AS_LARGE = 0.8
#: A part of a name that may be short for a word that is written together is worth this much of one that is.
LOOSE = 0.9
_LEAD = 5
#: A heading is a name as a whole, a line only with its first words.
_HEADING = 8
_POSITION = re.compile(r"\s+\d+\s*-\s*\d+\b.*|\s+[xX9]\(.*|\s*\(Modifier.*|:.*")
_FIRST_WORDS = re.compile(r"^\W*(?:\d+\.\s+)?(?:\d+\s*-\s*\d+\s+)?(?:[\d.]+\s+|[xX9]\(\d+\)\s*)?")
_YEAR = re.compile(r"20\d\d")


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
    of = next((entry for entry in documents_of(library) if entry.name == table), None)
    made: list[tuple[int, bool, Dictionary]] = []
    for entry in documents_of(library):
        if entry.builtin or entry.rows or entry.name == table or entry.passages > MOST_PASSAGES:
            continue
        placed = library.catalogue.of_document(entry.name)
        one = read_layout(placed, columns) or _read(placed, columns)
        if len(one.values) >= LEAST_COLUMNS:
            made.append((_size(one), of is not None and bool(_years(of) & _years(entry)), one))
    largest = max((size for size, _, _ in made), default=0)
    made = [one for one in made if one[0] >= AS_LARGE * largest]
    return max(made, key=lambda one: (one[1], one[0]))[2] if made else Dictionary()


def _years(entry: Entry) -> set[str]:
    return set(_YEAR.findall(f"{entry.edition} {entry.title} {entry.name}"))


def _size(dictionary: Dictionary) -> int:
    return len(dictionary.values) * 100 + sum(map(len, dictionary.values.values()))


def _read(placed: Sequence[Placed], columns: Sequence[str]) -> Dictionary:
    """Reads a document as a dictionary: the column whose name a line or heading begins with is explained."""
    frequency = Counter(part for column in columns for part in set(parts(column)))
    made = Dictionary()
    reader = ValueReader(made)
    current: str | None = None
    heading = ""
    for one in placed:
        last = one.passage.breadcrumb.rsplit(SEPARATOR, 1)[-1]
        if last != heading:
            heading = last
            current = _note(made, heading, columns, frequency, _HEADING) or current
        at = 0
        for line in one.passage.text.split("\n"):
            current = _note(made, line, columns, frequency, _LEAD) or current
            if current is not None:
                reader.take([current], one, line, at)
            at += len(line) + 1
    return made


def _note(
    made: Dictionary, line: str, columns: Sequence[str], frequency: Counter[str], most: int
) -> str | None:
    """Finds the column a line begins with the name of, and notes what it is called."""
    if not (line[:1].isupper() or line[:1].isdigit()):
        return None  # goes on with a sentence, or stands in brackets
    value = VALUE.search(line)
    named = _FIRST_WORDS.sub("", line[: value.start() if value else len(line)])
    lead = _POSITION.sub("", " ".join(named.split()[:most]))
    words = words_of(lead)
    if not words or len(words) > most + 1:
        return None
    short = initials(words) | {"".join(word[0] for word in words)}
    best, column = 0.0, None
    for one in columns:
        share = _share(parts(one), words, short, frequency)
        if share > best + 1e-9:
            best, column = share, one
    if column is not None and best > made.fit.get(column, 0.0):
        made.fit[column] = best
        made.names[column] = lead
    return column


def _share(name: Sequence[str], words: Sequence[str], short: set[str], frequency: Counter[str]) -> float:
    """Gives how well words name a column: the share of its name that they say, less what they say beyond."""
    own = list(dict.fromkeys(name))
    hit = [part for part in own if part in short or any(abbreviates(part, word) for word in words)]
    loose = [part for part in own if part not in hit and any(_may_abbreviate(part, word) for word in words)]
    total = sum(1 / frequency[part] for part in own)
    share = sum(1 / frequency[part] for part in hit) / total
    if loose and share + sum(1 / frequency[part] for part in loose) / total >= ALL:
        return LOOSE * (0.7 + 0.3 * min((len(hit) + len(loose)) / len(words), 1.0))
    begins = abbreviates(own[0], words[0])
    if not (share >= ALL or (share >= ABOUT and begins)):
        return 0.0
    said = sum(any(abbreviates(part, word) for part in own) for word in words)
    return share * (0.7 + 0.3 * said / len(words))


def _may_abbreviate(part: str, word: str) -> bool:
    """Says whether two letters may be short for a word that is written together: "MP", malpractice."""
    return len(part) == 2 and part.isalpha() and len(word) > 6 and word[0] == part[0] and part[1] in word[2:]
