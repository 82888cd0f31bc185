"""The entries of a code set that are called, word for word, what a question says."""

import re
from collections.abc import Iterator

from app.code_tree import CodeTree
from app.question import Question

_WORD = re.compile(r"\w+")
#: "What is the ICD-10-CM code for tic douloureux?" asks for tic douloureux.
_SUBJECT = re.compile(
    r"\bcod(?:es?|ed|ing)\b[^?]*?\b(?:for|of|is)\s+(?:an?\s+|the\s+)?(?P<subject>[^?]*?\w)\W*$", re.IGNORECASE
)
#: "Fibromyalgia dx code?" asks for fibromyalgia.
_BEFORE = re.compile(
    r"^(?P<subject>[^?]*?\w)[\s,:-]+(?:(?:dx|diagnosis|icd(?:-?10)?(?:-?cm)?)\s+)?codes?\W*$", re.IGNORECASE
)
#: How a question for a rule begins; the name of a disease or an injury begins otherwise.
_ASKS = re.compile(
    r"(?:what|which|who|whose|when|where|why|how|is|are|was|can|could|do|does|did|may|should|must|will|would)\b",
    re.IGNORECASE,
)


def is_for_a_code(question: Question) -> bool:
    """Says whether a question asks for a code, or is no question but the name of what is coded."""
    text = question.text.strip()
    return question.seeks == "code" or not (text.endswith(("?", "？", "؟")) or _ASKS.match(text))


def subject_of(question: Question) -> str:
    """Gives what a question for a code asks the code of; of another question, all of it."""
    text = question.search_text
    found = (_SUBJECT.search(text) or _BEFORE.search(text)) if question.seeks == "code" else None
    return found["subject"] if found else text


class Exact:
    """Finds entries by their description or another name, whatever the case and punctuation.

    Args:
        tree: the code set.
    """

    def __init__(self, tree: CodeTree) -> None:
        self._described: dict[str, list[int]] = {}
        self._named: dict[str, list[int]] = {}
        self._own: dict[str, list[int]] = {}
        self._unspecified: dict[str, list[int]] = {}
        for entry, text in enumerate(tree.texts):
            self._described.setdefault(_folded(text), []).append(entry)
            name, unspecified, _ = text.partition(", unspecified ")
            if unspecified:  # "Sepsis, unspecified organism" is sepsis
                self._unspecified.setdefault(_folded(name), []).append(entry)
        phrases = zip(tree.phrase_entry.tolist(), tree.phrases, tree.phrase_own.tolist(), strict=True)
        for entry, phrase, own in phrases:
            words = _folded(phrase)
            self._named.setdefault(words, []).append(entry)
            if own:
                self._own.setdefault(words, []).append(entry)

    def called(self, name: str) -> list[int]:
        """Gives the entries whose description, or whose own other name, is a name and nothing else."""
        words = _folded(name)
        return list(dict.fromkeys([*self._described.get(words, []), *self._own.get(words, [])]))

    def unspecified(self, name: str) -> list[int]:
        """Gives the entries that are called a name and then say what is unspecified."""
        return self._unspecified.get(_folded(name), [])

    def find(self, question: str) -> list[int]:
        """Gives the entries that are called so, those by description first.

        What follows a comma may be an extension's: of "Fracture of vault of skull, sequela" the entry
        "Fracture of vault of skull" is found.

        Args:
            question: its subject.
        """
        words = _folded(question)
        # of two entries of one description, the one beneath is the one to bill
        found = [*reversed(self._described.get(words, [])), *self._named.get(words, [])]
        for start in _starts(question):
            found = found or self._described.get(_folded(start), [])[::-1]
        return list(dict.fromkeys(found)) if words else []


def _starts(text: str) -> Iterator[str]:
    """Gives what stands before each comma, the longest first."""
    for at in range(len(text) - 1, 0, -1):
        if text[at] == ",":
            yield text[:at]


def _folded(text: str) -> str:
    return " ".join(_WORD.findall(text.casefold()))
