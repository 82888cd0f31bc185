"""What a question says of the entries of a code set, and what each entry says that the question does not.

A code may say no more than the record does: "blindness, right eye, category 5" is no answer for blindness of
the right eye, however near it is. So entries are compared level by level, from the category down, with the
words of the question: an entry must cover them all, and the fewer words it adds of its own the better. What
all entries beside it say as well tells nothing apart and costs nothing; a level that has another name which
the question says ("Tennis elbow") is said by that.
"""

import weakref
from collections.abc import Sequence, Set
from dataclasses import dataclass

import numpy as np

from app.alike_words import AlikeWords, Words
from app.code_features import CodeFeatures
from app.code_tree import Flags
from app.entry_words import EntryWords, Stems
from app.stems import stems

_SAID: "weakref.WeakKeyDictionary[CodeFeatures, CodeSaid]" = weakref.WeakKeyDictionary()
#: What the words count that an entry does not add itself but stands beneath.
ABOVE = 0.3
#: ... and where a name is said that is so much of the question: what stands above that, and beneath it.
NAMED, ABOVE_NAMED, BETWEEN = 0.6, 0.05, 0.5
#: What rounding may take from the weight of all words.
ROUNDED = 1e-4
#: What more entries than this say is no one of them.
MOST = 400
#: Words that add little to a name.
_SLIGHT = frozenset(stems("other syndrome disorder disorders disease condition lesion encounter region site"))
SLIGHT = 0.5
#: Of whom or what a name is said: it is another disease of a newborn, in pregnancy or by history.
_CONTEXT = frozenset(
    stems(
        "pregnancy puerperium childbirth maternal newborn perinatal fetus fetal history family congenital"
        " screening following postprocedural intraoperative neonatal subsequent sequela aftercare"
        " contact exposure postpartum drug-induced secondary"
    )
)


@dataclass(frozen=True)
class Said:
    """An entry that says all of a question.

    Attributes:
        entry: its number in the tree.
        unsaid: what the words weigh that it adds.
        total: what the words of the question weigh.
        called: how far down the level stands that has a name which is most of the question: 1 for the
            category; 0 where none has.
        plain: whether its own description is all said.
    """

    entry: int
    unsaid: float
    total: float
    called: int = 0
    plain: bool = False


class CodeSaid:
    """Compares questions with the entries of one code set.

    Args:
        features: of the code set.
    """

    def __init__(self, features: CodeFeatures) -> None:
        self._features, self._tree, self._entry = features, features.tree, EntryWords(features)
        self._reader = AlikeWords(features)
        self._entries = {one: number for number, one in enumerate(self._tree.ids)}
        extensions = self._tree.extensions
        for one, entry in zip(extensions.items.tolist(), extensions.owners().tolist(), strict=True):
            self._entries[self._tree.extension_ids[one]] = entry

    def words(self, words: Sequence[str]) -> Words:
        """Reads the words of what is to be coded, without what is asked of it."""
        return self._reader.read(words)

    def find(self, asked: Words) -> list[Said]:
        """Finds the entries that say all of some words.

        Returns:
            Entries, those that add least first, and of equal ones the higher.
        """
        if not asked.alike:
            return []
        own = np.zeros(len(self._tree), dtype=bool)
        covered = np.zeros(len(self._tree), dtype=np.float32)
        for word, same in asked.alike.items():
            called, above = self._having(same)
            own |= called
            covered += np.float32(asked.weights[word]) * (called | above)
        some = np.flatnonzero(own & (covered > (1 - ROUNDED) * asked.total))
        if len(some) > MOST:
            return []
        entries = [one for one in some.tolist() if not self._contradicts(one, asked)]
        says = {one: self._says(one, asked) for one in entries}
        least = (1 - ROUNDED) * asked.total
        found = [
            Said(one, unsaid, asked.total, called, plain=self._entry.text(one) <= asked.known)
            for one in entries
            if says[one] >= least and self._tells_apart(one, asked.known) and not self._adds(one, asked)
            for unsaid, called in [self._unsaid(one, asked)]
        ]
        depth = {one.entry: len(list(self._tree.parents(one.entry))) for one in found}
        return sorted(found, key=lambda one: (round(one.unsaid, 2), depth[one.entry], one.entry))

    def added(self, asked: Words, passage_id: str) -> float:
        """Gives what an entry, or that of an extension, adds to some words, as a share of what these weigh.

        What is no entry adds nothing.
        """
        entry = self._entries.get(passage_id)
        return self._unsaid(entry, asked)[0] / asked.total if entry is not None and asked.total else 0.0

    def covered(self, asked: Words, passage_id: str) -> float:
        """Gives the share of some words, by weight, that an entry or what is above it says; 1 of no entry."""
        entry = self._entries.get(passage_id)
        if entry is None or not asked.total:
            return 1.0
        own = self._entry.text(entry) if asked.negates else self._entry.affirmed(entry)
        levels = [entry, *self._tree.parents(entry)]
        texts = (self._entry.text(one) for one in levels[1:])
        says = own.union(*texts, *(name for one in levels for name in self._entry.names(one)))
        if any(not same & says for word, same in asked.alike.items() if len(word) == 1 or word.isdigit()):
            return 0.0  # "stage 5", "hepatitis C"
        return asked.weight_in(says) / asked.total

    def adds(self, asked: Words, passage_id: str) -> bool:
        """Says whether an entry adds something to some words or denies one; what is no entry does neither."""
        entry = self._entries.get(passage_id)
        return entry is not None and (self._contradicts(entry, asked) or self._adds(entry, asked))

    def tells_apart(self, asked: Words, passage_id: str) -> bool:
        """Says whether words have something of what tells an entry from those beside it; true of no entry."""
        entry = self._entries.get(passage_id)
        return entry is None or self._tells_apart(entry, asked.known)

    def is_named(self, entry: int, asked: Words) -> bool:
        """Says whether another name of an entry itself is all said."""
        return self._is_called(entry, asked.known)

    def affirms(self, entry: int, words: Set[str]) -> bool:
        """Says whether an entry, or another name of it, says any of some stems to be so."""
        return any(one & words for one in (self._entry.affirmed(entry), *self._entry.names(entry)))

    def _contradicts(self, entry: int, asked: Words) -> bool:
        """Says whether an entry denies what is said, or says what is denied."""
        denied = self._entry.denied(entry)
        wrongly = (asked.known - asked.maybe_denied) & denied
        return bool(wrongly or (asked.denied & self._entry.text(entry)) - denied)

    def _tells_apart(self, entry: int, known: Stems) -> bool:
        """Says whether words have something of what tells an entry from those beside it.

        Of "diet controlled", "insulin controlled" and "controlled by oral drugs", who only says that it is
        controlled has told none. An entry that has nothing of its own is told.
        """
        over = int(self._tree.parent[entry])
        if over < 0:
            return True
        own = self._entry.text(entry) - self._entry.shared(entry)
        beside = [self._entry.text(one) for one in self._features.beneath(over) if one != entry]
        apart = own - frozenset().union(*beside)
        return not apart or bool(apart & known) or self._is_called(entry, known)

    def _says(self, entry: int, asked: Words) -> float:
        """Weighs the words that an entry and what is above it say, be it by a name that is all said."""
        says: set[str] = set()
        for level in [entry, *self._tree.parents(entry)]:
            says |= self._entry.all_of(level).union(*self._called(level, asked.known))
        return asked.weight_in(says)

    def _adds(self, entry: int, asked: Words) -> bool:
        """Says whether an entry itself adds what no question said: "cough syncope" is not syncope.

        What it denies ("without perforation or abscess") is what is meant where nothing is said.
        """
        known = asked.known
        if self._is_called(entry, known):
            return False
        parents = list(self._tree.parents(entry))
        said = [one for one in parents if self._is_called(one, known) or self._is_said(one, known)]
        above = frozenset().union(*(self._entry.text(one) for one in said))
        everywhere = self._entry.everywhere(entry)
        if everywhere & known:
            above |= everywhere
        if parents and parents[0] in said:
            above |= self._entry.shared(entry)
        given = above | known | asked.implied | _SLIGHT | _CONTEXT
        for one, other in self._entry.either(entry):
            given |= (other if one <= known else frozenset()) | (one if other <= known else frozenset())
        return not self._entry.affirmed(entry) <= given

    def _beside(self, entry: int, known: Stems) -> Stems:
        """Gives the words that "and" or "or" joins to what is said (guideline I.A.14), of a code to bill."""
        pairs = self._entry.either(entry) if not self._features.beneath(entry) else []
        return frozenset().union(*(b for a, b in pairs if a <= known), *(a for a, b in pairs if b <= known))

    def _is_called(self, entry: int, known: Stems) -> bool:
        """Says whether another name of an entry is all said."""
        return any(self._called(entry, known))

    def _called(self, entry: int, known: Stems) -> list[Stems]:
        """Gives the other names of an entry that are all said."""
        return [name for name in self._entry.names(entry) if name - _SLIGHT <= known and name & known]

    def _is_said(self, entry: int, known: Stems) -> bool:
        return bool(self._entry.text(entry)) and self._entry.text(entry) - _SLIGHT <= known

    def _having(self, same: Stems) -> tuple[Flags, Flags]:
        """Says which entries have one of some stems, of their own or above them."""
        called, above = np.zeros((2, len(self._tree)), dtype=bool)
        for stem in same:
            number = self._tree.vocabulary.get(stem)
            if number is not None:
                own, over = self._features.having(number)
                called[own] = above[over] = True
        return called, above

    def _unsaid(self, entry: int, asked: Words) -> tuple[float, int]:
        """Weighs what an entry adds, and in part what those above it do; a name that is said stands for all.

        Gives that, and how far down the name stands.
        """
        known, same, total = asked.known, asked.same, asked.total
        above, beyond, own, called = 0.0, 0.0, 0.0, 0
        context: set[str] = set()
        for depth, level in enumerate([entry, *self._tree.parents(entry)][::-1], 1):
            above += own
            text, names = self._entry.text(level), self._entry.names(level)
            if level == entry or not same & _CONTEXT:
                context |= (text & _CONTEXT) - known - asked.implied
            whole = [name for name in (text, *names) if name - _SLIGHT <= known and name & known]
            if whole:
                own = min(self._cost(name - same, known) for name in whole)
                if max(self._cost(name & known, frozenset()) for name in whole) >= NAMED * total:
                    called, beyond, above = depth, above, 0.0
                continue
            over = int(self._tree.parent[level])
            given = (self._entry.text(over) if over >= 0 else frozenset()) | self._entry.shared(level)
            added = self._cost(text - given - same - _CONTEXT - self._beside(level, known), known)
            own = min([added, *(self._cost(name - same, known) for name in names if name & known)])
        apart = ABOVE_NAMED * beyond + (BETWEEN if called else ABOVE) * above
        return apart + own + self._cost(frozenset(context), known), called

    def _cost(self, left: Stems, known: Stems) -> float:
        """Weighs the words that are left, those little that are like a word of the question."""
        return sum(SLIGHT if stem in _SLIGHT or stem in known else self._reader.weight(stem) for stem in left)


def said_of(features: CodeFeatures) -> CodeSaid:
    """Gives the comparison of a code set, which is made once."""
    if features not in _SAID:
        _SAID[features] = CodeSaid(features)
    return _SAID[features]
