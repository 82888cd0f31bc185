"""The code of a thing that a question names: the rows of a code list whose description says all of it.

"Which J code for vedolizumab?" shares one word with a row of many, which is little by any measure of
likeness, though no other row has that word. So where few rows of a code list say all that the question
names, these are shown, each with its amount, and the one to bill is the coder's to pick.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from app.closest_rows import MOST, adds, closest, in_force, in_order, wanted_in, without_standard
from app.nearly_described import names_one_thing, nearly_described
from app.question import Question, content_stems
from app.successors import quote_name
from app.tables import columns_of, fits_edition, row_of, tables_of
from app.told import Told
from app.weigher import stem_set
from app.which_row import cell
from ingest.catalogue import Entry, Placed
from ingest.codes import SECTION
from ingest.documents import is_wording
from ingest.library import Library

#: Rows that are read.
READ = 60
#: The sections of HCPCS Level II for supplies, nutrition, equipment, drugs, orthotics, vision and hearing.
#: The others are of services and measures, whose long descriptions share words with any question.
_THINGS = "ABEJKLQV"
#: A question that names no code list must name so much of the thing.
LEAST = 3
SURE_OF_ONE, SURE_OF_SEVERAL = 0.95, 0.85
#: By how many words a row adds to what is asked for.
SURE_IF_ADDS = (0.95, 0.7, 0.65, 0.6, 0.5)
#: What a row adds matters less where it says so many words of the question.
MANY, SURE_OF_MANY = 5, 0.8
#: ... of one that leaves a word of the question unsaid.
SURE_OF_NEARLY = 0.7
_LISTS = re.compile(rf"(?P<section>{SECTION})|\b(?:hcpcs|level ii)\b", re.IGNORECASE)
#: A code of another code set is asked for.
_OTHER_SET = re.compile(
    r"\b(?:dx|diagnos\w*|icd\S*|cpt|pcs|modifiers?|mods?|drg|apc|root op\w*)\b", re.IGNORECASE
)
_AND = re.compile(r"\s*,?\s+and\s+(?:for\s+)?", re.IGNORECASE)
_WORD = re.compile(r"\w+")
#: What a thing is not is no question for a rule.
_NOT = re.compile(r"\b(?:not|no|never)\b", re.IGNORECASE)
_ASKS = re.compile(
    r"\b(?:what|which|who|whom|whose|when|where|why|how|if|whether|can|cant|can't|could|do|does|did|don't|is|are|was"
    r"|were|be|has|have|had|should|shall|must|may|might|will|would|need|needs|get|gets|goes|ok|allowed|required|pays?"
    r"|paid|covered?|covers|billed|reported|coded|same|vs|versus|not|no|never|only|always)\b",
    re.IGNORECASE,
)


def look_up_described(library: Library, question: Question, scope: Sequence[str] = ()) -> Told | None:
    """Finds the rows of a code list that say all, or nearly all, of what a question asks the code of.

    Args:
        library: where the code list is.
        question: what is asked.
        scope: document names to stay within; empty for all.

    Returns:
        The rows; None where no HCPCS code is asked for, nothing is named, or too many rows say it.
    """
    kind = _LISTS.search(question.text)
    names = only_names(replace(question, text=_NOT.sub(" ", question.text)))
    if question.codes or not (question.seeks == "code" or names):
        return None
    if kind is None and _OTHER_SET.search(question.text):
        return None
    letters = (kind["section"] or "")[:1].upper() if kind else _THINGS
    listing = [(e, sheet) for e, sheet in tables_of(library, scope) if columns_of(library, e, sheet).keys]
    tables = {entry.name: entry for entry, _ in listing}
    entries = [entry for entry in tables.values() if fits_edition(question, entry, None)]
    seeking = _Seeking(library, question, entries, letters, LEAST if kind is None else 1)
    texts = (question.search_text, question.text)
    if rows := _told(seeking, texts) or _told(seeking, list(map(without_standard, texts))):
        return Told(tuple(map(quote_name, rows)), _sure(rows, question))
    # "J codes for aflibercept and for ranibizumab": each of several things must be found
    each = [_told(seeking, (piece,)) for piece in _AND.split(question.search_text)]
    if len(each) > 1 and all(each):
        return Told(tuple(quote_name(one) for rows in each for one in rows), SURE_OF_SEVERAL)
    return None


@dataclass(frozen=True)
class _Seeking:
    """What is looked for where: a thing is named by so many words at least, unless one of them names it."""

    library: Library
    question: Question
    entries: Sequence[Entry]
    letters: str
    least: int


def _told(seeking: _Seeking, texts: Sequence[str]) -> list[Placed]:
    """Finds the rows for what a text names; a list may write "TLSO" as the question does, or write it out."""
    library, question = seeking.library, seeking.question
    for text in dict.fromkeys(texts):
        wanted = wanted_in(text)
        if len(wanted) < (1 if names_one_thing(library, sorted(wanted)) else seeking.least):
            continue
        words = [word for word in _WORD.findall(text) if wanted & set(content_stems(word))]
        rows = closest(_rows(seeking, wanted, words), wanted, question)
        rows = in_order(rows, wanted, question)
        if 0 < len(rows) <= MOST:
            return rows
    return []


def _sure(rows: Sequence[Placed], question: Question) -> float:
    """Says how sure it is that rows are what is asked for: the less, the more the first of them adds."""
    wanted = [wanted_in(text) for text in (question.search_text, question.text)]
    more = min(adds(rows[0], one) for one in wanted)
    sure = SURE_IF_ADDS[min(more, len(SURE_IF_ADDS) - 1)]
    if len(wanted[-1]) >= MANY:
        sure = max(sure, SURE_OF_MANY)
    if not any(one <= _stems(rows[0]) for one in wanted):
        sure = min(sure, SURE_OF_NEARLY)
    return min(sure, SURE_OF_ONE if len(rows) == 1 else SURE_OF_SEVERAL)


def only_names(question: Question) -> bool:
    """Says whether a question has no word that asks, and only names a thing: "quad cane, any material"."""
    return question.language == "en" and not _ASKS.search(question.text)


def _rows(seeking: _Seeking, wanted: frozenset[str], words: Sequence[str]) -> list[Placed]:
    """Finds the rows of code lists that say all that is wanted, else those that say nearly all of it."""
    some = list(dict.fromkeys(words))
    whole = [one for one in _read(seeking, some, every=True) if wanted <= _stems(one)]
    return whole or nearly_described(seeking.library, some, _read(seeking, some, every=False))


def _read(seeking: _Seeking, words: Sequence[str], *, every: bool) -> list[Placed]:
    """Reads rows of code lists that have all of some words, or any of them, in one search of all lists."""
    library, names = seeking.library, [entry.name for entry in seeking.entries]
    near = library.rowtext.search(" ".join(words), READ, names, every=every) if names else []
    found = [one for one in library.passages([one for one, _ in near], names) if one.passage.row]
    return [
        one
        for one in found
        if (not seeking.letters or row_of(one).key[0] in seeking.letters)
        and _is_listed(library, one)
        and (every or in_force(one))
    ]


def _is_listed(library: Library, one: Placed) -> bool:
    """Says whether the key of a row stands in a column of codes."""
    keys = columns_of(library, one.entry, row_of(one).sheet).keys
    return any(cell(one, column) == row_of(one).key for column in keys)


def _stems(placed: Placed) -> frozenset[str]:
    """Gives the stems of a row's descriptions, long and short."""
    return stem_set(" ".join(v for _, v in row_of(placed).cells if is_wording(v)))
