"""Folds text so that one wording matches itself across line breaks, hyphenation and typography."""

import re
import unicodedata
from functools import lru_cache

_QUOTATION = re.compile("[\"'`´‘’‚‛“”„‟«»‹›′″〝〞「」『』]+")
_DASHES = re.compile("[‐‑‒–—―−]")
_HYPHEN = re.compile(r"(?<=[^\W\d_])-\s*(?=[^\W\d_])")
_SPACE = re.compile(r"\s+")


def _once(text: str) -> str:
    text = unicodedata.normalize("NFKC", text.replace("\u00ad", "")).casefold()
    text = _QUOTATION.sub("'", text)
    text = _HYPHEN.sub("", _DASHES.sub("-", text))
    return _SPACE.sub(" ", text).strip()


@lru_cache(maxsize=65536)
def fold(text: str) -> str:
    """Folds white space, case, hyphenation and quotation marks.

    A hyphen between letters goes, with white space after it, so that "non-physician", "nonphysician" and
    a "non-" at the end of a line are one word. Hyphens beside digits stay: 63102-59 is not 6310259.
    """
    while (folded := _once(text)) != text:
        text = folded
    return text
