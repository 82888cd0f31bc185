"""Of rows that say what a question names, those of the thing itself: no part of it, and no other kind."""

import re
from collections.abc import Sequence

from app.question import Question, content_stems
from app.row_words import added, contradicts, denied_in, is_unasked_measure
from app.successors import ENDED
from app.tables import row_of
from app.weigher import stem_set
from ingest.catalogue import Placed

#: Rows that are shown at most; of more, the question does not say which.
MOST = 6
#: Rows that add so many words more than the one that adds least are told beside it.
MORE = 3
#: The sections of things, which a description names first.
_NAMED_FIRST = "ABEKL"
_AMOUNT = re.compile(
    r"\b\d[\d.,]*\s*(?:mg|mcg|ml|g|gm|grams?|units?|iu|meq|cc|kcal|calories)?\b", re.IGNORECASE
)
#: Words that say what is asked for, and none of what it is.
_ABOUT = frozenset(
    content_stems(
        "code codes hcpcs level ii cpt j code injection inject injected inj iv im sq subq intravenous "
        "intramuscular subcutaneous shot dose doses unit units mg mcg ml gram grams bill billed "
        "billing medicare what which need for one per each pls please dme lb lbs pounds drug med "
        "medication vial given gave office clinic use report correct right describe many patient pt today new"
    )
)
_NEGATIONS = frozenset(("not", "no", "never", "without", "but"))
_WORD = re.compile(r"\w+")
#: Words of a question that tell nothing of a row that has them too.
_JOINS = frozenset(("a", "an", "the", "for", "of", "in", "is", "and", "code", "codes", "hcpcs"))
#: A part of a thing, or what is added to it, is not the thing.
_FOR_A_THING = re.compile(
    r"\b(?:accessor(?:y|ies)|replacement|replace|component|repair|addition|parts?|battery|cushion|pad|supplies|kit)\b",
    re.IGNORECASE,
)
#: How a drug is given stands before its name.
_GIVEN = re.compile(r"^(?:injection|infusion|inhalation solution)\b[,;:\s]*", re.IGNORECASE)
#: The usual kind of a thing, which most lists do not say; they say where one is of another kind.
_STANDARD = re.compile(
    r"\b(?:standard|regular|basic|plain|ordinary)(?:[- ](?:weight|size|sized|duty|width))?\b", re.IGNORECASE
)
_OF_OTHER_KIND = re.compile(
    r"\b(?:heavy|extra|bariatric|lightweight|light\s?weight|wide|pediatric|custom\w*)\b", re.IGNORECASE
)


def wanted_in(text: str) -> frozenset[str]:
    """Gives the stems of what a text asks for, without what it denies."""
    return frozenset(content_stems(_AMOUNT.sub(" ", text))) - _ABOUT - denied_in(text) - _NEGATIONS


def without_standard(text: str) -> str:
    """Leaves out that a thing is of the usual kind, which most lists do not say."""
    return _STANDARD.sub(" ", text)


def adds(one: Placed, wanted: frozenset[str]) -> int:
    """Counts the words that a row adds to what is wanted (`app.row_words.added`)."""
    return len(added(row_of(one).words, wanted))


def closest(rows: Sequence[Placed], wanted: frozenset[str], question: Question) -> list[Placed]:
    """Keeps those in force, those of the thing itself and not of a kind of it, and those of the amount."""
    kept = [one for one in rows if not contradicts(row_of(one).words, question.text, wanted)]
    kept = [one for one in kept if not is_unasked_measure(row_of(one).key, row_of(one).words, question.text)]
    exact = [one for one in kept if stem_set(row_of(one).words) - _ABOUT == wanted and in_force(one)]
    if exact:
        return exact
    if _STANDARD.search(question.text):
        kept = [one for one in kept if not _OF_OTHER_KIND.search(row_of(one).words)] or kept
    kept = [one for one in kept if row_of(one).key[0] not in _NAMED_FIRST or wanted & _leads(one)]
    if not _FOR_A_THING.search(question.text):
        kept = [one for one in kept if not (_FOR_A_THING.search(_lead(one)) and wanted <= _leads(one))]
    amounts = {
        re.sub(r"\s+", "", one.lower())
        for one in _AMOUNT.findall(question.text)
        if re.search(r"[a-z]", one, re.I)
    }
    for fits in (in_force, lambda one: _plainly(one, wanted), lambda one: bool(amounts & _amounts(one))):
        kept = [one for one in kept if fits(one)] or kept
    least = min((adds(one, wanted) for one in kept), default=0)
    kept = [one for one in kept if adds(one, wanted) <= least + MORE]
    return kept if len(kept) <= MOST else _word_for_word(kept, question)


def _said(one: Placed, question: Question) -> int:
    """Counts the words of a question that a row says, numbers and small ones too: "group 3 very heavy"."""
    asked = set(_WORD.findall(question.text.lower())) - _JOINS
    return len(asked & set(_WORD.findall(row_of(one).words.lower())))


def _word_for_word(rows: Sequence[Placed], question: Question) -> list[Placed]:
    """Keeps the rows that say most words of a question."""
    said = [_said(one, question) for one in rows]
    return [one for one, count in zip(rows, said, strict=True) if count == max(said)]


def in_order(rows: Sequence[Placed], wanted: frozenset[str], question: Question) -> list[Placed]:
    """Puts first the rows that say most words of a question, and of these those that add least."""

    def place(one: Placed) -> tuple[int, int, str, int]:
        return -_said(one, question), adds(one, wanted), one.entry.name, row_of(one).number or 0

    return sorted(rows, key=place)


def _lead(one: Placed) -> str:
    """Gives what a row is first of all: "Wheelchair accessory" of one that goes on to a headrest."""
    return re.split(r"[,;:(]", _GIVEN.sub("", row_of(one).words), maxsplit=1)[0]


def _leads(one: Placed) -> frozenset[str]:
    return stem_set(_lead(one))


def in_force(one: Placed) -> bool:
    """Says whether a row has no date of its end."""
    return not any(ENDED.match(column) for column, _ in row_of(one).cells)


def _plainly(one: Placed, wanted: frozenset[str]) -> bool:
    """Says whether a row names a thing without a suffix: "infliximab", not "infliximab-dyyb"."""
    words = re.findall(r"[\w-]+", row_of(one).words.lower())
    return all(any(frozenset(content_stems(word)) == {stem} for word in words) for stem in wanted)


def _amounts(one: Placed) -> set[str]:
    return {re.sub(r"\s+", "", amount.lower()) for amount in _AMOUNT.findall(row_of(one).words)}
