"""Tests of follow-ups: what they leave unsaid is taken from the conversation."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.follow_up import resolve


def codes(text: str, *history: str) -> list[str]:
    return [code.text for code in resolve(text, history).codes]


def test_a_follow_up_without_a_code_is_about_the_codes_before() -> None:
    assert codes("And for each additional segment?", "What is 63102?") == ["63102"]
    assert codes("How long is its global period?", "What is 63102?") == ["63102"]


def test_codes_are_remembered_over_several_turns() -> None:
    assert codes("and with two surgeons?", "What is 63102?", "and its global period?") == ["63102"]


def test_a_follow_up_that_is_a_code_asks_the_same_of_it() -> None:
    resolved = resolve("And 63103?", ["What is the global period of 63102?"])
    assert [code.text for code in resolved.codes] == ["63103"]
    assert "global period" in resolved.text
    assert "63102" not in resolved.text


def test_a_follow_up_that_asks_something_of_its_own_code_stands_alone() -> None:
    text = "and what is the global period of 27447?"
    assert resolve(text, ["Which add-on code goes with 63102?"]) == resolve(text)
    about = resolve("And what about 63103?", ["What is the global period of 63102?"])
    assert "global period" in about.text


def test_a_modifier_in_a_follow_up_joins_the_code_before() -> None:
    assert set(codes("And with modifier 62?", "What does 63102 pay?")) == {"62", "63102"}


def test_a_follow_up_on_a_rule_keeps_its_words() -> None:
    assert resolve("And in the outpatient setting?", ["How is a suspected diagnosis coded?"]).text == (
        "How is a suspected diagnosis coded? And in the outpatient setting?"
    )


@pytest.mark.parametrize(
    ("text", "before"),
    [("What is a sequela?", "What is 63102?"), ("Is 22612 an add-on code?", "What is 63102?")],
)
def test_a_question_that_stands_on_its_own_is_left_as_it_is(text: str, before: str) -> None:
    assert resolve(text, [before]) == resolve(text)


@pytest.mark.parametrize("text", ["¿Y 63103?", "Et 63103 ?", "Und 63103?", "А 63103?", "Còn 63103?"])
def test_follow_ups_are_told_in_other_languages(text: str) -> None:
    resolved = resolve(text, ["What is the global period of 63102?"])
    assert [code.text for code in resolved.codes] == ["63103"]
    assert "global period" in resolved.text


@given(st.text(max_size=60), st.lists(st.text(max_size=60), max_size=4))
def test_any_conversation_is_resolved(text: str, history: list[str]) -> None:
    assert resolve(text, history).text.endswith(text) or text in resolve(text, history).text
