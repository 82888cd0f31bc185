"""Where two documents say different things about one rule: both are shown, the one in force first.

Of two editions, the counterpart of a quoted sentence stands in the section of the same number, and is shown
where it reads differently. Of two other documents, a sentence counts as a conflict where it speaks of the
same things and codes but turns them round: negated, or with other numbers.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from app.choose import opening
from app.editions import are_editions
from app.question import Question
from app.rerank import codes_of, sentence_spans
from app.retrieve import Retrieved
from app.sentence_scores import Chosen
from app.support import content, critical, symbols
from ingest.catalogue import Entry

#: Two sentences of two editions are counterparts from this share of common words on.
COUNTERPART = 0.6
#: Two sentences of two documents speak of the same things from this share of common words on: of all their
#: words, or of those of the shorter one where one of them is negated.
SAME_THINGS = 0.7
#: ... where the second scores this share of the first as an answer.
NEARLY_AS_GOOD = 0.7
#: So many conflicts are shown.
MOST = 2
_NO_WORD = re.compile(r"\W+")


@dataclass(frozen=True)
class Beside:
    """Sentences with what contradicts them.

    Attributes:
        chosen: the sentences, each followed by its counterpart where there is one.
        notes: a sentence for each pair of documents that differ.
        opens: how many of the first sentences answer, counterparts of them included.
    """

    chosen: tuple[Chosen, ...]
    notes: tuple[str, ...]
    opens: int


def beside(
    asked: Question, chosen: Sequence[Chosen], scored: Sequence[Chosen], pool: Sequence[Retrieved]
) -> Beside:
    """Puts beside each quoted sentence what another edition or document says otherwise.

    Args:
        asked: the question.
        chosen: what is to be quoted.
        scored: all sentences that were read, best first.
        pool: the passages that were found, those of other editions too.
    """
    out: list[Chosen] = []
    notes: dict[str, None] = {}
    taken = {(one.found.placed.passage.id, one.start) for one in chosen}
    shown, opens, opening_ones = 0, 0, opening(chosen, asked)
    for n, one in enumerate(chosen):
        out.append(one)
        opens = len(out) if n < opening_ones else opens
        if one.cells or shown >= MOST:
            continue
        others = [_in_other_edition(one, pool), _in_other_document(one, scored) if n == 0 else None]
        for other in filter(None, others):
            pair = f"{named(one.found.placed.entry)} and {named(other.found.placed.entry)}"
            notes[f"{pair} differ here; both are quoted."] = None
            key = other.found.placed.passage.id, other.start
            if key not in taken:
                taken.add(key)
                out.append(other)
                shown += 1
        opens = len(out) if n < opening_ones else opens
    return Beside(tuple(out), tuple(notes), opens)


def named(entry: Entry) -> str:
    """Names a document with its edition, where it has one that its title does not say."""
    edition = entry.edition if entry.edition and entry.edition not in entry.title else ""
    return f"{entry.title} ({edition})" if edition else entry.title


def _words(text: str) -> list[str]:
    return _NO_WORD.sub(" ", text).casefold().split()


def _in_other_edition(one: Chosen, pool: Sequence[Retrieved]) -> Chosen | None:
    """Finds the counterpart of a sentence in another edition; None where there is none or it reads alike."""
    passage, entry = one.found.placed.passage, one.found.placed.entry
    best: tuple[float, Chosen] | None = None
    own = _words(one.text)
    for other in pool:
        there = other.placed.passage
        if there.section is None or there.section != passage.section or there.row is not None:
            continue
        if not are_editions(entry, other.placed.entry):
            continue
        for start, end in sentence_spans(there.text):
            theirs = _words(there.text[start:end])
            if theirs == own:
                return None
            alike = SequenceMatcher(None, own, theirs, autojunk=False).ratio()
            if alike >= COUNTERPART and (best is None or alike > best[0]):
                best = alike, replace(one, found=other, start=start, end=end)
    return best[1] if best else None


def _in_other_document(one: Chosen, scored: Sequence[Chosen]) -> Chosen | None:
    """Finds a sentence of another document that speaks of the same things and says otherwise."""
    entry = one.found.placed.entry
    for other in scored:
        if other.score < NEARLY_AS_GOOD * one.score:
            return None
        theirs_is = other.found.placed.entry
        if theirs_is.name == entry.name or other.cells or (entry.builtin and theirs_is.builtin):
            continue
        if _turned(one.text, other.text):
            return other
    return None


def _turned(one: str, other: str) -> bool:
    """Says whether two sentences about the same codes and things differ in a negation or a number."""
    if codes_of(one) != codes_of(other):
        return False  # the same rule for another code
    words, theirs = content(one), content(other)
    common = len(words & theirs)
    if ("not" in critical(one)) != ("not" in critical(other)):
        return common >= SAME_THINGS * min(len(words), len(theirs)) > 0
    return common >= SAME_THINGS * len(words | theirs) and symbols(one) != symbols(other)
