from hypothesis import given
from hypothesis import strategies as st

from ingest.readers.joining import Vocabulary, join

NONE = Vocabulary()
WORD = st.from_regex(r"[a-z]{3,9}", fullmatch=True)


def joined(before: str, after: str, *known: str) -> str:
    return join(before, after, Vocabulary.of(known))


def test_a_hyphen_that_belongs_to_a_code_or_a_name_is_kept() -> None:
    assert joined("The ICD-", "10-CM is") == "The ICD-10-CM is"
    assert joined("The ICD-10-", "CM is") == "The ICD-10-CM is"
    assert joined("codes 96360-", "96368 are") == "codes 96360-96368 are"


def test_a_hyphen_that_divides_a_word_is_taken_out() -> None:
    assert joined("the proce-", "dure is") == "the procedure is"


def test_the_document_itself_says_whether_a_word_has_a_hyphen() -> None:
    assert joined("a four-", "year term", "four walls and one year") == "a four-year term"
    assert joined("an add-", "on code", "each add-on code") == "an add-on code"
    assert joined("a post-", "operative visit", "postoperative visits") == "a postoperative visit"


def test_a_list_of_alternatives_has_no_space() -> None:
    assert joined("etiology/", "manifestation") == "etiology/manifestation"


@given(WORD, WORD)
def test_nothing_but_a_hyphen_can_be_lost(one: str, other: str) -> None:
    text = joined(f"{one}-", other)
    assert text in (f"{one}-{other}", one + other)


@given(st.lists(st.lists(WORD, min_size=1, max_size=5).map(" ".join), min_size=1, max_size=8))
def test_lines_without_hyphens_are_joined_with_spaces(lines: list[str]) -> None:
    text = ""
    for line in lines:
        text = join(text, line, NONE)
    assert text == " ".join(lines)


@given(WORD, WORD)
def test_a_word_that_the_document_has_is_put_together(one: str, other: str) -> None:
    assert joined(f"x {one}-", f"{other} y", f"{one}{other}") == f"x {one}{other} y"
