"""Says whether quotes support a sentence, by its words: no language model, the same answer every time.

The gate holds what a chat model wrote against it (`app/faithful.py`), and the evaluation judges with it.
"""

import re
from collections.abc import Sequence
from functools import lru_cache

from app.folding import fold
from ingest.codes import find_codes
from ingest.passages import sentences
from ingest.rows import ELLIPSIS, SEPARATOR

#: Share of a sentence's content words that its quotes must have.
COVERED = 0.8
_SYMBOL = re.compile(r"\w*\d\w*(?:[.,]\d\w*)*")
_WORD = re.compile(r"[^\W\d_]{2,}")
_CONTRACTED = re.compile(r"\b(can|[a-z]+)n't\b|\bcannot\b|\bcan't\b")
#: Words that turn or bound a statement, by what they say: all of one kind say the same.
CRITICAL = {
    **dict.fromkeys(("not", "no", "never", "nor", "neither", "none"), "not"),
    **dict.fromkeys(("without", "lacking"), "without"),
    **dict.fromkeys(("except", "excluding", "excluded", "excludes", "exception"), "except"),
    "unless": "unless",
    **dict.fromkeys(("only", "solely", "exclusively"), "only"),
    **dict.fromkeys(("may", "might", "can", "could"), "may"),
    **dict.fromkeys(("must", "shall", "required", "requires", "mandatory"), "must"),
    "should": "should",
    **dict.fromkeys(("always", "every", "all", "any"), "all"),
    **dict.fromkeys(("before", "prior"), "before"),
    "after": "after",
    "if": "if",
}
_FUNCTION = frozenset(
    re.findall(
        r"\w+",
        "a an the of to in on at by for from with and or as is are was were be been being it its this that"
        " these those which who whom whose when where than then there their they them he"
        " she we you your our his"
        " her"
        " do does did has have had will would also such so into per but",
    )
)


def symbols(text: str) -> set[str]:
    """Collects codes, modifiers and numbers: everything with a digit, and modifiers of two letters."""
    found = {token.upper() for token in _SYMBOL.findall(text)}
    return found | {code.text for code in find_codes(text)}


def uncontracted(text: str) -> str:
    """Folds a text and writes its contracted negations out."""
    return _CONTRACTED.sub(r"\1 not", fold(text).replace("cannot", "can not"))


@lru_cache(maxsize=65536)
def critical(text: str) -> frozenset[str]:
    """Collects what negates, excepts, permits, obliges or bounds in a text, by kind."""
    return frozenset(CRITICAL[word] for word in _WORD.findall(uncontracted(text)) if word in CRITICAL)


@lru_cache(maxsize=65536)
def content(text: str) -> frozenset[str]:
    """Collects the words that carry meaning, without function words and those of ``critical``."""
    words = _WORD.findall(fold(text))
    return frozenset(stem(word) for word in words if word not in _FUNCTION and word not in CRITICAL)


def stem(word: str) -> str:
    """Takes an ending off; a plural or a past tense covers its stem, a different word does not."""
    for ending in ("ing", "ed", "es", "s"):
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word[: -len(ending)].rstrip("e")
    return word.rstrip("e") if len(word) > 4 else word


class LexicalJudge:
    """Supported: quoted whole, or every code, number, negation and qualifier agrees and words are covered.

    A sentence that is a run of whole sentences of one quote is supported. Any other must hold against
    the quote sentences closest to it: its codes and numbers all stand there, its negations and qualifiers
    are the same in both directions (a dropped "not" counts as much as an added one), and at least 80 % of
    its content words are covered; codes and numbers must stand in the order they have there, so that two
    that were swapped fail. Cells of a table row, cut out of one quoted row in order with " … " between
    them, are supported when each is a whole cell. It is stricter than a reader: a faithful but free
    wording may fail it.
    """

    name = "lexical"

    def supports(self, sentence: str, quotes: Sequence[str]) -> bool:
        """Says whether the quotes, taken together, say what the sentence says."""
        if not fold(sentence) or not any(quote.strip() for quote in quotes):
            return False
        parts = [[quote[start:end] for start, end in sentences(quote)] for quote in quotes]
        if any(fold(quote) == fold(sentence) for quote in quotes):
            return True
        if any(_is_run(fold(sentence), tuple(map(fold, part))) for part in parts):
            return True
        if ELLIPSIS in sentence or SEPARATOR in sentence:
            cut = any(are_cells(sentence, quote) for quote in quotes)
            if cut or ELLIPSIS in sentence:
                return cut
        pieces = [quote for part in parts for quote in part]
        wanted = content(sentence) | symbols(sentence)
        closest = _closest(wanted, pieces)
        words, has = content(sentence), frozenset[str]().union(*map(content, closest))
        if symbols(sentence) - set[str]().union(*map(symbols, closest)):
            return False
        if len(closest) == 1 and not _in_order(sentence, closest[0]):
            return False
        if critical(sentence) != frozenset[str]().union(*map(critical, closest)):
            return False
        return bool(closest) and len(words & has) >= COVERED * len(words)


def are_cells(sentence: str, quote: str) -> bool:
    """Says whether a sentence is whole cells of one quoted row, in order, the first of the row first."""
    pieces = [cell for part in sentence.split(ELLIPSIS) for cell in part.split(SEPARATOR)]
    wanted = [fold(piece) for piece in pieces]
    cells = [fold(cell) for cell in quote.split(SEPARATOR)]
    left = iter(cells)
    return wanted[0] == cells[0] and all(part in left for part in wanted)


def _in_order(sentence: str, quote: str) -> bool:
    """Says whether the codes and numbers of a sentence come in the order they have in its quote."""
    left = iter(token.upper() for token in _SYMBOL.findall(quote))
    return all(token in left for token in dict.fromkeys(t.upper() for t in _SYMBOL.findall(sentence)))


def _is_run(sentence: str, parts: Sequence[str]) -> bool:
    """Says whether a sentence is some of the parts, side by side and whole."""
    for first in range(len(parts)):
        joined = ""
        for part in parts[first:]:
            joined = f"{joined} {part}".strip()
            if joined == sentence:
                return True
            if not sentence.startswith(joined):
                break
    return False


def _closest(wanted: frozenset[str] | set[str], pieces: Sequence[str]) -> list[str]:
    """Picks the quote sentences that cover most of a sentence, as few as do it."""
    left, rest, chosen = set(wanted), list(pieces), list[str]()
    while left and rest:
        best = max(rest, key=lambda piece: len(left & (content(piece) | symbols(piece))))
        gained = left & (content(best) | symbols(best))
        if not gained:
            break
        chosen.append(best)
        rest.remove(best)
        left -= gained
    return chosen
