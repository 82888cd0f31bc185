"""Ranks the entries of a code set for a question, by weights that were fitted on other names of entries.

Descriptions alone put near-identical siblings side by side, and the right one is as often below as above.
What is weighed is in `app.code_features`; the weights (`code_rank.json`, with the figures of their fitting)
come from `eval.fit_code_rank`: a network of one small hidden layer, trained to put the entry meant first.
"""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from app.code_features import CodeFeatures
from app.code_tree import Floats
from app.stems import stems

_WEIGHTS = Path(__file__).with_name("code_rank.json")
#: Of the first entries, the extension that the question says is shown before the entry itself.
EXTENDED = 20
#: What is left of the share of an entry whose extension stands before it.
AFTER_EXTENSION = 0.5


@dataclass(frozen=True)
class Weights:
    """A network of one hidden layer.

    Attributes:
        names: of the features that it reads, in order.
        middle: of each feature, taken off before.
        spread: of each feature, divided by.
        hidden: shape (features, units).
        bias: of each unit.
        out: of each unit.
    """

    names: tuple[str, ...]
    middle: Floats
    spread: Floats
    hidden: Floats
    bias: Floats
    out: Floats

    def score(self, features: Floats) -> Floats:
        """Gives a score for each line of features; more is likelier."""
        scores: Floats = np.tanh((features - self.middle) / self.spread @ self.hidden + self.bias) @ self.out
        return scores


@dataclass(frozen=True)
class RankedCode:
    """An entry of a code set as an answer to a question.

    Attributes:
        passage_id: its passage.
        share: how likely it is the one meant, among those that were weighed: 0 to 1, never more than
            that of the entry before it.
    """

    passage_id: str
    share: float


@cache
def fitted() -> Weights:
    """Reads the weights that were fitted."""
    read = json.loads(_WEIGHTS.read_text(encoding="utf-8"))
    arrays = {
        name: np.array(read[name], dtype=np.float32) for name in ("middle", "spread", "hidden", "bias", "out")
    }
    return Weights(names=tuple(read["names"]), **arrays)


def rank_codes(
    features: CodeFeatures,
    question: str,
    vector: Floats,
    limit: int,
    *,
    typed: str = "",
    weights: Weights | None = None,
) -> list[RankedCode]:
    """Ranks the entries of a code set.

    Args:
        features: of the code set.
        question: what is asked for, in English, such as "tic douloureux".
        vector: the encoder's, of the question.
        limit: how many at most.
        typed: the same as it was typed, where `question` writes abbreviations out: "IV" may be a number.
        weights: others than those that were fitted.

    Returns:
        Entries, the likeliest first; before all, those that are called so word for word. Of one with a
        seventh character to add, the extension that the question names comes first ("…, sequela").
    """
    weights = weights or fitted()
    weighed = features.weigh(question, vector)
    if weighed.names != weights.names:
        raise ValueError("The weights of code_rank.json are of other features; fit them again.")
    scores = weights.score(weighed.features)
    chances = np.exp(scores - scores.max())
    chances /= chances.sum()
    likely = np.argsort(-scores, kind="stable")[:limit]
    shares = dict.fromkeys(features.exact.find(typed) or features.exact.find(question), 1.0)
    for at in likely.tolist():
        shares.setdefault(int(weighed.entries[at]), float(chances[at]))
    said = {*stems(question), *stems(typed)}
    ranked: list[RankedCode] = []
    for place, (entry, share) in enumerate(shares.items()):
        extension = _extension(features, entry, said) if place < EXTENDED else None
        if extension is not None:
            ranked.append(RankedCode(extension, share))
            share = min(share, float(chances.max())) * AFTER_EXTENSION
        ranked.append(RankedCode(features.tree.ids[entry], share))
    return sorted(ranked, key=lambda one: -one.share)[:limit]


def extension_of(features: CodeFeatures, entry: int, question: str) -> str | None:
    """Gives the passage of the extension of an entry that a question says, such as "sequela"."""
    return _extension(features, entry, set(stems(question)))


def _extension(features: CodeFeatures, entry: int, said: set[str]) -> str | None:
    """Finds the extension of an entry whose added words a question all says; of several, the longest."""
    tree = features.tree
    best, most = None, 0
    for one in tree.extensions[entry].tolist():
        added = {features.words[word] for word in tree.extended[one].tolist()}
        if added and added <= said and len(added) > most:
            best, most = tree.extension_ids[one], len(added)
    return best
