import os
from collections import Counter
from pathlib import Path

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.documents import Block
from ingest.readers import read
from tests.ingest.readers.making_word import GUIDELINE, LONG, bold, item, numbered, reread, texts, xml


def test_headings_by_style_are_the_sections() -> None:
    document = docx.Document()
    document.add_heading("Spine policy", 0)
    document.add_heading("Scope", 1)
    document.add_paragraph("Covers fusion.")
    document.add_heading("Levels", 2)
    document.add_paragraph("Each level is reported.")
    document.add_heading("Limits", 1)
    document.add_paragraph("None.")
    found = reread(document)
    assert found.title == "Spine policy"
    assert found.pages is None
    assert found.blocks == (
        Block("Covers fusion.", ("Scope",), "Scope"),
        Block("Each level is reported.", ("Scope", "Levels"), "Levels"),
        Block("None.", ("Limits",), "Limits"),
    )


def test_headings_with_automatic_numbers_are_cited_as_word_prints_them() -> None:
    document = docx.Document()
    numbered(document, GUIDELINE)
    for depth, title in enumerate(["Conventions", "Chapter rules", "Endocrine", "Diabetes"]):
        item(document, title, depth, style=f"Heading {depth + 1}")
    document.add_paragraph("Assign as many codes as needed.")
    item(document, "Second", 3, style="Heading 4")
    item(document, "Third chapter", 2, style="Heading 3")
    document.add_paragraph("Use these codes.")
    found = reread(document)
    assert [(block.section, block.text) for block in found.blocks] == [
        ("I.A.1.a", "Assign as many codes as needed."),
        ("I.A.1.b", "b. Second"),
        ("I.A.2", "Use these codes."),
    ]
    assert found.blocks[0].headings == ("I. Conventions", "A. Chapter rules", "1. Endocrine", "a. Diabetes")


def test_a_number_that_repeats_its_parents_names_the_section_by_itself() -> None:
    document = docx.Document()
    numbered(document, [("upperRoman", "%1."), ("upperLetter", "%1.%2."), ("decimal", "%1.%2.%3")])
    for depth in range(3):
        item(document, f"Title {depth}", depth, style=f"Heading {depth + 1}")
    document.add_paragraph("The rule.")
    assert [block.section for block in reread(document).blocks] == ["I.A.1"]


def test_a_chapter_counts_its_own_rules() -> None:
    document = docx.Document()
    numbered(document, [("upperRoman", "Chapter %1"), ("upperLetter", "%2."), ("decimal", "%3.")])
    item(document, "Surgery", 0, style="Heading 1")
    item(document, "Nervous system", 1, style="Heading 2")
    item(document, "Microscope", 2, style="Heading 3")
    document.add_paragraph("Not separately reported.")
    block = reread(document).blocks[0]
    assert block.section == "Chapter I, A.1"
    assert block.headings[0] == "Chapter I Surgery"


def test_typed_numbers_of_headings_are_sections_too() -> None:
    document = docx.Document()
    document.add_heading("I. Conventions", 1)
    document.add_heading("C. Chapter rules", 2)
    document.add_heading("Overview", 3)
    document.add_paragraph("The rule.")
    document.add_heading("2.3 Numbered by itself", 1)
    document.add_paragraph("Another.")
    assert [block.section for block in reread(document).blocks] == ["I.C", "2.3"]


def test_a_long_numbered_paragraph_with_the_style_of_a_heading_is_a_rule() -> None:
    document = docx.Document()
    numbered(document, GUIDELINE)
    item(document, "Conventions", 0, style="Heading 1")
    item(document, f"{LONG} {LONG}", 1, style="Heading 2")
    assert reread(document).blocks == (Block(f"A. {LONG} {LONG}", ("I. Conventions",), "I.A"),)


def test_outline_level_makes_a_heading_whatever_the_style_is_called() -> None:
    document = docx.Document()
    style = document.styles.add_style("Kapitel", 1)
    style.element.get_or_add_pPr().append(xml('<w:outlineLvl w:val="0"/>'))
    document.styles.add_style("Überschrift 2", 1)
    document.add_paragraph("Geltung", "Kapitel")
    document.add_paragraph("Ebenen", "Überschrift 2")
    document.add_paragraph("Text.")
    direct = document.add_paragraph("Direct")
    direct._p.get_or_add_pPr().append(xml('<w:outlineLvl w:val="0"/>'))
    document.add_paragraph("Words.")
    assert [block.headings for block in reread(document).blocks] == [("Geltung", "Ebenen"), ("Direct",)]


def test_bold_lines_are_headings_in_a_document_without_styles() -> None:
    document = docx.Document()
    bold(document, "Coverage policy 12")
    document.add_paragraph("Covers fusion.")
    bold(document, "Limits")
    document.add_paragraph("None apply.")
    found = reread(document)
    assert found.title == "Coverage policy 12"
    assert [block.headings for block in found.blocks] == [("Coverage policy 12",), ("Limits",)]


def test_typed_numbered_lines_are_headings_in_a_document_without_styles() -> None:
    document = docx.Document()
    for line in ("A. Scope", "This is the scope.", "B. Rules", "1. Units", "Report one unit."):
        document.add_paragraph(line)
    assert [(block.section, block.headings) for block in reread(document).blocks] == [
        ("A", ("A. Scope",)),
        ("B.1", ("B. Rules", "1. Units")),
    ]


def test_a_short_list_stays_with_its_lead_in() -> None:
    document = docx.Document()
    numbered(document, [("decimal", "%1."), ("lowerLetter", "(%2)")])
    document.add_paragraph("Report the code when all of the following apply:")
    item(document, "The segment is named")
    item(document, "One approach, either:")
    item(document, "anterior", 1)
    item(document, "lateral", 1)
    document.add_paragraph("Otherwise do not report it.")
    assert texts(document) == [
        "Report the code when all of the following apply: 1. The segment is named 2. One approach, either:"
        " (a) anterior (b) lateral",
        "Otherwise do not report it.",
    ]


def test_a_long_list_has_a_block_for_each_item_in_the_section_of_its_lead_in() -> None:
    document = docx.Document()
    numbered(document, [("decimal", "%1."), ("lowerLetter", "(%2)")])
    document.add_heading("Units", 1)
    document.add_paragraph("These rules apply:")
    for _ in range(7):
        item(document, LONG)
    blocks = reread(document).blocks
    assert [block.text for block in blocks] == [
        "These rules apply:",
        *(f"{place}. {LONG}" for place in range(1, 8)),
    ]
    assert {block.section for block in blocks} == {"Units"}


def test_numbered_paragraphs_are_sections_until_the_text_stands_further_left() -> None:
    document = docx.Document()
    numbered(document, GUIDELINE)
    item(document, "Rules", 0, style="Heading 1")
    item(document, LONG, 1)
    item(document, LONG, 1)
    document.add_paragraph("All else is bundled.")
    assert [block.section for block in reread(document).blocks] == ["I.A", "I.B", "I"]


def test_bullets_are_printed_and_open_nothing() -> None:
    document = docx.Document()
    numbered(document, [("bullet", "\uf0b7")])
    document.add_paragraph("Fusion is reported once.")
    item(document, "anterior")
    item(document, "posterior")
    assert texts(document) == ["Fusion is reported once.", "• anterior", "• posterior"]


def test_numbering_restarts_as_word_restarts_it() -> None:
    document = docx.Document()
    numbered(
        document,
        [("decimal", "%1."), ("lowerRoman", "%2)")],
        '<w:num w:numId="2"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0">'
        '<w:startOverride w:val="5"/></w:lvlOverride></w:num>',
    )
    for depth, num in ((0, 1), (1, 1), (1, 1), (0, 1), (1, 1), (0, 2), (0, 2), (0, 1)):
        item(document, "Words.", depth, num=num)
    numbers = [text.split()[0] for text in texts(document)]
    assert numbers == ["1.", "i)", "ii)", "2.", "i)", "5.", "6.", "7."]


WORDS = st.text(st.characters(categories=("L", "N")), min_size=1, max_size=8)


@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from(["Normal", "Heading 1", "Heading 2", "List Bullet", "List Number"]), WORDS),
        min_size=1,
        max_size=12,
    )
)
def test_no_word_is_lost_or_doubled(paragraphs: list[tuple[str, str]]) -> None:
    document = docx.Document()
    for place, (style, text) in enumerate(paragraphs):
        document.add_paragraph(f"q{place}q {text}", style)
    found = reread(document)
    shown = [(block.headings, block.text) for block in found.blocks]
    for place, (style, _) in enumerate(paragraphs):
        told = sum(text.count(f"q{place}q") for _, text in shown)
        above = any(f"q{place}q" in heading for headings, _ in shown for heading in headings)
        assert told == 1 or (told == 0 and above and style.startswith(("Heading", "List Number")))


CORPORA = os.environ.get("CITECODER_CORPORA", "")
MANUAL = Path(CORPORA) / "icd-10-cm-guidelines-fy2025.pdf"


@pytest.mark.skipif(not (CORPORA and MANUAL.is_file()), reason="CITECODER_CORPORA has no guidelines")
def test_the_guidelines_written_in_word_keep_their_sections_and_every_word() -> None:
    manual = read(MANUAL)
    document = docx.Document()
    open_titles: tuple[str, ...] = ()
    for block in manual.blocks:
        for depth, heading in enumerate(block.headings):
            if block.headings[: depth + 1] != open_titles[: depth + 1] and heading != block.text:
                document.add_heading(heading, min(depth + 1, 9))
        open_titles = block.headings
        document.add_paragraph(block.text)
    blocks = reread(document).blocks
    found = {block.section for block in blocks}
    wanted = {block.section for block in manual.blocks}
    assert len(wanted & found) > 0.95 * len(wanted)
    shown: list[str] = []
    open_titles = ()
    for block in blocks:
        for depth, heading in enumerate(block.headings):
            if block.headings[: depth + 1] != open_titles[: depth + 1] and heading != block.text:
                shown.append(heading)
        open_titles = block.headings
        shown.append(block.text)
    written = " ".join(paragraph.text for paragraph in document.paragraphs)
    assert Counter(" ".join(shown).split()) == Counter(written.split())
