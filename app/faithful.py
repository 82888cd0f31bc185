"""Does a sentence that a chat model wrote say what its quotes say, and no more?

`LexicalJudge` forgives a fifth of the words, which is right for measuring and wrong for letting something
through: "outpatient" for "inpatient" is one word of ten, and "procedures" for "bilateral procedures" brings
no foreign word at all. So the gate asks more of a model's sentence. Each clause of it stands on one sentence
of the material, so that two true sentences are not mixed into a false one, and says what that says: the same
words in the same order, and no others, where a model may

* change endings, articles, auxiliaries, pronouns and words like "however" or "code" before a code;
* say the verb that opens a rule later ("Report 63103 for …", "63103 is reported for …");
* leave out the last clauses of a sentence that does not negate, except, permit, oblige or condition;
* join such clauses, and say whole cells of a table row, in order.

That leaves it to choose, to order and to join. It reads words, not sense: it cannot see a limit that stands
in another sentence; the quotes are whole sentences and are shown beside the answer for that. A true free
wording is dropped: that costs a sentence, the other error an audit.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from app.folding import fold
from app.support import CRITICAL, are_cells, stem, uncontracted
from ingest.passages import sentences

#: Words that a sentence may have or lack freely: they carry grammar, not sense.
_FREE = frozenset(
    re.findall(
        r"\w+",
        "a an the is are was were be been being am it its this that these those of do as does did has have"
        " had also such so which who there will would s t however therefore thus additionally note and code"
        " codes modifier modifiers cpt hcpcs",
    )
)
#: Words that, like those of `CRITICAL`, make it matter what stands in a later clause.
_CONDITION = frozenset(
    re.findall(
        r"\w+",
        "or when whenever where until while during within whether than respectively otherwise instead rather"
        " but first then followed exclude both either limited applicable applies apply except unlike"
        " incorrect inappropriate improper prohibited denied",
    )
)
_TOKEN = re.compile(r"\w*\d\w*(?:[.,]\d\w*)*|[^\W\d_]+")
#: Whatever is no word, space or plain punctuation: < and ≥, markup, and characters that cannot be seen.
_SIGN = re.compile(r"""[^\w\s.,;:()!?'"‘’“”…/–—-]""")
_LETTER_A = re.compile(r"(?<=\S\s)A(?![\w'’.])")
_JOINT = re.compile(r"\s*;\s*(?:and\s+|but\s+)?|\s*,?\s+(?:and|but|while|whereas)\s+|\s*,\s+")
_LAST_CLAUSE = re.compile(r"\s*;\s|\s*,\s+(?:and|which|so)\s+")
#: A clause that is cut out of a sentence says at least this many words.
_CLAUSE = 2
#: A clause ends at one of this many joints, or it is no clause.
MOST_JOINTS = 20
#: A longer sentence is not taken apart into clauses: it stands on one sentence as a whole, or not at all.
LONGEST = 600


def why_not(sentence: str, quotes: Sequence[str], rows: Sequence[str] = ()) -> str:
    """Says what keeps a sentence from standing on its quotes.

    Args:
        sentence: what a model wrote.
        quotes: whole sentences of the material.
        rows: whole rows of tables.

    Returns:
        The reason, as words that go on after "because"; an empty text where the sentence stands.
    """
    if not fold(sentence):
        return "it says nothing"
    if any(fold(sentence) == fold(row) or are_cells(sentence, row) for row in rows):
        return ""
    pieces = [quote[start:end] for quote in quotes for start, end in sentences(quote)]
    if not pieces:
        return "it is not made of whole cells of a quoted row" if rows else "nothing is quoted for it"
    parts = (_of_part(sentence[start:end], pieces) for start, end in sentences(sentence))
    return next(filter(None, parts), "")


@lru_cache(maxsize=65536)
def tokens(text: str) -> tuple[str, ...]:
    """Lists what a text says, in order: stems, codes and numbers; words of `CRITICAL` by their kind."""
    words = (word for word in _TOKEN.findall(uncontracted(text)) if word not in _FREE)
    return tuple(f"={CRITICAL[word]}" if word in CRITICAL else stem(word) for word in words)


def _of_part(part: str, pieces: Sequence[str]) -> str:
    """Says what keeps a part from standing on one piece, or its clauses from each standing on one."""
    if _stands(part, pieces, {}):
        return ""
    wanted = Counter(tokens(part))
    nearest = max(pieces, key=lambda piece: (wanted & Counter(tokens(piece))).total())
    return _of_clause(part, nearest)


def _stands(part: str, pieces: Sequence[str], known: dict[str, bool]) -> bool:
    """Says whether a part is one clause, or a clause and a rest that stands; each rest is looked at once."""
    if part not in known:
        joints = list(_JOINT.finditer(part))[:MOST_JOINTS] if len(part) <= LONGEST else []
        cuts = ((part[: joint.start()], part[joint.end() :]) for joint in joints)
        known[part] = any(not _of_clause(part, piece) for piece in pieces) or any(
            min(len(tokens(clause)), len(tokens(rest))) >= _CLAUSE
            and any(not _of_clause(clause, piece) for piece in pieces)
            and _stands(rest, pieces, known)
            for clause, rest in cuts
        )
    return known[part]


def _of_clause(clause: str, piece: str) -> str:
    """Says what keeps a clause from saying what one sentence of the material says."""
    if fold(clause).rstrip(".") == fold(piece).rstrip("."):
        return ""
    said, held = tokens(clause), tokens(piece)
    signs = Counter(_SIGN.findall(clause)), Counter(_SIGN.findall(piece))
    foreign = [*(Counter(said) - Counter(held)), *(signs[0] - signs[1])]
    if len(_LETTER_A.findall(clause)) > len(_LETTER_A.findall(f"x {piece}")):
        foreign.append("A")
    if not said:
        return "it says nothing"
    if foreign:
        return f"{_names(foreign)} is not in the sentence it quotes"
    if any(_same(said, tokens(one)) for one in _wholes(piece)):
        return ""
    if left_out := Counter(held) - Counter(said):
        return f"it leaves out {_names(left_out)}"
    return "its words are in another order than in the sentence it quotes"


def _wholes(piece: str) -> Iterator[str]:
    """Gives what of a sentence may be said: all of it, or all before a last clause, where nothing bounds."""
    yield piece
    words = _TOKEN.findall(uncontracted(piece))
    if not any(word in CRITICAL or word in _CONDITION for word in words):
        yield from (piece[: joint.start()] for joint in _LAST_CLAUSE.finditer(piece))


def _same(said: tuple[str, ...], held: tuple[str, ...]) -> bool:
    """Says whether both say the same in the same order, or with the opening verb said later."""
    if said == held:
        return True
    lead = held[: 2 if held[:1] == ("=not",) else 1]
    rest = held[len(lead) :]
    return bool(rest) and any(said == (*rest[:at], *lead, *rest[at:]) for at in range(1, len(rest) + 1))


def _names(words: Iterable[str]) -> str:
    return ", ".join(f"“{word.lstrip('=')}”" for word in dict.fromkeys(words))
