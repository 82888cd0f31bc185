"""A question for a measure is not answered by sentences without one."""

import pytest

from app.answer import Assistant
from ingest.documents import Block, Document
from ingest.library import Library


@pytest.fixture
def manual(library: Library) -> Assistant:
    texts = (
        "CPT code 99214 is an office visit of an established patient and shall not be reported with 99238.",
        "CPT code 99238 is a discharge visit, and takes 30 minutes or less of the day of discharge.",
        "The global period of a major procedure such as CPT code 27447 is ninety days.",
    )
    blocks = tuple(Block(text, ("Visits", f"Rule {n}"), f"Rule {n}", 1) for n, text in enumerate(texts))
    library.put(Document("manual.md", "Manual of visits", "0" * 64, blocks), "manual.md")
    return Assistant(library)


@pytest.mark.parametrize(
    "question",
    [
        "How many minutes is an office visit of an established patient, 99214?",
        "How many hours does the established patient office visit 99214 take?",
    ],
)
def test_without_the_measure_in_a_sentence_it_abstains(manual: Assistant, question: str) -> None:
    answer = manual.ask(question)
    assert (answer.abstained, answer.reason) == (True, "not_in_library")
    assert answer.nearest


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("How many minutes is the discharge visit 99238?", "30 minutes"),
        ("How many days is the global period of the major procedure 27447?", "ninety days"),
        ("May 99214, an office visit, be reported with 99238?", "shall not be reported"),
    ],
)
def test_with_it_or_without_asking_for_it_it_answers(manual: Assistant, question: str, words: str) -> None:
    answer = manual.ask(question)
    assert not answer.abstained
    assert words in answer.answer
