"""What a library teaches an encoder: which words stand for which text.

A name of an entry of a code set stands for its description ("Tic douloureux", "Trigeminal neuralgia"), the
heading of a section for what the section says. Both are the library's own words; nobody labelled anything.
"""

import hashlib
import random
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.code_sets import LEAST_ROWS
from app.code_tree import CodeTree, is_entry, make_tree
from ingest.documents import Passage
from ingest.library import Library
from ingest.passages import SEPARATOR

#: Entries this far off in printed order may be told apart from one that has no sibling.
BESIDE = 5
#: A heading of fewer letters, such as "Note", says nothing of what stands under it.
LEAST_LETTERS = 8
_NUMBER = re.compile(r"^\W*(?:[A-Z]|[IVX]+|[a-z]|\d+)(?:[.)]\S*)*[.)]\s+|^(?:Chapter|Section)\s+\S+\s*", re.I)
_SEED = 1


@dataclass(frozen=True)
class Pair:
    """Words, and the text that they stand for.

    Attributes:
        words: a name, or a heading.
        text: the description, or the passage.
        unlike: a text beside it that the words do not stand for.
        group: what it belongs to, a category or a section; a group is held out as a whole.
    """

    words: str
    text: str
    unlike: str
    group: str


def pairs_of(library: Library) -> list[Pair]:
    """Lists the pairs of a library, in a fixed order.

    Args:
        library: whose; its code sets give the most.
    """
    made: dict[Pair, None] = {}
    for entry in library.documents():
        if entry.rows >= LEAST_ROWS:
            ids = library.catalogue.ids_of(entry.name)
            if any(is_entry(one.passage) for one in library.passages(ids[:50])):
                tree = make_tree(one.passage for one in library.passages(ids))
                made |= dict.fromkeys(_names(tree) if tree is not None else ())
        made |= dict.fromkeys(_headings(library, entry.name))
    return list(made)


def is_held_out(group: str, share: float) -> bool:
    """Says whether the pairs of a group are for measuring only; the same ones every time.

    Args:
        group: of the pair.
        share: of all groups, 0 to 1.
    """
    return int(hashlib.sha256(group.encode()).hexdigest()[:8], 16) < share * 16**8


def _names(tree: CodeTree) -> Iterator[Pair]:
    chance = random.Random(_SEED)
    beneath: dict[int, list[int]] = defaultdict(list)
    for number, above in enumerate(tree.parent.tolist()):
        beneath[above].append(number)
    for phrase, entry in zip(tree.phrases, tree.phrase_entry.tolist(), strict=True):
        text = tree.texts[entry]
        if phrase.casefold() == text.casefold():
            continue
        above = int(tree.parent[entry])
        kin = [one for one in beneath[above] if tree.texts[one] != text] if above >= 0 else []
        kin = kin or [
            one
            for one in range(max(0, entry - BESIDE), min(len(tree), entry + BESIDE + 1))
            if tree.texts[one] != text
        ]
        if kin:
            yield Pair(phrase, text, tree.texts[chance.choice(kin)], tree.codes[entry][:3])


def _headings(library: Library, document: str) -> Iterator[Pair]:
    texts = [one.passage for one in library.catalogue.of_document(document) if one.passage.row is None]
    for number, passage in enumerate(texts):
        above, _, heading = passage.breadcrumb.rpartition(SEPARATOR)
        words = _NUMBER.sub("", heading)
        if sum(map(str.isalpha, words)) < LEAST_LETTERS or not above:
            continue
        beside = _beside(texts, number)
        if beside is not None:
            yield Pair(words, passage.text, beside, f"{document}{SEPARATOR}{above}")


def _beside(texts: Sequence[Passage], number: int) -> str | None:
    """Gives the nearest passage that stands under another heading."""
    for off in range(1, BESIDE + 1):
        for one in (number + off, number - off):
            if 0 <= one < len(texts) and texts[one].breadcrumb != texts[number].breadcrumb:
                return texts[one].text
    return None
