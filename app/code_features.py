"""What speaks for an entry of a code set, given a question: of its vectors, its words and its place."""

from dataclasses import dataclass

import numpy as np

from app.code_exact import Exact
from app.code_kin import added, beneath
from app.code_tree import CodeTree, Floats, Ints
from app.code_vectors import CodeVectors
from app.code_words import UNSPECIFIED, Asked, CodeWords, most
from app.heard import Heard, learn

#: Categories that are looked into, and entries that are weighed, for their vectors and for their words.
CATEGORIES, NEAR, WORDED = 60, 150, 80
#: Of the first of each, what stands beside, above and beneath is weighed too.
NEAR_KIN, WORDED_KIN = 40, 15
_OTHER = "other"


@dataclass(frozen=True)
class Weighed:
    """Entries that may be meant.

    Attributes:
        entries: their numbers in the tree.
        features: what speaks for each, shape (entries, `names`).
        names: of the features.
    """

    entries: Ints
    features: Floats
    names: tuple[str, ...]


class CodeFeatures:
    """Weighs the entries of a tree.

    Args:
        tree: the code set.
        vectors: its vectors.
        heard: what was learned from its names; learned anew when it is not given.
    """

    def __init__(self, tree: CodeTree, vectors: CodeVectors, heard: Heard | None = None) -> None:
        self.tree, self.vectors, self.heard = tree, vectors, heard or learn(tree)
        self.words = tuple(tree.vocabulary)
        self.exact = Exact(tree)
        self._words = CodeWords(tree, self.heard)
        self._own = added(tree)
        self._own_mass = self._own.sums(tree.weight)
        self._names = np.bincount(tree.phrase_entry, minlength=len(tree)).astype(np.float32)
        self._beneath = beneath(tree)
        self._bare = self._beneath.lengths() == 0
        self._last = self._bare & (tree.extensions.lengths() == 0)
        self._depth = np.array([len(code.replace(".", "")) for code in tree.codes])
        self._unspecified, self._other = self._words.has(UNSPECIFIED), self._words.has(_OTHER)

    def like(self, stem: str) -> tuple[Ints, Floats]:
        """Gives the numbers of the words that share their parts with one, and how alike they are."""
        return self._words.parts.like(stem)

    def having(self, word: int) -> tuple[Ints, Ints]:
        """Gives the entries that have a word of their own, or in a name, and those beneath such."""
        return self._words.having(word)

    def beneath(self, entry: int) -> list[int]:
        """Gives the entries right beneath one."""
        return [int(one) for one in self._beneath[entry]]

    def weigh(self, question: str, vector: Floats) -> Weighed:
        """Finds the entries that a question may mean, and what speaks for each.

        Args:
            question: its words.
            vector: its unit vector.
        """
        asked = self._words.read(question)
        worded = self._words.first(asked, WORDED)
        moved = self.vectors.moved(vector)
        near, near_name, summed = self._near(vector, moved, worded)
        best = np.maximum(near, near_name)
        some = np.flatnonzero(best > -1).astype(np.int32)
        entries = self._with_kin(some[most(best[some], NEAR)], worded)
        over = self.tree.parent[entries]
        late = np.concatenate([entries, over[over >= 0]])
        late = late[near[late] == -1]  # kin, and what was found by words, in categories that are not near
        near[late] = summed[late] = best[late] = self.vectors.entries[late] @ moved
        plain = self.vectors.entries[entries] @ vector
        features = self._features(entries, asked, _Near(plain, near, near_name, summed, best))
        return Weighed(entries, np.stack(list(features.values()), axis=1), tuple(features))

    def _near(self, vector: Floats, moved: Floats, worded: Ints) -> tuple[Floats, Floats, Floats]:
        """Gives cosines of descriptions, of the nearest name of each entry, and of their mean; else -1."""
        vectors, tree = self.vectors, self.tree
        near, near_name, summed = np.full((3, len(tree)), -1, dtype=np.float32)
        alike = np.full(len(vectors.phrases), -1, dtype=np.float32)
        looked = set(most(vectors.categories @ moved, CATEGORIES).tolist())
        looked |= set(tree.category[worded[:WORDED_KIN]].tolist())
        for one in looked:
            start, end = vectors.starts[one], vectors.starts[one + 1]
            first, last = vectors.phrase_starts[one], vectors.phrase_starts[one + 1]
            near[start:end] = summed[start:end] = vectors.entries[start:end] @ moved
            if last > first:
                alike[first:last] = vectors.phrases[first:last] @ vector
                summed[start:end] += np.bincount(
                    tree.phrase_entry[first:last] - start, alike[first:last], minlength=end - start
                )
            summed[start:end] /= vectors.length[start:end]
        near_name[tree.phrase_entry] = self._words.best_name(alike)[tree.phrase_entry]
        return near, near_name, summed

    def _with_kin(self, nearest: Ints, worded: Ints) -> Ints:
        close = np.concatenate([nearest[:NEAR_KIN], worded[:WORDED_KIN]])
        parents = self.tree.parent[close]
        parents = parents[parents >= 0]
        over = self.tree.parent[parents]
        kin = self._beneath.gather(np.unique(np.concatenate([close, parents]))).items
        return np.unique(np.concatenate([nearest, worded, parents, over[over >= 0], kin]))

    def _features(self, c: Ints, asked: Asked, vectors: "_Near") -> dict[str, Floats]:
        tree, words, total = self.tree, self._words, asked.total
        parent = tree.parent[c]
        over = np.where(parent >= 0, parent, c)
        wanted = np.zeros(len(tree.vocabulary), dtype=np.float32)
        wanted[asked.known] = tree.weight[asked.known]
        described = tree.described.gather(c)
        said, own_said = described.sums(wanted), self._own.gather(c).sums(wanted)
        named = words.named(asked)
        like, like_above = words.alike(asked)
        best, near = vectors.best[c], vectors.near[c]
        gap = best - best.max()
        by_category = np.full(int(tree.category.max()) + 1, -1, dtype=np.float32)
        np.maximum.at(by_category, tree.category[c], best)
        crowd = np.bincount(tree.category[c], np.exp(20 * gap), minlength=len(by_category))
        beside = np.full(len(tree), -1, dtype=np.float32)
        np.maximum.at(beside, over, best)
        rank = np.searchsorted(np.sort(-best), -best)
        unspecified, other = self._unspecified[c], self._other[c]
        covered_above = (asked.own[c] + asked.above[c]) / total
        depth, near_name, nos = self._depth[c], vectors.near_name[c], asked.unspecified
        extra, mass = words.mass[c] - said, np.maximum(words.mass[c], 1e-6)
        features = {
            "near": near,
            "near_unmoved": vectors.plain,
            "near_name": np.where(near_name > -1, near_name, near),
            "near_mean": vectors.summed[c],
            "gap": gap,
            "rank": np.log1p(rank),
            "near_parent": vectors.near[over],
            "best_parent": vectors.best[over],
            "category_gap": by_category[tree.category[c]] - best.max(),
            "crowd": np.log(crowd[tree.category[c]] + 1e-6),
            "sibling_gap": best - beside[over],
            "covered": asked.own[c] / total,
            "covered_above": covered_above,
            "agreed": 2 * said / (total + words.mass[c]),
            "agreed_name": np.maximum(named[c], 2 * said / (total + words.mass[c])),
            "agreed_parent": named[over],
            "unsaid": np.sqrt(np.maximum(extra, 0)),
            "unsaid_share": extra / mass,
            "own_unsaid": np.sqrt(np.maximum(self._own_mass[c] - own_said, 0)),
            "own_said": own_said / total,
            "alike": like[c],
            "alike_above": like_above[c],
            "heard": words.translated(described, asked),
            "last": self._last[c],
            "category": depth == 3,
            "four": depth == 4,
            "six": depth >= 6,
            "names": np.log1p(self._names[c]),
            "named": self._names[c] > 0,
            "names_parent": np.log1p(self._names[over]),
            "unspecified": unspecified,
            "other": other,
            "nos_unspecified": unspecified & nos,
            "nos_other": other & nos,
            "nos_neither": ~unspecified & nos,
            "nos_bare": self._bare[c] & nos,
            "gap_unspecified": unspecified * gap,
            "gap_other": other * gap,
            "parent_unspecified": unspecified * vectors.best[over],
            "parent_other": other * vectors.best[over],
            "covered_other": other * covered_above,
            "long": np.log1p(described.lengths()),
        }
        return {name: np.asarray(value, dtype=np.float32) for name, value in features.items()}


@dataclass(frozen=True)
class _Near:
    """Cosines of a question with entries: -1 where none was taken."""

    plain: Floats
    near: Floats
    near_name: Floats
    summed: Floats
    best: Floats
