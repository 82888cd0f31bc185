"""What is sought must be said: a modifier, a CPT code that is it, ICD-10-PCS by what is of PCS."""

import pytest

from app.answer import Assistant
from app.question import understand
from app.sought_said import asks_of_pcs
from ingest.documents import Block, Document
from ingest.library import Library

CPT = (
    "CPT code 24361 (Arthroplasty, elbow; with distal humeral prosthetic replacement) is of a total joint.",
    "CPT code 27447 (Arthroplasty, knee, condyle and plateau; total knee arthroplasty) is a major procedure.",
    "A laparoscopic procedure that is converted to an open procedure is reported by the open one alone.",
    "Reduced services are services of which the physician did a part; they are reported with modifier 52.",
)
PCS = (
    "In ICD-10-PCS a laparoscopic procedure that is converted to an open procedure is coded as an inspection"
    " and an open procedure.",
)


def _put(library: Library, name: str, title: str, texts: tuple[str, ...]) -> None:
    blocks = tuple(Block(text, (title, f"Rule {n}"), f"Rule {n}", 1) for n, text in enumerate(texts))
    library.put(Document(name, title, name.ljust(64, "0"), blocks), name)


@pytest.fixture
def assistant(library: Library) -> Assistant:
    _put(library, "manual.md", "Manual of procedures", CPT)
    _put(library, "pcs-guidelines.md", "ICD-10-PCS guidelines", PCS)
    return Assistant(library)


def test_a_cpt_code_is_told_where_a_sentence_says_that_it_is_what_is_sought(assistant: Assistant) -> None:
    answer = assistant.ask("What is the CPT code for total knee arthroplasty?")
    assert answer.sentences[0].text.startswith("CPT code 27447")


def test_the_code_of_something_else_is_no_answer(assistant: Assistant) -> None:
    answer = assistant.ask("What is the CPT code for total shoulder arthroplasty?")
    assert answer.abstained
    assert answer.nearest


def test_a_modifier_that_is_sought_stands_in_the_answer(assistant: Assistant) -> None:
    answer = assistant.ask("Which modifier is for reduced services?")
    assert "modifier 52" in answer.sentences[0].text


def test_a_question_of_pcs_is_answered_by_what_is_of_pcs(assistant: Assistant) -> None:
    answer = assistant.ask("How is a laparoscopic procedure converted to open coded in PCS?")
    assert {one.document for one in answer.citations} == {"pcs-guidelines.md"}
    assert answer.citations[0].rank == 1


def test_the_right_modifier_is_no_right_side(library: Library) -> None:
    _put(library, "sides.md", "Sides", ("Modifier LT is for a procedure on the left side of the body.",))
    answer = Assistant(library).ask("Is LT the right modifier for a procedure on one side of the body?")
    assert "Modifier LT" in answer.answer
    asked = Assistant(library).ask("Which modifier is for a procedure on the right side of the body?")
    assert "Modifier LT" not in asked.answer


@pytest.mark.parametrize(
    ("question", "of_pcs"),
    [
        ("root operation for a liver biopsy", True),
        ("which approach value is laparoscopic", True),
        ("PCS code for cardioversion", True),
        ("Is the NCCI rule the same as in PCS?", False),
        ("What is the approach to an appeal?", False),
    ],
)
def test_what_is_of_pcs(question: str, of_pcs: bool) -> None:
    assert asks_of_pcs(understand(question)) == of_pcs
