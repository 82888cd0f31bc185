"""What the words of a question have to do with those of each entry of a code set."""

from dataclasses import dataclass

import numpy as np

from app.code_kin import called_and_above
from app.code_tree import CodeTree, Flags, Floats, Ints
from app.heard import NOISE, Heard
from app.ragged import Ragged
from app.stems import stems
from app.word_parts import WordParts

#: What the words above an entry count, and what a long description costs, in the first choice by words.
ABOVE, LONG = 0.5, 0.02
#: How many words that are like one of the question's are looked for, and what one above an entry counts.
LIKE, LIKE_ABOVE = 8, 0.8
#: "Not otherwise specified": the entry meant is called "unspecified".
_NOS = "nos"
UNSPECIFIED = "unspecifi"


@dataclass(frozen=True)
class Asked:
    """The words of a question, and the entries that have them.

    Attributes:
        words: stems.
        known: numbers of those that the vocabulary has.
        total: what these weigh together.
        unspecified: whether it says "unspecified" or "NOS".
        own: what the words that each entry or its names have weigh.
        above: what those weigh that only stand above it.
    """

    words: tuple[str, ...]
    known: list[int]
    total: float
    unspecified: bool
    own: Floats
    above: Floats


class CodeWords:
    """The words of a code set, turned around for asking.

    Args:
        tree: the code set.
        heard: what was learned from its names.
    """

    def __init__(self, tree: CodeTree, heard: Heard) -> None:
        self.tree, self.heard = tree, heard
        size = len(tree.vocabulary)
        self.parts = WordParts(list(tree.vocabulary))
        called, above = called_and_above(tree)
        self._called, self._above = called.turned(size), above.turned(size)
        self._phrased = tree.phrased.turned(size)
        self.mass = tree.described.sums(tree.weight)
        self._phrase_mass = tree.phrased.sums(tree.weight)
        # phrases stand sorted by entry: the best of an entry is the best of a stretch
        self._entries, self._starts = np.unique(tree.phrase_entry, return_index=True)

    def has(self, stem: str) -> Flags:
        """Says which descriptions have a word."""
        found = np.zeros(len(self.tree), dtype=bool)
        if stem in self.tree.vocabulary:
            turned = self.tree.described.turned(len(self.tree.vocabulary))
            found[turned[self.tree.vocabulary[stem]]] = True
        return found

    def having(self, word: int) -> tuple[Ints, Ints]:
        """Gives the entries that have a word, or a name that has it, and those beneath such."""
        return self._called[word], self._above[word]

    def read(self, question: str) -> Asked:
        """Reads a question."""
        tree = self.tree
        words = stems(question)
        unspecified = _NOS in words or UNSPECIFIED in words
        words = tuple(word for word in words if word != _NOS)
        known = [tree.vocabulary[word] for word in words if word in tree.vocabulary]
        own, above = np.zeros((2, len(tree)), dtype=np.float32)
        for word in known:
            own[self._called[word]] += tree.weight[word]
            above[self._above[word]] += tree.weight[word]
        return Asked(words, known, max(float(tree.weight[known].sum()), 1e-6), unspecified, own, above)

    def first(self, asked: Asked, count: int) -> Ints:
        """Gives the entries that cover most of a question by words of their own, best first."""
        some = np.flatnonzero(asked.own).astype(np.int32)
        said = asked.own[some] + ABOVE * asked.above[some]
        scores = np.asarray(said / asked.total - LONG * np.sqrt(self.mass[some]), dtype=np.float32)
        return some[most(scores, count)]

    def best_name(self, values: Floats) -> Floats:
        """Gives for each entry the largest value of its names, of a value for each name."""
        best = np.zeros(len(self.tree), dtype=np.float32)
        best[self._entries] = np.maximum.reduceat(values, self._starts)
        return best

    def named(self, asked: Asked) -> Floats:
        """Gives the best agreement (F1, by weight) of the question with a name of each entry."""
        covered = np.zeros(len(self.tree.phrases), dtype=np.float32)
        for word in asked.known:
            covered[self._phrased[word]] += self.tree.weight[word]
        agreed = 2 * covered / (asked.total + self._phrase_mass)
        return self.best_name(agreed)

    def alike(self, asked: Asked) -> tuple[Floats, Floats]:
        """Gives the share of the question that like words of an entry cover, and of those above it too."""
        tree = self.tree
        own, both = np.zeros((2, len(tree)), dtype=np.float32)
        total, rarest = 1e-6, float(tree.weight.max())
        for word in asked.words:
            weight = float(tree.weight[tree.vocabulary[word]]) if word in tree.vocabulary else rarest
            total += weight
            here, there = np.zeros((2, len(tree)), dtype=np.float32)
            numbers, alike = self.parts.like(word)
            for at in np.argsort(alike)[-LIKE:]:  # the most alike last, which stays
                here[self._called[numbers[at]]] = alike[at]
                there[self._above[numbers[at]]] = LIKE_ABOVE * alike[at]
            own += weight * here
            both += weight * np.maximum(here, there)
        return own / total, both / total

    def translated(self, described: Ragged, asked: Asked) -> Floats:
        """Gives the mean log chance that the description is said in the question's words."""
        mean = np.zeros(len(described), dtype=np.float32)
        length = np.maximum(described.lengths(), 1)
        for word in asked.known:
            source, chance, nothing = self.heard.behind(word)
            values = np.zeros(len(self.tree.vocabulary), dtype=np.float32)
            values[source] = chance
            by_chance = nothing + 1e-5
            mean += np.log((NOISE * by_chance + (1 - NOISE) * described.sums(values) / length) / by_chance)
        mean /= max(len(asked.words), 1)
        return mean


def most(values: Floats, count: int) -> Ints:
    """Gives the places of the largest values, the largest first."""
    count = min(count, len(values))
    if not count:
        return np.zeros(0, dtype=np.int32)
    found = np.argpartition(-values, count - 1)[:count]
    return found[np.argsort(-values[found], kind="stable")].astype(np.int32)
