"""The gate that every answer passes: no quote out of place, no code or number without a source."""

import re
from dataclasses import dataclass

from app.citations import Citation, Sentence
from ingest.codes import find_codes
from ingest.library import Library

_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")


@dataclass(frozen=True)
class Verified:
    """What passed the gate, and a sentence for each thing that did not."""

    sentences: tuple[Sentence, ...]
    dropped: tuple[str, ...]


def symbols(text: str) -> set[str]:
    """Collects the codes, modifiers and numbers of a text, which a quote must have to the character."""
    return {code.text for code in find_codes(text)} | set(_NUMBER.findall(text))


def verify(library: Library, sentences: tuple[Sentence, ...], citations: tuple[Citation, ...]) -> Verified:
    """Checks sentences against the live library.

    A sentence is dropped when it cites nothing, when a citation's passage is not live or does not hold
    the quote at its offsets, or when a code or number of the sentence stands in none of its quotes.

    Args:
        library: the library the citations are of.
        sentences: what the answerer wants to say.
        citations: what the sentences cite, by number.

    Returns:
        The sentences that hold, and why others were dropped.
    """
    live = {p.passage.id: p.passage.text for p in library.passages([c.passage_id for c in citations])}
    good: dict[int, Citation] = {}
    dropped: list[str] = []
    for citation in citations:
        text = live.get(citation.passage_id)
        if text is None:
            dropped.append(f"[{citation.n}] cites passage {citation.passage_id}, which is not live.")
        elif text != citation.passage or text[citation.start : citation.end] != citation.quote:
            dropped.append(f"[{citation.n}] is not verbatim at its place.")
        elif citation.quote.strip():
            good[citation.n] = citation
    kept: list[Sentence] = []
    for sentence in sentences:
        quotes = [good[n].quote for n in sentence.citations if n in good]
        missing = symbols(sentence.text) - set().union(*(symbols(quote) for quote in quotes), set())
        if not quotes or len(quotes) < len(sentence.citations):
            dropped.append(f"No live citation supports: {sentence.text}")
        elif missing:
            dropped.append(f"{', '.join(sorted(missing))} stands in no cited quote of: {sentence.text}")
        else:
            kept.append(sentence)
    return Verified(tuple(kept), tuple(dropped))
