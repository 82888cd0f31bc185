"""The questions of issue 2 and their like, on the starter library and the public PDFs."""

import pytest

from app.answer import Assistant
from app.citations import Answer
from ingest.documents import Block, Document
from ingest.library import Library


def check(answer: Answer) -> None:
    """What must hold of every answer, right or wrong."""
    shown = [*answer.citations, *answer.nearest]
    assert all(c.passage[c.start : c.end] == c.quote for c in shown)
    assert len({c.n for c in shown}) == len(shown)
    numbers = {c.n for c in answer.citations}
    assert {n for s in answer.sentences for n in s.citations} == numbers
    quotes = {c.n: c.quote for c in answer.citations}
    assert all(s.text == quotes[s.citations[0]] for s in answer.sentences)
    assert answer.abstained == (not answer.sentences) == (answer.reason is not None)
    assert len({s.text for s in answer.sentences}) == len(answer.sentences)


def asked(assistant: Assistant, question: str) -> Answer:
    answer = assistant.ask(question)
    check(answer)
    return answer


@pytest.mark.parametrize(
    ("question", "document", "words"),
    [
        ("Which add-on code is reported with 63102 for each additional segment?", None, "63103"),
        ("What documentation supports 63102?", "63102.md", "63102"),
        ("May an assistant at surgery be paid for 63102?", "63102.md", "assistant at surgery may be paid"),
        ("What is the global period of 63103, and what does that mean?", "63103.md", "ZZZ"),
        ("global period of 22612?", "22612.md", "090"),
        ("Is 63102 bilateral, does modifier 50 pay more?", "63102.md", "bilateral indicator of 63102 is 0"),
    ],
)
def test_the_starter_library_answers(
    starter: Assistant, question: str, document: str | None, words: str
) -> None:
    answer = asked(starter, question)
    assert not answer.abstained
    assert words in answer.answer
    assert document in {None, *(citation.document for citation in answer.citations)}
    assert all(citation.edition for citation in answer.citations)


@pytest.mark.parametrize("code", ["63109", "0XY99ZZ", "J9998"])
def test_a_code_that_no_document_has_is_said_to_be_unknown(starter: Assistant, code: str) -> None:
    answer = asked(starter, f"What is the global period of {code}?")
    assert (answer.abstained, answer.reason) == (True, "unknown_code")
    assert code in answer.answer
    assert not answer.citations


@pytest.mark.parametrize(
    "question",
    ["What is 63109 and does it need a modifier?", "Is 63109 an add-on code, and may it be reported twice?"],
)
def test_what_else_is_asked_of_an_unknown_code_is_not_answered(starter: Assistant, question: str) -> None:
    answer = asked(starter, question)
    assert (answer.abstained, answer.reason) == (True, "unknown_code")


@pytest.mark.parametrize(
    "question",
    [
        "What does Aetna pay for 63102?",
        "What is the capital of France?",
        "Which ICD-11 code is for a burst fracture?",
    ],
)
def test_what_the_material_does_not_say_is_not_said(starter: Assistant, question: str) -> None:
    answer = asked(starter, question)
    assert (answer.abstained, answer.reason) == (True, "not_in_library")
    assert answer.nearest


@pytest.mark.slow
@pytest.mark.parametrize(
    ("question", "document", "section", "page"),
    [
        (
            "May I code a diagnosis documented as probable at an outpatient visit?",
            "icd-10-cm-guidelines-fy2025.pdf",
            "IV.H",
            None,
        ),
        (
            "What do the X modifiers XE, XS, XP and XU mean?",
            "ncci-policy-manual-2026.pdf",
            "Chapter I, E.e",
            36,
        ),
    ],
)
def test_public_manuals_are_cited_to_section_and_page(
    public: Assistant, question: str, document: str, section: str, page: int | None
) -> None:
    answer = public.ask(question, scope=[document])  # the starter library has rules on these as well
    check(answer)
    cited = [(c.document, c.locator.section, c.locator.page) for c in answer.citations]
    assert any(
        (one, at) == (document, section) and number in (page or number, page) for one, at, number in cited
    ), cited


def test_scope_keeps_an_answer_within_a_document(starter: Assistant) -> None:
    answer = starter.ask("What is the global period of 63103?", scope=["63102.md"])
    assert {c.document for c in [*answer.citations, *answer.nearest]} <= {"63102.md"}


def test_markup_in_a_document_is_only_text(library: Library) -> None:
    text = "Report 63103 <script>alert(1)</script> for each segment."
    library.put(Document("x.md", "X", "0" * 64, (Block(text),)), "here")
    assert asked(Assistant(library), "Is 63103 reported for each segment?").citations[0].quote == text


def test_an_empty_library_abstains(library: Library) -> None:
    answer = asked(Assistant(library), "What is a sequela?")
    assert answer.reason == "not_in_library"
    assert not answer.nearest
