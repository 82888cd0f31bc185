"""Words by their Snowball (Porter 2) stems."""

import re
from functools import cache, lru_cache

import snowballstemmer

_WORD = re.compile(r"\w+")


@cache
def _stemmer() -> object:
    return snowballstemmer.stemmer("english")


@lru_cache(maxsize=200_000)
def stem(word: str) -> str:
    """Stems a word; the same few thousand come up in every passage."""
    return str(_stemmer().stemWord(word))  # type: ignore[attr-defined]


def stems(text: str) -> tuple[str, ...]:
    """Gives the stems of all words of a text, in order, each once.

    Small words count: "with", "other" and "NOS" tell codes apart.
    """
    return tuple(dict.fromkeys(stem(word) for word in _WORD.findall(text.lower())))
