from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.documents import Block, Document
from ingest.passages import WORD_PIECES, make_passages, sentences, word_pieces


def document(*blocks: Block) -> Document:
    return Document(name="rules.md", title="Rules", sha256="0" * 64, blocks=blocks)


def test_a_section_is_one_passage_with_its_breadcrumb_and_place() -> None:
    (passage,) = make_passages(
        document(
            Block("Report 63103 for each segment.", ("A. Spine",), "A", 3),
            Block("See 22840-22842.", ("A. Spine",), "A", 4),
        )
    )
    assert passage.text == "Report 63103 for each segment.\nSee 22840-22842."
    assert passage.breadcrumb == "Rules › A. Spine"
    assert (passage.section, passage.page) == ("A", 3)
    assert passage.page_at(passage.text.index("See")) == 4
    assert passage.codes == ("22840", "22842", "63103")
    assert passage.ranged == ("22841",)


def test_sections_are_never_joined() -> None:
    made = make_passages(document(Block("One.", ("A",), "A"), Block("Two.", ("B",), "B")))
    assert [passage.text for passage in made] == ["One.", "Two."]


def test_the_same_text_twice_gives_two_ids_that_stay() -> None:
    blocks = (Block("Same.", ("A",)), Block("Other.", ("B",)), Block("Same.", ("A",)))
    ids = [passage.id for passage in make_passages(document(*blocks))]
    assert len(set(ids)) == 3
    assert ids == [passage.id for passage in make_passages(document(*blocks))]


def test_an_edit_leaves_the_ids_of_other_sections() -> None:
    before = make_passages(document(Block("One.", ("A",)), Block("Two.", ("B",))))
    after = make_passages(document(Block("One.", ("A",)), Block("Two, changed.", ("B",))))
    assert before[0].id == after[0].id
    assert before[1].id != after[1].id


def test_sentences_keep_abbreviations_and_section_numbers_whole() -> None:
    text = "See Section I.B.14, e.g. for E/M. Report 63102.\nNext line."
    assert [text[a:b] for a, b in sentences(text)] == [
        "See Section I.B.14, e.g. for E/M.",
        "Report 63102.",
        "Next line.",
    ]


def test_a_code_that_ends_a_sentence_is_no_number_of_a_list() -> None:
    text = (
        "11. When several procedures are done, the main one is reported. (For example, the coding would be"
        " 50557 and 50561-51, not CPT codes 50551, 50555, 50557, and 50561.) This policy applies to all."
    )
    assert not [text[a:b] for a, b in sentences(text) if text[a:b].startswith("50561.")]
    other = "1. It goes with 63101 or 63102. Report it once."
    assert [other[a:b] for a, b in sentences(other)][-1] == "Report it once."


words = st.text(st.characters(codec="utf-8", exclude_categories=["Z", "C"]), min_size=1, max_size=30)
paragraphs = st.lists(words, min_size=1, max_size=150).map(" ".join)


@settings(max_examples=40, deadline=None)
@given(st.lists(paragraphs, min_size=1, max_size=4))
def test_nothing_is_lost_or_doubled_and_nothing_is_longer_than_the_encoder_reads(texts: list[str]) -> None:
    made = make_passages(document(*(Block(text, ("A heading",)) for text in texts)))
    assert "".join("".join(p.text.split()) for p in made) == "".join("".join(t.split()) for t in texts)
    assert all(word_pieces(p.embedded_text) <= WORD_PIECES for p in made)


@given(st.text())
def test_sentence_offsets_hold_all_of_the_text(text: str) -> None:
    spans = sentences(text)
    assert "".join("".join(text[a:b].split()) for a, b in spans) == "".join(text.split())
    assert all(a < b for a, b in spans)
    assert all(first[1] <= second[0] for first, second in zip(spans, spans[1:], strict=False))
