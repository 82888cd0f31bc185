"""What is asked: language, codes, the words that carry meaning, and the names it leans on."""

import json
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import snowballstemmer

from ingest.codes import Code, find_asked_codes, find_ranges

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

#: Words that ask or join and carry no subject of their own.
STOPWORDS = frozenset(Path(__file__).with_name("stopwords.txt").read_text(encoding="utf-8").split())
#: The languages of the page, by ISO 639-1 code.
LANGUAGES = ["en", "es", "zh", "ru", "ar", "vi", "fr", "de", "ko", "tl"]
SURE_OF_LANGUAGE = 0.95
_WORD = re.compile(r"\w+")
_NAME = re.compile(r"(?<![\w-])[A-Z][\w&]*(?:[-/]\w+)*(?:\s+[A-Z][\w&]*(?:[-/]\w+)*)*")
_FOLLOW_UP = re.compile(
    r"^\s*(and|or|also|what about|how about|then|why|same)\b"
    r"|\b(it|its|that code|this code|the code|them|those)\b",
    re.IGNORECASE,
)

_DEFINITION = re.compile(
    r"\b(what (is|are|does|do)\b.*\b(mean|stand for|means|stands for)|define|definition of|meaning of)\b"
    r"|^what (is|are) (a |an |the )?[\w./-]+( [\w./-]+)?\?*$",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Question:
    """A question as the retrievers and the answerer read it.

    Attributes:
        text: what was typed.
        search_text: what is searched for: the text, and for a follow-up the question before it.
        language: ISO 639-1 code.
        codes: codes and modifiers it names.
        stems: Snowball (Porter 2) stems of the words that carry meaning, in order, each once.
        names: proper names and labels, such as a payer or "ICD-11", that an answer must be about.
        definition: whether it asks what something is or means.
    """

    text: str
    search_text: str
    language: str
    codes: tuple[Code, ...]
    stems: tuple[str, ...]
    names: tuple[str, ...]
    definition: bool = False

    @property
    def words(self) -> str:
        """The words that carry meaning, for full text; all words where none does."""
        kept = [word for word in _WORD.findall(self.search_text.lower()) if word not in STOPWORDS]
        return " ".join(kept) or self.search_text


@cache
def _expansions() -> dict[str, str]:
    path = Path(__file__).with_name("abbreviations.json")
    loaded: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))["expansions"]
    return loaded


def expand(text: str) -> str:
    """Writes out the field's abbreviations in a text, from the reviewed list, for searching.

    "wRVU of 63102" becomes "work RVU of 63102"; words that are not in the list stay.
    """
    return _WORD.sub(lambda match: _expansions().get(match.group(0).lower(), match.group(0)), text)


@cache
def _stemmer() -> object:
    return snowballstemmer.stemmer("english")


def content_stems(text: str) -> tuple[str, ...]:
    """Stems the words of a text that carry meaning, each once, in order."""
    words = [word for word in _WORD.findall(text.lower()) if word not in STOPWORDS and len(word) > 1]
    return tuple(dict.fromkeys(_stemmer().stemWords(words)))  # type: ignore[attr-defined]


@cache
def _identifier() -> "LanguageIdentifier":
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # loads a model of some megabytes

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(LANGUAGES)
    return identifier


def language_of(text: str) -> str:
    """Names the language of a text, one of `LANGUAGES`; a coder's shorthand, when in doubt, is English."""
    language, probability = _identifier().classify(text)
    return str(language) if probability >= SURE_OF_LANGUAGE else "en"


def _names(text: str) -> tuple[str, ...]:
    found = []
    for match in _NAME.finditer(text):
        words = match.group(0).split()
        starts_sentence = not text[: match.start()].rstrip() or text[: match.start()].rstrip()[-1] in ".?!:"
        if starts_sentence:
            words = words[1:] if len(words) > 1 or "-" not in words[0] else words
        while words and words[0].lower() in STOPWORDS:
            words = words[1:]
        words = [word for word in words if word.lower() not in _expansions()]
        if words and not (len(words) == 1 and find_asked_codes(words[0])):
            found.append(" ".join(words))
    return tuple(dict.fromkeys(found))


def understand(text: str, history: tuple[str, ...] = ()) -> Question:
    """Reads a question.

    Args:
        text: what was typed.
        history: earlier questions of the conversation, oldest first.

    Returns:
        The question; a follow-up without a code of its own takes over the codes of the last question.
    """
    text = " ".join(text.split())
    codes = tuple(find_asked_codes(text))
    search_text = text
    if not codes and history and _FOLLOW_UP.search(text):
        search_text = f"{history[-1]} {text}"
        codes = tuple(find_asked_codes(history[-1]))
    language = language_of(text)
    if language == "en":
        search_text = expand(search_text)
    for low, high in find_ranges(text):
        known = {code.text for code in codes}
        codes += tuple(Code(str(n), "CPT", 0) for n in range(low, high + 1) if str(n) not in known)
    return Question(
        text=text,
        search_text=search_text,
        language=language,
        codes=codes,
        stems=content_stems(search_text),
        names=_names(text),
        definition=bool(_DEFINITION.search(text)),
    )
