from datetime import date

import docx
from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.opc.packuri import PackURI
from docx.opc.part import Part

from ingest.documents import Block
from ingest.readers import word
from tests.ingest.readers.making_word import PATH, W, add, reread, saved, table, texts, xml


def test_footnotes_stand_where_they_are_referred_to() -> None:
    document = docx.Document()
    notes = (
        f"<w:footnotes {W}>"
        '<w:footnote w:type="separator" w:id="0"><w:p><w:r><w:t>---</w:t></w:r></w:p></w:footnote>'
        '<w:footnote w:id="2"><w:p><w:r><w:t>Only in adults.</w:t></w:r></w:p></w:footnote>'
        '<w:footnote w:id="3"><w:p><w:r><w:t>Of the title.</w:t></w:r></w:p></w:footnote></w:footnotes>'
    )
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
    part = Part(PackURI("/word/footnotes.xml"), kind, notes.encode(), document.part.package)
    document.part.relate_to(part, RT.FOOTNOTES)
    heading = document.add_heading("Fusion", 1)
    heading._p.append(xml('<w:r><w:footnoteReference w:id="3"/></w:r>'))
    paragraph = document.add_paragraph("Report the code")
    paragraph._p.append(xml('<w:r><w:footnoteReference w:id="2"/></w:r>'))
    paragraph.add_run("once.")
    read = reread(document)
    assert [block.text for block in read.blocks] == [
        "[footnote 1: Of the title.]",
        "Report the code [footnote 2: Only in adults.] once.",
    ]
    assert {block.headings for block in read.blocks} == {("Fusion",)}


def test_each_row_of_a_table_has_its_header() -> None:
    document = docx.Document()
    document.add_paragraph("The table follows.")
    table(document, [["Code", "Global period"], ["63102", "090"], ["63103", ""]])
    assert texts(document)[1:] == ["Code: 63102; Global period: 090", "Code: 63103"]
    found = word.grids(PATH, saved(document))[0]
    assert found.rows[1] == ("63102", "090")
    assert found.names == ("Code", "Global period")


def test_merged_cells_are_not_doubled() -> None:
    document = docx.Document()
    made = table(
        document,
        [
            ["Code", "Work", ""],
            ["", "Facility", "Office"],
            ["63102", "34", "35"],
            ["63103", "4", ""],
            ["", "x", ""],
        ],
    )
    made.cell(0, 1).merge(made.cell(0, 2))
    made.cell(0, 0).merge(made.cell(1, 0))
    made.cell(3, 1).merge(made.cell(3, 2))
    made.cell(3, 0).merge(made.cell(4, 0))
    for row in (made.rows[0], made.rows[1]):
        row._tr.get_or_add_trPr().append(xml("<w:tblHeader/>"))
    assert texts(document) == [
        "Code: 63102; Work Facility: 34; Work Office: 35",
        "Code: 63103; Work Facility: 4",
        "Work Facility: x",
    ]


def test_labels_and_values_are_read_as_pairs_and_a_frame_as_running_text() -> None:
    document = docx.Document()
    made = table(document, [["Policy:", "Spine"], ["Effective:", "January 1, 2025"]])
    assert made is not None
    frame = table(document, [["Framed words."]])
    frame.cell(0, 0).add_paragraph("More of them.")
    assert texts(document) == [
        "Policy: Spine",
        "Effective: January 1, 2025",
        "Framed words.",
        "More of them.",
    ]


def test_a_table_in_a_cell_is_read_in_its_place() -> None:
    document = docx.Document()
    made = table(document, [["Code", "Detail"], ["63102", "See"]])
    inner = made.cell(1, 1).add_table(2, 2)
    for place, text in enumerate(["Level", "Units", "T1", "One"]):
        inner.cell(place // 2, place % 2).text = text
    assert texts(document) == ["Code: 63102; Detail: See Level: T1; Units: One"]


def test_tracked_changes_are_read_as_accepted() -> None:
    document = docx.Document()
    add(
        document,
        "<w:p><w:r><w:t>Report </w:t></w:r><w:ins><w:r><w:t>one</w:t></w:r></w:ins>"
        "<w:del><w:r><w:delText>two</w:delText></w:r></w:del><w:r><w:t> unit.</w:t></w:r></w:p>",
    )
    add(
        document,
        "<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:r><w:t>This goes</w:t></w:r></w:p>",
    )
    add(document, "<w:p><w:r><w:t>on.</w:t></w:r></w:p>")
    assert texts(document) == ["Report one unit.", "This goes on."]


def test_controls_links_fields_and_breaks_are_words_and_comments_are_not() -> None:
    document = docx.Document()
    add(
        document,
        "<w:p><w:commentRangeStart/><w:sdt><w:sdtContent><w:r><w:t>Controlled</w:t></w:r></w:sdtContent></w:sdt>"
        "<w:r><w:tab/><w:t>and</w:t><w:br/></w:r><w:hyperlink><w:r><w:t>linked</w:t></w:r></w:hyperlink>"
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>REF x</w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t xml:space="preserve"> field</w:t></w:r>'
        '<w:r><w:fldChar w:fldCharType="end"/><w:commentReference/></w:r>'
        "<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent><w:r><w:t>Click here</w:t></w:r>"
        "</w:sdtContent></w:sdt><w:r><w:t>95</w:t><w:noBreakHyphen/><w:t>work</w:t></w:r></w:p>",
    )
    add(document, "<w:sdt><w:sdtContent><w:p><w:r><w:t>A whole one.</w:t></w:r></w:p></w:sdtContent></w:sdt>")
    assert texts(document) == ["Controlled and linked field95-work", "A whole one."]


def test_text_boxes_are_read_once() -> None:
    document = docx.Document()
    box = "<w:txbxContent><w:p><w:r><w:t>In the box.</w:t></w:r></w:p></w:txbxContent>"
    add(
        document,
        "<w:p><w:r><w:t>Beside it.</w:t><mc:AlternateContent><mc:Choice><w:drawing><wps:txbx>"
        f"{box}</wps:txbx></w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox>{box}</v:textbox></w:pict>"
        "</mc:Fallback></mc:AlternateContent></w:r></w:p>",
    )
    assert texts(document) == ["Beside it.", "In the box."]


def test_running_headers_the_contents_and_hidden_words_are_left_out() -> None:
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "FY 2025 edition"
    document.styles.add_style("toc 1", 1)
    document.add_paragraph("Scope 3", "toc 1")
    document.add_heading("Scope", 1)
    paragraph = document.add_paragraph("Seen. ")
    paragraph.add_run("Not seen.").font.hidden = True
    read = reread(document)
    assert read.blocks == (Block("Seen.", ("Scope",), "Scope"),)
    assert read.edition == "FY2025"
    assert read.notes == ("2 hidden words were left out, as they are not printed.",)


def test_title_edition_and_dates_come_from_the_properties_and_the_first_lines() -> None:
    document = docx.Document()
    document.core_properties.title = "Spine Coverage Policy"
    document.add_paragraph("Spine coverage policy")
    document.add_paragraph("FY 2026 (October 1, 2025 - September 30, 2026)")
    read = reread(document)
    assert (read.title, read.edition) == ("Spine Coverage Policy", "FY2026")
    assert (read.effective_from, read.effective_to) == (date(2025, 10, 1), date(2026, 9, 30))
    document.core_properties.title = "Microsoft Word - draft.doc"
    assert reread(document).title == "policy"


def test_pages_are_given_only_where_word_recorded_all_of_them() -> None:
    document = docx.Document()
    document.add_paragraph("On the first.")
    add(
        document,
        "<w:p><w:r><w:lastRenderedPageBreak/><w:t>On the second,</w:t></w:r>"
        "<w:r><w:lastRenderedPageBreak/><w:t> and the third.</w:t></w:r></w:p>",
    )
    document.add_paragraph("Still the third.")
    assert {block.page for block in reread(document).blocks} == {None}
    app = next(part for part in document.part.package.iter_parts() if part.partname == "/docProps/app.xml")
    app._blob = app.blob.replace(b"<Pages>1</Pages>", b"<Pages>3</Pages>")
    read = reread(document)
    assert [block.page for block in read.blocks] == [1, 2, 3]
    assert read.pages == 3
