"""What a question says of the entries of a code set, and what each entry says that the question does not.

A code may say no more than the record does: "blindness, right eye, category 5" is no answer for blindness of
the right eye, however near it is. So entries are compared level by level, from the category down, with the
words of the question: an entry must cover them all, and the fewer words it adds of its own the better. What
all entries beside it say as well tells nothing apart and costs nothing; a level that has another name which
the question says ("Tennis elbow") is said by that.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import numpy as np

from app.code_features import CodeFeatures
from app.code_tree import Flags
from app.stems import stems

#: Words are the same that begin alike, by so many letters, and whose parts are so alike: "appendix",
#: "appendicitis"; not "asymptomatic" and "symptomatic".
BEGIN, ALIKE = 3, 0.6
#: A word of so many letters is short for those that begin with it: "strep".
SHORT = 5
#: What the words count that an entry does not add itself but stands beneath.
ABOVE = 0.3
#: ... and where a name is said that is so much of the question: what stands above that, and beneath it.
NAMED, ABOVE_NAMED, BETWEEN = 0.6, 0.05, 0.5
#: What rounding may take from the weight of all words.
ROUNDED = 1e-4
#: What more entries than this say is no one of them.
MOST = 400
#: Words that name no disease and tell no two apart.
_GENERAL = frozenset(
    stems(
        "unspecified nos specified and or of on the in with to by a an for due part nec elsewhere classified"
    )
)
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
#: Words that are said of pregnancy only, and what need not be said beside them.
_OF_PREGNANCY = frozenset(stems("gestational antepartum trimester eclampsia obstetric"))
_PREGNANCY = frozenset(stems("pregnancy childbirth puerperium maternal"))
_NOT = frozenset({"not", "without", "no", "non"})
_DENIES = re.compile(r"\b(?:not|without|non)\s+(\w+)")
_NEGATES = frozenset(stems("not without no non"))
#: What a code says that has nothing else to say: the one to take where nothing more is known.
_DEFAULT = re.compile(
    r"\b(?:without|w/o) (?:mention of )?complications?\b|\bnot specified as \w+\b|\bsite not specified\b",
    re.IGNORECASE,
)
_WITHOUT = re.compile(r"\b(?:without|not)\b.*?(?=\bwith\b|[,;]|$)", re.IGNORECASE)
_STATE = "osi"
_DEGREE = re.compile(r"hyper|hypo|inter|intra|macro|micro|non|un|in")
_BRACKETS = re.compile(r"\([^)]*\)|\[[^\]]*\]")


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
        self._features, self._tree = features, features.tree
        self._entries = {one: number for number, one in enumerate(self._tree.ids)}
        extensions = self._tree.extensions
        for one, entry in zip(extensions.items.tolist(), extensions.owners().tolist(), strict=True):
            self._entries[self._tree.extension_ids[one]] = entry
        self._texts: dict[int, frozenset[str]] = {}
        self._names: dict[int, tuple[frozenset[str], ...]] = {}
        self._common: dict[int, frozenset[str]] = {}
        self._alike = lru_cache(maxsize=20_000)(self._like)

    def find(self, words: Sequence[str]) -> list[Said]:
        """Finds the entries that say all of some words.

        Args:
            words: what is to be coded, without what is asked of it.

        Returns:
            Entries, those that add least first, and of equal ones the higher.
        """
        alike = {word: self._alike(stems(word)[0]) for word in words if stems(word)}
        weights = {word: self._weight(stems(word)[0]) for word in alike}
        total = sum(weights.values())
        if not alike:
            return []
        has = {word: self._having(same) for word, same in alike.items()}
        known = frozenset().union(*alike.values())
        own = np.zeros(len(self._tree), dtype=bool)
        covered = np.zeros(len(self._tree), dtype=np.float32)
        for word, (called, above) in has.items():
            own |= called
            covered += np.float32(weights[word]) * (called | above)
        some = np.flatnonzero(own & (covered > (1 - ROUNDED) * total))
        if len(some) > MOST:
            return []
        without = _after_not(words)
        denied = frozenset().union(*(alike[word] for word in without if word in alike))
        positive = known - denied
        entries = [one for one in some.tolist() if not positive & self._denied(one)]
        entries = [one for one in entries if not (denied & self._text(one)) - self._denied(one)]
        says = {one: self._says(one, alike, weights, known) for one in entries}
        least = max(says.values(), default=0.0) - ROUNDED * total
        entries = [one for one in entries if says[one] >= least and not self._adds(one, known)]
        same = frozenset(stem for word in words for stem in stems(word))
        found = [
            Said(one, unsaid, total, called, plain=self._text(one) <= known)
            for one in entries
            for unsaid, called in [self._unsaid(one, known, same, total)]
        ]
        depth = {one.entry: len(list(self._tree.parents(one.entry))) for one in found}
        return sorted(found, key=lambda one: (round(one.unsaid, 2), depth[one.entry], one.entry))

    def added(self, words: Sequence[str], passage_id: str) -> float:
        """Gives what an entry, or that of an extension, adds to some words, as a share of what these weigh.

        What is no entry adds nothing.
        """
        entry = self._entries.get(passage_id)
        alike = {word: self._alike(stems(word)[0]) for word in words if stems(word)}
        if entry is None or not alike:
            return 0.0
        total = sum(self._weight(stems(word)[0]) for word in alike)
        same = frozenset(stem for word in words for stem in stems(word))
        return self._unsaid(entry, frozenset().union(*alike.values()), same, total)[0] / total

    def covered(self, words: Sequence[str], passage_id: str) -> float:
        """Gives the share of some words, by weight, that an entry or what is above it says; 1 of no entry."""
        entry = self._entries.get(passage_id)
        alike = {word: self._alike(stems(word)[0]) for word in words if stems(word)}
        if entry is None or not alike:
            return 1.0
        own = self._text(entry) if _NOT & set(words) else self._affirmed(entry)
        levels = [entry, *self._tree.parents(entry)]
        says = own.union(
            *(self._text(one) for one in levels[1:]), *(n for one in levels for n in self._named(one))
        )
        weights = {word: self._weight(stems(word)[0]) for word in alike}
        return sum(weights[word] for word, same in alike.items() if same & says) / sum(weights.values())

    def adds(self, words: Sequence[str], passage_id: str) -> bool:
        """Says whether an entry adds something to some words or denies one; what is no entry does neither."""
        entry = self._entries.get(passage_id)
        if entry is None:
            return False
        alike = {word: self._alike(stems(word)[0]) for word in words if stems(word)}
        denied = _after_not(words)
        positive = frozenset().union(*(same for word, same in alike.items() if word not in denied))
        return bool(positive & self._denied(entry)) or self._adds(entry, frozenset().union(*alike.values()))

    def tells_apart(self, words: Sequence[str], passage_id: str) -> bool:
        """Says whether words have something of what tells an entry from those beside it.

        Of "diet controlled", "insulin controlled" and "controlled by oral drugs", who only says that it is
        controlled has told none. What is no entry, and one that adds nothing to what is above it, is told.
        """
        entry = self._entries.get(passage_id)
        if entry is None or int(self._tree.parent[entry]) < 0:
            return True
        known = frozenset().union(*(self._alike(stems(word)[0]) for word in words if stems(word)))
        over = int(self._tree.parent[entry])
        own = self._text(entry) - self._text(over) - self._shared(entry)
        beside = [self._text(one) for one in self._features.beneath(over) if one != entry]
        apart = own - frozenset().union(*beside)
        return not apart or bool(apart & known) or any(name <= known for name in self._named(entry) if name)

    def _says(
        self, entry: int, alike: dict[str, frozenset[str]], weights: dict[str, float], known: frozenset[str]
    ) -> float:
        """Weighs the words that an entry and what is above it say, be it by a name that is all said."""
        says: set[str] = set()
        for level in [entry, *self._tree.parents(entry)]:
            says |= self._text(level).union(*(name for name in self._named(level) if name <= known))
        return sum(weights[word] for word, same in alike.items() if same & says)

    def _adds(self, entry: int, known: frozenset[str]) -> bool:
        """Says whether an entry itself adds what no question said: "cough syncope" is not syncope.

        What it denies ("without perforation or abscess") is what is meant where nothing is said.
        """
        if any(name - _SLIGHT <= known for name in self._named(entry) if name):
            return False
        parents = list(self._tree.parents(entry))
        said = [one for one in parents if any(name - _SLIGHT <= known for name in self._named(one) if name)]
        said += [one for one in parents if self._text(one) and self._text(one) - _SLIGHT <= known]
        above = frozenset().union(*(self._text(one) for one in said))
        if parents and self._text(parents[-1]) & known:
            above |= self._text(parents[-1])
        shared = self._shared(entry) if parents and parents[0] in said else frozenset()
        left = self._affirmed(entry) - above - known - _SLIGHT - _CONTEXT - shared
        return bool(left)

    def _like(self, stem: str) -> frozenset[str]:
        numbers, alike = self._features.like(stem)
        short = len(stem) >= SHORT and stem not in self._tree.vocabulary
        longer = [word for word in self._features.words if short and word.startswith(stem)]
        like = [self._features.words[number] for number in numbers[alike >= ALIKE].tolist()]
        same = [word for word in like if word[:BEGIN] == stem[:BEGIN] and _degree(word) == _degree(stem)]
        # "diverticulosis" is no "diverticulitis", whose stem is its beginning
        same = [word for word in same if word.endswith(_STATE) == stem.endswith(_STATE)]
        return frozenset({stem, *longer, *same})

    def _weight(self, stem: str) -> float:
        number = self._tree.vocabulary.get(stem)
        return float(self._tree.weight.max() if number is None else self._tree.weight[number])

    def _having(self, same: frozenset[str]) -> tuple[Flags, Flags]:
        """Says which entries have one of some stems, of their own or above them."""
        called, above = np.zeros((2, len(self._tree)), dtype=bool)
        for stem in same:
            number = self._tree.vocabulary.get(stem)
            if number is not None:
                own, over = self._features.having(number)
                called[own] = above[over] = True
        return called, above

    def _unsaid(
        self, entry: int, known: frozenset[str], same: frozenset[str], total: float
    ) -> tuple[float, int]:
        """Weighs what an entry adds, and in part what those above it do; a name that is said stands for all.

        Gives that, and how far down the name stands.
        """
        above, beyond, own, called = 0.0, 0.0, 0.0, 0
        context: set[str] = set()
        implied = _PREGNANCY if same & _OF_PREGNANCY else frozenset()
        for depth, level in enumerate([entry, *self._tree.parents(entry)][::-1], 1):
            above += own
            text, names = self._text(level), self._named(level)
            if level == entry or not same & _CONTEXT:
                context |= (text & _CONTEXT) - known - implied
            whole = [name for name in (text, *names) if name and name - _SLIGHT <= known and name & known]
            if whole:
                own = min(self._cost(name - same, known) for name in whole)
                if max(self._cost(name & known, frozenset()) for name in whole) >= NAMED * total:
                    called, beyond, above = depth, above, 0.0
                continue
            over = int(self._tree.parent[level])
            given = (self._text(over) if over >= 0 else frozenset()) | self._shared(level)
            added = self._cost(text - given - same - _CONTEXT, known)
            own = min([added, *(self._cost(name - same, known) for name in names if name & known)])
        apart = ABOVE_NAMED * beyond + (BETWEEN if called else ABOVE) * above
        return apart + own + self._cost(frozenset(context), known), called

    def _cost(self, left: frozenset[str], known: frozenset[str]) -> float:
        """Weighs the words that are left, those little that are like a word of the question."""
        return sum(SLIGHT if stem in _SLIGHT or stem in known else self._weight(stem) for stem in left)

    def _text(self, entry: int) -> frozenset[str]:
        if entry not in self._texts:
            self._texts[entry] = _words(self._tree.texts[entry])
        return self._texts[entry]

    def _named(self, entry: int) -> tuple[frozenset[str], ...]:
        if entry not in self._names:
            first, last = np.searchsorted(self._tree.phrase_entry, [entry, entry + 1])
            self._names[entry] = tuple(_words(one) for one in self._tree.phrases[first:last])
        return self._names[entry]

    def _affirmed(self, entry: int) -> frozenset[str]:
        """Gives the stems of an entry's text without what it says is not so."""
        return _words(_WITHOUT.sub(" ", _DEFAULT.sub(" ", self._tree.texts[entry])))

    def _denied(self, entry: int) -> set[str]:
        """Gives the stems of what an entry says is not so: "not intractable", "without abscess"."""
        return {stem for denied in _DENIES.findall(self._tree.texts[entry].lower()) for stem in stems(denied)}

    def _shared(self, entry: int) -> frozenset[str]:
        """Gives the words that all entries beside one add: they tell none apart."""
        over = int(self._tree.parent[entry])
        if over not in self._common:
            beside = [self._text(one) for one in self._features.beneath(over)] if over >= 0 else []
            apart = len(beside) < 2 or any(text & _NEGATES for text in beside)
            # "intractable" and "not intractable" share a word and nothing else
            self._common[over] = frozenset() if apart else frozenset.intersection(*beside)
        return self._common[over]


def _after_not(words: Sequence[str]) -> set[str]:
    """Gives the words that follow one that denies them."""
    return {after for word, after in pairwise(words) if word in _NOT}


def _degree(stem: str) -> str:
    """Gives the beginning that turns a word into its opposite: "hyperthyroidism", "hypothyroidism"."""
    found = _DEGREE.match(stem)
    return found.group() if found else ""


def _words(text: str) -> frozenset[str]:
    """Gives the stems of a name, without what is in brackets, which may be said or not (guideline I.A.7)."""
    return frozenset(stems(_DEFAULT.sub(" ", _BRACKETS.sub(" ", text)))) - _GENERAL
