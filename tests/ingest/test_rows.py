"""Rows as text that can be quoted."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.documents import Row, is_wording
from ingest.rows import SEPARATOR, key_spans, named_spans, render, spans

FEE = Row(
    "70450",
    ("70450",),
    (("HCPCS", "70450"), ("MOD", "26"), ("STATUS", "A"), ("WORK_RVU", "0.85"), ("NOTE", "read only 26")),
    7,
)
DRUG = Row("J1885", ("J1885",), (("HCPC", "J1885"), ("LONG DESCRIPTION", "Injection, ketorolac, per 15 mg")))


def quoted(row: Row, places: list[tuple[int, int]] | tuple[tuple[int, int], ...]) -> list[str]:
    text = render(row)
    return [text[start:end] for start, end in places]


def test_every_value_has_its_column_beside_it() -> None:
    assert render(FEE) == "HCPCS 70450; MOD 26; STATUS A; WORK_RVU 0.85; NOTE: read only 26"
    assert render(DRUG) == "HCPC J1885; LONG DESCRIPTION: Injection, ketorolac, per 15 mg"
    assert render(Row("a", (), (("", "a value"), ("B", "b")))) == "a value; B b"
    assert render(Row("", (), ())) == ""


def test_the_key_is_the_code_and_the_modifier_beside_it() -> None:
    assert quoted(FEE, key_spans(FEE)) == ["HCPCS 70450", "MOD 26"]
    assert quoted(DRUG, key_spans(DRUG)) == ["HCPC J1885"]


def test_a_modifier_far_from_the_code_or_of_another_length_is_no_key() -> None:
    far = Row("1", ("70450",), (("A", "70450"), *((f"C{n}", "x") for n in range(4)), ("MOD", "26")))
    assert quoted(far, key_spans(far)) == ["A 70450"]
    long = Row("1", ("70450",), (("A", "70450"), ("MODEL", "26TC")))
    assert quoted(long, key_spans(long)) == ["A 70450"]


def test_a_row_is_named_by_its_key_and_its_first_words() -> None:
    assert quoted(DRUG, named_spans(DRUG)) == [
        "HCPC J1885",
        "LONG DESCRIPTION: Injection, ketorolac, per 15 mg",
    ]
    assert quoted(FEE, named_spans(FEE)) == ["HCPCS 70450", "MOD 26", "NOTE: read only 26"]
    assert named_spans(Row("x", (), (("A", "1.5"),))) == ()


@pytest.mark.parametrize("value", ["Injection, per 15 mg", "two words", "Cholecystectomy"])
def test_words_are_told_from_figures(value: str) -> None:
    assert is_wording(value)


@pytest.mark.parametrize("value", ["", "A", "090", "0.85", "J1885", "16.50 %", "ZZZ", "O1E", "2025-10-01"])
def test_codes_and_figures_are_no_words(value: str) -> None:
    assert not is_wording(value)


CELLS = st.lists(st.tuples(st.text(max_size=8), st.text(min_size=1, max_size=20)), min_size=1, max_size=8)


@given(CELLS)
@settings(max_examples=60, deadline=None)
def test_spans_are_the_cells_of_the_text_and_nothing_is_between_them(cells: list[tuple[str, str]]) -> None:
    row = Row(cells[0][1], (), tuple(cells))
    text, at = render(row), 0
    for column, value, start, end in spans(row):
        assert text[at:start] == (SEPARATOR if at else "")
        assert text[start:end].startswith(column)
        assert text[start:end].endswith(value)
        at = end
    assert at == len(text)
