"""Tests of abstention: the fitted models, and what speaks against an answer."""

import json
from dataclasses import fields, replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import abstain
from app.abstain import Doubt, answerable, confidence
from app.answer import Assistant

FITTED = json.loads((Path(abstain.__file__).parent / "confidence.json").read_text(encoding="utf-8"))
SURE = Doubt(1.0, 1.0, 0.9, 1.6, 0.4, 0.9, 1.0, 1.0, 0.0, 0.0, 0.0, 0.0, 0.9, 0.8, 0.0)
share = st.floats(0, 1)


def test_the_models_know_every_feature_and_carry_their_figures() -> None:
    names = {field.name for field in fields(Doubt)} - {"foreign"}
    assert names == set(FITTED["answerable"]["coefficients"]) == set(FITTED["right"]["coefficients"])
    for model in ("answerable", "right"):
        figures = FITTED["figures"][model]
        assert figures["rows"] >= 200
        assert figures["auc"] > 0.7
        assert figures["calibration_error"] < 0.1


@given(st.tuples(*[share] * len(fields(Doubt))))
def test_a_probability_is_one(values: tuple[float, ...]) -> None:
    doubt = Doubt(*values)
    assert 0 < answerable(doubt) < 1
    assert 0 < confidence(doubt) < 1


@pytest.mark.parametrize("name", ["unknown_names", "absent_names", "row"])
def test_what_speaks_against_an_answer_lowers_its_chance(name: str) -> None:
    worse = replace(SURE, **{name: 1.0})
    assert answerable(worse) < answerable(SURE)


def test_better_evidence_raises_the_chance() -> None:
    worse = replace(SURE, coverage=0.2, union=0.3, similarity=0.3, score=0.6, gap=0.0, found=0.4)
    assert answerable(worse) < answerable(SURE)
    assert confidence(worse) < confidence(SURE)


@pytest.mark.parametrize(
    "question",
    [
        "What did the hospital cafeteria serve on Tuesday?",
        "Which locomotive pulls the Trans-Siberian express?",
        "Is 63109 payable?",
    ],
)
def test_what_no_document_says_is_not_answered(starter: Assistant, question: str) -> None:
    answer = starter.ask(question)
    assert answer.abstained
    assert not answer.sentences
    assert answer.reason in ("not_in_library", "unknown_code")


def test_the_ends_of_a_range_are_asked_about_not_every_number_between(starter: Assistant) -> None:
    answer = starter.ask("How do 63101-63103 belong together?")
    assert answer.reason != "unknown_code"
