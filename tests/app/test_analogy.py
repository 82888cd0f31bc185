"""A rule about another code is called an analogy, and never stands for a code that is asked for."""

import pytest

from app import analogy
from app.answer import Assistant
from app.citations import Answer
from app.question import asks_for_code, understand
from ingest.library import Library
from tests.ingest.test_library import rules

RULE = "Fluoroscopy shall not be reported with corpectomy code 63085 in one session."
FEES = "The fee of 63090 is 12.50 and 63101 is a code too."


@pytest.fixture
def assistant(library: Library, monkeypatch: pytest.MonkeyPatch) -> Assistant:
    library.put(rules(RULE, "Code 63102 is for a lumbar segment.", FEES), "here")
    made = Assistant(library)
    # Whether an answer is there is decided by a model that was fitted on libraries of real size.
    monkeypatch.setattr(made._drafter, "_decide", lambda question, doubt: True)
    return made


def noted(answer: Answer) -> bool:
    return any("no more than an analogy" in note for note in answer.notes)


def test_a_rule_about_another_code_is_labelled(assistant: Assistant) -> None:
    answer = assistant.ask("Shall fluoroscopy be reported with corpectomy 63102 in one session?")
    assert [one.text for one in answer.sentences] == [RULE]
    assert noted(answer)
    assert "63102" in answer.notes[0]
    assert "63085" in answer.notes[0]
    assert answer.confidence <= analogy.SHARE


def test_a_rule_about_the_code_itself_is_none(assistant: Assistant) -> None:
    assert not noted(assistant.ask("Shall fluoroscopy be reported with corpectomy 63085 in one session?"))


@pytest.mark.parametrize(
    "question",
    [
        "Which corpectomy code shall be reported with 63102 in one session?",
        "What add-on code shall not be reported with corpectomy 63102?",
        "What is the fee of 63102?",
    ],
)
def test_neither_a_code_nor_a_figure_is_taken_from_another_code(assistant: Assistant, question: str) -> None:
    answer = assistant.ask(question)
    assert not noted(answer)
    assert not any("63085" in one.text or "12.50" in one.text for one in answer.sentences)


@pytest.mark.parametrize(
    ("question", "asks"),
    [
        ("Which add-on code goes with 63102?", True),
        ("and what modifier with 63102?", True),
        ("Is 63102 an add-on code?", False),
        ("Can 63102 be reported twice?", False),
    ],
)
def test_who_asks_for_a_code_is_known(question: str, asks: bool) -> None:
    assert asks_for_code(understand(question)) is asks
