"""How near the words of a question come to those of a text."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app import near_words as module
from app.near_words import near_words

WORDS = st.lists(
    st.sampled_from(["before", "after", "each", "kidney", "renal", "63102", "E11.9", "not"]),
    min_size=1,
)


def test_a_text_that_has_every_word_of_the_question_is_as_near_as_can_be() -> None:
    near = near_words().nearness(
        "fracture of the femur", ["The femur has a fracture; of all sorts.", "A fee."]
    )
    assert near[0] == pytest.approx(1.0, abs=1e-5)
    assert near[1] < 0.6


def test_a_word_that_is_used_alike_is_nearer_than_one_that_is_not() -> None:
    near = near_words().nearness("doctor", ["The physician signs.", "The invoice signs."])
    assert near[0] > near[1] + 0.1


def test_small_words_tell_rules_apart() -> None:
    near = near_words().nearness("sequenced before the disease", ["before the disease", "after the disease"])
    assert near[0] > near[1]


def test_a_text_or_a_question_without_words_is_near_to_nothing() -> None:
    assert near_words().nearness("kidney", ["", "kidney", "—"])[::2] == [0.0, 0.0]
    assert near_words().nearness("", ["kidney"]) == [0.0]
    assert near_words().nearness("kidney", []) == []


@given(WORDS, WORDS, WORDS)
@settings(deadline=None)
def test_the_order_of_words_does_not_matter_and_more_words_never_take_nearness_away(
    question: list[str], text: list[str], more: list[str]
) -> None:
    asked = " ".join(question)
    near = near_words().nearness(asked, [" ".join(text), " ".join(reversed(text)), " ".join(text + more)])
    assert near[0] == pytest.approx(near[1], abs=1e-5)
    assert near[2] >= near[0] - 1e-5
    assert -1.0001 <= near[0] <= 1.0001


def test_what_is_forgotten_is_learnt_again_with_the_same_result(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [f"word{number} of the kidney" for number in range(40)]
    before = near_words().nearness("renal word7", texts)
    monkeypatch.setattr(module, "TEXTS", 1)
    assert near_words().nearness("renal word7", texts) == pytest.approx(before, abs=1e-5)
    assert near_words().nearness("renal word7", texts) == pytest.approx(before, abs=1e-5)
