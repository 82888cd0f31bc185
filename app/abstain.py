"""When not to answer, and how sure an answer is."""

import json
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from app.citations import Reason
from app.question import Question
from app.rerank import code_match, codes_of
from app.retrieve import ABOVE, Retrieved
from app.sentence_scores import Chosen
from app.sources import missing, of_another_year, other_year, wanting
from app.weigher import Weigher
from ingest.codes import Code, is_whole_code
from ingest.library import Library

#: Of a code that a row of a table spells out.
SURE_OF_TABLE = 0.98
#: More words than this make a question no clearer.
WORDS = 10
#: The gap where there is no other passage.
LONE_GAP = 0.3
_STANDARD = re.compile(r"[A-Z]{2,}-?\d+")
_MODEL = Path(__file__).with_name("confidence.json")


@dataclass(frozen=True)
class Doubt:
    """What speaks for and against an answer.

    Attributes:
        coverage: share of the question's words, by weight, that the best sentence and its heading cover.
        union: the same of the first five passages together.
        similarity: cosine of the best sentence and the question.
        score: score of the best sentence.
        gap: by how much it is better than the best sentence of another passage.
        found: score of its passage.
        first: whether its passage is the first one.
        code_named: how well it fits the asked codes.
        unknown_names: whether the question leans on a name that the library does not have.
        absent_names: whether it leans on one that the passage does not have.
        only_code: how much of the question the sentence leaves open beside its code; 0 without a code.
        row: whether it is a row of a table.
        nearest: cosine of the nearest passage and the question.
        words: how many words and codes the question has, in tens, ten at most.
        foreign: whether the question asks for something out of a source, or a year, that it is not of.
    """

    coverage: float
    union: float
    similarity: float
    score: float
    gap: float
    found: float
    first: float
    code_named: float
    unknown_names: float
    absent_names: float
    only_code: float
    row: float
    nearest: float
    words: float
    foreign: float

    def features(self) -> dict[str, float]:
        """The features by the names the models use; `foreign` is no matter of degree."""
        return {name: value for name, value in vars(self).items() if name != "foreign"}


@dataclass(frozen=True)
class Model:
    """A logistic regression that was fitted by ``eval/fit_confidence.py``, as ``confidence.json`` has it."""

    intercept: float
    coefficients: dict[str, float]

    def probability(self, features: dict[str, float]) -> float:
        """Gives the probability of what it was fitted on."""
        logit = self.intercept + sum(self.coefficients[name] * features[name] for name in self.coefficients)
        return 1 / (1 + math.exp(-logit))


@cache
def _fitted() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(_MODEL.read_text(encoding="utf-8"))
    return loaded


@cache
def _model(name: str) -> Model:
    return Model(**_fitted()[name])


@cache
def threshold() -> float:
    """The probability of an answer being there below which the answerer abstains."""
    return float(_fitted()["threshold"])


def answerable(doubt: Doubt) -> float:
    """Gives the probability that the library answers the question."""
    return _model("answerable").probability(doubt.features())


def is_abbreviation(name: str) -> bool:
    """Says whether a name is short for words that a document may write out ("CHF", "T2DM")."""
    return name.replace("/", "").isalnum() and name.upper() == name and len(name) <= 5


def _is_unknown(library: Library, name: str) -> bool:
    return not library.fulltext.has_phrase(name) and not library.rowtext.has_phrase(name)


def unknown_names(library: Library, question: Question) -> list[str]:
    """Lists names and labels of the question that stand nowhere in the library."""
    return [name for name in question.names if _is_unknown(library, name)]


def unknown_standards(library: Library, question: Question) -> list[str]:
    """Lists numbered standards that the library does not have, such as "ICD-11": another is no answer."""
    return [name for name in question.names if _STANDARD.fullmatch(name) and _is_unknown(library, name)]


def unknown_codes(question: Question, roles: dict[str, dict[str, str]]) -> list[Code]:
    """Lists whole codes and modifiers of the question that no document names, a range that covers them aside.

    A modifier counts where it alone is asked for, since a fee schedule answers for "63102-62" without naming
    it; in lower case it may be a word: "modifiers on each". Of a range in the question only its ends are
    named; between them not every number is a code.
    """
    alone = all(code.system == "modifier" for code in question.codes)
    return [
        code
        for code in question.codes
        if (is_whole_code(code) or (alone and code.text in question.text))
        and code.text in question.text.upper()
        and not any(role not in ("ranged", ABOVE) for role in roles[code.text].values())
    ]


def is_about_other_codes(question: Question, best: Chosen) -> bool:
    """Says whether codes were asked for and the best sentence has nothing to do with any of them.

    A rule for diagnoses that names no code at all is for every one: "do not code what is suspected".
    """
    whole = [code for code in question.codes if is_whole_code(code)]
    if not whole or code_match(question, best.found, best.start, best.end) > 0:
        return False
    general = all(code.system == "ICD-10-CM" for code in whole) and not codes_of(best.text)
    return not general or bool(best.cells)


def weigh(
    library: Library,
    question: Question,
    weigher: Weigher,
    found: Sequence[Retrieved],
    scored: Sequence[Chosen],
) -> Doubt:
    """Measures the doubt about an answer.

    Args:
        library: what answers.
        question: what is asked.
        weigher: of the question.
        found: the passages, best first.
        scored: their sentences, best first; at least one.
    """
    best = scored[0]
    passage = best.found.placed.passage
    other = next((one for one in scored if one.found.placed.passage.id != passage.id), None)
    words = f"{passage.breadcrumb} {passage.text}".lower()
    absent = [n for n in question.names if not is_abbreviation(n) and n.lower() not in words]
    unknown = unknown_names(library, question)
    first = [one.placed.passage for one in found[:5]]
    together = " ".join(one.text for one in first), " ".join(one.breadcrumb for one in first)
    return Doubt(
        coverage=best.coverage,
        union=weigher.coverage(*together),
        similarity=max(best.similarity, 0.0),
        score=best.score,
        gap=best.score - other.score if other else LONE_GAP,
        found=best.found.score,
        first=float(best.found.rank == 1),
        code_named=max(code_match(question, best.found, best.start, best.end), 0.0)
        if question.codes
        else 1.0,
        unknown_names=float(any(not is_abbreviation(name) for name in unknown)),
        absent_names=float(bool(absent)),
        only_code=1.0 - best.coverage if any(is_whole_code(code) for code in question.codes) else 0.0,
        row=float(bool(best.cells)),
        nearest=max(max(one.similarity for one in found), 0.0),
        words=min(len(question.stems), WORDS) / WORDS,
        foreign=float(bool(missing(question, best) or other_year(question, best))),
    )


def confidence(doubt: Doubt) -> float:
    """Gives the probability that an answer is right."""
    return _model("right").probability(doubt.features())


def confidence_of_lookup(named: float, covered: float) -> float:
    """Gives the probability that looked-up cells are what was asked, from how well the columns fit.

    Args:
        named: share of the best column's name that the question says.
        covered: share of the question's words that the columns account for.
    """
    return 0.75 + 0.12 * named + 0.12 * covered


def lacking(question: Question, best: Chosen) -> str:
    """Words an abstention that names the source or the year to upload; empty where none is missing."""
    source, year = missing(question, best), other_year(question, best)
    if source is not None:
        return wanting(source)
    return of_another_year(year) if year else ""


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
        do = "does" if len(unknown) == 1 else "do"
        return (
            f"The uploaded material does not answer this: {listed} {do} not occur in it."
            " Upload a document that covers it; the nearest passages are shown."
        )
    return "The uploaded material does not answer this; the nearest passages are shown."
