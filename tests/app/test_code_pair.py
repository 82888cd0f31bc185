"""Two codes in one question: what names both goes first, and what does not is said to."""

import pytest

from app.answer import Assistant
from app.code_pair import ONE_OF_TWO, both_first, pair_of
from app.question import understand
from ingest.documents import Block, Document
from ingest.library import Library

RULES = (
    "CPT code 43235 is a diagnostic endoscopy, and shall not be reported with a guidance code for a capsule.",
    "CPT code 43239 is an endoscopy with biopsy of the stomach.",
    "CPT code 31231 is a diagnostic nasal endoscopy and is included in CPT codes 31237-31240 at one session.",
)


@pytest.fixture
def manual(library: Library) -> Assistant:
    blocks = tuple(Block(text, ("Endoscopy", f"Rule {n}"), f"Rule {n}", 1) for n, text in enumerate(RULES))
    library.put(Document("manual.md", "Manual of endoscopy", "0" * 64, blocks), "manual.md")
    return Assistant(library)


@pytest.mark.parametrize(
    ("question", "pair"),
    [
        ("Can 43235 be billed with 43239?", {"43235", "43239"}),
        ("52000 with 52332", {"52000", "52332"}),
        ("63101-63103 what are they", set()),
        ("What is 43235?", set()),
        ("45380-59 with 45385", {"45380", "45385"}),
        ("I10 with I11.9", set()),
    ],
)
def test_a_pair_is_two_procedures_that_were_typed(question: str, pair: set[str]) -> None:
    assert pair_of(understand(question)) == pair


def test_an_answer_about_one_of_them_says_so_and_is_less_sure(manual: Assistant) -> None:
    answer = manual.ask("Can 43235 be reported with 43239?")
    assert not answer.abstained
    assert any("names 43235 and 43239 together" in note for note in answer.notes)
    assert answer.confidence <= ONE_OF_TWO


def test_a_sentence_with_both_needs_no_note_be_it_by_a_range(manual: Assistant) -> None:
    answer = manual.ask("Is 31231 included in 31240 at one session?")
    assert "31231 is a diagnostic nasal endoscopy" in answer.sentences[0].text
    assert not any("together" in note for note in answer.notes)


def test_of_no_sentences_none_goes_first() -> None:
    assert both_first(understand("Can 43235 be billed with 43239?"), []) == []
