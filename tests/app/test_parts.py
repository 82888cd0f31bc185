"""Tests of cutting a text into the questions it asks."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.parts import MOST, parts_of


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        (
            "What is the global period of 63102 and which modifiers apply to it?",
            ("What is the global period of 63102", "and which modifiers apply to it?"),
        ),
        (
            "What is 63102? Can two surgeons bill it? And is it bilateral?",
            ("What is 63102?", "Can two surgeons bill it?", "And is it bilateral?"),
        ),
        (
            "Is 22612 an add-on; which modifiers go with it?",
            ("Is 22612 an add-on", "which modifiers go with it?"),
        ),
    ],
)
def test_each_question_of_a_text_is_a_part(text: str, parts: tuple[str, ...]) -> None:
    assert parts_of(text) == parts


@pytest.mark.parametrize(
    "text",
    [
        "What is the difference between 63101 and 63102?",
        "Which code for a patient who has asthma and is on oxygen?",
        "What is coded when sepsis is present and has not resolved?",
        "What applies to a child who was born early and who has jaundice?",
        "Type 2 diabetes with CKD and which comes first?",  # the first half only sets the scene
        "Status indicator of 36415 and what it means",
        "Which modifiers do co-surgeons and assistants use?",
        "63102 and 63103",
        "",
    ],
)
def test_one_question_is_not_cut(text: str) -> None:
    assert parts_of(text) == (text,)


@given(st.text(alphabet="What is it and how? ;,", max_size=200))
def test_parts_are_few_and_lose_no_word(text: str) -> None:
    parts = parts_of(text)
    assert 1 <= len(parts) <= MOST
    assert "".join("".join(parts).split()).replace(";", "") == "".join(text.split()).replace(";", "") or (
        "".join("".join(parts).split()).replace(",", "").replace(";", "")
        == "".join(text.split()).replace(",", "").replace(";", "")
    )
