"""The field's own words in the nine other languages of the page, to the English that documents use.

A question in Spanish finds nothing in an English library by its words, and the packaged encoder reads
English. So the terms that are known (`app/terms/`, one list per language) are put into English for
searching; codes, numbers and names stay; what is not known is left out, since it matches nothing.
"""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise
from pathlib import Path

from app.spelling import Token, drug_key, fold, listed_under, sought_under, tokens_of

#: The languages that a list exists for, by ISO 639-1 code.
LANGUAGES = ("es", "zh", "ru", "ar", "vi", "fr", "de", "ko", "tl")
_FOLDER = Path(__file__).with_name("terms")
#: Languages of another script: a Latin word in them is a name or an English word.
_OWN_SCRIPT = ("zh", "ru", "ar", "ko")
#: A shorter word is found as it stands only; its stem is too often another word.
_SHORTEST_STEMMED = 4
#: A Latin word that English documents share is kept from this length; shorter ones are often not the same.
_SHORTEST_SHARED = 5
#: Capitals that tell an abbreviation.
_MARKED = 2
#: What may stand between the parts of a German compound, and the shortest part that is looked up.
_LINKS = ("", "s", "es", "n", "en", "e", "er")
_SHORTEST_PART = 4
#: A Korean term this long is found inside a longer word; a shorter one only where the word begins.
_SURE_INSIDE = 3
_PARTICLE = re.compile(
    "(?:은|는|이|가|을|를|의|에|도|로|과|와|만|인|에서|에는|에도|에게|으로|까지|부터|마다|하고|이나|이면|인데|인가|인가요|입니까)?"
)


@dataclass
class _Node:
    """A place in the tree of terms: what may come next, and the meaning of a term that ends here."""

    next: dict[str, "_Node"] = field(default_factory=dict)
    meaning: str | None = None


class Lexicon:
    """The terms of one language, ready to be found in a question.

    Args:
        language: one of `LANGUAGES`.
    """

    def __init__(self, language: str) -> None:
        loaded = json.loads((_FOLDER / f"{language}.json").read_text(encoding="utf-8"))
        self.language = language
        self.terms: dict[str, list[str]] = loaded["terms"]
        self._variants = str.maketrans(loaded.get("variants", {}))
        self._joiners = frozenset(fold(one, language) for one in loaded["joiners"])
        self._common = frozenset(fold(one, language) for one in loaded.get("common", []))
        self._english = frozenset(word for meaning in self.terms for word in meaning.casefold().split())
        self._root = _Node()
        self._words: dict[str, tuple[str, ...]] = {}
        for meaning, forms in self.terms.items():
            for form in forms:
                self._add(self.key(form), meaning)

    def _add(self, key: Sequence[str], meaning: str) -> None:
        node = self._root
        for word in key:
            node = node.next.setdefault(word, _Node())
            for form in listed_under(word, self.language):
                known = self._words.get(form, ())
                if word not in known:
                    # the word itself first, then those that only share its stem
                    self._words[form] = (word, *known) if form == word else (*known, word)
        node.meaning = node.meaning or meaning

    def key(self, form: str) -> tuple[str, ...]:
        """Gives the folded words by which a term is found; words that only join count for nothing."""
        words = tuple(token.folded for token in self._tokens(form))
        return tuple(word for word in words if word not in self._joiners) or words

    def _tokens(self, text: str) -> list[Token]:
        return tokens_of(text.translate(self._variants), self.language)

    def _readings(self, token: Token) -> tuple[str, ...]:
        """Gives the words of terms that a token may be, the likeliest first."""
        listed = self._words.get(token.folded, ())
        if token.kind not in ("latin", "word"):
            return listed
        if len(token.folded) < _SHORTEST_STEMMED:
            return tuple(word for word in listed if word == token.folded)
        forms = sought_under(token.folded, self.language)
        return tuple(dict.fromkeys(word for form in forms for word in self._words.get(form, ())))

    def _longest(self, tokens: Sequence[Token], start: int) -> tuple[int, str] | None:
        """Finds the longest term at a place: where it ends and what it means."""
        best: tuple[int, int, str] | None = None

        def walk(node: _Node, place: int, words: int) -> None:
            nonlocal best
            if node.meaning and (best is None or words > best[0]) and self._may_end(tokens, start, place):
                best = (words, place, node.meaning)
            if place == len(tokens):
                return
            for word in self._readings(tokens[place]):
                if word in node.next:
                    walk(node.next[word], place + 1, words + 1)
            if words and tokens[place].folded in self._joiners:
                walk(node, place + 1, words)

        walk(self._root, start, 0)
        return best[1:] if best else None

    def _may_start(self, tokens: Sequence[Token], place: int, end: int, *, follows: bool) -> bool:
        """Says whether a term may begin here: in Korean not in the middle of a word that is not known."""
        if self.language != "ko" or tokens[place].kind != "sign" or follows:
            return True
        inside = tokens[place].glued and tokens[place - 1].kind == "sign"
        return not inside or end - place >= _SURE_INSIDE

    def _may_end(self, tokens: Sequence[Token], start: int, end: int) -> bool:
        """Says whether a term may end here: one Korean syllable is a word only with a particle after it."""
        if self.language != "ko" or tokens[start].kind != "sign" or end - start > 1:
            return True
        rest = []
        for token in tokens[end:]:
            if not token.glued or token.kind != "sign":
                break
            rest.append(token.text)
        return _PARTICLE.fullmatch("".join(rest)) is not None

    def _compound(self, word: str) -> list[str] | None:
        """Takes a German compound apart, if all of its parts are terms."""
        for size in range(len(word) - _SHORTEST_PART, _SHORTEST_PART - 1, -1):
            if (head := self._part(word[:size])) is None:
                continue
            tail = self._part(word[size:])
            more = [tail] if tail is not None else self._compound(word[size:])
            if more is not None:
                return [head, *more]
        return None

    def _part(self, part: str) -> str | None:
        bare = [part.removesuffix(link) for link in _LINKS if part.endswith(link)]
        same_stem = [word for form in sought_under(part, "de") for word in self._words.get(form, ())]
        for word in [one for one in bare if len(one) >= _SHORTEST_PART] + same_stem:
            if (node := self._root.next.get(word)) is not None and node.meaning:
                return node.meaning
        return None

    def _kept(self, token: Token, *, shouted: bool) -> bool:
        """Says whether a word that is no term stays: codes, names, and what English documents share."""
        if token.kind in ("symbol", "figure"):
            return True
        if token.kind != "latin" or len(token.text) < 2:
            return False
        if self.language in _OWN_SCRIPT:
            return True
        if not shouted and sum(letter.isupper() for letter in token.text) >= _MARKED:
            return True
        if self.language == "tl":  # coders there write half in English
            return token.folded not in self._common and token.folded not in self._joiners
        return len(token.text) >= _SHORTEST_SHARED and token.folded in self._english

    def translate(self, text: str) -> str:
        """Gives the English search text of a question, or the text itself where it holds no term."""
        tokens = self._tokens(text)
        shouted = not any(letter.islower() for letter in text)
        said: list[str] = []
        place, follows, known = 0, False, 0
        while place < len(tokens):
            token, found = tokens[place], self._longest(tokens, place)
            follows = found is not None and self._may_start(tokens, place, found[0], follows=follows)
            if found is not None and follows:
                known, place = known + 1, found[0]
                said.append(found[1])
                continue
            place += 1
            parts = self._compound(token.folded) if self.language == "de" and token.kind == "latin" else None
            if parts:
                known += 1
                said += parts
            elif drug := _drugs().get(drug_key(token.folded)):
                said.append(drug)
            elif self._kept(token, shouted=shouted):
                said.append(token.text)
        if not known:
            return text
        return " ".join([*said[:1], *(after for before, after in pairwise(said) if after != before)])


@cache
def _drugs() -> dict[str, str]:
    names = json.loads((_FOLDER / "names.json").read_text(encoding="utf-8"))["names"]
    return {drug_key(name): name for name in names}


@cache
def lexicon(language: str) -> Lexicon:
    """Gives the terms of a language, read once."""
    return Lexicon(language)


def translate(text: str, language: str) -> str:
    """Puts the terms of a question into English, for searching an English library.

    Args:
        text: a question.
        language: its language, an ISO 639-1 code.

    Returns:
        The terms in English, in order, with codes, numbers, modifiers and names as they stand; the text
        unchanged where the language is English or unknown, or where no term was found.
    """
    return lexicon(language).translate(text) if language in LANGUAGES else text
