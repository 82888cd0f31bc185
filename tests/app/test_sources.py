"""Tests of sources: what a question asks out of a table is not answered by what stands near it."""

import re

import pytest

from app.answer import Assistant
from app.sources import sources


def test_every_pattern_is_one_and_finds_its_own_words() -> None:
    for source in sources():
        held = re.sub(r"\{who\}", "x", source.holds)
        assert re.compile(held)
        assert source.upload
        assert not re.search(r"\d", source.upload)  # nothing could be cited for a figure


@pytest.mark.parametrize(
    ("question", "upload"),
    [
        ("What is the MUE value of 63102?", "Medically Unlikely Edits"),
        ("Which APC does 29881 fall in?", "OPPS"),
        ("What does Cigna say about 63102?", "payer's policy"),
        ("How much does Medicare pay in dollars for 63102?", "payment amounts"),
        ("Which MS-DRG follows from 63102?", "DRG"),
    ],
)
def test_what_to_upload_is_named(starter: Assistant, question: str, upload: str) -> None:
    answer = starter.ask(question)
    assert answer.abstained
    assert answer.reason == "not_in_library"
    assert upload in answer.answer


def test_a_question_about_a_source_is_answered(starter: Assistant) -> None:
    answer = starter.ask("Does an LCD bind a commercial payer?")
    assert not answer.abstained
    assert "LCD" in answer.answer


def test_another_year_is_not_answered_from_this_one(starter: Assistant) -> None:
    answer = starter.ask("What is the work RVU of 63102 in 2031?")
    assert answer.abstained
    assert "2031" in answer.answer
