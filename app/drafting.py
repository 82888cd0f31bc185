"""From one question to the draft of its answer: look up, retrieve, choose, or abstain."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import replace

from app import abstain, analogy, case
from app.absent import absent
from app.choose import choose
from app.citations import Reason
from app.clock import Clock
from app.code_pair import ONE_OF_TWO, both_first, note
from app.conflicts import beside
from app.cross_encoder import Reranker
from app.dose import notes_on_dose
from app.draft import Draft
from app.editions import settle
from app.entry_filter import without_additions, without_less
from app.likely_entries import with_entries
from app.lookup import Looked, look_up, ranked
from app.other_system import without_other_systems
from app.pcs import explain_codes
from app.pcs_words import asks_what_stands
from app.quantity import lacks_measure
from app.question import Question
from app.rerank import rerank
from app.retrieve import Retrieved, code_roles, retrieve
from app.row_fit import row_fit
from app.rules import rules_first, without_names
from app.sentence_scores import Chosen, score_sentences
from app.sentence_vectors import SentenceVectors
from app.sought_said import pcs_first, with_sought
from app.sources import is_of_payer, missing_of_rows, of_another_year, wanting, wanting_besides
from app.still_listed import endings
from app.telling import look_up_told, rule_about
from app.weigher import Weigher
from ingest.encoder import Vectors
from ingest.library import Library

log = logging.getLogger(__name__)

#: How many fused passages are read for their best sentence.
CANDIDATES = 40
#: A lookup that accounts for less of a question than this is no more than a part of its answer.
WHOLE = 0.5
#: What of the confidence in looked-up cells is left where they are a part of the answer.
PART = 0.65
#: The share of a question, by weight, that a row must cover which it says word for word.
SAID = 0.9
#: How sure it is that a code which no document names is unknown.
SURE_OF_UNKNOWN = 0.97
SURE_OF_ABSENCE = 0.9
#: No row is surer than this that says a part of the question and not all of it.
SURE_OF_PART = 0.7
#: ... that it does not have the measure which is asked for, where no sentence that was chosen has one.
SURE_OF_MEASURE = 0.8


class Drafter:
    """Drafts answers from one library.

    Args:
        library: what answers come from.
        decide: decides from the doubt whether to answer.
        reranker: orders the passages anew, where a cross-encoder is configured.
    """

    def __init__(
        self,
        library: Library,
        decide: Callable[[Question, abstain.Doubt], bool],
        reranker: Reranker | None = None,
    ) -> None:
        self.library = library
        self._decide = decide
        self._reranker = reranker
        self._sentence_vectors = SentenceVectors(library.encoder)
        self._vectors_of = library.fingerprint

    def draft(self, asked: Question, top_k: int, scope: Sequence[str], clock: Clock) -> Draft:
        """Drafts the answer to one question.

        Args:
            asked: the question.
            top_k: how many passages are retrieved.
            scope: document names to stay within; empty for all.
            clock: times the stages.
        """
        roles = code_roles(self.library, asked)
        built = explain_codes(self.library, asked, scope)
        if built is not None and built.refused:
            tables = tuple(one.found for one in built.shown)
            if built.shown and asks_what_stands(asked.text):
                quoted = (*built.chosen, *built.shown)
                return Draft(asked, ranked(quoted, (), top_k), SURE_OF_UNKNOWN, quoted, notes=built.refused)
            return _none(asked, tables, "unknown_code", " ".join(built.refused), SURE_OF_UNKNOWN)
        unknown = abstain.unknown_codes(asked, roles)
        unknown = [code for code in unknown if built is None or code.text not in built.codes]
        record = case.asks_for_record(asked.text)
        if unknown and not record:  # five figures may be those of an account
            text = abstain.sentence("unknown_code", [code.text for code in unknown])
            return _none(asked, (), "unknown_code", text, SURE_OF_UNKNOWN)
        looked = look_up(self.library, asked, roles, scope) if not record else None
        told = look_up_told(self.library, asked, scope) if not record else None
        vector = self.library.encoder.encode_question(asked.search_text)
        clock.lap("embed")
        candidates = self.candidates(asked, roles, vector, max(CANDIDATES, top_k), scope)
        weigher = Weigher(self.library, asked)
        pool = rules_first(weigher, asked, rerank(weigher, asked, candidates, len(candidates)))
        pool = pcs_first(asked, without_additions(self.library, asked, pool))
        if self._reranker is not None:
            pool = self._reranker.reorder(asked.search_text, pool)
        settled = settle(self.library, asked, pool)
        found = with_entries(asked, settled.shown(top_k), candidates)
        clock.lap("retrieve")
        if record:
            return _none(asked, found, "case_specific", case.ABSTENTION, SURE_OF_ABSENCE)
        if looked is not None and looked.other_year:
            text = of_another_year(looked.other_year)
            return _none(asked, found, "not_in_library", text, SURE_OF_ABSENCE)
        shown = next((one.chosen for one in (built, told, looked) if one is not None), ())
        source = missing_of_rows(asked, shown) if shown else None
        # a code that was found by its words is of no payer: "the DME code for …"
        if source is not None and not (told is not None and is_of_payer(source)):
            nearest = ranked(shown, found, top_k)
            if looked is None or not looked.says_value or is_of_payer(source):
                return _none(asked, nearest, "not_in_library", wanting(source), SURE_OF_ABSENCE)
            draft = self._looked_up(asked, looked, found, top_k)
            return replace(draft, notes=(*draft.notes, wanting_besides(source)))
        if told is None and built is not None:
            found = ranked(built.chosen, found, top_k)
            return Draft(asked, found, abstain.SURE_OF_TABLE, built.chosen)
        if told is None and looked is not None and looked.ambiguous:
            found = ranked(looked.chosen, found, top_k)
            return _none(asked, found, "ambiguous", looked.ambiguous, SURE_OF_ABSENCE)
        if told is None and looked is not None and looked.covered >= WHOLE:
            return self._looked_up(asked, looked, found, top_k)
        scored = score_sentences(weigher, asked, settled.found[:top_k], vector, self._vectors())
        if told is not None:
            chosen = (*told.chosen, *(rule_about(told, scored) if told.with_rule else ()))
            notes = (told.note,) if told.note else ()
            return Draft(asked, ranked(chosen, found, top_k), told.sure, chosen, notes=notes)
        scored = with_sought(asked, without_other_systems(asked, without_names(asked, scored)))
        scored = both_first(asked, without_less(self.library, asked, scored))
        read = self._read(asked, weigher, found, scored, scope)
        both = beside(asked, read.chosen, scored, pool)
        read = _of_patient(
            replace(read, chosen=both.chosen, notes=(*read.notes, *both.notes), opens=both.opens)
        )
        if looked is None:
            return read
        rest = [one for one in read.chosen if not one.cells]
        if looked.note:
            ended = endings(rest, [code.text for code in asked.codes])
            chosen = (*ended, *looked.chosen)
            found = ranked(chosen, found, top_k)
            return Draft(asked, found, abstain.SURE_OF_TABLE, chosen, notes=(*read.notes, looked.note))
        named = any(one.found.roles for one in rest)
        if not named:
            return self._looked_up(asked, looked, found, top_k)
        found = ranked([*looked.chosen, *rest], found, top_k)
        sure = max(read.sure, PART * abstain.confidence_of_lookup(looked.named, looked.covered))
        return Draft(asked, found, sure, (*looked.chosen, *rest), notes=read.notes)

    def candidates(
        self,
        asked: Question,
        roles: dict[str, dict[str, str]],
        vector: Vectors,
        limit: int,
        scope: Sequence[str],
    ) -> tuple[Retrieved, ...]:
        """Retrieves passages; `eval.fit_confidence` hides some here, to see what is said without them."""
        return retrieve(self.library, asked, roles, vector, limit=limit, scope=scope)

    def _looked_up(self, asked: Question, looked: Looked, found: Sequence[Retrieved], top_k: int) -> Draft:
        sure = abstain.confidence_of_lookup(looked.named, looked.covered)
        notes = (*notes_on_dose(asked, looked.chosen), *filter(None, [looked.note]))
        return Draft(asked, ranked(looked.chosen, found, top_k), sure, looked.chosen, notes=notes)

    def _read(
        self,
        asked: Question,
        weigher: Weigher,
        found: tuple[Retrieved, ...],
        scored: Sequence[Chosen],
        scope: Sequence[str],
    ) -> Draft:
        """Answers from sentences, or abstains."""
        if not scored:
            text = absent(self.library, asked, scope) or abstain.sentence("not_in_library", [])
            return _none(asked, found, "not_in_library", text, SURE_OF_ABSENCE)
        doubt = abstain.weigh(self.library, asked, weigher, found, scored)
        sure, there = abstain.confidence(doubt), abstain.answerable(doubt)
        log.debug("%s: %s gives %.2f, right %.2f", asked.text, doubt, there, sure)
        standards = abstain.unknown_standards(self.library, asked)
        elsewhere = abstain.is_about_other_codes(asked, scored[0])
        by_analogy = analogy.note(asked, scored[0]) if elsewhere else None
        if standards or (elsewhere and (by_analogy is None or not self._decide(asked, doubt))):
            text = absent(self.library, asked, scope) or abstain.sentence("not_in_library", standards)
            return _none(asked, found, "not_in_library", text, SURE_OF_ABSENCE)
        if scored[0].cells and _says_row(weigher, asked, scored[0]):
            sure = abstain.SURE_OF_TABLE
        elif not self._decide(asked, doubt):
            text = abstain.lacking(asked, scored[0]) or absent(self.library, asked, scope)
            text = text or abstain.sentence("not_in_library", abstain.unknown_names(self.library, asked))
            sure = SURE_OF_ABSENCE if doubt.foreign else 1 - there
            return _none(asked, found, "not_in_library", text, sure)
        elif scored[0].cells:
            sure = min(sure, SURE_OF_PART)
        chosen = tuple(choose(scored, asked))
        if lacks_measure(asked, chosen):
            text = absent(self.library, asked, scope) or abstain.sentence("not_in_library", [])
            return _none(asked, found, "not_in_library", text, SURE_OF_MEASURE)
        if (of_one := note(asked, chosen)) is not None and by_analogy is None:
            return Draft(asked, found, sure * ONE_OF_TWO, chosen, notes=(of_one,))
        if by_analogy is not None:
            return Draft(asked, found, sure * analogy.SHARE, chosen[:1], notes=(by_analogy,))
        return Draft(asked, found, sure, chosen)

    def _vectors(self) -> SentenceVectors:
        """Gives the memory of sentence vectors; a new one where the library got another model."""
        if self._vectors_of != self.library.fingerprint:
            self._sentence_vectors = SentenceVectors(self.library.encoder)
            self._vectors_of = self.library.fingerprint
        return self._sentence_vectors


def _none(asked: Question, found: Sequence[Retrieved], reason: Reason, text: str, sure: float) -> Draft:
    return Draft(asked, tuple(found), sure, reason=reason, text=text)


def _of_patient(draft: Draft) -> Draft:
    """Says of the answer to a question about one patient that it is the rule, or why there is none."""
    if not case.speaks_of_patient(draft.asked.text):
        return draft
    if draft.reason == "not_in_library":
        return replace(draft, reason="case_specific", text=case.ABSTENTION)
    return replace(draft, notes=(*draft.notes, case.NOTE)) if draft.reason is None else draft


def _says_row(weigher: Weigher, asked: Question, best: Chosen) -> bool:
    """Says whether the question says a row word for word, and little else unless it seeks its code."""
    said = row_fit(weigher, asked, best.found.placed.passage) > 1
    return said and (asked.seeks is not None or best.coverage >= SAID)
