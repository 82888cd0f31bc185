"""Tests of questions about one patient."""

import pytest

from app.answer import Assistant
from app.case import NOTE, asks_for_record, speaks_of_patient


@pytest.mark.parametrize(
    "text",
    [
        "What is Mrs. Garcia's primary diagnosis?",
        "Which code did we bill for MRN 448812?",
        "What did dr lee list as the first dx on acct 55321?",
        "Was the biopsy positive on account 99812?",
        "Can you code this op note for me?",
        "What did the surgeon document about blood loss?",
        "Was claim number 12345 paid?",
        "What is this patient's diagnosis?",
    ],
)
def test_what_stands_in_a_record_is_told(text: str) -> None:
    assert asks_for_record(text)


@pytest.mark.parametrize(
    "text",
    [
        "What does MS-DRG mean?",
        "Which add-on code goes with 63102?",
        "When may an operative note support modifier 22?",
        "How is a patient with sepsis coded?",
        "Which code for MR angiography of the head?",
        "MS exacerbation, inpatient admission",
        "The patient called the nurse line, is it billable?",
        "HCPCS code for a hospital bed for 600 pounds",
        "What did the 2025 rule do about G2211?",
        "Can modifier 25 go on this claim?",
    ],
)
def test_a_question_for_a_rule_asks_for_no_record(text: str) -> None:
    assert not asks_for_record(text)
    assert not speaks_of_patient(text)


@pytest.mark.parametrize(
    "text", ["Can my patient have 63102?", "¿Mi paciente necesita 63103?", "我的病人可以用 63102 吗"]
)
def test_a_patient_is_told_in_several_languages(text: str) -> None:
    assert speaks_of_patient(text)


def test_a_question_for_a_record_is_not_answered(starter: Assistant) -> None:
    answer = starter.ask("Which modifier did Dr. Lee use on 63102 for Mrs. Smith?")
    assert answer.abstained
    assert answer.reason == "case_specific"
    assert "record" in answer.answer
    assert answer.nearest


def test_the_rule_is_answered_and_said_to_be_no_more(starter: Assistant) -> None:
    answer = starter.ask("Which add-on code goes with 63102 for each further segment of my patient?")
    assert not answer.abstained
    assert "63103" in answer.answer
    assert NOTE in answer.notes
