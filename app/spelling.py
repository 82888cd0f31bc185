"""How the words of each language are folded, taken apart and stemmed, so that inflected terms are found."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Literal

import snowballstemmer

Kind = Literal["symbol", "sign", "latin", "word", "figure"]

_STEMMERS = {"es": "spanish", "fr": "french", "de": "german", "ru": "russian", "ar": "arabic"}
#: What Arabic writes on before a word: "and", "so", "in", "like", "for", and the article.
_ARABIC_PREFIXES = ("و", "ف", "ب", "ك", "ل", "ال", "لل")
#: The letters of an Arabic word that must stay.
_SHORTEST_ARABIC = 3
_ARABIC_LETTERS = str.maketrans("ىةکی", "يهكي")
_TATWEEL = "\u0640"
_TONES = "\u0300\u0301\u0303\u0309\u0323"
_SPELLINGS = (("ph", "f"), ("th", "t"), ("y", "i"), ("k", "c"))

_HAN, _HANGUL = "\u3400-\u9fff", "\uac00-\ud7a3"
_LETTER = r"A-Za-z\u00c0-\u024f\u1e00-\u1eff"
_SHORT = r"(?:[A-Z]{1,3}|[a-z])(?![A-Za-z])"
_FIGURES = r"[A-Za-z]{0,4}\d[A-Za-z0-9]*"
_TOKEN = re.compile(
    # a code, number, range or section, such as E11.9, 63102-62, T86.1-, I.C.4.a.3 or ICD-10-CM
    rf"(?P<symbol>(?<![{_LETTER}\d])(?:(?:{_SHORT}[./-])*{_FIGURES}"
    rf"(?:[./–-](?:{_FIGURES}|[A-Za-z]{{1,3}}(?![A-Za-z]))|\.[A-Z]{{4}}(?![A-Za-z]))*(?:\.?-(?!\w))?%?"
    r"|[A-Z]+(?:[/&][A-Z]+)+(?![A-Za-z])))"
    rf"|(?P<sign>[{_HAN}{_HANGUL}])"
    rf"|(?P<latin>[{_LETTER}]+)"
    rf"|(?P<word>[^\W\d_{_LETTER}{_HAN}{_HANGUL}]+)"
    r"|(?P<figure>\d+)"
)


@dataclass(frozen=True)
class Token:
    """A word, a code, or one sign of Chinese or Korean.

    Attributes:
        text: as it stands.
        folded: as it is looked up.
        kind: a "symbol" is a code, section or "E/M"; "latin" a word in Latin letters, "word" in others.
        glued: whether it follows the token before it without a space.
    """

    text: str
    folded: str
    kind: Kind
    glued: bool


def tokens_of(text: str, language: str) -> list[Token]:
    """Takes a text apart; codes, ranges and section numbers stay whole.

    Args:
        text: any text.
        language: for folding, an ISO 639-1 code.

    Returns:
        Tokens in order.
    """
    found: list[Token] = []
    end = -1
    for match in _TOKEN.finditer(_clean(text)):
        written, kind = match.group(0), match.lastgroup
        found.append(Token(written, fold(written, language), kind, match.start() == end))  # type: ignore[arg-type]
        end = match.end()
    return found


def _clean(text: str) -> str:
    """Writes a text with composed letters, plain figures, and without marks beside letters."""
    composed = unicodedata.normalize("NFKC", text)
    kept = (sign for sign in composed if unicodedata.category(sign) != "Mn" and sign != _TATWEEL)
    return "".join(str(unicodedata.digit(sign)) if sign.isdecimal() else sign for sign in kept)


def fold(word: str, language: str) -> str:
    """Folds a word to the form in which it is looked up.

    Args:
        word: one word.
        language: an ISO 639-1 code.

    Returns:
        Lower case; without accents where those do not make another word; in Vietnamese with the tone at
        the end, since it is written over different letters; in Arabic with one form of alef, yeh and heh.
    """
    word = word.casefold()
    if language == "ru":
        return word.replace("ё", "е")
    parts = unicodedata.normalize("NFD", word)
    if language == "vi":
        tone = "".join(sign for sign in parts if sign in _TONES)
        return unicodedata.normalize("NFC", "".join(sign for sign in parts if sign not in _TONES)) + tone
    bare = "".join(sign for sign in parts if unicodedata.category(sign) != "Mn")
    word = unicodedata.normalize("NFC", bare)
    return word.translate(_ARABIC_LETTERS) if language == "ar" else word


@cache
def _stemmer(language: str) -> object:
    return snowballstemmer.stemmer(_STEMMERS[language])


def _stems(words: Iterable[str], language: str) -> list[str]:
    if language not in _STEMMERS:
        return []
    found = [str(_stemmer(language).stemWord(word)) for word in words]  # type: ignore[attr-defined]
    return [stem for stem in found if language != "ar" or len(stem) >= _SHORTEST_ARABIC]


def _without_prefixes(word: str) -> Iterator[str]:
    """Takes off, one after another, what Arabic writes on before a word."""
    for prefix in _ARABIC_PREFIXES:
        if word.startswith(prefix) and len(word) - len(prefix) >= _SHORTEST_ARABIC:
            yield word[len(prefix) :]
            yield from _without_prefixes(word[len(prefix) :])


@lru_cache(maxsize=50_000)
def sought_under(word: str, language: str) -> tuple[str, ...]:
    """Gives the forms under which a folded word of a question is looked up: itself, bare, and stemmed."""
    bare = [word]
    if language == "ar":
        bare += _without_prefixes(word)
    elif language == "tl":  # the linker: "pangunahin" is "pangunahing" before its noun
        bare += [word.removesuffix(end) for end in ("ng", "g") if word.endswith(end)]
    return tuple(dict.fromkeys([*bare, *_stems(bare, language)]))


def listed_under(word: str, language: str) -> tuple[str, ...]:
    """Gives the forms under which a word of a term is found; of its prefixes it can only lose the article."""
    bare = [word]
    if language == "ar" and word.startswith("ال") and len(word) - len("ال") >= _SHORTEST_ARABIC:
        bare.append(word.removeprefix("ال"))
    return tuple(dict.fromkeys([*bare, *_stems(bare, language)]))


def drug_key(word: str) -> str:
    """Folds a drug's name over the spellings of languages: "metotrexato" is "methotrexate"."""
    for wide, narrow in _SPELLINGS:
        word = word.replace(wide, narrow)
    return re.sub(r"(.)\1", r"\1", word).rstrip("aeo")
