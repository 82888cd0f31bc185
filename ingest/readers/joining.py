"""Joins printed lines to running text."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_HEAD = re.compile(r"(\w+)-$")
_TAIL = re.compile(r"^(\w+)")
_OWN_HYPHEN = re.compile(
    "all|anti|co|cross|follow|four|full|half|high|hyper|intra|inter|long|low|mid|multi|non|one|over|part|peri|post"
    "|pre|re|self|semi|short|single|six|sub|three|trans|two|ultra|under|well|x"
)


@dataclass
class Vocabulary:
    """The words that a document has within its lines: they say whether a hyphen is a word's own."""

    words: Counter[str] = field(default_factory=Counter)

    @classmethod
    def of(cls, lines: Iterable[str]) -> "Vocabulary":
        """Counts the words of lines, without those that a line end may have divided."""
        words: Counter[str] = Counter()
        for line in lines:
            found = [word.lower() for word in _WORD.findall(line)]
            words.update(found[:-1] if line.endswith("-") else found)
        return cls(words)

    def keeps_hyphen(self, head: str, tail: str) -> bool:
        """Tells whether a hyphen at a line end belongs to the word.

        Args:
            head: the part of the word before the hyphen.
            tail: the part after it.

        Returns:
            Whether it is kept when the lines are joined.
        """
        if not (head.isalpha() and tail.isalpha() and tail.islower()) or head.isupper():
            return True
        one, other = head.lower(), tail.lower()
        hyphened, whole = self.words[f"{one}-{other}"], self.words[one + other]
        if hyphened != whole:
            return hyphened > whole
        both_known = one in self.words and other in self.words
        return bool(_OWN_HYPHEN.fullmatch(one)) or len(one) == 1 or both_known


def join(before: str, after: str, vocabulary: Vocabulary) -> str:
    """Joins a line to the text before it.

    Args:
        before: the text so far.
        after: the next line.
        vocabulary: the words of the document.

    Returns:
        The text with the line; a hyphen that only divided a word at the line end is taken out.
    """
    if not before or not after:
        return before or after
    head, tail = _HEAD.search(before), _TAIL.search(after)
    if head and tail:
        start = before[: head.start()]
        if start.endswith("-") or vocabulary.keeps_hyphen(head[1], tail[1]):
            return before + after
        return before[:-1] + after
    if before[-1] == "/" and not before.endswith(" /"):
        return before + after
    return f"{before} {after}"
