"""The assistant: a question in, an answer with citations or an abstention out."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from app import abstain
from app.citations import Answer
from app.clock import Clock
from app.comparing import shortened, sides, speaks_of_all
from app.draft import Draft
from app.drafting import Drafter
from app.finishing import finish, opened, together
from app.parts import parts_of
from app.question import Question, understand
from app.warming import warm
from ingest.codes import find_asked_codes
from ingest.library import Library

if TYPE_CHECKING:
    from app.cross_encoder import Reranker
    from app.generate import Writer

TOP_K = 10
#: How often a question is asked again when the library changed while it was answered.
TRIES = 3


class Assistant:
    """Answers from one library by quoting it: every sentence is verbatim and cited.

    Args:
        library: what answers come from.
        writer: words the answers, where there is a chat model (`app.generate.writer_from`).
        reranker: orders the passages anew, where a cross-encoder is configured.
    """

    def __init__(
        self, library: Library, writer: "Writer | None" = None, reranker: "Reranker | None" = None
    ) -> None:
        self.library = library
        self._writer = writer
        self._drafter = Drafter(library, self.decide, reranker)

    def prepare(self) -> None:
        """Reads what the first questions would wait for; who serves or measures calls it before them.

        Raises:
            EncoderError: the embedding model cannot be used.
            LibraryError: the library's embedding model is not installed here.
        """
        warm(self.library)

    def ask(
        self, question: str, *, top_k: int = TOP_K, scope: Sequence[str] = (), history: Sequence[str] = ()
    ) -> Answer:
        """Answers a question, or abstains and shows the nearest passages.

        Args:
            question: what a coder typed, in any language; several questions in one are each answered.
            top_k: how many passages are retrieved and shown, cited or not.
            scope: document names to stay within; empty for all.
            history: earlier questions of the conversation, oldest first.

        Returns:
            The answer; what it quotes stands verbatim in live passages.
        """
        whole = understand(question, tuple(history))
        first, *later = parts_of(whole.text)
        parts = [whole] if not later else [understand(first, tuple(history))]
        parts += [understand(part, (*history, first)) for part in later]
        for _ in range(TRIES - 1):
            answer = self._ask(whole, parts, top_k, scope)
            if answer.library_version == self.library.version:
                return answer
            # A document was switched in between: its passages are gone, and what quotes them was dropped.
        return self._ask(whole, parts, top_k, scope)

    def decide(self, question: Question, doubt: abstain.Doubt) -> bool:
        """Decides whether to answer; `eval.fit_confidence` looks at the doubt here and always answers."""
        return not doubt.foreign and abstain.answerable(doubt) >= abstain.threshold()

    def _ask(self, whole: Question, parts: Sequence[Question], top_k: int, scope: Sequence[str]) -> Answer:
        clock = Clock()
        version = self.library.catch_up()
        drafts = self._of_parts(parts, top_k, scope, clock)
        answer = finish(self.library, together(whole, drafts, top_k), self._writer)
        clock.lap("answer")
        return answer.model_copy(update={"library_version": version, "milliseconds": clock.milliseconds()})

    def _of_parts(
        self, parts: Sequence[Question], top_k: int, scope: Sequence[str], clock: Clock
    ) -> list[Draft]:
        """Drafts the answer to each part; a part that asks more of an unknown code ("does it …") is none."""
        drafts: list[Draft] = []
        for part in parts:
            of_unknown = bool(drafts) and drafts[-1].reason == "unknown_code"
            if of_unknown and not find_asked_codes(part.text):
                continue
            drafts += self._drafts(part, top_k, scope, clock)
        return drafts

    def _drafts(self, part: Question, top_k: int, scope: Sequence[str], clock: Clock) -> list[Draft]:
        """Drafts the answer to a question; what each of the codes is that it only compares goes first."""
        draft = self._drafter.draft(part, top_k, scope, clock)
        if draft.reason == "unknown_code":  # it must not read as if there were both
            return [draft]
        each = [self._drafter.draft(understand(side), top_k, scope, clock) for side in sides(part)]
        if all(one.reason is not None for one in each):
            return [draft]
        each = [shortened(one, len(opened(one))) for one in each]
        said = opened(draft)
        both = draft.reason is None and speaks_of_all(part, said)
        return [*each, replace(draft, chosen=said)] if both else each
