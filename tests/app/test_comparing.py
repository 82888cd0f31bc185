"""Tests of questions that only compare codes."""

import pytest

from app.answer import Assistant
from app.comparing import sides
from app.question import understand


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("What is the difference between modifiers 51 and 59?", ["modifier 51", "modifier 59"]),
        ("62 vs 80", ["modifier 62", "modifier 80"]),
        ("GA versus GZ?", ["modifier GA", "modifier GZ"]),
        ("compare 99214 with 99213", ["99214", "99213"]),
        ("63101-63103 what are they", ["63101", "63102", "63103"]),
        ("What is 63102?", []),
        ("59 goes on 45380 or on 45385?", []),
        ("Can 63047 be reported with 22630 at one level?", []),
        ("45378-53 vs 45378: work RVUs", []),
        ("22840-22848 what are they", []),
        ("52000 with 52332", []),  # asks what may be done with both
        ("31231 and 31255 same session", []),
        ("PT vs OT", []),
    ],
)
def test_each_code_is_asked_for_where_nothing_else_is(question: str, asked: list[str]) -> None:
    assert list(sides(understand(question))) == [f"What is {one}?" for one in asked]


def test_what_each_compared_code_means_opens_the_answer(starter: Assistant) -> None:
    answer = starter.ask("What is the difference between modifiers 51 and 59?")
    first, second, *_ = answer.sentences
    assert first.text.startswith("Modifier 51 says")
    assert second.text.startswith("Modifier 59 says")
    assert not first.context
    assert not second.context
    assert {c.document for c in answer.citations} == {"modifier-51.md", "modifier-59.md"}


def test_a_sentence_about_both_is_kept(starter: Assistant) -> None:
    said = [one.text for one in starter.ask("62 vs 80").sentences if not one.context]
    assert any("62" in text and "80" in text for text in said)


def test_with_a_code_that_is_unknown_nothing_is_compared(starter: Assistant) -> None:
    answer = starter.ask("99213 versus 99999?")
    assert (answer.abstained, answer.reason) == (True, "unknown_code")
    assert "99999" in answer.answer
