"""The words of each entry of a code set, by stem: what it says, is called otherwise, and denies."""

import re
from itertools import compress

import numpy as np

from app.code_features import CodeFeatures
from app.stems import stems

#: Words that name no disease and tell no two apart.
_GENERAL = frozenset(
    stems(
        "unspecified nos specified and or of on the in with to by a an for due part nec elsewhere classified"
    )
)
_NEGATES = frozenset(stems("not without no non"))
#: What a code says that has nothing else to say: the one to take where nothing more is known.
_DEFAULT = re.compile(
    r"\b(?:without|w/o) (?:mention of )?complications?\b|\bnot specified as \w+\b|\bsite not specified\b",
    re.IGNORECASE,
)
_WITHOUT = re.compile(r"\b(?:without|not)\b.*?(?=\bwith\b|[,;]|$)|\bnon[- ]\w+", re.IGNORECASE)
_NOT_SAID = re.compile(r"\bnot specified as \w+", re.IGNORECASE)
_BRACKETS = re.compile(r"\([^)]*\)|\[[^\]]*\]")
#: In a title, "and" means and/or (ICD-10-CM guideline I.A.14).
_OR = re.compile(r"\b([\w-]+) (?:and|or) ([\w-]+)", re.IGNORECASE)
#: "Bell's palsy" has no word "s".
_POSSESSIVE = re.compile(r"['’]s?\b")

Stems = frozenset[str]


class EntryWords:
    """The words of the entries of one code set; what was read once is remembered.

    Args:
        features: of the code set.
    """

    def __init__(self, features: CodeFeatures) -> None:
        self._features, self._tree = features, features.tree
        self._texts: dict[int, Stems] = {}
        self._all: dict[int, Stems] = {}
        self._names: dict[int, tuple[Stems, ...]] = {}
        self._common: dict[int, Stems] = {}
        self._categories: dict[int, Stems] = {}

    def text(self, entry: int) -> Stems:
        """Gives the words of an entry's description."""
        if entry not in self._texts:
            self._texts[entry] = _words(self._tree.texts[entry])
        return self._texts[entry]

    def all_of(self, entry: int) -> Stems:
        """Gives all words of an entry's description, those too that need not be said."""
        if entry not in self._all:
            self._all[entry] = frozenset(stems(_NOT_SAID.sub(" ", self._tree.texts[entry])))
        return self._all[entry]

    def names(self, entry: int) -> tuple[Stems, ...]:
        """Gives the words of each other name that an entry has itself; none is empty."""
        if entry not in self._names:
            first, last = np.searchsorted(self._tree.phrase_entry, [entry, entry + 1])
            own = compress(self._tree.phrases[first:last], self._tree.phrase_own[first:last])
            self._names[entry] = (*filter(None, map(_words, own)), *self._halves(entry))
        return self._names[entry]

    def _halves(self, entry: int) -> tuple[Stems, ...]:
        """Gives what "and" joins where it is all that a code to bill says: "Syncope and collapse"."""
        pairs = self.either(entry) if not self._features.beneath(entry) else []
        return pairs[0] if len(pairs) == 1 and pairs[0][0] | pairs[0][1] == self.text(entry) else ()

    def affirmed(self, entry: int) -> Stems:
        """Gives the words of an entry's description without what it says is not so."""
        return _words(_WITHOUT.sub(" ", _DEFAULT.sub(" ", self._tree.texts[entry])))

    def either(self, entry: int) -> list[tuple[Stems, Stems]]:
        """Gives the words that "and" and "or" join: who has one of them has what the entry is of."""
        joined = _OR.findall(_BRACKETS.sub(" ", self._tree.texts[entry]))
        return [(_words(one), _words(other)) for one, other in joined]

    def denied(self, entry: int) -> Stems:
        """Gives the words of what an entry says is not so: "not intractable", "without abscess or fever"."""
        denied = frozenset().union(*map(_words, _WITHOUT.findall(_DEFAULT.sub(" ", self._tree.texts[entry]))))
        return denied - _NEGATES - self.affirmed(entry)

    def shared(self, entry: int) -> Stems:
        """Gives the words that all entries beside one say: they tell none apart."""
        over = int(self._tree.parent[entry])
        if over not in self._common:
            beside = [self.text(one) for one in self._features.beneath(over)] if over >= 0 else []
            apart = len(beside) < 2 or any(text & _NEGATES for text in beside)
            # "intractable" and "not intractable" share a word and nothing else
            self._common[over] = frozenset() if apart else frozenset.intersection(*beside)
        return self._common[over]

    def everywhere(self, entry: int) -> Stems:
        """Gives the words that all entries of an entry's category have, "type 2 diabetes mellitus" in E11."""
        category = int(self._tree.category[entry])
        if category not in self._categories:
            entries = np.flatnonzero(self._tree.category == category).tolist()
            texts = [self.text(one) for one in entries]
            self._categories[category] = frozenset.intersection(*texts) if len(texts) > 1 else frozenset()
        return self._categories[category]


def _words(text: str) -> Stems:
    """Gives the stems of a name, without what is in brackets, which may be said or not (guideline I.A.7)."""
    bare = _POSSESSIVE.sub("", _BRACKETS.sub(" ", text))
    return frozenset(stems(_DEFAULT.sub(" ", bare))) - _GENERAL
