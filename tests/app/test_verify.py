import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.citations import Citation, Locator, Sentence
from app.verify import symbols, verify
from ingest.documents import Block, Document
from ingest.library import Library

RULE = "Report 63103 for each segment after 63102. Do not report it alone."


@pytest.fixture
def citation(library: Library) -> Citation:
    library.put(Document("rules.md", "Rules", "0" * 64, (Block(RULE),)), "here")
    passage = library.catalogue.of_document("rules.md")[0].passage
    return Citation(
        n=1,
        document="rules.md",
        title="Rules",
        locator=Locator(),
        passage_id=passage.id,
        passage=passage.text,
        rank=1,
        score=1.0,
        quote=RULE[:42],
        start=0,
        end=42,
    )


def kept(library: Library, text: str, citation: Citation) -> bool:
    return bool(verify(library, (Sentence(text=text, citations=[1]),), (citation,)).sentences)


def test_a_verbatim_sentence_passes(library: Library, citation: Citation) -> None:
    assert kept(library, RULE[:42], citation)


@pytest.mark.parametrize(
    "text", ["Report 63104 for each segment after 63102.", "Report 63103 for 2 segments.", "Use modifier 59."]
)
def test_a_code_or_number_that_no_quote_has_is_dropped(
    library: Library, citation: Citation, text: str
) -> None:
    assert not kept(library, text, citation)


@pytest.mark.parametrize(
    "change",
    [{"start": 1}, {"quote": "Report 63104"}, {"passage": RULE + " "}, {"passage_id": "gone"}, {"quote": ""}],
)
def test_a_quote_that_is_not_verbatim_or_not_live_is_dropped(
    library: Library, citation: Citation, change: dict[str, object]
) -> None:
    assert not kept(library, RULE[:42], citation.model_copy(update=change))


def test_a_sentence_without_citation_or_with_an_unknown_one_is_dropped(
    library: Library, citation: Citation
) -> None:
    for numbers in ([], [2], [1, 2]):
        sentence = Sentence(text="Report it.", citations=numbers)
        result = verify(library, (sentence,), (citation,))
        assert not result.sentences
        assert len(result.dropped) == 1


def test_a_passage_that_was_removed_supports_nothing(library: Library, citation: Citation) -> None:
    library.remove("rules.md")
    assert not kept(library, RULE[:42], citation)


@given(st.integers(10000, 99999), st.integers(0, 4), st.integers(1, 9))
def test_one_changed_digit_changes_the_symbols(code: int, place: int, shift: int) -> None:
    digits = list(str(code))
    digits[place] = str((int(digits[place]) + shift) % 10)
    assert symbols(f"Report {code}.") != symbols(f"Report {''.join(digits)}.")
