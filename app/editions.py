"""Editions of one document: the one in force answers, and what another says otherwise is told.

Two editions live side by side in a library. A question that names a year is answered from the edition of that
year; any other from the latest in force. Of the others, what reads the same is left out, and what the
edition that answers has no counterpart for keeps its place, cited with its edition.
"""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from app.question import Question
from app.retrieve import Retrieved
from app.tables import documents_of, fits_edition, in_force
from ingest.catalogue import Entry
from ingest.library import Library

_MONTHS = r"jan\w*|feb\w*|mar(?:ch)?|apr\w*|may|june?|july?|aug\w*|sept?\w*|oct\w*|nov\w*|dec\w*"
_EDITION = re.compile(
    r"(?:\b|_)(?:fy|cy|edition|ed|version|ver|v|rev|revision|effective|q[1-4])?[ _.-]*"
    r"(?:20\d\d(?:[-_/. ]?\d\d){0,2}|\d\d?q\d\d)(?:[-–]\d{2,4})?(?=\b|_)"
    rf"|(?:\b|_)(?:q[1-4]|v\d+(?:\.\d+)*|{_MONTHS})(?=\b|_)",
    re.IGNORECASE,
)
_NO_WORD = re.compile(r"[\W_]+")
_YEAR = re.compile(r"20\d\d")
#: A name that has less left than this beside its edition names nothing.
LEAST = 4
#: A title of so many words is one document's; a shorter one ("Coverage Policy") may be that of any payer.
TELLING = 4


@lru_cache(maxsize=10_000)
def _without_edition(text: str) -> str:
    left = _NO_WORD.sub(" ", _EDITION.sub(" ", text)).strip().casefold()
    return left if len(left) >= LEAST else ""


def _stated(entry: Entry) -> str:
    """Gives the edition that a document states, or the years in its name and title."""
    years = " ".join(sorted(set(_YEAR.findall(f"{entry.name} {entry.title}"))))
    return entry.edition or entry.effective_from or years


def are_editions(one: Entry, other: Entry) -> bool:
    """Says whether two documents are editions of one: each states one, and else they are called alike."""
    if one.name == other.name or one.builtin or other.builtin:
        return False
    if not _stated(one) or not _stated(other) or _stated(one) == _stated(other):
        return False
    title = _without_edition(one.title)
    name = _without_edition(one.name.rsplit(".", 1)[0])
    if name and name == _without_edition(other.name.rsplit(".", 1)[0]):
        return True
    return len(title.split()) >= TELLING and title == _without_edition(other.title)


@lru_cache(maxsize=8)
def _editions(library: Library, version: str) -> dict[str, tuple[Entry, ...]]:
    """Gives for each document that has other editions all of them; made once for a version of the library."""
    uploaded = [entry for entry in documents_of(library) if not entry.builtin]
    alike: dict[str, list[Entry]] = defaultdict(list)
    for entry in uploaded:
        for called in {_without_edition(entry.name.rsplit(".", 1)[0]), _without_edition(entry.title)} - {""}:
            alike[called].append(entry)
    found: dict[str, dict[str, Entry]] = defaultdict(dict)
    for entries in alike.values():
        for one in entries:
            others = {entry.name: entry for entry in entries if are_editions(one, entry)}
            if others:
                found[one.name] |= {one.name: one, **others}
    return {name: tuple(editions.values()) for name, editions in found.items()}


def preferred(question: Question, editions: Sequence[Entry]) -> Entry:
    """Gives the edition that answers: the one that the question names, else the latest in force."""
    return max(editions, key=lambda one: (fits_edition(question, one, None), in_force(one)))


@dataclass(frozen=True)
class Settled:
    """Passages, the edition that answers before the others.

    Attributes:
        found: best first, without those of other editions.
        others: those of other editions that say something else than their counterpart in ``found``.
    """

    found: tuple[Retrieved, ...]
    others: tuple[Retrieved, ...] = ()

    def shown(self, top_k: int) -> tuple[Retrieved, ...]:
        """Gives the first passages of both, ranks from 1."""
        first = [*self.found, *self.others][:top_k]
        return tuple(replace(one, rank=rank) for rank, one in enumerate(first, 1))


def settle(library: Library, question: Question, found: Sequence[Retrieved]) -> Settled:
    """Puts the edition that answers before the others, and leaves out what they only repeat.

    Args:
        library: where the documents are.
        question: what is asked.
        found: passages, best first.

    Returns:
        The passages. What another edition says and the one that answers has no counterpart for stays with
        those that answer.
    """
    several = _editions(library, library.version)
    older: dict[str, Entry] = {}
    for name in {one.placed.entry.name for one in found} & several.keys():
        if (first := preferred(question, several[name])).name != name:
            older[name] = first
    if not older:
        return Settled(tuple(found))
    kept: list[Retrieved] = []
    behind: list[Retrieved] = []
    for one in found:
        first_of = older.get(one.placed.entry.name)
        if first_of is None:
            kept.append(one)
        elif not any(
            _says_the_same(one, other) for other in found if other.placed.entry.name == first_of.name
        ):
            (behind if _has_counterpart(one, found, first_of) else kept).append(one)
    return Settled(tuple(kept), tuple(behind))


def _folded(text: str) -> str:
    return _NO_WORD.sub(" ", text).strip().casefold()


def _says_the_same(one: Retrieved, other: Retrieved) -> bool:
    return _folded(one.placed.passage.text) == _folded(other.placed.passage.text)


def _has_counterpart(one: Retrieved, found: Sequence[Retrieved], first: Entry) -> bool:
    section = one.placed.passage.section
    return section is not None and any(
        other.placed.entry.name == first.name and other.placed.passage.section == section for other in found
    )
