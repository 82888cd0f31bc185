"""Which words of a description stand behind a word of another name, learned from the names of one release.

"Verruca plantaris" names the entry "Plantar wart": over all names of a release, "verruca" comes to stand for
"wart". This is model 1 of Brown et al. (1993), used for retrieval as Berger and Lafferty (SIGIR 1999) do: a
question is read as a translation of the description it asks for.
"""

from dataclasses import dataclass

import numpy as np

from app.code_tree import CodeTree, Floats, Ints

ROUNDS = 6
#: Pairs that are less likely than this are dropped.
LEAST = 1e-4
#: How much of a name is read as words that stand for none of the description's.
NOISE = 0.5


@dataclass(frozen=True)
class Heard:
    """The chance that a word of a description is said as a word of a name.

    Attributes:
        source: words of descriptions, those behind one word of a name side by side; `nothing` for none.
        chance: that each is said so.
        ends: where those behind each word begin and end, shape (words + 1,).
    """

    source: Ints
    chance: Floats
    ends: Ints

    @property
    def nothing(self) -> int:
        """Stands for no word of the description: behind words that none explains."""
        return len(self.ends) - 1

    def behind(self, word: int) -> tuple[Ints, Floats, float]:
        """Says what stands behind a word of a name.

        Returns:
            Words of descriptions, the chance that each is said so, and the chance that the word stands for
            nothing.
        """
        span = slice(self.ends[word], self.ends[word + 1])
        source, chance = self.source[span], self.chance[span]
        nothing = source == self.nothing
        return source[~nothing], chance[~nothing], float(chance[nothing].sum())


def learn(tree: CodeTree) -> Heard:
    """Learns from the names of a code set."""
    words = nothing = len(tree.vocabulary)
    said, owner = tree.phrased.items, tree.phrased.owners()
    behind = tree.described.gather(tree.phrase_entry[owner])
    sources = np.concatenate([behind.items, np.full(len(said), nothing, dtype=np.int32)])
    tokens = np.concatenate([behind.owners(), np.arange(len(said), dtype=np.int32)])
    pairs = sources.astype(np.int64) * words + said[tokens]
    unique, place = np.unique(pairs, return_inverse=True)
    source = unique // words
    chance = np.ones(len(unique))
    for _ in range(ROUNDS):
        share = chance[place]
        share /= np.bincount(tokens, share)[tokens]
        count = np.bincount(place, share, minlength=len(unique))
        chance = count / np.bincount(source, count)[source]
    kept = (chance >= LEAST) | (source == nothing)
    target = (unique % words)[kept]
    order = np.argsort(target, kind="stable")
    return Heard(
        source[kept][order].astype(np.int32),
        chance[kept][order].astype(np.float32),
        np.cumsum([0, *np.bincount(target, minlength=words)]).astype(np.int32),
    )
