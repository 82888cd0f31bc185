"""Two codes in one question: "Can 43235 be billed with 43239?" is answered by what names them both.

A rule about one of them and something else shares as many words with the question. Where nothing that is
quoted names both, that is said, and the answer is worth less.
"""

import re
from collections.abc import Sequence

from app.question import Question
from app.rerank import codes_of
from app.sentence_scores import Chosen
from ingest.codes import is_whole_code

#: A sentence that names both is said first where it scores this share of the best.
FIRST = 0.7
#: What is left of the confidence in an answer that names only one of them.
ONE_OF_TWO = 0.7
#: Sentences that open an answer, of which one must name both.
OPENING = 2
_SYSTEMS = ("CPT", "HCPCS")


def pair_of(question: Question) -> frozenset[str]:
    """Gives the two procedure codes that a question typed; empty where it has another number of them."""
    typed = question.text.upper()
    codes = {
        code.text
        for code in question.codes
        if code.system in _SYSTEMS and is_whole_code(code) and code.text in typed
    }
    is_range = re.search(r"\d{4}[\dFTU]\s*[-–]\s*\d{4}[\dFTU]", typed)
    return frozenset(codes) if len(codes) == 2 and not is_range else frozenset()


def names_both(one: Chosen, pair: frozenset[str]) -> bool:
    """Says whether a sentence names both codes, be it by a written range."""
    return pair <= codes_of(one.text)


def both_first(question: Question, scored: Sequence[Chosen]) -> list[Chosen]:
    """Puts the sentences that name both codes of a question before others that are little better.

    Args:
        question: what is asked.
        scored: sentences, best first.
    """
    pair = pair_of(question)
    if not pair or not scored:
        return list(scored)
    least = FIRST * scored[0].score
    return sorted(scored, key=lambda one: not (one.score >= least and names_both(one, pair)))


def note(question: Question, chosen: Sequence[Chosen]) -> str | None:
    """Says that nothing which is quoted names both codes of a question; None where something does."""
    pair = pair_of(question)
    if not pair or any(names_both(one, pair) for one in chosen[:OPENING]):
        return None
    return f"No sentence quoted here names {' and '.join(sorted(pair))} together; each is about one of them."
