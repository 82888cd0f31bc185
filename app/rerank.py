"""Puts the passages that hold an answering sentence before those that only share its subject.

Reading the words of each candidate is cheap, so this looks at many more passages than are shown: a
passage is worth what its best sentence, with the heading above it, covers of the question.
"""

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from app.defining import defines, is_headed_as_definition
from app.near_words import near_words
from app.question import Question
from app.retrieve import Retrieved, above
from app.row_fit import row_fit
from app.weigher import Weigher, stem_set
from ingest.codes import find_codes, find_ranges
from ingest.documents import Passage
from ingest.passages import sentences
from ingest.rows import named_spans

WEIGHTS = {
    "sentence": 0.25,
    "passage": 0.25,
    "similarity": 0.6,
    "fused": 0.35,
    "code": 0.35,
    "defines": 0.3,
    "near": 1.0,
}
#: What a person uploaded goes before a page of the starter library that restates it.
UPLOADED = 0.2
#: What it counts that a sentence names a code above an asked one.
OVER = 0.7
#: A row is worth up to this much more for having the words of the question.
SOUGHT = 0.5


@lru_cache(maxsize=50_000)
def sentence_spans(text: str) -> tuple[tuple[int, int], ...]:
    """Remembers the sentences of passages that come up again."""
    return tuple(sentences(text))


def spans_of(passage: Passage) -> tuple[tuple[int, int], ...]:
    """Gives what can be said of a passage: its sentences; of a row, what names it."""
    if passage.row is None:
        return sentence_spans(passage.text)
    named = named_spans(passage.row)
    return ((named[0][0], named[-1][1]),) if named else ()


def stems_of(passage: Passage) -> frozenset[str]:
    """Gives the stems of a passage; of running text, those of its sentences, which hold all its words."""
    if passage.row is not None:
        return stem_set(passage.text)
    return frozenset().union(*(stem_set(passage.text[start:end]) for start, end in spans_of(passage)))


@lru_cache(maxsize=200_000)
def codes_of(text: str) -> frozenset[str]:
    """Remembers the codes of sentences that come up again, those that a written range covers included."""
    ranged = {str(n) for low, high in find_ranges(text) for n in range(low, high + 1)}
    return frozenset(ranged) | {code.text for code in find_codes(text)}


def code_match(question: Question, found: Retrieved, start: int, end: int) -> float:
    """Says how well a sentence of a passage fits the asked codes.

    Args:
        question: what is asked.
        found: the passage.
        start: offset of the sentence.
        end: where it ends.

    Returns:
        The share of the asked codes that it names, 0 to 1; half of that for codes that its document or
        heading is about, less for those that only its paragraph names; -0.5 where the passage has none;
        0 when no code is asked for.
    """
    asked = {code.text for code in question.codes}
    if not asked:
        return 0.0
    if not found.roles:
        return -0.5
    text = found.placed.passage.text
    paragraph = text[text.rfind("\n", 0, start) + 1 : (text.find("\n", end) + 1 or len(text) + 1) - 1]
    own = codes_of(text[start:end])
    named = len(own & asked) + OVER * len(_above(question, own))
    about = len(asked & set(found.placed.passage.primary))
    near = len(codes_of(paragraph) & asked)
    return max(named, 0.5 * about, 0.4 * near) / len(asked)


def _above(question: Question, named: frozenset[str]) -> set[str]:
    """Gives the asked diagnoses of which a sentence names not themselves, but what stands above them."""
    diagnoses = {code.text for code in question.codes if code.system == "ICD-10-CM"} - named
    return {code for code in diagnoses if named & set(above(code))}


def fits(weigher: Weigher, question: Question, found: Retrieved) -> bool:
    """Says whether a passage may be shown: a rule always, a row for its code or for its words."""
    passage = found.placed.passage
    return (
        passage.row is None or bool(found.roles) or found.share > 0 or row_fit(weigher, question, passage) > 0
    )


def rerank(
    weigher: Weigher, question: Question, candidates: Sequence[Retrieved], limit: int
) -> tuple[Retrieved, ...]:
    """Orders candidates by their best sentence.

    Args:
        weigher: for the question.
        question: what is asked.
        candidates: from `retrieve`, more than are wanted.
        limit: how many are wanted.

    Returns:
        Passages, best first, with ranks from 1 and scores from 0 to 1.
    """
    fitting = [one for one in candidates if fits(weigher, question, one)]
    texts = [f"{one.placed.passage.breadcrumb} {one.placed.passage.text}" for one in fitting]
    near = near_words().nearness(question.search_text, texts)
    scored = sorted(
        (
            (_score(weigher, question, one) + WEIGHTS["near"] * nearness, one)
            for one, nearness in zip(fitting, near, strict=True)
        ),
        key=lambda pair: -pair[0],
    )
    scored = _entries_in_order(scored)
    most = sum(WEIGHTS.values())
    return tuple(
        replace(one, rank=rank, score=round(min(max(score / most, 0.0), 1.0), 4))
        for rank, (score, one) in enumerate(scored[:limit], 1)
    )


def _entries_in_order(scored: list[tuple[float, Retrieved]]) -> list[tuple[float, Retrieved]]:
    """Puts the entries of code sets, where they stand, into the order of how likely each is meant."""
    entries = iter(sorted((one for _, one in scored if one.share), key=lambda one: -one.share))
    return [(score, next(entries) if one.share else one) for score, one in scored]


def _score(weigher: Weigher, question: Question, found: Retrieved) -> float:
    passage = found.placed.passage
    spans = spans_of(passage)
    best = max(
        (
            WEIGHTS["sentence"] * weigher.coverage(passage.text[start:end], passage.breadcrumb)
            + WEIGHTS["code"] * code_match(question, found, start, end)
            for start, end in spans
        ),
        default=0.0,
    )
    defined = sum(defines(question, passage.text[start:end]) for start, end in spans)
    defined += is_headed_as_definition(question, passage)
    return (
        best
        + WEIGHTS["defines"] * min(defined / max(len(question.codes), 1), 1.0)
        + WEIGHTS["passage"] * weigher.covered(stems_of(passage), passage.breadcrumb)
        + WEIGHTS["similarity"] * found.similarity
        + WEIGHTS["fused"] * found.score
        + SOUGHT * row_fit(weigher, question, passage)
        + (0.0 if found.placed.entry.builtin else UPLOADED)
    )
