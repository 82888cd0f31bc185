"""Puts the passages that hold an answering sentence before those that only share its subject.

Reading the words of each candidate is cheap, so this looks at many more passages than are shown: a
passage is worth what its best sentence, with the heading above it, covers of the question.
"""

import math
import re
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from app.question import Question, content_stems
from app.retrieve import Retrieved
from ingest.codes import find_codes, find_ranges
from ingest.documents import Passage
from ingest.library import Library
from ingest.passages import sentences
from ingest.rows import MODIFIER, named_spans

#: What a heading covers counts less than what the sentence itself says.
HEADING_WEIGHT = 0.6
WEIGHTS = {"sentence": 0.45, "passage": 0.25, "similarity": 0.6, "fused": 0.35, "code": 0.6, "defines": 0.3}
#: What a person uploaded goes before a page of the starter library that restates it.
UPLOADED = 0.2
#: A row is worth this much more where the question asks for a code, or for a modifier, and the row is one.
SOUGHT = 0.3
#: A row that was found by its words must cover this share of the question's.
LEAST_OF_ROW = 0.5


_MEANS = r"\s*(?:[–—:=-]|(?:is an?|is the|means|stands for|marks|says|shows|describes|identifies|reports)\b)"


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


@lru_cache(maxsize=200_000)
def stem_set(text: str) -> frozenset[str]:
    """Remembers the stems of sentences and headings that come up again."""
    return frozenset(content_stems(text))


@lru_cache(maxsize=200_000)
def codes_of(text: str) -> frozenset[str]:
    """Remembers the codes of sentences that come up again, those that a written range covers included."""
    ranged = {str(n) for low, high in find_ranges(text) for n in range(low, high + 1)}
    return frozenset(ranged) | {code.text for code in find_codes(text)}


class Weigher:
    """Weights of words in a library: rare ones say more (inverse document frequency).

    Args:
        library: whose passages are counted.
        question: whose words are weighed.
    """

    def __init__(self, library: Library, question: Question) -> None:
        # Codes are matched as symbols (`code_match`); here they would hide that nothing else fits.
        symbols = {stem for code in question.codes for stem in content_stems(code.text)}
        words = [stem for stem in question.stems if stem not in symbols]
        total, counts = library.fulltext.frequencies(words)
        self.weights = {
            stem: math.log(1 + (total - count + 0.5) / (count + 0.5)) for stem, count in counts.items()
        }
        self._sum = sum(self.weights.values())

    def coverage(self, text: str, heading: str) -> float:
        """Gives the share, by weight, of the question's words, codes aside, that a text covers, 0 to 1.

        Args:
            text: words that count whole.
            heading: words that count `HEADING_WEIGHT`.
        """
        if not self._sum:
            return 1.0
        own, above = stem_set(text), stem_set(heading)
        covered = sum(
            weight * (1.0 if stem in own else HEADING_WEIGHT if stem in above else 0.0)
            for stem, weight in self.weights.items()
        )
        return covered / self._sum


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
    named = len(codes_of(text[start:end]) & asked)
    about = len(asked & set(found.placed.passage.primary))
    near = len(codes_of(paragraph) & asked)
    return max(named, 0.5 * about, 0.4 * near) / len(asked)


def defines(question: Question, text: str) -> bool:
    """Says whether a sentence opens with what the question asks the meaning of."""
    if not question.definition:
        return False
    opening = re.sub(r"^\W+", "", text)
    codes = "|".join(re.escape(code.text) for code in question.codes)
    if codes:
        return bool(re.match(rf"(?:modifier )?(?:{codes}){_MEANS}", opening, re.IGNORECASE))
    stems = content_stems(" ".join(opening.split()[:4]))[:2]
    return bool(stems) and set(stems) <= set(question.stems)


def sought(weigher: Weigher, question: Question, passage: Passage) -> float:
    """Gives what a row is worth more for being what the question asks for: a code, or a modifier.

    Many questions that end in "which code?" are answered by a rule; a row is preferred only where its words
    are those of the question.
    """
    if question.seeks is None or passage.row is None or not passage.row.codes:
        return 0.0
    is_modifier = len(passage.row.key) == MODIFIER
    if is_modifier != (question.seeks == "modifier"):
        return 0.0
    covered = weigher.coverage(passage.row.words, passage.breadcrumb)
    return SOUGHT * max(0.0, (covered - LEAST_OF_ROW) / (1 - LEAST_OF_ROW))


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
    scored = sorted(((_score(weigher, question, one), one) for one in candidates), key=lambda pair: -pair[0])
    most = sum(WEIGHTS.values())
    return tuple(
        replace(one, rank=rank, score=round(min(max(score / most, 0.0), 1.0), 4))
        for rank, (score, one) in enumerate(scored[:limit], 1)
    )


def _score(weigher: Weigher, question: Question, found: Retrieved) -> float:
    passage = found.placed.passage
    best = max(
        (
            WEIGHTS["sentence"] * weigher.coverage(passage.text[start:end], passage.breadcrumb)
            + WEIGHTS["code"] * code_match(question, found, start, end)
            for start, end in spans_of(passage)
        ),
        default=0.0,
    )
    spans = spans_of(passage)
    defined = sum(defines(question, passage.text[start:end]) for start, end in spans)
    return (
        best
        + WEIGHTS["defines"] * min(defined / max(len(question.codes), 1), 1.0)
        + WEIGHTS["passage"] * weigher.coverage(passage.text, passage.breadcrumb)
        + WEIGHTS["similarity"] * found.similarity
        + WEIGHTS["fused"] * found.score
        + sought(weigher, question, passage)
        + (0.0 if found.placed.entry.builtin else UPLOADED)
    )
