import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.citations import Locator
from eval.folding import contains, fold, holds_quote, stands_in
from eval.gold import Place
from eval.places import place_matches, section_matches

QUOTE = "code the condition as if it existed or was established at discharge"


@given(st.text())
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(
    st.lists(st.from_regex(r"[a-z]{1,8}", fullmatch=True), min_size=1), st.sampled_from([" ", "\n", "\t  "])
)
def test_white_space_and_case_do_not_matter(words: list[str], gap: str) -> None:
    assert fold(gap.join(words).upper()) == " ".join(words)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("non-physician", "nonphysician"),
        ("docu-\nmented", "documented"),
        ("“probable”", "'probable'"),
        ("patient’s", "patient's"),
        ("co\u00adding", "coding"),
        ("pre–operative", "pre-operative"),
    ],
)
def test_typography_does_not_matter(one: str, other: str) -> None:
    assert fold(one) == fold(other)


def test_codes_are_not_run_together() -> None:
    assert fold("63102-59") == "63102-59"
    assert not stands_in("1.30", "21.30")
    assert not stands_in("6310", "63102")


@given(st.integers(1, 10))
def test_a_cut_quote_counts_from_sixty_per_cent(words: int) -> None:
    parts = QUOTE.split()
    share = words / len(parts)
    assert holds_quote("Something before: " + " ".join(parts[:words]), QUOTE) == (share >= 0.6)
    assert holds_quote(" ".join(parts[-words:]) + " and something after.", QUOTE) == (share >= 0.6)


def test_strewn_words_are_no_quote() -> None:
    strewn = "Code it. The condition is new. As if! It existed, or it was not; established later, at last."
    assert not holds_quote(strewn, QUOTE)
    assert not holds_quote("before " + " ".join(QUOTE.split()[:9]) + " then more", QUOTE)


@pytest.mark.parametrize(
    ("text", "required", "there"),
    [
        ("Assign E11.-, Type 2", "E11", True),
        ("modifier 57", "57", True),
        ("code 63057", "57", False),
        ("it was so", "AS", False),
        ("modifier AS", "as", True),
        ("NOT  coded\nhere", "not coded HERE", True),
        ("155 units", "1 unit", False),
    ],
)
def test_required_strings(text: str, required: str, there: bool) -> None:
    assert contains(text, required) is there


@pytest.mark.parametrize(
    ("wanted", "found", "same"),
    [
        ("Chapter I, Section E.e, p. I-20", "Chapter I, E.e", True),
        ("Section II.H", "II.H", True),
        ("I.A.12.a-b", "I.A.12.b", True),
        ("I.A.12.a-b", "I.A.12.a", True),
        ("I.A.12.a-b", "I.A.12.c", False),
        ("I.C.4.a", "I.C.4.a.3", True),
        ("I.C.4.a.3", "I.C.4.a", False),
        ("I.C.1", "I.C.15", False),
        ("rows 63102, 63103", "63103", True),
        ("modifier AS", "AS", True),
        ("Payment indicators, October 2025", "Payment indicators, October 2025", True),
    ],
)
def test_sections(wanted: str, found: str, same: bool) -> None:
    assert section_matches(wanted, found) is same


def test_every_part_of_a_place_that_both_sides_state_must_agree() -> None:
    place = Place(document="a.pdf", section="I.D", page=29)
    assert place_matches(place, "A.pdf", Locator(page=29, section="I.D"))
    assert not place_matches(place, "a.pdf", Locator(page=30, section="I.D"))
    assert not place_matches(place, "a.pdf", Locator(page=29, section="I.E"))
    assert not place_matches(place, "b.pdf", Locator(page=29, section="I.D"))
    assert place_matches(place, "a.pdf", Locator(page=29))
    assert not place_matches(place, "a.pdf", Locator())
