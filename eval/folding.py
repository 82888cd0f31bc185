"""Says whether a wording stands in a text, both folded for white space, case, hyphenation and typography."""

import math
import re

from app.folding import fold

__all__ = ["contains", "fold", "holds_quote", "stands_in"]

_SPACE = re.compile(r"\s+")
#: Share of a quote's words that must be in a passage when a passage border cuts the quote.
CUT_SHARE = 0.6
#: A cut quote shorter than this says too little to be recognised by a part of it.
CUT_WORDS = 5


def stands_in(words: str, text: str) -> bool:
    """Says whether a wording stands in a text, both folded, as whole words ("1.30" not in "21.30")."""
    wanted, within = fold(words), fold(text)
    if not wanted or wanted not in within:
        return False
    left = r"(?<!\w)" if wanted[0].isalnum() else ""
    right = r"(?!\w)" if wanted[-1].isalnum() else ""
    return re.search(left + re.escape(wanted) + right, within) is not None


def holds_quote(passage: str, quote: str) -> bool:
    """Says whether a passage holds a quote: the whole of it, or most of it at a border.

    A quote that a passage border cuts counts when at least 60 % of its words stand there side by side: its
    beginning at the end of the passage, its end at the beginning, or the passage within the quote.
    Words strewn over a passage never count, or every long passage would hold every short quote.
    """
    if stands_in(quote, passage):
        return True
    wanted, within = fold(quote).split(), fold(passage).split()
    if len(wanted) < CUT_WORDS or not within:
        return False
    least = math.ceil(len(wanted) * CUT_SHARE)
    for length in range(len(wanted) - 1, least - 1, -1):
        if within[-length:] == wanted[:length] or within[:length] == wanted[-length:]:
            return True
    if least <= len(within) < len(wanted):
        spans = range(len(wanted) - len(within) + 1)
        return any(wanted[at : at + len(within)] == within for at in spans)
    return False


def contains(text: str, required: str) -> bool:
    """Says whether a required string stands in a text, case and white space folded.

    What is short or begins or ends with a digit must not be a part of something longer there: "57" does
    not stand in "63057", nor the modifier "AS" in "was".
    """
    wanted = _SPACE.sub(" ", required).strip().casefold()
    if not wanted:
        return True
    short = len(wanted) <= 3
    left = r"(?<!\w)" if wanted[0].isdigit() or (short and wanted[0].isalnum()) else ""
    right = r"(?!\w)" if short and wanted[-1].isalnum() else r"(?!\d)" if wanted[-1].isdigit() else ""
    return re.search(left + re.escape(wanted) + right, _SPACE.sub(" ", text).casefold()) is not None
