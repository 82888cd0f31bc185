import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.question import understand


def codes(text: str, *history: str) -> list[str]:
    return [code.text for code in understand(text, history).codes]


def test_words_that_only_ask_carry_no_weight() -> None:
    assert understand("What is the global period of 63102?").stems == ("global", "period", "63102")


def test_ranges_mean_every_code() -> None:
    assert codes("Compare 63101-63103") == ["63101", "63103", "63102"]


def test_a_follow_up_takes_over_the_codes_of_the_last_question() -> None:
    assert codes("And for each additional segment?", "What is 63102?") == ["63102"]
    assert codes("What is a sequela?", "What is 63102?") == []
    assert codes("And 22612?", "What is 63102?") == ["22612"]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("What does Aetna pay for 63102?", ("Aetna",)),
        ("What is the ICD-11 code for a fracture?", ("ICD-11",)),
        ("Which add-on code goes with 63102?", ()),
    ],
)
def test_names_that_an_answer_must_be_about(text: str, names: tuple[str, ...]) -> None:
    assert understand(text).names == names


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Which modifier is used for an assistant at surgery?", "en"),
        ("Quel modificateur utilise-t-on pour un assistant en chirurgie ?", "fr"),
        ("ما هو رمز الإضافة الذي يستخدم مع 63102؟", "ar"),
    ],
)
def test_the_language_is_named(text: str, language: str) -> None:
    assert understand(text).language == language


@given(st.text(min_size=1))
def test_any_text_can_be_asked(text: str) -> None:
    understand(text, (text,))


def test_abbreviations_are_written_out_for_searching_only() -> None:
    asked = understand("wRVU of 63102, HTN pt?")
    assert asked.search_text == "work RVU of 63102, hypertension patient?"
    assert asked.text == "wRVU of 63102, HTN pt?"


@pytest.mark.parametrize(
    ("text", "seeks"),
    [
        ("Which code is wheezing?", "code"),
        ("Is there a code for snoring?", "code"),
        ("Can a nurse's note support the BMI code?", None),
        ("Do I need a modifier, and which one?", "modifier"),
    ],
)
def test_a_question_for_yes_or_no_seeks_no_code(text: str, seeks: str | None) -> None:
    assert understand(text).seeks == seeks


def test_a_question_that_is_joined_to_another_is_read_like_any() -> None:
    assert understand("and what is 63102?").definition
    assert understand("Also which modifier?").seeks == "modifier"
