"""Deliberately broken answerers score as badly as they should, on a small real library."""

import random

import pytest

from app.citations import Answer
from eval.baseline import FullTextOnly, Tutorial
from eval.measures import FAMILIES
from eval.result import Result
from eval.run import Answerer, run
from ingest.library import Library
from tests.eval.making import RULES, gold, rules


class AlwaysAbstains:
    def ask(self, question: str, *, top_k: int = 10) -> Answer:
        return Answer(question=question, answer="I cannot say.", abstained=True, confidence=0.9)


class Changes:
    """Changes the answers of a sound answerer."""

    def __init__(self, inner: Answerer) -> None:
        self.inner = inner

    def ask(self, question: str, *, top_k: int = 10) -> Answer:
        return self.change(self.inner.ask(question, top_k=top_k))

    def change(self, answer: Answer) -> Answer:
        raise NotImplementedError


class ChangesACode(Changes):
    def change(self, answer: Answer) -> Answer:
        digit = str.maketrans("3", "8")
        sentences = [one.model_copy(update={"text": one.text.translate(digit)}) for one in answer.sentences]
        return answer.model_copy(update={"answer": answer.answer.translate(digit), "sentences": sentences})


class CitesAtRandom(Changes):
    """Keeps the sentences and cites another passage for them."""

    def change(self, answer: Answer) -> Answer:
        other = random.Random(answer.question).choice(answer.nearest)
        cited = other.model_copy(update={"n": 1})
        rest = [*answer.citations, *(one for one in answer.nearest if one is not other)]
        return answer.model_copy(update={"citations": [cited], "nearest": rest})


class Misquotes(Changes):
    def change(self, answer: Answer) -> Answer:
        cited = [one.model_copy(update={"start": one.start + 1}) for one in answer.citations]
        return answer.model_copy(update={"citations": cited})


class Raises:
    def ask(self, question: str, *, top_k: int = 10) -> Answer:
        raise RuntimeError("the model fell over")


@pytest.fixture
def filled(library: Library) -> Library:
    library.put(rules(), "here")
    return library


def value(result: Result, measure: str) -> float:
    found = result.summary[measure].value
    assert found is not None
    return found


def score(answerer: Answerer) -> Result:
    return run(answerer, gold(), name="test", quiet=True)


@pytest.mark.parametrize("baseline", [FullTextOnly, Tutorial])
def test_always_answering_the_top_passage_is_quoted_well_and_never_abstains(
    filled: Library, baseline: type[FullTextOnly] | type[Tutorial]
) -> None:
    result = score(baseline(filled))
    assert result.failed == []
    assert value(result, "evidence_recall@10") == 1
    assert value(result, "verbatim") == 1
    assert value(result, "citation_recall") == 1
    assert value(result, "unsupported_codes") == 0
    assert value(result, "abstention_recall") == value(result, "abstention_f1") == 0
    assert [row["right"] for row in result.rows if row["kind"] == "unanswerable"] == [False, False]


def test_always_abstaining_finds_nothing_and_is_not_precise() -> None:
    result = score(AlwaysAbstains())
    assert value(result, "evidence_recall@10") == value(result, "answer_contains") == 0
    assert value(result, "abstention_recall") == 1
    assert value(result, "abstention_precision") == pytest.approx(2 / 6)
    assert result.summary["citation_recall"].n == 0
    assert result.summary["citation_recall"].value is None
    assert value(result, "calibration_error") == pytest.approx(0.9 - 2 / 6)


def test_a_changed_code_is_unsupported(filled: Library) -> None:
    result = score(ChangesACode(FullTextOnly(filled)))
    assert value(result, "unsupported_codes") > 0
    assert value(result, "citation_recall") < 1
    assert value(result, "citation_precision") < 1


def test_a_random_citation_supports_nothing(filled: Library) -> None:
    sound = score(FullTextOnly(filled))
    result = score(CitesAtRandom(FullTextOnly(filled)))
    assert value(result, "citation_recall") == value(result, "citation_precision") == 0
    assert sum(bool(row["right"]) for row in result.rows) < sum(bool(row["right"]) for row in sound.rows)


def test_a_quote_out_of_place_is_not_verbatim(filled: Library) -> None:
    assert value(score(Misquotes(FullTextOnly(filled))), "verbatim") == 0


def test_a_row_that_raises_is_a_failed_row_and_scores_as_nothing() -> None:
    result = score(Raises())
    assert len(result.failed) == len(result.rows) == 6
    assert result.failed[0].error == "RuntimeError: the model fell over"
    assert result.rows[0]["answer"] is None
    for measure in ("evidence_recall@10", "answer_contains", "citation_recall", "abstention_f1"):
        assert value(result, measure) == 0
    assert result.summary["calibration_error"].n == result.summary["latency_ms_p50"].n == 0


def test_every_value_has_its_n_and_interval(filled: Library) -> None:
    first, again = (
        score(FullTextOnly(filled)),
        run(FullTextOnly(filled), gold(), name="x", jobs=3, quiet=True),
    )
    for name, measured in first.summary.items():
        assert measured.n > 0 or name == "false_premise_caught"
        if measured.value is not None:
            assert measured.low is not None
            assert measured.high is not None
            assert measured.low <= measured.value <= measured.high
        if not name.startswith("latency"):
            assert again.summary[name] == measured
    assert len(FAMILIES) == 11


def test_the_tutorial_quotes_chunks_of_the_documents_with_their_section(filled: Library) -> None:
    answer = Tutorial(filled).ask("How often is 63103 reported?")
    assert RULES[0] in answer.citations[0].passage
    assert answer.citations[0].document == "rules.md"
    assert answer.citations[0].passage[answer.citations[0].start : answer.citations[0].end]
    assert 0 < answer.confidence <= 1
