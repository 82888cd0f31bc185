"""Judges whether quotes support a sentence, without a language model by default."""

import importlib
from collections.abc import Sequence
from typing import Protocol

from app.support import LexicalJudge, symbols

__all__ = ["Judge", "JudgeError", "LexicalJudge", "load_judge", "symbols"]


class Judge(Protocol):
    """Says whether quotes support a sentence; the report names it."""

    @property
    def name(self) -> str:
        """What the report calls it."""
        ...

    def supports(self, sentence: str, quotes: Sequence[str]) -> bool:
        """Says whether the quotes, taken together, say what the sentence says."""
        ...


class JudgeError(Exception):
    """The judge that was named cannot be used; the message says why."""


def load_judge(named: str) -> Judge:
    """Gives a judge by name.

    Args:
        named: ``lexical``, or ``module:attribute`` of an object with ``name`` and ``supports``, or of
            a class that makes one without arguments.

    Raises:
        JudgeError: if there is none.
    """
    if named == LexicalJudge.name:
        return LexicalJudge()
    module, _, attribute = named.partition(":")
    try:
        found = getattr(importlib.import_module(module), attribute)
    except (ImportError, AttributeError, ValueError) as error:
        raise JudgeError(
            f"There is no judge {named!r} ({error}); name 'lexical' or MODULE:ATTRIBUTE."
        ) from error
    judge: Judge = found() if isinstance(found, type) else found
    if not callable(getattr(judge, "supports", None)) or not getattr(judge, "name", ""):
        raise JudgeError(f"{named!r} is no judge: it needs a name and a method supports(sentence, quotes).")
    return judge
