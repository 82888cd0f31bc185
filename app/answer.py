"""The assistant: a question in, an answer with citations or an abstention out."""

import logging
import time
from collections.abc import Sequence

from app import abstain
from app.absent import absent
from app.choose import choose
from app.citations import Answer, Citation, Locator, Reason, Sentence
from app.lookup import look_up, ranked
from app.pcs import explain_codes
from app.question import Question, understand
from app.rerank import rerank
from app.retrieve import Retrieved, code_roles, retrieve
from app.row_fit import row_fit
from app.sentence_scores import Chosen, score_sentences
from app.sentence_vectors import SentenceVectors
from app.verify import verify
from app.weigher import Weigher
from ingest.library import Library

log = logging.getLogger(__name__)

TOP_K = 10
#: How often a question is asked again when the library changed while it was answered.
TRIES = 3
#: How many fused passages are read for their best sentence.
CANDIDATES = 40


def cite(found: Retrieved, n: int, start: int, end: int, column: str | None = None) -> Citation:
    """Makes the citation of some characters of a retrieved passage; of a row, with its column."""
    passage, entry = found.placed.passage, found.placed.entry
    row = passage.row
    return Citation(
        n=n,
        document=entry.name,
        title=entry.title,
        edition=entry.edition,
        locator=Locator(
            page=passage.page_at(start),
            section=passage.section,
            row=row.key if row else None,
            row_number=row.number if row else None,
            sheet=row.sheet if row else None,
            column=column,
        ),
        breadcrumb=passage.breadcrumb,
        passage_id=passage.id,
        passage=passage.text,
        rank=found.rank,
        score=found.score,
        quote=passage.text[start:end],
        start=start,
        end=end,
    )


class Assistant:
    """Answers from one library by quoting it: every sentence is verbatim and cited.

    Args:
        library: what answers come from.
    """

    def __init__(self, library: Library) -> None:
        self.library = library
        self._sentence_vectors = SentenceVectors(library.encoder)
        self._vectors_of = library.fingerprint

    def ask(
        self, question: str, *, top_k: int = TOP_K, scope: Sequence[str] = (), history: Sequence[str] = ()
    ) -> Answer:
        """Answers a question, or abstains and shows the nearest passages.

        Args:
            question: what a coder typed, in any language.
            top_k: how many passages are retrieved and shown, cited or not.
            scope: document names to stay within; empty for all.
            history: earlier questions of the conversation, oldest first.

        Returns:
            The answer; what it quotes stands verbatim in live passages.
        """
        asked = understand(question, tuple(history))
        for _ in range(TRIES - 1):
            answer = self._ask(asked, top_k, scope)
            if answer.library_version == self.library.version:
                return answer
            # A document was switched in between: its passages are gone, and what quotes them was dropped.
        return self._ask(asked, top_k, scope)

    def _ask(self, asked: Question, top_k: int, scope: Sequence[str]) -> Answer:
        clock = _Clock()
        version = self.library.catch_up()
        roles = code_roles(self.library, asked)
        built = explain_codes(self.library, asked, scope)
        if built is not None and built.refused:
            shown = tuple(one.found for one in built.shown)
            text = " ".join(built.refused)
            return self._abstention(asked, "unknown_code", [], shown, version, clock, 0.97, text)
        unknown = abstain.unknown_codes(asked, roles)
        unknown = [code for code in unknown if built is None or code.text not in built.codes]
        if unknown:
            names = [code.text for code in unknown]
            return self._abstention(asked, "unknown_code", names, (), version, clock, 0.97)
        looked = look_up(self.library, asked, roles, scope)
        vector = self.library.encoder.encode_question(asked.search_text)
        clock.lap("embed")
        candidates = retrieve(self.library, asked, roles, vector, limit=max(CANDIDATES, top_k), scope=scope)
        weigher = Weigher(self.library, asked)
        found = rerank(weigher, asked, candidates, top_k)
        clock.lap("retrieve")
        if built is not None:
            found = ranked(built.chosen, found, top_k)
            return self._answer(asked, built.chosen, found, version, clock, abstain.SURE_OF_TABLE)
        if looked is not None:
            found = ranked(looked.chosen, found, top_k)
            if looked.ambiguous:
                return self._abstention(asked, "ambiguous", [], found, version, clock, 0.9, looked.ambiguous)
            sure = abstain.confidence_of_lookup(looked.named, looked.covered)
            return self._answer(asked, looked.chosen, found, version, clock, sure)
        scored = score_sentences(weigher, asked, found, vector, self._vectors())
        if not scored:
            text = absent(self.library, asked, scope)
            return self._abstention(asked, "not_in_library", [], found, version, clock, 0.9, text)
        doubt = abstain.weigh(self.library, asked, weigher, found, scored)
        sure, there = abstain.confidence(doubt), abstain.answerable(doubt)
        log.debug("%s: %s gives %.2f, right %.2f", asked.text, doubt, there, sure)
        standards = abstain.unknown_standards(self.library, asked)
        if standards or abstain.is_about_other_codes(asked, scored[0]):
            text = absent(self.library, asked, scope)
            return self._abstention(asked, "not_in_library", standards, found, version, clock, 0.9, text)
        if scored[0].cells and row_fit(weigher, asked, scored[0].found.placed.passage) > 1:
            sure = abstain.SURE_OF_TABLE  # the question says the row word for word
        elif not self.decide(asked, doubt):
            names, text = abstain.unknown_names(self.library, asked), absent(self.library, asked, scope)
            return self._abstention(asked, "not_in_library", names, found, version, clock, 1 - there, text)
        return self._answer(asked, choose(scored, asked), found, version, clock, sure)

    def _vectors(self) -> SentenceVectors:
        """Gives the memory of sentence vectors; a new one where the library got another model."""
        if self._vectors_of != self.library.fingerprint:
            self._sentence_vectors = SentenceVectors(self.library.encoder)
            self._vectors_of = self.library.fingerprint
        return self._sentence_vectors

    def decide(self, question: Question, doubt: abstain.Doubt) -> bool:
        """Decides whether to answer; `eval.fit_confidence` looks at the doubt here and always answers."""
        return abstain.answerable(doubt) >= abstain.threshold()

    def _answer(
        self,
        asked: Question,
        chosen: Sequence[Chosen],
        found: Sequence[Retrieved],
        version: str,
        clock: "_Clock",
        sure: float,
    ) -> Answer:
        ranks = {one.placed.passage.id: one for one in found}
        citations = tuple(
            cite(ranks.get(one.found.placed.passage.id, one.found), n, one.start, one.end, one.column)
            for n, one in enumerate(chosen, 1)
        )
        sentences = tuple(Sentence(text=one.said, citations=[n]) for n, one in enumerate(chosen, 1))
        checked = verify(self.library, sentences, citations)
        for reason in checked.dropped:
            log.warning("Dropped from an answer: %s", reason)
        if not checked.sentences:
            return self._abstention(asked, "not_in_library", [], found, version, clock, 1 - sure)
        used = {n for sentence in checked.sentences for n in sentence.citations}
        cited = [citation for citation in citations if citation.n in used]
        clock.lap("answer")
        return Answer(
            question=asked.text,
            language=asked.language,
            answer=" ".join(f"{s.text} {''.join(f'[{n}]' for n in s.citations)}" for s in checked.sentences),
            confidence=round(sure, 4),
            sentences=list(checked.sentences),
            citations=cited,
            nearest=_nearest(found, cited),
            codes=[code.text for code in asked.codes],
            library_version=version,
            milliseconds=clock.milliseconds(),
        )

    def _abstention(
        self,
        asked: Question,
        reason: Reason,
        unknown: list[str],
        found: Sequence[Retrieved],
        version: str,
        clock: "_Clock",
        sure: float,
        text: str = "",
    ) -> Answer:
        clock.lap("answer")
        return Answer(
            question=asked.text,
            language=asked.language,
            answer=text or abstain.sentence(reason, unknown),
            abstained=True,
            reason=reason,
            confidence=round(sure, 4),
            nearest=_nearest(found, ()),
            codes=[code.text for code in asked.codes],
            library_version=version,
            milliseconds=clock.milliseconds(),
        )


def _nearest(found: Sequence[Retrieved], cited: Sequence[Citation]) -> list[Citation]:
    """Shows the passages that no sentence cites, each quoted whole, numbered after the citations."""
    taken = {citation.passage_id for citation in cited}
    first = max((citation.n for citation in cited), default=0) + 1
    rest = [one for one in found if one.placed.passage.id not in taken]
    return [cite(one, n, 0, len(one.placed.passage.text)) for n, one in enumerate(rest, first)]


class _Clock:
    """Times the stages of one answer."""

    def __init__(self) -> None:
        self._begun = self._last = time.perf_counter()
        self._laps = {"embed": 0.0, "retrieve": 0.0, "answer": 0.0}

    def lap(self, stage: str) -> None:
        now = time.perf_counter()
        self._laps[stage] += now - self._last
        self._last = now

    def milliseconds(self) -> dict[str, float]:
        total = time.perf_counter() - self._begun
        return {name: round(value * 1000, 1) for name, value in {"total": total, **self._laps}.items()}
