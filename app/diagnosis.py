"""The ICD-10-CM code of a diagnosis in a coder's words: "tennis elbow on the right", "UTI", "kidney stone".

An entry is told when it says all that the question names and hardly more (`app.code_said`). Of equal ones all
are told, each with its description, and where the side is not said, the codes of each side: which of them the
record supports is the coder's to say. A code that says more than the question is none, however near it is.
"""

import re
from collections.abc import Sequence, Set
from dataclasses import replace

import numpy as np

from app.alike_words import NEGATIONS
from app.code_exact import subject_of
from app.code_features import CodeFeatures
from app.code_rank import extension_of
from app.code_said import Said, said_of
from app.code_sets import code_sets
from app.code_tree import CODE, DESCRIPTION, TERMS
from app.described import only_names
from app.diagnosis_words import DENIED, asks_for_diagnosis, may_name_diagnosis, words_of
from app.entry_filter import MOST_ADDED
from app.question import Question
from app.sentence_scores import Chosen
from app.stems import stems
from app.successors import quote_name
from app.tables import row_of
from app.told import Told
from app.trimesters import TRIMESTER, WEEKS
from app.which_row import cell
from ingest.catalogue import Placed
from ingest.library import Library
from ingest.rows import spans

#: What an entry adds may weigh `MOST_ADDED` of the question; of one that only names something, this share.
MOST_ADDED_TO_NAME = 0.15
#: Entries that add so much more than the best one, by weight, are told with it; of more, none is.
AS_GOOD, MOST = 0.4, 6
SURE_OF_ONE, SURE_OF_SEVERAL = 0.93, 0.8
#: Words that may name the extension of a code, which is added to it afterwards.
_EXTENDS = frozenset(
    (
        "initial",
        "subsequent",
        "sequela",
        "sequelae",
        "encounter",
        "closed",
        "open",
        "routine",
        "delayed",
        "healing",
    )
)
_SIDE = re.compile(r"\b(?:left|right)\b", re.IGNORECASE)
_UNSPECIFIED = re.compile(r"\b(?:unspecified|NOS)\b", re.IGNORECASE)
_OTHER = re.compile(r"other\b", re.IGNORECASE)
_OTHER_SPECIFIED = re.compile(r"\bother specified\b", re.IGNORECASE)
#: The code set, which is no part of a name: "ICD-10 syncope".
_SYSTEM = re.compile(r"\b(?:ICD-?10(?:-?CM)?|dx)\b\s*(?:codes?\s*)?(?:for\b)?", re.IGNORECASE)
_NAMED = ("Inclusion terms", "Includes")
_BILLABLE = "Billable"


def look_up_diagnosis(library: Library, question: Question, scope: Sequence[str] = ()) -> Told | None:
    """Finds the entries of ICD-10-CM that say what a question asks the code of, and no more.

    Args:
        library: where the code set is.
        question: what is asked.
        scope: document names to stay within; empty for all.

    Returns:
        The entries; None where no diagnosis code is asked for, or none is clearly meant.
    """
    only_name = not asks_for_diagnosis(question)
    if only_name and not (only_names(question) and may_name_diagnosis(question)):
        return None
    words = words_of(question)
    most = MOST_ADDED_TO_NAME if only_name else MOST_ADDED
    found: list[tuple[Placed, str, float]] = []
    for features in code_sets(library).ready_sets():
        ranked = _called(features, question)
        ranked = ranked or [one for one in _said(features, question, words) if one.unsaid <= most * one.total]
        if ranked and _OTHER.match(features.tree.texts[ranked[0].entry]):  # what has the bare name goes first
            ranked = [one for one in ranked if one.plain] or ranked
        best = [one for one in ranked if one.unsaid <= ranked[0].unsaid + AS_GOOD]
        sided = bool(_UNSPECIFIED.search(question.text) or _SIDE.search(question.text))
        kept = [one for one in _kept(features, best, sided=sided) if _may_be(features, question, one, words)]
        kept = [_specified(features, question, one) for one in kept]
        ids = {_extended(features, question, one): one for one in kept}
        found += [
            (placed, features.tree.codes[ids[placed.passage.id].entry], ids[placed.passage.id].unsaid)
            for placed in library.passages(list(ids), scope)
        ]
    if not 0 < len(found) <= MOST:
        return None
    found.sort(key=lambda one: (one[2], one[1]))
    names = _names(question)
    chosen = tuple(_quoted(placed, words, names) for placed, _, _ in found)
    return Told(chosen, SURE_OF_ONE if len(found) == 1 else SURE_OF_SEVERAL, with_rule=True)


def _called(features: CodeFeatures, question: Question) -> list[Said]:
    """Finds the entry that is called, word for word, what a question names; it must be one to bill.

    Of a name that stands for a group ("Parkinson's disease"), it is the entry of that name "NOS".
    """
    for name in _names(question):
        exact = features.exact
        called = (exact.called(said) for said in (name, f"{name} NOS", f"{name}, unspecified"))
        for entries in (*called, exact.unspecified(name)):
            if found := [one for one in entries if not features.beneath(one)]:
                return [Said(one, 0.0, 1.0, plain=True) for one in found] if len(found) == 1 else []
    return []


def _names(question: Question) -> list[str]:
    """Gives what a question asks the code of, as it was typed and with abbreviations written out."""
    texts = (_SYSTEM.sub(" ", text) for text in (question.text, question.search_text))
    return [subject_of(replace(question, search_text=text)).strip(" ?.,:;") for text in texts]


def _may_be(features: CodeFeatures, question: Question, one: Said, words: Sequence[str]) -> bool:
    """Says whether an entry may be meant: it says nothing that is denied, and is of no other than is said.

    One of what is other may be where that is said, or where it has the name itself.
    """
    text = features.tree.texts[one.entry]
    denied = set(
        stems(" ".join(word for word in DENIED.findall(question.search_text) if not _is_without(text, word)))
    )
    if said_of(features).affirms(one.entry, denied):
        return False
    if not _OTHER.match(features.tree.texts[one.entry]) or re.search(
        r"\bother\b", question.text, re.IGNORECASE
    ):
        return True
    said = said_of(features)
    return said.is_named(one.entry, said.words(words))


def _is_without(text: str, word: str) -> bool:
    """Says whether a description denies a word, whose stem another word of it may have too."""
    return bool(re.search(rf"\b(?:without|not|no)\b[^,;]*\b{re.escape(word)}", text, re.IGNORECASE))


def _specified(features: CodeFeatures, question: Question, one: Said) -> Said:
    """Takes "unspecified" for "other specified", where a question says of no other that it is."""
    tree = features.tree
    over = int(tree.parent[one.entry])
    if (
        over < 0
        or not _OTHER_SPECIFIED.search(tree.texts[one.entry])
        or _OTHER_SPECIFIED.search(question.text)
    ):
        return one
    beside = [other for other in features.beneath(over) if _UNSPECIFIED.search(tree.texts[other])]
    return replace(one, entry=beside[0]) if len(beside) == 1 else one


def _said(features: CodeFeatures, question: Question, words: Sequence[str]) -> list[Said]:
    """Finds the entries that say all words; else those that have the extension which the other words say.

    A sequela is another disease than what it is of ("sequela of cerebral infarction"), and an extension of an
    injury.
    """
    said = said_of(features)
    found = said.find(said.words(words))
    if not found and WEEKS.search(question.search_text):  # not every entry is divided by trimester
        words = [word for word in words if word not in TRIMESTER]
        found = said.find(said.words(words))
    if not found and (denied := set(DENIED.findall(question.search_text.lower()))):
        left = [word for word in words if word not in denied and word not in NEGATIONS]
        found = said.find(said.words(left))
        if any(_denies(features, one, denied) for one in found):
            found = []
    if found or not _EXTENDS & set(words):
        return found
    without = said.find(said.words([word for word in words if word not in _EXTENDS]))
    return [one for one in without if extension_of(features, one.entry, question.search_text)]


def _denies(features: CodeFeatures, one: Said, denied: Set[str]) -> bool:
    """Says whether what a question denies matters to a code: its category denies something, or it has it."""
    tree = features.tree
    beside = np.flatnonzero(tree.category == tree.category[one.entry]).tolist()
    texts = [tree.texts[other].lower() for other in beside]
    if any(DENIED.search(text) for text in texts):
        return True
    said = {stem for level in [one.entry, *tree.parents(one.entry)] for stem in stems(tree.texts[level])}
    return bool(said & set(stems(" ".join(denied))))


def _kept(features: CodeFeatures, found: Sequence[Said], *, sided: bool) -> list[Said]:
    """Leaves out the entries whose beneath says the same; where that differs by side, all sides are kept."""
    tree = features.tree
    deepest = max((one.called for one in found), default=0)
    found = [one for one in found if one.plain] or [one for one in found if one.called == deepest]
    over = {above for one in found for above in tree.parents(one.entry)}
    kept = [one for one in found if one.entry not in over]
    kept = [one for one in kept if not _OTHER.match(tree.texts[one.entry])] or kept
    sides: dict[int, Said] = {}
    for one in kept:
        above = int(tree.parent[one.entry])
        beside = features.beneath(above) if above >= 0 else []
        of_sides = {side.lower() for other in beside for side in _SIDE.findall(tree.texts[other])}
        if len(of_sides) == 2 and not sided and _UNSPECIFIED.search(tree.texts[one.entry]):
            sides |= {other: Said(other, one.unsaid, one.total) for other in (above, *beside)}
        else:
            sides.setdefault(one.entry, one)
    return list(sides.values())


def _extended(features: CodeFeatures, question: Question, one: Said) -> str:
    """Gives the passage of an entry, or of the extension of it that the question says."""
    return extension_of(features, one.entry, question.search_text) or features.tree.ids[one.entry]


def _quoted(placed: Placed, words: Sequence[str], names: Sequence[str]) -> Chosen:
    """Quotes code and description, that the code is not whole, and the other name that is said."""
    named, description = quote_name(placed), cell(placed, DESCRIPTION).lower()
    unsaid = [word for word in words if len(word) > 2 and word not in description]
    cells = tuple(
        (start, end)
        for column, value, start, end in spans(row_of(placed))
        if column in (CODE, DESCRIPTION)
        or (column == _BILLABLE and value != "yes")
        or (column.startswith(_NAMED) and any(word in value.lower() for word in unsaid))
        or (column == TERMS and any(f"{name} nos" in value.lower() for name in map(str.lower, names)))
    )
    return replace(named, start=cells[0][0], end=cells[-1][1], cells=cells, column=DESCRIPTION)
