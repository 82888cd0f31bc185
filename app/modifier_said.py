"""The HCPCS Level II modifier for a situation that a question tells: "right ring finger".

A descriptor is told only where the question says nearly all of it, in the list's words or in those that
coders have for them (``modifier_words.json``): a modifier that shares a few words with a story is for another
one, and the modifiers of CPT, which the list does not have, may be what is asked for.
"""

import json
import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from app.question import Question, content_stems
from app.row_words import COUNT
from app.successors import quote_name
from app.tables import document_of, documents_of, row_of
from app.told import Told
from ingest.catalogue import Placed
from ingest.library import Library
from ingest.rows import MODIFIER

_LIST = Path(__file__).with_name("modifier_words.json")
#: The question must say this share of a descriptor, by how rare its words are among descriptors.
SAID = 0.75
#: ... and so much more of it than of the next one.
CLEAR = 0.1
#: A descriptor of which this share is said is told too where it says more of the question than the best.
HALF = 0.5
SURE = 0.88
MOST = 2
#: A list of so few modifiers is none.
LEAST_ROWS = 20
#: What follows in a descriptor explains it.
_EXPLAINS = re.compile(r"[(;]|:(?! with)| - |\be\.g\.| or by | which | that ")
_DENIES = re.compile(r"\b(?:no|not|non|none|without|zero|nothing|never|didn't|wasn't)\b", re.IGNORECASE)
#: "Which F modifier?"; "A modifier for …" names none.
_LETTER = re.compile(r"\b(?!A )(?P<letter>[A-Z])[- ](?:mod|modifier)s?\b")
_GENERAL = frozenset(content_stems("modifier modifiers used use service services item"))
_SHORT = re.compile(r"(?P<words>(?:\w+ ){2,8})\((?P<short>[A-Za-z]{2,6})\)")
_OR = re.compile(r"\b\w+(?:, \w+)*,? or \w+")
#: Stands for "used" where it says what a thing is: "Which modifier is used for DME" asks for none such.
_SECOND_HAND = "second-hand"
_BOUGHT_USED = re.compile(
    r"\bused\s+(?!for\b|with\b|on\b)(?:\w+\s+)?(?:DME|equipment|durable|wheelchair|bed|item)\b|\bsecond-?hand\b|\bpreowned\b",
    re.IGNORECASE,
)
_NUMBERS = re.compile(r"\b(?:1st|2nd|3rd|4th|5th)\b")
_CARDINAL = {"1st": "first", "2nd": "second", "3rd": "third", "4th": "fourth", "5th": "fifth"}


@dataclass(frozen=True)
class _Described:
    placed: Placed
    stems: frozenset[str]
    denies: bool
    either: tuple[frozenset[str], ...] = ()
    numbers: frozenset[str] = frozenset()


def look_up_modifier(library: Library, question: Question, scope: Sequence[str] = ()) -> Told | None:
    """Finds the modifier whose descriptor a question says.

    Args:
        library: where the list is.
        question: what is asked; one that names a modifier asks for no other.
        scope: document names to stay within; empty for all.

    Returns:
        Its row; None where no modifier is asked for, or no descriptor is clearly said.
    """
    if question.seeks != "modifier" or question.codes:
        return None
    lists = _lists(library, library.version)
    best = document_of(library, question, scope, lambda name: len(lists.get(name, ())) >= LEAST_ROWS)
    if best is None:
        return None
    rows = lists[best.name]
    counts = Counter(stem for one in rows for stem in one.stems)
    weights = {stem: math.log(1 + len(rows) / count) for stem, count in counts.items()}
    asked = said_in(question)
    letter = _LETTER.search(question.text)
    scored = sorted(
        (
            (_share(one.stems - _other_side(one, asked), asked, weights), one)
            for one in rows
            if one.stems and (letter is None or row_of(one.placed).key[0] == letter["letter"])
        ),
        key=lambda pair: -pair[0],
    )
    if not scored or scored[0][0] < SAID:
        return None
    best_share = scored[0][0]
    kept = [one for share, one in scored if share > best_share - CLEAR]
    # "with" and "without" share all other words
    denies = bool(_DENIES.search(question.text))
    kept = [one for one in kept if one.denies == denies] or ([] if denies else kept)
    numbers = _numbers(question.text)
    kept = [one for one in kept if not (numbers and one.numbers) or numbers & one.numbers]
    kept = [one for one in kept if numbers & one.numbers] or kept
    # of two that are said whole, the longer one says more of the question
    if not kept:
        return None
    whole = [one for one in kept if one.stems - _other_side(one, asked) <= asked]
    longest = max((sum(weights[stem] for stem in one.stems) for one in whole), default=0.0)
    kept = [one for one in whole if sum(weights[stem] for stem in one.stems) >= 0.9 * longest] or kept
    # "replacement of a part" is said by a longer descriptor too, which says more of the question
    more = [one for share, one in scored if share >= HALF and asked & one.stems > asked & kept[0].stems]
    kept = [*more[:1], *kept]
    if len(kept) > MOST:
        return None
    sure = SURE if len(kept) == 1 else SURE - CLEAR
    return Told(tuple(quote_name(one.placed) for one in kept), sure, with_rule=True)


def ready(library: Library) -> None:
    """Reads the lists of modifiers, for which the first question would wait."""
    _lists(library, library.version)


def said_in(question: Question) -> frozenset[str]:
    """Gives the stems of what a question says, those of the list's words for it included."""
    text = question.search_text
    added = [words for pattern, words in _words() if pattern.search(question.text)]
    stems = frozenset(content_stems(" ".join([_ordinals(text), question.text, *added])))
    stems |= _numbers(question.text)
    return stems | {_SECOND_HAND} if _BOUGHT_USED.search(question.text) else stems


def _ordinals(text: str) -> str:
    return _NUMBERS.sub(lambda match: _CARDINAL[match.group().lower()], text)


def _other_side(one: _Described, asked: frozenset[str]) -> frozenset[str]:
    """Gives what a descriptor joins by "or" to what a question says: it need not be said."""
    return frozenset().union(*(group - asked for group in one.either if group & asked))


def _numbers(text: str) -> frozenset[str]:
    return frozenset(COUNT.findall(text.lower()))


def _share(stems: frozenset[str], asked: frozenset[str], weights: dict[str, float]) -> float:
    return sum(weights[one] for one in stems & asked) / sum(weights[one] for one in stems)


@cache
def _words() -> tuple[tuple[re.Pattern[str], str], ...]:
    loaded = json.loads(_LIST.read_text(encoding="utf-8"))["words"]
    return tuple((re.compile(rf"\b(?:{form})\b", re.IGNORECASE), said) for form, said in loaded.items())


@lru_cache(maxsize=4)
def _lists(library: Library, version: str) -> dict[str, tuple[_Described, ...]]:
    """Gives the modifiers of each table that has some; there may be hundreds of tables that have none."""
    tables = [entry.name for entry in documents_of(library) if entry.rows and not entry.builtin]
    read = {name: library.catalogue.passages(library.catalogue.keyed(name, MODIFIER)) for name in tables}
    return {name: tuple(map(_described, rows)) for name, rows in read.items() if rows}


def _described(placed: Placed) -> _Described:
    text = _EXPLAINS.split(_SHORT.sub(_shortened, row_of(placed).words))[0]
    stems = frozenset(content_stems(text)) - _GENERAL
    if text.lower().startswith("used "):  # of what is second-hand, and no word that asks
        stems |= {_SECOND_HAND}
    stems |= _numbers(text)
    either = tuple(frozenset(content_stems(one)) & stems for one in _OR.findall(text))
    return _Described(placed, stems, bool(_DENIES.search(text)), either, _numbers(text))


def _shortened(match: re.Match[str]) -> str:
    """Writes "certified registered nurse anesthetist (crna)" as its short form, by which it is called."""
    words, short = match["words"].split(), match["short"].lower()
    initials = "".join(word[0].lower() for word in words[-len(short) :])
    return " ".join([*words[: -len(short)], short]) if initials == short else match[0]
