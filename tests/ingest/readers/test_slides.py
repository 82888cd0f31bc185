import io
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pptx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.opc.package import Part
from pptx.opc.packuri import PackURI
from pptx.oxml import parse_xml
from pptx.presentation import Presentation
from pptx.slide import Slide
from pptx.util import Inches

from ingest.documents import Block, Document, IngestError
from ingest.readers import slides
from tests.ingest.readers.making_office import EDIT, Edits, changed, document_or_error, mutated, packed

PATH = Path("training.pptx")
SPACES = (
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    ' xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"'
    ' xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
    ' xmlns:dgm="http://schemas.openxmlformats.org/drawingml/2006/diagram"'
    ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
)


def saved(deck: Presentation) -> bytes:
    held = io.BytesIO()
    deck.save(held)
    return held.getvalue()


def reread(deck: Presentation) -> Document:
    return slides.read(PATH, saved(deck))


def slide(deck: Presentation, title: str, lines: tuple[tuple[int, str], ...] = ()) -> Slide:
    made: Slide = deck.slides.add_slide(deck.slide_layouts[1])
    assert made.shapes.title is not None
    made.shapes.title.text = title
    frame: Any = made.placeholders[1]
    for place, (depth, text) in enumerate(lines):
        paragraph = frame.text_frame.paragraphs[0] if place == 0 else frame.text_frame.add_paragraph()
        paragraph.text, paragraph.level = text, depth
    return made


def box(made: Slide, text: str, left: float, top: float, height: float = 1) -> Any:
    shape = made.shapes.add_textbox(Inches(left), Inches(top), Inches(3), Inches(height))
    shape.text_frame.text = text
    return shape


def xml(markup: str) -> Any:
    return parse_xml(f"<x {SPACES}>{markup}</x>")[0]


def test_the_page_is_the_slide_and_the_heading_its_title() -> None:
    deck = pptx.Presentation()
    slide(deck, "Spine coding")
    slide(deck, "Fusion", ((0, "Report it once."), (1, "Not for each level.")))
    read = reread(deck)
    assert read.title == "Spine coding"
    assert read.pages == 2
    assert read.blocks == (
        Block("Spine coding", ("Spine coding",), "Spine coding", 1),
        Block("Report it once.", ("Fusion",), "Fusion", 2),
        Block("Not for each level.", ("Fusion",), "Fusion", 2),
    )


def test_a_short_list_stays_with_its_lead_in() -> None:
    deck = pptx.Presentation()
    slide(deck, "Fusion", ((0, "Report when:"), (1, "named"), (1, "treated"), (0, "Else do not.")))
    slide(deck, "Long", ((0, "Report when:"), *((1, "word " * 30) for _ in range(5))))
    texts = [block.text for block in reread(deck).blocks]
    assert texts[:3] == ["Report when: • named • treated", "Else do not.", "Report when:"]
    assert len(texts) == 8


def test_automatic_numbers_are_printed() -> None:
    deck = pptx.Presentation()
    made = slide(deck, "Steps", ((0, "Look up"), (0, "Verify"), (1, "Tabular list"), (0, "Assign")))
    frame: Any = made.placeholders[1]
    for paragraph, kind in zip(
        frame.text_frame.paragraphs,
        ("arabicPeriod", "arabicPeriod", "alphaLcParenR", "arabicPeriod"),
        strict=True,
    ):
        paragraph._p.get_or_add_pPr().append(xml(f'<a:buAutoNum type="{kind}"/>'))
    texts = [block.text for block in reread(deck).blocks]
    assert texts == ["1. Look up", "2. Verify", "a) Tabular list", "3. Assign"]


def test_shapes_are_read_from_top_to_bottom_and_left_to_right() -> None:
    deck = pptx.Presentation()
    made = deck.slides.add_slide(deck.slide_layouts[6])
    box(made, "last", 1, 6)
    box(made, "right two", 5, 3.4)
    box(made, "right one", 5, 1.9)
    box(made, "left", 1, 2, 3)
    box(made, "first", 1, 0.5)
    group = made.shapes.add_group_shape()
    inner = group.shapes.add_textbox(Inches(1), Inches(7.5), Inches(1), Inches(0.4))
    inner.text_frame.text = "grouped"
    texts = [block.text for block in reread(deck).blocks]
    assert texts == ["first", "left", "right one", "right two", "last", "grouped"]


def test_each_row_of_a_table_has_its_header_and_merged_cells_are_not_doubled() -> None:
    deck = pptx.Presentation()
    made = deck.slides.add_slide(deck.slide_layouts[5])
    assert made.shapes.title is not None
    made.shapes.title.text = "Global periods"
    table = made.shapes.add_table(4, 3, Inches(1), Inches(2), Inches(6), Inches(2)).table
    rows = [["Code", "Global period", "Note"], ["63102", "090", ""], ["63103", "ZZZ", "add-on"], ["", "", ""]]
    for place, row in enumerate(rows):
        for column, text in enumerate(row):
            table.cell(place, column).text = text
    table.cell(1, 1).merge(table.cell(1, 2))
    table.cell(3, 0).text = "All are add-on codes."
    table.cell(3, 0).merge(table.cell(3, 2))
    assert [block.text for block in reread(deck).blocks] == [
        "Code: 63102; Global period: 090",
        "Code: 63103; Global period: ZZZ; Note: add-on",
        "All are add-on codes.",
    ]


def test_notes_are_a_section_and_hidden_slides_are_marked() -> None:
    deck = pptx.Presentation()
    made = slide(deck, "Fusion", ((0, "Once."),))
    made.notes_slide.notes_text_frame.text = "Said aloud."  # type: ignore[union-attr]
    made._element.set("show", "0")
    read = reread(deck)
    title = "Fusion (hidden slide)"
    assert read.blocks == (
        Block("Once.", (title,), title, 1),
        Block("Said aloud.", (title, "Notes"), title, 1),
    )
    assert read.notes == ("Slide 1 is hidden in the presentation; read and marked as hidden.",)


def test_a_chart_gives_its_title_and_a_note() -> None:
    deck = pptx.Presentation()
    made = slide(deck, "Volume")
    data: Any = CategoryChartData()  # type: ignore[no-untyped-call]
    data.categories = ["2024", "2025"]
    data.add_series("Cases", (1, 2))
    frame = made.shapes.add_chart(XL_CHART_TYPE.PIE, Inches(1), Inches(2), Inches(4), Inches(4), data)
    frame.chart.has_title = True  # type: ignore[attr-defined]
    frame.chart.chart_title.text_frame.text = "Cases by year"  # type: ignore[attr-defined]
    read = reread(deck)
    assert [block.text for block in read.blocks] == ["Chart: Cases by year"]
    assert read.notes == ("The charts on slide 1 were not read, besides their titles.",)


def test_diagrams_and_shapes_written_in_two_ways_are_read() -> None:
    deck = pptx.Presentation()
    made = slide(deck, "Flow", ((0, "Text."),))
    points = "".join(
        f'<dgm:pt type="{kind}"><dgm:t><a:bodyPr/><a:p><a:r><a:t>{text}</a:t></a:r></a:p></dgm:t></dgm:pt>'
        for kind, text in (("node", "Look up"), ("parTrans", "arrow"), ("node", "Assign"))
    )
    model = f"<dgm:dataModel {SPACES}><dgm:ptLst>{points}</dgm:ptLst></dgm:dataModel>"
    kind = "application/vnd.openxmlformats-officedocument.drawingml.diagramData+xml"
    part = Part(PackURI("/ppt/diagrams/data1.xml"), kind, made.part.package, model.encode())
    relation = made.part.relate_to(part, "http://x/diagramData")
    made.shapes._spTree.append(
        xml(
            "<p:graphicFrame><p:nvGraphicFramePr><p:cNvPr id='77' name='d'/><p:cNvGraphicFramePr/><p:nvPr/>"
            "</p:nvGraphicFramePr><p:xfrm><a:off x='0' y='6900000'/><a:ext cx='9' cy='9'/></p:xfrm>"
            "<a:graphic><a:graphicData uri='http://schemas.openxmlformats.org/drawingml/2006/diagram'>"
            f"<dgm:relIds r:dm='{relation}'/></a:graphicData></a:graphic></p:graphicFrame>"
        )
    )
    body = "<p:sp><p:txBody><a:bodyPr/><a:p><a:r><a:t>New kind.</a:t></a:r></a:p></p:txBody></p:sp>"
    made.shapes._spTree.append(
        xml(
            f"<mc:AlternateContent><mc:Choice Requires='v'>{body}</mc:Choice>"
            f"<mc:Fallback>{body}</mc:Fallback></mc:AlternateContent>"
        )
    )
    assert [block.text for block in reread(deck).blocks] == ["Text.", "Look up", "Assign", "New kind."]


@cache
def sample() -> bytes:
    deck = pptx.Presentation()
    made = slide(deck, "Fusion", ((0, "Report when:"), (1, "named"), (1, "treated")))
    made.notes_slide.notes_text_frame.text = "Said aloud."  # type: ignore[union-attr]
    table = made.shapes.add_table(2, 2, Inches(1), Inches(5), Inches(6), Inches(1)).table
    for place, text in enumerate(["Code", "Global period", "63102", "090"]):
        table.cell(place // 2, place % 2).text = text
    return saved(deck)


OLE = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600)
MAIN = b"presentationml.presentation.main"


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: OLE + "EncryptedPackage".encode("utf-16-le"), "protected by a password"),
        (lambda: OLE + "PowerPoint Document".encode("utf-16-le"), "old PowerPoint file (.ppt)"),
        (lambda: sample()[: len(sample()) // 2], "damaged"),
        (lambda: packed({"a.txt": b"words"}), "archive of other files"),
        (
            lambda: changed(
                sample(),
                "[Content_Types].xml",
                lambda b: b.replace(MAIN, b"wordprocessingml.document.main"),
            ),
            "is a Word file",
        ),
        (lambda: changed(sample(), "ppt/slides/slide1.xml", lambda _: b"<!DOCTYPE a><a/>"), "XML entities"),
        (lambda: changed(sample(), "ppt/slides/slide1.xml", lambda _: b"<a/>"), "damaged"),
        (lambda: saved(pptx.Presentation()), "no words"),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_sentence(make: Callable[[], bytes], words: str) -> None:
    with pytest.raises(IngestError, match=r"\.$") as caught:
        slides.read(PATH, make())
    assert words in caught.value.message


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(EDIT, min_size=1, max_size=4))
def test_changed_bytes_give_a_document_or_a_sentence(edits: Edits) -> None:
    document_or_error(slides.read, PATH, mutated(sample(), edits))


PARTS = ["ppt/slides/slide1.xml", "ppt/presentation.xml", "ppt/slides/_rels/slide1.xml.rels"]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(PARTS), st.lists(EDIT, min_size=1, max_size=2))
def test_changed_markup_gives_a_document_or_a_sentence(part: str, edits: Edits) -> None:
    document_or_error(slides.read, PATH, changed(sample(), part, lambda b: mutated(b, edits)))
