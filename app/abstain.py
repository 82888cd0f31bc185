"""When not to answer, and how sure an answer is."""

import json
import math
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from app.choose import Chosen
from app.citations import Reason
from app.question import Question
from app.rerank import code_match
from ingest.codes import Code, is_whole_code
from ingest.library import Library

#: Of a code that a row of a table spells out.
SURE_OF_TABLE = 0.98
_MODEL = Path(__file__).with_name("confidence.json")


@dataclass(frozen=True)
class Doubt:
    """What speaks for and against the best sentence; each feature is 0 to 1."""

    coverage: float
    similarity: float
    passage_similarity: float
    code_named: float
    unknown_names: float
    unknown_abbreviations: float
    absent_names: float

    def features(self) -> dict[str, float]:
        """The features by the names the confidence model uses."""
        return dict(vars(self))


@cache
def _model() -> dict[str, float]:
    loaded: dict[str, float] = json.loads(_MODEL.read_text(encoding="utf-8"))["coefficients"]
    return loaded


@cache
def threshold() -> float:
    """The confidence below which the answerer abstains."""
    return float(json.loads(_MODEL.read_text(encoding="utf-8"))["threshold"])


def is_abbreviation(name: str) -> bool:
    """Says whether a name is short for words that a document may write out ("CHF", "T2DM")."""
    return name.replace("/", "").isalnum() and name.upper() == name and len(name) <= 5


def unknown_names(library: Library, question: Question) -> list[str]:
    """Lists names and labels of the question that stand nowhere in the library."""
    return [
        name
        for name in question.names
        if not library.fulltext.has_phrase(name) and not library.rowtext.has_phrase(name)
    ]


def unknown_codes(question: Question, roles: dict[str, dict[str, str]]) -> list[Code]:
    """Lists whole codes of the question that no document names, a range that covers them aside.

    Of a range in the question only its ends are named; between them not every number is a code.
    """
    return [
        code
        for code in question.codes
        if is_whole_code(code)
        and code.text in question.text.upper()
        and not any(role != "ranged" for role in roles[code.text].values())
    ]


def is_about_other_codes(question: Question, best: Chosen) -> bool:
    """Says whether codes were asked for and the best sentence has nothing to do with any of them."""
    whole = any(is_whole_code(code) for code in question.codes)
    return whole and code_match(question, best.found, best.start, best.end) <= 0


def weigh(library: Library, question: Question, best: Chosen) -> Doubt:
    """Measures the doubt about an answer from its best sentence."""
    passage = best.found.placed.passage
    unknown = unknown_names(library, question)
    words = f"{passage.breadcrumb} {passage.text}".lower()
    absent = [n for n in question.names if not is_abbreviation(n) and n.lower() not in words]
    return Doubt(
        coverage=best.coverage,
        similarity=max(best.similarity, 0.0),
        passage_similarity=max(best.found.similarity, 0.0),
        code_named=max(code_match(question, best.found, best.start, best.end), 0.0)
        if question.codes
        else 1.0,
        unknown_names=float(any(not is_abbreviation(name) for name in unknown)),
        unknown_abbreviations=float(any(is_abbreviation(name) for name in unknown)),
        absent_names=float(bool(absent)),
    )


def confidence(doubt: Doubt) -> float:
    """Gives the probability that an answer is right, by a logistic model of the features.

    The coefficients, and how they came about, stand in ``confidence.json``.
    """
    model = _model()
    logit = model["intercept"] + sum(model[name] * value for name, value in doubt.features().items())
    return 1 / (1 + math.exp(-logit))


def confidence_of_lookup(named: float, covered: float) -> float:
    """Gives the probability that looked-up cells are what was asked, from how well the columns fit.

    Args:
        named: share of the best column's name that the question says.
        covered: share of the question's words that the columns account for.
    """
    return 0.75 + 0.12 * named + 0.12 * covered


def sentence(reason: Reason, unknown: list[str]) -> str:
    """Words an abstention.

    Args:
        reason: why there is no answer.
        unknown: the codes or names that the library does not know.

    Returns:
        A sentence for the coder.
    """
    listed = ", ".join(unknown)
    if reason == "unknown_code":
        noun, verb = ("code", "is") if len(unknown) == 1 else ("codes", "are")
        return (
            f"The {noun} {listed} {verb} in no document of this library, so there is nothing to quote;"
            " check the code, or upload a document that has it."
        )
    if unknown:
        return (
            f"The uploaded material does not answer this: {listed} does not occur in it."
            " Upload a document that covers it; the nearest passages are shown."
        )
    return "The uploaded material does not answer this; the nearest passages are shown."
