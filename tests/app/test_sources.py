"""Tests of sources: what a question asks out of a table is not answered by what stands near it."""

import re
from pathlib import Path

import pytest

from app.answer import Assistant
from app.question import understand
from app.sources import sources
from ingest.library import Library
from ingest.refresh import ingest


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


@pytest.mark.parametrize(
    "question",
    [
        "Which code for HCC of the liver?",
        "COVID pos at delivery, which code?",
        "Which code for an NGS panel?",
        "AF with RAF on admission",
        "Is cost a factor in choosing a code?",
    ],
)
def test_words_that_only_look_like_a_source_ask_for_none(question: str) -> None:
    asked = understand(question)
    assert not [s.name for s in sources() if s.asks.search(asked.text) or s.asks.search(asked.search_text)]


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("Does the edit apply for Medicaid?", "The edits apply to Medicaid claims."),
        ("What does united healthcare say?", "UnitedHealthcare pays for both surgeons."),
        ("What does UHC say?", "UnitedHealthcare pays for both surgeons."),
        ("What does BCBS say?", "Blue Cross pays for both surgeons."),
    ],
)
def test_a_payer_is_known_by_any_of_its_names(question: str, sentence: str) -> None:
    asking = [source for source in sources() if source.asks.search(question)]
    assert asking
    assert all(re.search(source.holds, sentence, re.IGNORECASE) for source in asking)


def test_a_rule_in_force_since_a_year_answers_for_a_later_one(tmp_path: Path, library: Library) -> None:
    text = "# Policy\n## Visits\nSince January 2024 the visit complexity code G2211 is paid separately.\n"
    (tmp_path / "policy.md").write_text(text, encoding="utf-8")
    assert not ingest(library, [tmp_path / "policy.md"]).failed
    answer = Assistant(library).ask("Is the visit complexity code G2211 paid separately in 2025?")
    assert not answer.abstained
