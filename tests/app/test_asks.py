"""Fields asked for in coders' words: which they are, and that a question for a rule is not taken for one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.asks import FieldsAsked, also, fields, fields_asked, only_if_paid, says_value_asked
from app.question import understand


def asked(question: str) -> FieldsAsked:
    return fields_asked(understand(question))


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("how many follow-up days come with 47562", ("Global Surgery",)),
        ("will an NP assisting on 22551 be reimbursed", ("Assistant at Surgery",)),
        ("44970-80, good to go?", ("Assistant at Surgery",)),
        ("may two surgeons share 22612", ("Co-surgeons",)),
        ("surgical team on 33945?", ("Team Surgery",)),
        ("is the 150 percent rule on for 69436", ("Bilateral Surgery",)),
        ("does MPPR hit 97110", ("Multiple Procedure",)),
        ("base scope of 43239", ("Endoscopic Base Code",)),
        ("must the physician supervise 93015", ("Physician Supervision of Diagnostic Procedures",)),
        ("fee schedule status of 36415", ("Status Code",)),
        ("can 93010 go with modifier TC", ("PC/TC Indicator",)),
        ("office RVU of 11042", ("Total Non-Facility RVUs",)),
        ("wRVU 20610", ("Work RVU",)),
        ("PE in the hospital for 11042", ("Facility Practice Expense RVU",)),
        ("is E0143 rental or purchase", ("Pricing Indicator Code",)),
        ("multiple pricing indicator of A0425", ("Multiple Pricing Indicator Code",)),
        ("since when was J3380 added", ("Code Added Date",)),
        ("successor of C9026", ("Termination Date", "Cross Reference Code")),
    ],
)
def test_a_field_is_found_by_what_coders_call_it(question: str, names: tuple[str, ...]) -> None:
    assert asked(question) == FieldsAsked(names, firm=True)


@pytest.mark.parametrize(
    "question",
    [
        "how many follow-up days are there",
        "global days of E11.9",
        "what does modifier 62 mean",
        "Can 22632 be reported with 22612?",
        "30 minutes of critical care, 99291?",
    ],
)
def test_what_asks_for_no_field_of_a_code_finds_none(question: str) -> None:
    assert asked(question) == FieldsAsked((), rule="reported" in question)


@pytest.mark.parametrize(
    "question",
    [
        "NCCI: is the assistant on 22612 bundled into 22630",
        "is 49320 payable with 58661",
        "is a wound check included in the global period of 47562",
    ],
)
def test_a_question_for_a_rule_is_not_only_for_a_field(question: str) -> None:
    found = asked(question)
    assert found.names
    assert (found.firm, found.rule) == (False, True)


def test_a_field_that_says_whether_a_code_is_paid_says_no_value() -> None:
    assert not says_value_asked(understand("does Medicare cover E0240"))
    assert says_value_asked(understand("work RVU of 20610"))
    assert only_if_paid(understand("is 49320 paid with 58661"))


def test_the_list_is_whole() -> None:
    names = {one.name for one in fields()}
    assert len(names) == len(fields())
    assert all(one.asks for one in fields())
    assert all(one.where or one.unless for one in also())


@given(st.text(max_size=80))
def test_any_text_about_a_code_is_read(text: str) -> None:
    found = asked(f"{text} 99213")
    assert not (found.firm and found.rule)
