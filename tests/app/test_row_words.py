"""What a row's description denies and adds, held against a question."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.question import content_stems
from app.row_words import added, contradicts, denied_in, is_unasked_measure


def stems(text: str) -> frozenset[str]:
    return frozenset(content_stems(text))


@pytest.mark.parametrize(
    ("words", "denied"),
    [
        ("Hospital bed, without side rails, with mattress", "side rails"),
        ("22nf non-sealed lead acid battery", "sealed"),
        ("Injection, infliximab, excludes biosimilar, 10 mg", "biosimilar"),
        ("glucose monitor not for home use", "home"),
        ("Walker, folding, wheeled", ""),
    ],
)
def test_what_is_said_not_to_be_there_is_denied(words: str, denied: str) -> None:
    assert stems(denied) <= denied_in(words)
    assert bool(denied) == bool(denied_in(words))


@pytest.mark.parametrize(
    ("row", "question"),
    [
        ("Walker, rigid, wheeled, adjustable or fixed height", "walker that is not wheeled, rigid"),
        ("Tubing with integrated heating element", "tubing without heating element"),
        ("22nf non-sealed lead acid battery", "battery 22nf sealed"),
        ("Nausea without vomiting", "nausea with vomiting"),
        ("Advanced life support, level 1 (als1)", "advanced life support level 2"),
        ("Medical direction of one nurse anesthetist", "medical direction of two nurse anesthetists"),
    ],
)
def test_a_row_that_says_the_opposite_contradicts(row: str, question: str) -> None:
    assert contradicts(row, question, stems(question) - denied_in(question))


@pytest.mark.parametrize(
    ("row", "question"),
    [
        ("Walker, folding, wheeled, adjustable or fixed height", "folding walker with wheels"),
        ("Hospital bed, without side rails, with mattress", "hospital bed without side rails"),
        ("Walker, rigid (pickup), adjustable or fixed height", "rigid walker without wheels"),
        ("Advanced life support, level 2 (als 2)", "als level 2"),
    ],
)
def test_a_row_that_is_silent_or_agrees_does_not(row: str, question: str) -> None:
    assert not contradicts(row, question, stems(question) - denied_in(question))


def test_what_tells_a_thing_apart_is_added_and_what_is_said_of_any_is_not() -> None:
    assert added("Wheelchair van, mileage, per mile", stems("wheelchair van")) == stems("mileage")
    assert not added("Walker, folding, wheeled, adjustable or fixed height", stems("folding walker wheeled"))
    assert not added("Injection, ketorolac tromethamine, per 15 mg", stems("ketorolac"))
    assert stems("heavy duty") <= added("Walker, heavy duty, wheeled", stems("walker wheeled"))


@given(st.text(alphabet="abc no not without-,()or ", max_size=60), st.sampled_from(["walker", "a b c", ""]))
def test_nothing_that_is_wanted_is_added(row: str, question: str) -> None:
    assert not added(row, stems(question)) & stems(question)


@given(st.text(alphabet="walker seat no not without,", max_size=40))
def test_no_description_contradicts_itself(row: str) -> None:
    assert not contradicts(row, row, stems(row) - denied_in(row))


def test_a_quality_measure_is_no_code_to_bill() -> None:
    vaccine = "Pneumococcal vaccine administered or previously received"
    assert is_unasked_measure("G8864", vaccine, "code for pneumococcal vaccine administration")
    assert is_unasked_measure("M1018", "Patients with a history of cancer", "code for history of lung cancer")
    assert not is_unasked_measure("G8864", vaccine, "which quality measure code for pneumococcal vaccine")
    assert not is_unasked_measure("G0009", "Administration of vaccine", "code for vaccine administration")
    test = "Warfarin responsiveness testing by genetic technique"
    assert not is_unasked_measure("G9143", test, "HCPCS code for warfarin responsiveness testing")
