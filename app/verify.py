"""The gate that every answer passes: no quote out of place, no code or number without a source."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.citations import Citation, Sentence
from app.faithful import why_not
from app.locate import whole_sentences
from ingest.codes import find_codes
from ingest.documents import Passage
from ingest.library import Library

_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")


@dataclass(frozen=True)
class Verified:
    """What passed the gate, and the reason for each sentence that did not."""

    sentences: tuple[Sentence, ...]
    dropped: tuple[str, ...]


def symbols(text: str) -> set[str]:
    """Collects the codes, modifiers and numbers of a text, which a quote must have to the character."""
    return {code.text for code in find_codes(text)} | set(_NUMBER.findall(text))


def verify(
    library: Library,
    sentences: tuple[Sentence, ...],
    citations: tuple[Citation, ...],
    *,
    written: bool = False,
) -> Verified:
    """Checks sentences against the live library.

    A sentence is dropped when it cites nothing, when a citation's passage is not live or does not hold
    the quote at its offsets, or when a code or number of the sentence stands in none of its quotes. What a
    chat model wrote is dropped as well when it does not say what the whole sentences say that it quotes.

    Args:
        library: the library the citations are of.
        sentences: what the answerer wants to say.
        citations: what the sentences cite, by number.
        written: whether a chat model worded the sentences.

    Returns:
        The sentences that hold, and why others were dropped.
    """
    live = {p.passage.id: p.passage for p in library.passages([c.passage_id for c in citations])}
    wrong = {citation.n: _wrong(citation, live.get(citation.passage_id)) for citation in citations}
    good = {citation.n: citation for citation in citations if not wrong[citation.n]}
    kept: list[Sentence] = []
    dropped: list[str] = []
    for sentence in sentences:
        cited = [good[n] for n in sentence.citations if n in good]
        missing = symbols(sentence.text) - set().union(*(symbols(one.quote) for one in cited), set())
        if not cited or len(cited) < len(sentence.citations):
            why = " ".join(
                f"[{n}] {wrong.get(n, 'is no citation.')}" for n in sentence.citations if n not in good
            )
            dropped.append(f"No live citation supports: {sentence.text} {why}".rstrip())
        elif missing:
            dropped.append(f"{', '.join(sorted(missing))} stands in no cited quote of: {sentence.text}")
        elif written and (because := _unfaithful(sentence, cited, live)):
            dropped.append(f"The quotes do not say, because {because}: {sentence.text}")
        else:
            kept.append(sentence)
    return Verified(tuple(kept), tuple(dropped))


def _wrong(citation: Citation, passage: Passage | None) -> str:
    """Says what is wrong with a citation; nothing where it holds."""
    if passage is None:
        return f"cites passage {citation.passage_id}, which is not live."
    inside = 0 <= citation.start <= citation.end
    quoted = passage.text[citation.start : citation.end]
    if not inside or passage.text != citation.passage or quoted != citation.quote:
        return "is not verbatim at its place."
    return "" if citation.quote.strip() else "quotes nothing."


def _unfaithful(sentence: Sentence, cited: Sequence[Citation], live: Mapping[str, Passage]) -> str:
    """Says why a model's sentence does not stand on the rows and whole sentences that its quotes are of."""
    rows, running = list[str](), list[str]()
    for one in cited:
        if live[one.passage_id].row is not None:
            rows.append(one.passage)
        else:
            start, end = whole_sentences(one.passage, one.start, one.end)
            running.append(one.passage[start:end])
    return why_not(sentence.text, running, rows)
