import re
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.documents import Document, IngestError
from ingest.readers import markdown, read

PAGE = """---
title: "Corpectomy, lumbar"
codes: ["63102", 00100]
edition: 2025
effective_from: 2025-01-01
effective_to: 2025-12-31
other: {a: [1]}
---

# Corpectomy, lumbar

Before any heading.

## Rules

- [63103](63103.md) is the **add-on** code for `63102`.
- Second item
  goes on.
  - Nested <b>item</b>.

| Code | Units |
|------|-------|
| 63102 | 1 |
| 63103 | |

### Deeper

1. Ordered.

## Empty
"""


def given_text(text: str) -> Document:
    return markdown.read(Path("page.md"), text.encode())


def test_front_matter_says_what_the_page_is_about() -> None:
    document = given_text(PAGE)
    assert document.title == "Corpectomy, lumbar"
    assert document.codes == ("63102", "00100")
    assert document.edition == "2025"
    assert (document.effective_from, document.effective_to) == (date(2025, 1, 1), date(2025, 12, 31))
    assert document.pages is None


def test_paragraphs_items_and_rows_are_blocks_under_their_headings() -> None:
    found = [(block.section, block.text) for block in given_text(PAGE).blocks]
    assert found == [
        (None, "Before any heading."),
        ("Rules", "63103 is the add-on code for 63102."),
        ("Rules", "Second item goes on."),
        ("Rules", "Nested <b>item</b>."),
        ("Rules", "Code: 63102; Units: 1"),
        ("Rules", "Code: 63103"),
        ("Deeper", "Ordered."),
        ("Empty", "Empty"),
    ]
    assert given_text(PAGE).blocks[6].headings == ("Rules", "Deeper")


def test_a_first_heading_that_is_not_the_title_is_kept() -> None:
    document = given_text("---\ntitle: Other\n---\n# Heading\n\nText.\n")
    assert document.blocks[0].headings == ("Heading",)
    assert given_text("# Heading\n\nText.\n").title == "Heading"
    assert given_text("Text.\n").title == "page"


def test_html_is_words_and_never_markup() -> None:
    document = given_text("<script>alert(1)</script>\n\nText <img src=x onerror=y> goes on.\n")
    assert document.blocks[0].text == "<script>alert(1)</script>"
    assert document.blocks[1].text == "Text <img src=x onerror=y> goes on."


def test_quotes_code_and_pictures_keep_their_words() -> None:
    document = given_text("> Quoted rule.\n\n```text\ncode 63102\n```\n\n![A picture](a.png)\n")
    assert [block.text for block in document.blocks] == ["Quoted rule.", "text code 63102", "A picture"]


def test_two_rules_around_text_are_not_front_matter() -> None:
    assert [block.text for block in given_text("---\njust words\n---\n\nMore.\n").blocks][-1] == "More."
    assert given_text("---\njust words\n---\n\nMore.\n").blocks[-1].headings == ("just words",)


@pytest.mark.parametrize(
    ("front", "where"),
    [
        ("title: a\ncodes: [63102\nedition: b", r"line [345]"),
        ("title: a\nkey: 'open", r"line [345]"),
        ("title: a\nedition: b\neffective_from: soon", "line 4"),
        ("codes: {a: b}", "line 2"),
    ],
)
def test_bad_front_matter_is_refused_with_its_line(front: str, where: str) -> None:
    with pytest.raises(IngestError) as caught:
        given_text(f"---\n{front}\n---\n\nText.\n")
    assert re.fullmatch(where, caught.value.where)
    assert caught.value.message.endswith(".")


def test_a_page_without_words_is_refused() -> None:
    with pytest.raises(IngestError, match="no words"):
        given_text("---\ntitle: a\n---\n")


WORDS = st.lists(st.from_regex(r"[a-z]{1,8}", fullmatch=True), min_size=1, max_size=6).map(" ".join)


@given(st.lists(st.tuples(st.sampled_from(["# ", "## ", "### ", "- ", "", "> ", "1. "]), WORDS), min_size=1))
def test_no_words_are_lost(parts: list[tuple[str, str]]) -> None:
    text = "\n\n".join(mark + words for mark, words in [*parts, ("", "last")])
    document = given_text(text)
    said = " ".join([document.title, *(word for b in document.blocks for word in (*b.headings, b.text))])
    assert set(text.split()) - {"#", "##", "###", "-", ">", "1."} <= set(said.split())


def test_the_starter_pages_are_read() -> None:
    pages = sorted((Path(__file__).parents[3] / "knowledge").glob("codes/*.md"))[:5]
    for page in pages:
        document = read(page)
        assert document.codes == (page.stem,)
        assert document.title
        assert not any("](" in block.text for block in document.blocks)
