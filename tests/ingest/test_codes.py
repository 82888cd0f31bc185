import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.codes import find_asked_codes, find_codes, find_ranges, is_whole_code


def texts(text: str) -> list[str]:
    return [code.text for code in find_codes(text)]


@pytest.mark.parametrize(
    ("text", "code", "system"),
    [
        ("report 63102 once", "63102", "CPT"),
        ("(0001F)", "0001F", "CPT"),
        ("J0585, per unit", "J0585", "HCPCS"),
        ("see M48.062.", "M48.062", "ICD-10-CM"),
        ("default is E11.-, Type 2", "E11", "ICD-10-CM"),
        ("table 0SG00A0", "0SG00A0", "ICD-10-PCS"),
        ("with modifier 59 only", "59", "modifier"),
        ("Modifiers XE and XS", "XS", "modifier"),
    ],
)
def test_finds_a_code_of_each_system(text: str, code: str, system: str) -> None:
    assert (code, system) in [(found.text, found.system) for found in find_codes(text)]


def test_modifier_glued_to_a_code_is_a_modifier_and_a_code() -> None:
    assert texts("63102-62") == ["63102", "62"]


@pytest.mark.parametrize("text", ["page 13 of 120", "I.C.4.a.3", "B3.8", "the 10 days", "123456", "x63102"])
def test_plain_numbers_and_section_numbers_are_no_codes(text: str) -> None:
    assert texts(text) == []


def test_a_range_means_each_code_only_when_narrow() -> None:
    assert find_ranges("CPT codes 22840-22848 and 60000-69999") == [(22840, 22848)]


def test_lower_case_codes_are_read_in_questions() -> None:
    assert [c.text for c in find_asked_codes("is e11.9 or j0585 right, with modifier xu?")] == [
        "E11.9",
        "J0585",
        "XU",
    ]


def test_a_bare_category_is_not_called_unknown() -> None:
    assert [is_whole_code(c) for c in find_codes("B12 and 63109 and E11.9")] == [False, True, True]


@given(st.integers(0, 99999).map(lambda n: f"{n:05d}"), st.sampled_from(["", " ", "(", "[", "“"]))
def test_every_five_digit_code_is_found_whole(code: str, before: str) -> None:
    assert code in texts(f"report {before}{code}, once")


@given(st.text())
def test_any_text_is_read_and_codes_stand_where_they_say(text: str) -> None:
    for code in find_codes(text):
        assert text[code.start :].startswith(code.text)


@pytest.mark.parametrize(
    ("question", "modifiers"),
    [
        ("51 on 63103 for the second segment?", ["51"]),
        ("A visit on the day of 20610: 25 or 57?", ["25", "57"]),
        ("Should I add 50 for both sides?", ["50"]),
        ("25 minutes of critical care", []),
        ("A 50 year old with 57 lesions", []),
        ("use 25 units of J1745", []),
        ("99 on file", []),
        ("BP 95/80, is that codeable?", []),
    ],
)
def test_bare_numbers_are_modifiers_only_where_they_can_be_nothing_else(
    question: str, modifiers: list[str]
) -> None:
    assert [code.text for code in find_asked_codes(question) if code.system == "modifier"] == modifiers
