import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.locate import locate, whole_sentences

PASSAGE = "Do not code  “probable” diagnoses\nat outpatient visits. Code the symptom – once. Report 63103."

words = st.lists(st.text(st.characters(exclude_categories=["Z", "C"]), min_size=1, max_size=8), min_size=1)
gaps = st.sampled_from([" ", "  ", "\n", "\t", "\u00a0"])


@pytest.mark.parametrize(
    ("quote", "stands"),
    [
        ("Code the symptom – once.", "Code the symptom – once."),
        ("code the symptom", None),
        ("Code the symptom - once.", "Code the symptom – once."),
        ('not code "probable" diagnoses at', "not code  “probable” diagnoses\nat"),
        ("“Report 63103...”", "Report 63103"),
        ("Report 63104.", None),
        ("Code the … once.", None),
        ("", None),
        (" \n", None),
        ("…", None),
    ],
)
def test_a_quote_is_found_by_its_words(quote: str, stands: str | None) -> None:
    place = locate(quote, PASSAGE)
    assert (place and PASSAGE[slice(*place)]) == stands


@given(words, st.data())
def test_words_of_a_passage_are_found_whatever_white_space_is_between_them(
    said: list[str], data: st.DataObject
) -> None:
    passage = "".join(word + data.draw(gaps) for word in said)
    first = data.draw(st.integers(0, len(said) - 1))
    last = data.draw(st.integers(first, len(said) - 1))
    quote = "".join(word + data.draw(gaps) for word in said[first : last + 1])
    place = locate(quote, passage)
    assert place is not None
    assert passage[slice(*place)].split() == quote.split()


@given(st.text(), st.text())
def test_what_is_found_is_what_was_sought(quote: str, passage: str) -> None:
    place = locate(quote, passage)
    if place is not None:
        start, end = place
        assert 0 <= start < end <= len(passage)
        plain = str.maketrans("‘’‚“”„‐‑‒–—−", "'''\"\"\"------")
        assert re.sub(r"\s+", "", passage[start:end].translate(plain)) in re.sub(
            r"\s+", "", quote.translate(plain)
        )


def test_a_place_is_widened_to_whole_sentences() -> None:
    start, end = locate("outpatient visits. Code the", PASSAGE) or (0, 0)
    start, end = whole_sentences(PASSAGE, start, end)
    # a sentence does not cross a line break
    assert PASSAGE[start:end] == "at outpatient visits. Code the symptom – once."
    cut = PASSAGE.index("code")
    assert PASSAGE[slice(*whole_sentences(PASSAGE, cut, cut + 4))].startswith("Do not code")
