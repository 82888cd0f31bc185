"""A question, what is known of its answer, and the answer that was given: what measures look at."""

import re
from dataclasses import dataclass
from functools import cached_property

from app.citations import Answer, Citation
from eval.folding import contains, holds_quote
from eval.gold import GoldRow
from eval.places import place_matches


@dataclass(frozen=True)
class Case:
    """One gold row and its answer.

    Attributes:
        row: the gold.
        answer: what was answered; an empty answer when the answerer raised.
        error: what it raised, or an empty string. A failed row scores as an empty answer, so that
            failing never flatters; only calibration and latency leave it out.
    """

    row: GoldRow
    answer: Answer
    error: str = ""

    @cached_property
    def ranking(self) -> tuple[Citation, ...]:
        """The retrieved passages, best first; one that is cited twice counts once."""
        by_passage: dict[str, Citation] = {}
        for one in sorted([*self.answer.citations, *self.answer.nearest], key=lambda one: one.rank):
            by_passage.setdefault(one.passage_id, one)
        return tuple(by_passage.values())

    def is_evidence(self, citation: Citation) -> bool:
        """Says whether a passage holds the gold's quote or stands at one of its places."""
        if self.row.quote and holds_quote(citation.passage, self.row.quote):
            return True
        return any(place_matches(place, citation.document, citation.locator) for place in self.row.must_cite)

    @cached_property
    def said(self) -> str:
        """The answer's text without its markers."""
        return without_markers(self.answer.answer, self.answer)

    def contained(self) -> list[bool]:
        """Says for each required string whether it stands in the answer or in a cited quote."""
        texts = [self.said, *(one.quote for one in self.answer.citations)]
        return [any(contains(text, wanted) for text in texts) for wanted in self.row.must_contain]

    @cached_property
    def right(self) -> bool | None:
        """Whether the answer is right, as calibration and the risk-coverage curve count it.

        * An abstention is right on ``unanswerable`` and ``false_premise`` rows and wrong elsewhere.
        * An answer to an ``unanswerable`` row is wrong.
        * Any other answer is right when every string of ``must_contain`` stands in it or in its cited
          quotes, and, where the gold has ``quote`` or ``must_cite``, a cited passage is that evidence.
        * A row that says neither cannot be judged: None. A failed row is wrong.
        """
        if self.error:
            return False
        if self.answer.abstained:
            return self.row.kind in ("unanswerable", "false_premise")
        if self.row.kind == "unanswerable":
            return False
        if not self.row.must_contain and not self.row.has_evidence:
            return None
        cited = not self.row.has_evidence or any(map(self.is_evidence, self.answer.citations))
        return cited and all(self.contained())


def without_markers(text: str, answer: Answer) -> str:
    """Takes the [n] markers of an answer's citations out of a text."""
    numbers = "|".join(str(one.n) for one in answer.citations)
    return re.sub(rf"\s*\[(?:{numbers})\]", "", text) if numbers else text
