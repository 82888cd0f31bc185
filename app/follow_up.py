"""What a follow-up leaves unsaid, taken from the conversation.

"And for each additional segment?" means the code of the question before; "And 63103?" means that question,
asked of another code. A question that stands on its own is left as it is.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.codes import Code, find_asked_codes

#: Words that open a follow-up, in the languages of the page.
_OPENS = re.compile(
    r"^\W*(?:and|or|also|but|then|so|what about|how about|what if|why|same|et|mais|y|pero|und|oder|aber|а|и"
    r"|или|còn|và|hay|at|paano|그럼|그리고|그러면|那么|那|还有|و|وماذا|ماذا عن)(?:\s|(?<=[那]))",
    re.IGNORECASE,
)
_REFERS = re.compile(
    r"\b(it|its|(?:that|this|the|same) (?:code|one|modifier|procedure)|them|those|their)\b", re.IGNORECASE
)
#: "And what is the global period of 27447?" asks something of its own; "and what about 27447?" does not.
_ASKS = re.compile(
    r"\b(?:what|how)\b(?!\s+(?:about|if)\b)|\b(?:which|who|whose|when|where|why)\b", re.IGNORECASE
)
#: A follow-up that names a code of its own and so many other words at most asks the same of that code.
FEW = 4
_WORD = re.compile(r"[^\W\d_]{2,}")
_JOINS = frozenset(
    "and or also but then so what about how if why same for the with of to in an is it".split()  # noqa: SIM905
)


@dataclass(frozen=True)
class Resolved:
    """A question with what it leaves unsaid.

    Attributes:
        text: what to search for.
        codes: the codes it is about.
    """

    text: str
    codes: tuple[Code, ...]


def resolve(text: str, history: Sequence[str] = ()) -> Resolved:
    """Completes a question from the questions before it.

    Args:
        text: what was typed.
        history: earlier questions of the conversation, oldest first.

    Returns:
        The question itself where it stands on its own; else with the codes of the question before it, or
        with its words where it has none; of a follow-up that is hardly more than a code, the question
        before it with that code in place of its own.
    """
    own = tuple(find_asked_codes(text))
    if not history or not (_OPENS.search(text) or (not own and _REFERS.search(text))):
        return Resolved(text, own)
    before = resolve(history[-1], history[:-1])
    if not own:
        # What it asks of the codes is its own; without codes, its subject is that of the question before.
        subject = " ".join(code.text for code in before.codes) or before.text
        return Resolved(f"{subject} {text}" if subject == before.text else f"{text} {subject}", before.codes)
    said = [word for word in _WORD.findall(text.lower()) if word not in _JOINS]
    if len(said) > FEW or _ASKS.search(text):
        return Resolved(text, own)
    kept = [one for one in before.codes if one.system not in {code.system for code in own}]
    return Resolved(f"{_without(before.text, before.codes)} {text}", (*own, *kept))


def _without(text: str, codes: Sequence[Code]) -> str:
    """Takes codes out of a text; the follow-up's own stand in their place."""
    for code in codes:
        text = re.sub(rf"(?<!\w){re.escape(code.text)}(?!\w)", " ", text, flags=re.IGNORECASE)
    return " ".join(text.split())
