"""The words that name what is to be coded, and which words of a code set are as good as each."""

import re
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from functools import lru_cache
from itertools import dropwhile, pairwise

from app.code_features import CodeFeatures
from app.entry_words import Stems
from app.stems import stems

#: Words are the same that begin alike, by so many letters, and whose parts are so alike: "appendix",
#: "appendicitis"; not "asymptomatic" and "symptomatic".
BEGIN, ALIKE = 3, 0.6
#: A word of so many letters is short for those that begin with it: "strep".
SHORT = 5
#: Words that deny the next one.
NEGATIONS = frozenset({"not", "without", "no", "non"})
#: The end of a state, which is another disease than an inflammation: -osis.
_STATE = "osi"
#: What need not be said beside words that are said of it only.
_IMPLIED = tuple(
    (frozenset(stems(of_it)), frozenset(stems(implied)))
    for of_it, implied in (
        ("gestational antepartum trimester eclampsia obstetric", "pregnancy childbirth puerperium maternal"),
        ("mammogram mammography", "breast"),
    )
)
_DEGREE = re.compile(r"hyper|hypo|inter|intra|macro|micro|non|un|in")


@dataclass(frozen=True)
class Words:
    """What names that which is to be coded.

    Attributes:
        alike: for each word the stems that are as good as it.
        weights: of each word; rare ones weigh more.
        total: of all words.
        known: all those stems.
        same: the stems of the words themselves.
        denied: of `known`, what the words say is not so: the next one after "not".
        implied: stems that need not be said beside them.
        maybe_denied: of `known`, what they may say is not so: all after the first "not".
        negates: whether any word denies another.
    """

    alike: dict[str, Stems]
    weights: dict[str, float]
    total: float
    known: Stems
    same: Stems
    implied: Stems
    denied: Stems
    maybe_denied: Stems
    negates: bool

    def weight_in(self, said: Set[str]) -> float:
        """Weighs the words that some stems say."""
        return sum(self.weights[word] for word, same in self.alike.items() if same & said)


class AlikeWords:
    """Reads words for one code set.

    Args:
        features: of the code set.
    """

    def __init__(self, features: CodeFeatures) -> None:
        self._features = features
        self._alike = lru_cache(maxsize=20_000)(self._like)

    def read(self, words: Sequence[str]) -> Words:
        """Reads the words of what is to be coded, without what is asked of it."""
        alike = {word: self._alike(stems(word)[0]) for word in words if stems(word)}
        weights = {word: self.weight(stems(word)[0]) for word in alike}
        same = frozenset(stem for word in words for stem in stems(word))
        after = [after for word, after in pairwise(words) if word in NEGATIONS]
        rest = list(dropwhile(lambda word: word not in NEGATIONS, words))
        return Words(
            alike,
            weights,
            sum(weights.values()),
            frozenset().union(*alike.values()),
            same,
            frozenset().union(*(implied for of_it, implied in _IMPLIED if same & of_it)),
            denied=_stems_of(after, alike),
            maybe_denied=_stems_of(rest, alike),
            negates=bool(rest),
        )

    def _like(self, stem: str) -> Stems:
        numbers, alike = self._features.like(stem)
        short = len(stem) >= SHORT and stem not in self._features.tree.vocabulary
        longer = [word for word in self._features.words if short and word.startswith(stem)]
        like = [self._features.words[number] for number in numbers[alike >= ALIKE].tolist()]
        same = [word for word in like if word[:BEGIN] == stem[:BEGIN] and _degree(word) == _degree(stem)]
        # "diverticulosis" is no "diverticulitis", whose stem is its beginning
        same = [word for word in same if word.endswith(_STATE) == stem.endswith(_STATE)]
        return frozenset({stem, *longer, *same})

    def weight(self, stem: str) -> float:
        """Gives the weight of a stem in the code set: that of the rarest where it has none."""
        number = self._features.tree.vocabulary.get(stem)
        return float(
            self._features.tree.weight.max() if number is None else self._features.tree.weight[number]
        )


def _stems_of(words: Sequence[str], alike: Mapping[str, Stems]) -> Stems:
    return frozenset().union(*(alike[word] for word in words if word in alike))


def _degree(stem: str) -> str:
    """Gives the beginning that turns a word into its opposite: "hyperthyroidism", "hypothyroidism"."""
    found = _DEGREE.match(stem)
    return found.group() if found else ""
