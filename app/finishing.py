"""From a draft to an answer: citations are made, and the gate drops what does not hold."""

import logging
from collections.abc import Sequence
from dataclasses import replace
from itertools import zip_longest
from typing import TYPE_CHECKING

from app import abstain
from app.choose import opening
from app.citations import Answer, Citation, Sentence
from app.citing import cite, nearest
from app.draft import Draft
from app.question import Question
from app.retrieve import Retrieved
from app.sentence_scores import Chosen
from app.verify import verify
from ingest.library import Library

if TYPE_CHECKING:
    from app.generate import Writer

log = logging.getLogger(__name__)


def finish(library: Library, draft: Draft, writer: "Writer | None" = None) -> Answer:
    """Makes the answer of a draft; whatever the gate drops is not said.

    Args:
        library: what is quoted.
        draft: an answer or an abstention.
        writer: words the answer, where there is a chat model; what of it does not hold is quoted instead.

    Returns:
        The answer; an abstention where nothing passed the gate.
    """
    if draft.reason is not None:
        return _abstention(draft)
    if writer is None:
        return _quoted(library, draft)
    written = writer.write(library, draft.asked, draft.found, draft.chosen)
    dropped, by = list(written.dropped), {"answerer": "chat", "chat_model": writer.name}
    if written.sentences:
        answer = _told(draft, written.sentences, written.citations)
        return answer.model_copy(update={"dropped": dropped, **by})
    if written.not_in_material:
        text = abstain.sentence("not_in_library", [])
        draft = replace(draft, reason="not_in_library", text=text, sure=1 - draft.sure)
        return _abstention(draft).model_copy(update={"dropped": dropped, **by})
    answer = _quoted(library, draft)
    notes = [*answer.notes, *([written.note] if written.note else [])]
    return answer.model_copy(update={"dropped": [*dropped, *answer.dropped], "notes": notes})


def _quoted(library: Library, draft: Draft) -> Answer:
    """Makes the extractive answer of a draft."""
    ranks = {one.placed.passage.id: one for one in draft.found}
    citations = tuple(
        cite(ranks.get(one.found.placed.passage.id, one.found), n, one.start, one.end, one.column)
        for n, one in enumerate(draft.chosen, 1)
    )
    opens = _opens(draft)
    sentences = tuple(
        Sentence(text=one.said, citations=[n], context=n > opens) for n, one in enumerate(draft.chosen, 1)
    )
    checked = verify(library, sentences, citations)
    for reason in checked.dropped:
        log.warning("Dropped from an answer: %s", reason)
    if not checked.sentences:
        text = abstain.sentence("not_in_library", [])
        return _abstention(replace(draft, reason="not_in_library", text=text, sure=1 - draft.sure))
    answer = _told(draft, checked.sentences, citations)
    return answer.model_copy(update={"dropped": list(checked.dropped)})


def opened(draft: Draft) -> tuple[Chosen, ...]:
    """Gives the sentences of a draft that answer, without their context."""
    return draft.chosen[: _opens(draft)]


def _opens(draft: Draft) -> int:
    """Counts the first sentences that answer; the others are its context."""
    return opening(draft.chosen, draft.asked) if draft.opens is None else draft.opens


def _told(draft: Draft, sentences: Sequence[Sentence], citations: Sequence[Citation]) -> Answer:
    """Makes the answer of sentences that passed the gate."""
    used = {n for sentence in sentences for n in sentence.citations}
    cited = [citation for citation in citations if citation.n in used]
    return Answer(
        question=draft.asked.text,
        language=draft.asked.language,
        answer=" ".join(f"{s.text} {''.join(f'[{n}]' for n in s.citations)}" for s in sentences),
        confidence=round(draft.sure, 4),
        sentences=list(sentences),
        citations=cited,
        nearest=nearest(draft.found, cited),
        codes=[code.text for code in draft.asked.codes],
        notes=list(draft.notes),
    )


def _abstention(draft: Draft) -> Answer:
    return Answer(
        question=draft.asked.text,
        language=draft.asked.language,
        answer=draft.text,
        abstained=True,
        reason=draft.reason,
        confidence=round(draft.sure, 4),
        nearest=nearest(draft.found, ()),
        codes=[code.text for code in draft.asked.codes],
        notes=list(draft.notes),
    )


def together(whole: Question, drafts: Sequence[Draft], top_k: int) -> Draft:
    """Joins the drafts of the parts of one question.

    Args:
        whole: the question.
        drafts: of its parts, in order.
        top_k: how many passages are shown.

    Returns:
        The draft itself where there is one; else what opens the answer of each part, then the rest of their
        rules, each thing once, with a note for every part that is not answered. It is as sure as the least
        sure part, and abstains only where all do.
    """
    if len(drafts) == 1:
        return drafts[0]
    found = _interleaved(drafts, top_k)
    told = [draft for draft in drafts if draft.reason is None]
    if not told:
        text = " ".join(dict.fromkeys(draft.text for draft in drafts))
        return replace(drafts[0], asked=whole, found=found, text=text)
    chosen: dict[tuple[str, str], Chosen] = {}
    opened = [(draft.chosen, _opens(draft)) for draft in told]
    for one in (one for said, count in opened for one in said[:count]):
        chosen.setdefault((one.found.placed.passage.id, one.said), one)
    opens = len(chosen)
    for one in (one for said, count in opened for one in said[count:]):
        chosen.setdefault((one.found.placed.passage.id, one.said), one)
    silent = (f"“{draft.asked.text}” is not answered: {draft.text}" for draft in drafts if draft.reason)
    notes = dict.fromkeys([note for draft in told for note in draft.notes] + list(silent))
    sure = min(draft.sure for draft in told)
    return Draft(whole, found, sure, tuple(chosen.values()), notes=tuple(notes), opens=opens)


def _interleaved(drafts: Sequence[Draft], top_k: int) -> tuple[Retrieved, ...]:
    """Takes the passages of the parts in turn, best first, what is quoted before all others."""
    kept: dict[str, Retrieved] = {}
    quoted = [one.found for draft in drafts for one in draft.chosen]
    turns = [one for turn in zip_longest(*(draft.found for draft in drafts)) for one in turn if one]
    for one in [*quoted, *turns]:
        kept.setdefault(one.placed.passage.id, one)
    return tuple(replace(one, rank=rank) for rank, one in enumerate(list(kept.values())[:top_k], 1))
