"""The rows of a code list that say nearly all of what a question names, where none says all of it.

Coders say "anti-tippers" where the list has "anti-tipping device", and add what the list does not say. So
each word counts by how rare it is in the list, a word that is used alike counts in part, and the row that
says most is the one; of those that say as much, the ones that say least besides.
"""

import math
from collections.abc import Sequence

from app.near_words import near_words
from app.question import content_stems
from app.tables import row_of
from app.weigher import stem_set
from ingest.catalogue import Placed
from ingest.library import Library

#: A row must say this share of the question's words, by weight.
COVERED = 0.85
#: A word of the row that is used alike counts from this cosine on.
ALIKE = 0.55
#: What is left of the weight of a word that no row has, such as the brand of a drug ...
UNKNOWN = 0.1
#: ... which is passed over only beside a word as long as this that as few rows have: the drug itself.
NAMES, FEW = 8, 12
#: So many rows are looked at closely.
CLOSE = 12
#: Rows that say as much as the best one, and as little besides, are told with it.
AS_GOOD = 0.03


def names_one_thing(library: Library, stems: Sequence[str]) -> bool:
    """Says whether one of some stems is so long and rare that it names a thing by itself, as a drug."""
    _, counts = library.rowtext.frequencies(list(stems))
    return any(len(stem) >= NAMES and 0 < count <= FEW for stem, count in counts.items())


def nearly_described(library: Library, words: Sequence[str], rows: Sequence[Placed]) -> list[Placed]:
    """Picks the rows that say most of some words.

    Args:
        library: how rare words are in its rows.
        words: what a question names, without what it asks.
        rows: of one code list, that have some of them.

    Returns:
        The best rows; none where even they leave too much out.
    """
    stems = {word: next(iter(content_stems(word)), "") for word in words}
    total, counts = library.rowtext.frequencies([stem for stem in stems.values() if stem])
    known = {word: counts.get(stem, 0) for word, stem in stems.items() if stem}
    if not known or not rows:
        return []
    names = [word for word, count in known.items() if len(word) >= NAMES and 0 < count <= FEW]
    if not names and not all(known.values()):
        return []
    weights = {
        word: math.log(1 + total / (count or 0.5)) * (1.0 if count else UNKNOWN)
        for word, count in known.items()
    }
    # Words that are used alike are sought in the rows that say most word for word: to compare all takes long.
    said_of = sorted(
        ((sum(weights[word] for word in weights if stems[word] in _stems(one)), one) for one in rows),
        key=lambda pair: -pair[0],
    )
    rows = [one for _, one in said_of[:CLOSE]]
    scored: list[tuple[float, float, Placed]] = []
    for one, alike in zip(rows, _alike(list(weights), rows), strict=True):
        own = _stems(one)
        said = {word: 1.0 if stems[word] in own else alike[word] for word in weights}
        if any(said[word] < 1.0 for word in names):
            continue
        covered = sum(weights[word] * said[word] for word in weights) / sum(weights.values())
        besides = len(own - set(stems.values())) / len(own) if own else 1.0
        scored.append((covered, besides, one))
    best = max((covered for covered, _, _ in scored), default=0.0)
    if best < COVERED:
        return []
    kept = [(besides, one) for covered, besides, one in scored if covered >= best - AS_GOOD]
    least = min(besides for besides, _ in kept)
    return [one for besides, one in kept if besides <= least + AS_GOOD]


def _stems(placed: Placed) -> frozenset[str]:
    return stem_set(row_of(placed).words)


def _alike(words: Sequence[str], rows: Sequence[Placed]) -> list[dict[str, float]]:
    """Says for each row how near its words come to each of some words; 0 below `ALIKE`."""
    texts = [row_of(one).words for one in rows]
    near = [near_words().nearness(word, texts) for word in words]
    return [
        {word: cosines[n] if cosines[n] >= ALIKE else 0.0 for word, cosines in zip(words, near, strict=True)}
        for n in range(len(rows))
    ]
