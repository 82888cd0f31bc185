"""Where in a passage do quoted words stand, and which whole sentences are they of?"""

import re

from ingest.passages import sentences

#: One character for one, so that offsets stay: what models write with a plain keyboard.
_PLAIN = str.maketrans("‘’‚“”„‐‑‒–—−", "'''\"\"\"------")
_AROUND = "\"'“”‘’«». …"


def locate(quote: str, passage: str) -> tuple[int, int] | None:
    """Finds quoted words in a passage.

    Exact words first; else white space, typographic quotation marks and dashes may differ, as may quotation
    marks, dots and an ellipsis around the quote. The first place counts.

    Args:
        quote: what is said to stand there.
        passage: the text.

    Returns:
        Offsets (start, end) of the passage's own characters, or None where they are not there.
    """
    wanted = quote.strip()
    if not wanted:
        return None
    if (at := passage.find(wanted)) >= 0:
        return at, at + len(wanted)
    plain = passage.translate(_PLAIN)
    for words in (wanted.split(), wanted.strip(_AROUND).split()):
        pattern = r"\s+".join(re.escape(word.translate(_PLAIN)) for word in words)
        if pattern and (found := re.search(pattern, plain)):
            return found.span()
    return None


def whole_sentences(passage: str, start: int, end: int) -> tuple[int, int]:
    """Widens a place to the whole sentences it touches: a quote cut after "not" would turn its rule.

    Args:
        passage: the text.
        start: offset of the place.
        end: where it ends.
    """
    touched = [(low, high) for low, high in sentences(passage) if low < end and start < high]
    return (touched[0][0], touched[-1][1]) if touched else (start, end)
