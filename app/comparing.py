"""Questions that name two or more codes and ask nothing else of them: what each of them is.

"What is the difference between modifiers 51 and 59?" seldom has a sentence that says it; what each of the two
means nearly always has.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from app.draft import Draft
from app.question import Question, content_stems
from app.rerank import codes_of
from app.sentence_scores import Chosen

#: Of each code no more sentences are quoted than this, besides those that answer.
CONTEXT = 2
#: More codes than this are a list, not a comparison.
MOST = 4
#: What such a question says beside its codes.
_COMPARES = frozenset(
    content_stems("vs versus difference differ different diff compare compared modifier mod cpt hcpcs")
)
_DIFFER = re.compile(r"\b(?:compar\w*|differ\w*|vs|versus)\b", re.IGNORECASE)
#: Asks what may be done with two codes together, which a rule says.
_OF_BOTH = re.compile(
    r"\b(?:with|w/|together|same|bill\w*|report\w*|bundl\w*|unbundl\w*|pays?|paid|payable|allowed|edits?)\b",
    re.IGNORECASE,
)


def sides(question: Question) -> tuple[str, ...]:
    """Asks of each code what it is.

    Args:
        question: what is asked.

    Returns:
        A question for each code; empty where it names one code, a code with its modifier, or asks
        something else of them.
    """
    of_both = _OF_BOTH.search(question.text) and not _DIFFER.search(question.text)
    if not 1 < len(question.codes) <= MOST or of_both:
        return ()
    if len({code.system == "modifier" for code in question.codes}) > 1:  # "59 on 45380 or on 45385?"
        return ()
    text = question.text.upper()
    codes = sorted(question.codes, key=lambda code: (text.find(code.text), code.text))
    if any(code.text not in text for code in codes):  # a range, with what lies in it
        codes.sort(key=lambda code: code.text)
    named = set(content_stems(" ".join(code.text for code in codes)))
    if set(question.stems) - named - _COMPARES:
        return ()
    return tuple(f"What is {'modifier ' if code.system == 'modifier' else ''}{code.text}?" for code in codes)


def shortened(draft: Draft, opens: int) -> Draft:
    """Leaves of what is said about one code what answers, and a little of the rest of its rule.

    Args:
        draft: about that code.
        opens: how many of its first sentences answer.
    """
    return replace(draft, chosen=draft.chosen[: opens + CONTEXT], opens=opens)


def speaks_of_all(question: Question, chosen: Sequence[Chosen]) -> bool:
    """Says whether sentences name every code that a question asks about."""
    named = set().union(*(codes_of(one.said) for one in chosen))
    return {code.text for code in question.codes} <= named
