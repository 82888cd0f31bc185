"""What is asked: language, codes, the words that carry meaning, and the names it leans on."""

import json
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from app.follow_up import resolve
from app.stems import stem
from app.terms import translate
from ingest.codes import Code, find_asked_codes, find_ranges, is_whole_code

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

#: Words that ask or join and carry no subject of their own.
STOPWORDS = frozenset(Path(__file__).with_name("stopwords.txt").read_text(encoding="utf-8").split())
#: The languages of the page, by ISO 639-1 code.
LANGUAGES = ["en", "es", "zh", "ru", "ar", "vi", "fr", "de", "ko", "tl"]
SURE_OF_LANGUAGE = 0.95
#: Capitals that tell an abbreviation in another language.
MARKED = 2
_WORD = re.compile(r"\w+")
_NAME = re.compile(r"(?<![\w-])[A-Z][a-zA-Z0-9À-ɏ&]*(?:[-/]\w+)*(?:\s+[A-Z][a-zA-Z0-9À-ɏ&]*(?:[-/]\w+)*)*")
#: What looks like a name and is none: a vertebral level ("L4-5", "C5-C6"), a letter with a word ("C-arm").
_NO_NAME = re.compile(r"[CTLS]\d{1,2}(?:-[CTLS]?\d{1,2})*|[A-Z]-[a-z]\w+")
_DEFINITION = re.compile(
    r"\b(what (is|are|does|do)\b.*\b(mean|stand for|means|stands for)|define|definition|meaning|meaning of)\b"
    r"|^what (is|are) (a |an |the )?[\w./-]+( [\w./-]+)?\?*$",
    re.IGNORECASE,
)
_SEEKS = re.compile(
    r"\b(?:which|what|whats|need|the|a|right|correct)\s+(?:\w+[\s-]+){0,3}?(?P<kind>codes?|modifiers?|mods?)\b"
    r"|^(?:[\w-]+\s)?(?P<kind2>codes?|modifiers?|mods?)\s+(?:for|when|if|to)\b"
    r"|^(?P<kind4>cpt|hcpcs|icd-?10(?:-?\w\w\w?)?|dx)\s+(?:for|of)\b"
    r"|\b(?P<kind3>codes?|modifiers?|mods?)\s*\?*$"
    r"|\b(?P<kind5>dx|icd-?10(?:-?cm)?)\s*[?.]*$"
    r"|,\s*(?P<kind6>codes?)\s+(?:and|&|\+)\s+(?:how\s+many\s+)?units?\b",
    re.IGNORECASE,
)
#: What joins a question to the one before it.
_JOINED = re.compile(r"^\W*(?:and|also|plus|but|so)\s+(?:also\s+)?", re.IGNORECASE)
#: Asks whether something is so, and not for a code, though it may speak of one.
_YES_OR_NO = re.compile(
    r"^\W*(?:can|could|do|does|did|may|should|must|will|would|are|was|were|is(?! there))\b"
    r"(?!.*\b(?:which|what)\b)",
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
        seeks: "code" or "modifier" where it asks for one, else None.
    """

    text: str
    search_text: str
    language: str
    codes: tuple[Code, ...]
    stems: tuple[str, ...]
    names: tuple[str, ...]
    definition: bool = False
    seeks: str | None = None

    @property
    def words(self) -> str:
        """The words that carry meaning, for full text; all words where none does."""
        kept = [word for word in _WORD.findall(self.search_text.lower()) if word not in STOPWORDS]
        return " ".join(kept) or self.search_text


@cache
def _expansions() -> tuple[re.Pattern[str], dict[str, str], frozenset[str]]:
    path = Path(__file__).with_name("abbreviations.json")
    loaded = json.loads(path.read_text(encoding="utf-8"))
    longest_first = sorted(loaded["expansions"], key=len, reverse=True)
    either = "|".join(map(re.escape, longest_first))
    pattern = re.compile(rf"(?<![\w/&-])(?:{either})s?(?![\w/&]|-\d)", re.IGNORECASE)
    return pattern, loaded["expansions"], frozenset(loaded["upper_case"])


def expand(text: str, *, shorthand: bool = True) -> str:
    """Writes out the field's abbreviations in a text, from the reviewed list, for searching.

    "wRVU of 63102" becomes "work RVU of 63102"; words that are not in the list stay.

    Args:
        text: any text.
        shorthand: whether a word in lower case may be one; in other languages it is a word of its own.
    """
    pattern, expansions, upper_case = _expansions()

    def written(match: re.Match[str]) -> str:
        word = match.group(0)
        if word.lower() not in expansions:  # "AKs"; in lower case, "ass" is no plural of "as"
            if not _is_plural(word):
                return word
            word = word[:-1]
        if not shorthand and sum(letter.isupper() for letter in word) < MARKED:
            return word
        if word.lower() in upper_case and sum(letter.isupper() for letter in word) < MARKED:
            return word
        return expansions[word.lower()]

    return pattern.sub(written, text)


def is_shorthand(name: str) -> bool:
    """Says whether a name is an abbreviation that the reviewed list writes out."""
    expansions = _expansions()[1]
    return name.lower() in expansions or (_is_plural(name) and name[:-1].lower() in expansions)


def _is_plural(word: str) -> bool:
    return word.endswith("s") and word[:-1].isupper()


def content_stems(text: str) -> tuple[str, ...]:
    """Stems the words of a text that carry meaning, each once, in order."""
    words = [word for word in _WORD.findall(text.lower()) if word not in STOPWORDS and len(word) > 1]
    return tuple(dict.fromkeys(map(stem, words)))


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


def asks_for_code(question: Question) -> bool:
    """Says whether a code or a modifier is asked for, such as one that goes with a code it names."""
    return _sought(_JOINED.sub("", question.search_text)) is not None


def _sought(text: str) -> str | None:
    found = _SEEKS.search(text)
    if found is None or _YES_OR_NO.search(text):
        return None
    kind = next(filter(None, found.groups())).lower()
    return "modifier" if "mod" in kind else "code"


def _names(text: str) -> tuple[str, ...]:
    found = []
    for match in _NAME.finditer(text):
        words = match.group(0).split()
        starts_sentence = not text[: match.start()].rstrip() or text[: match.start()].rstrip()[-1] in ".?!:"
        if starts_sentence:
            words = words[1:] if len(words) > 1 or "-" not in words[0] else words
        while words and words[0].lower() in STOPWORDS:
            words = words[1:]
        words = [word for word in words if not is_shorthand(word) and not _NO_NAME.fullmatch(word)]
        if words and not (len(words) == 1 and find_asked_codes(words[0])):
            found.append(" ".join(words))
    return tuple(dict.fromkeys(found))


def understand(text: str, history: tuple[str, ...] = ()) -> Question:
    """Reads a question.

    Args:
        text: what was typed.
        history: earlier questions of the conversation, oldest first.

    Returns:
        The question; a follow-up is completed from those before it.
    """
    text = " ".join(text.split())
    bare = _JOINED.sub("", text)
    resolved = resolve(text, history)
    search_text, codes = resolved.text, resolved.codes
    language = language_of(text)
    search_text = translate(search_text, language)
    english = search_text
    search_text = expand(search_text, shorthand=language == "en")
    for low, high in find_ranges(text):
        known = {code.text for code in codes}
        codes += tuple(Code(str(n), "CPT", 0) for n in range(low, high + 1) if str(n) not in known)
    return Question(
        text=text,
        search_text=search_text,
        language=language,
        codes=codes,
        stems=content_stems(search_text),
        names=_names(text if language == "en" else english),  # German writes every noun with a capital
        definition=bool(_DEFINITION.search(bare) or _DEFINITION.search(_JOINED.sub("", english))),
        seeks=_sought(_JOINED.sub("", english)) if not any(is_whole_code(code) for code in codes) else None,
    )
