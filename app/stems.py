"""Every word of a text by its stem, small words too: "with", "other" and "NOS" tell codes apart."""

import re
from functools import cache, lru_cache

import snowballstemmer

_WORD = re.compile(r"\w+")


@cache
def _stemmer() -> object:
    return snowballstemmer.stemmer("english")


@lru_cache(maxsize=200_000)
def _stem(word: str) -> str:
    return str(_stemmer().stemWord(word))  # type: ignore[attr-defined]


def stems(text: str) -> tuple[str, ...]:
    """Gives the Snowball stems of all words of a text, in order, each once."""
    return tuple(dict.fromkeys(_stem(word) for word in _WORD.findall(text.lower())))
