from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.documents import Document, IngestError
from ingest.readers import web
from tests.ingest.readers.damage import damaged, read_or_refused

MANUAL = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>NCCI Policy Manual FY 2025 | CMS</title>
<style>p { color: red }</style></head><body>
<nav><ul><li>Menu</li></ul></nav><script>alert("no")</script>
<h1>NCCI Policy Manual</h1>
<p>Effective January 1, 2025 through December 31, 2025.</p>
<h2>Chapter VIII Surgery: Nervous System</h2>
<h3>C. General Policy</h3>
<p>Report <i>63</i>102&nbsp;once<sup><a href="#fn1" id="ref1">1</a></sup> &mdash; never twice.</p>
<h4>C.22 Bilateral procedures</h4>
<p>Modifier 50 is reported when:</p>
<ul><li>both sides are treated</li><li>the code allows it<ul><li>see the file</li></ul></li></ul>
<ol start="3"><li>A first rule stands here.<p>It goes on.</p></li><li>A second one.</li></ol>
<p hidden>not shown</p><p style="display: none">not shown</p>
<h3>D. Reserved</h3>
<h2>Notes</h2>
<ol><li id="fn1"><p>Unless a modifier is appended. <a href="#ref1">↩</a></p></li></ol>
</body></html>"""


def given_html(html: str, name: str = "page.html") -> Document:
    return web.read(Path(name), html.encode())


def texts(html: str) -> list[str]:
    return [block.text for block in given_html(html).blocks]


def test_title_edition_and_dates_are_read() -> None:
    document = given_html(MANUAL)
    assert document.title == "NCCI Policy Manual"
    assert document.edition == "FY2025"
    assert (document.effective_from, document.effective_to) == (date(2025, 1, 1), date(2025, 12, 31))
    assert given_html("<title>Other</title><h1>Own</h1><p>a</p>").title == "Other"
    assert given_html("<p>a</p>").title == "page"


def test_blocks_stand_in_their_sections() -> None:
    assert [(block.section, block.text) for block in given_html(MANUAL).blocks] == [
        (None, "Effective January 1, 2025 through December 31, 2025."),
        ("Chapter VIII, C", "Report 63102 once[1] — never twice."),
        ("Chapter VIII, C", "[1] Unless a modifier is appended."),
        (
            "Chapter VIII, C.22",
            "Modifier 50 is reported when: • both sides are treated • the code allows it • see the file",
        ),
        ("Chapter VIII, C.22", "3. A first rule stands here."),
        ("Chapter VIII, C.22", "It goes on."),
        ("Chapter VIII, C.22", "4. A second one."),
        ("Chapter VIII, D", "D. Reserved"),
        ("Notes", "Notes"),
    ]
    assert given_html(MANUAL).blocks[3].headings == (
        "Chapter VIII Surgery: Nervous System",
        "C. General Policy",
        "C.22 Bilateral procedures",
    )


@pytest.mark.parametrize(
    ("headings", "section"),
    [
        (
            ["h2:Section I. Conventions", "h3:C. Chapters", "h4:4. Endocrine", "h5:a. Diabetes"],
            "I.C.4.a",
        ),
        (["h1:I.C.4.a.3 Diabetes and insulin"], "I.C.4.a.3"),
        (["h2:B. Guidelines", "h3:B3. Root operation", "h4:B3.8 Excision"], "B3.8"),
        (["h2:1.2.3 Units", "h3:Examples"], "1.2.3"),
        (["h2:E11.9 Type 2 diabetes"], "E11.9 Type 2 diabetes"),
        (["h2:B20 HIV disease"], "B20 HIV disease"),
        (["h2:H. Last letter", "h2:I. A letter again"], "I"),
        (["h2:Scope"], "Scope"),
    ],
)
def test_printed_numbers_of_headings_are_sections(headings: list[str], section: str) -> None:
    html = "".join("<{0}>{1}</{0}>".format(*heading.split(":", 1)) for heading in headings)
    assert given_html(f"{html}<p>Words.</p>").blocks[-1].section == section


def test_rows_have_their_header_and_spanning_cells_stand_once() -> None:
    table = """<table><caption>Units</caption>
    <thead><tr><th rowspan=2>Code<th colspan=2>Units</tr><tr><th>Min<th>Max</tr></thead>
    <tr><td rowspan=2>63102<td>1<td>2</tr><tr><td colspan=2>none</tr>
    <tr><td colspan=3>Add-on codes</tr><tr><td>63103<td><td>4</tr></table>"""
    assert texts(table) == [
        "Units",
        "Code: 63102; Units Min: 1; Units Max: 2",
        "Code: 63102; Units Min, Units Max: none",
        "Add-on codes",
        "Code: 63103; Units Max: 4",
    ]


def test_headers_are_known_without_being_marked() -> None:
    plain = "<table><tr><td>Code<td>Price<tr><td>J0120<td>12.00</table>"
    assert texts(plain) == ["Code: J0120; Price: 12.00"]
    bold = "<table><tr><td><b>Term</b><td><b>Meaning</b><tr><td>MUE<td>Unlikely edit</table>"
    assert texts(bold) == ["Term: MUE; Meaning: Unlikely edit"]
    named_rows = "<table><tr><th scope=row>Status<td>A<tr><th scope=row>Global<td>090</table>"
    assert texts(named_rows) == ["Status; A", "Global; 090"]
    layout = "<table><tr><td><h2>Scope</h2><p>One.</p><p>Two.</p></table>"
    assert texts(layout) == ["One.", "Two."]


def test_definitions_have_their_term() -> None:
    html = "<dl><dt>MUE<dd>Medically unlikely.<dt>PTP<dt>Edit<dd>A pair.<dd>Of codes.<dt>Last</dl>"
    assert texts(html) == ["MUE: Medically unlikely.", "PTP, Edit: A pair.", "PTP, Edit: Of codes.", "Last"]


def test_raised_words_do_not_run_into_codes() -> None:
    assert texts(
        "<p>63102<sup>2</sup>, 5 m<sup>2</sup>, 1<sup>st</sup>, H<sub>2</sub>O, A<sup>®</sup></p>"
    ) == ["63102 [2], 5 m², 1st, H2O, A®"]


def test_line_breaks_bold_lines_and_preformatted_text() -> None:
    html = "<div>one<br>goes on<br><br>two</div><p><b>Scope</b></p><p>Text.</p><pre>a\n b\n\nc</pre>"
    blocks = given_html(html).blocks
    assert [block.text for block in blocks] == ["one goes on", "two", "Text.", "a b", "c"]
    assert blocks[2].headings == ("Scope",)


def test_right_to_left_text_is_untouched() -> None:
    assert texts('<p dir="rtl">رمز الإجراء 63102</p>') == ["رمز الإجراء 63102"]


@pytest.mark.parametrize(
    ("encoding", "declared"),
    [
        ("utf-8", ""),
        ("utf-8-sig", ""),
        ("utf-16", ""),
        ("windows-1252", "iso-8859-1"),
        ("iso-8859-2", "iso-8859-2"),
        ("utf-8", "iso-8859-1"),
        ("utf-8", "no-such-encoding"),
    ],
)
def test_encodings_are_proved_declared_or_guessed(encoding: str, declared: str) -> None:
    words = "Prüfung der Kodierung: größer als früher, für alle Fälle."
    meta = f'<meta charset="{declared}">' if declared else ""
    document = web.read(Path("a.html"), f"<html><head>{meta}</head><p>{words}</p>".encode(encoding))
    assert document.blocks[0].text == words


def test_what_is_no_html_or_shows_nothing_is_refused() -> None:
    for html in ("just words", "<script>alert(1)</script>", "<html><body><p hidden>a</p></body></html>"):
        with pytest.raises(IngestError) as caught:
            given_html(html)
        assert caught.value.message.endswith(".")


def test_no_depth_loses_words() -> None:
    for depth in (100, 5_000, 50_000):
        html = f"<p>before</p>{'<div>' * depth}deep{'</div>' * depth}<p>after</p>"
        assert texts(html) == ["before", "deep", "after"]
    assert "deep" in texts("<ul><li>a" * 400 + "deep")[-1]


def test_spans_cannot_fill_the_memory() -> None:
    html = "<table>" + "<tr><td rowspan=60000 colspan=1000>wide<td>x" * 1_200 + "</table>"
    assert sum(map(len, texts(html))) < 20_000_000


WORD = st.from_regex(r"w[a-z]{2,7}", fullmatch=True)
TAGS = ["p", "div", "ul", "ol", "li", "dl", "dt", "dd", "table", "tr", "td", "th", "h2", "b", "a", "pre"]
PARTS = st.tuples(st.sampled_from(TAGS), st.booleans(), WORD, st.booleans())


@given(st.lists(PARTS, min_size=1, max_size=25))
@settings(max_examples=200, deadline=None)
def test_no_word_is_lost(parts: list[tuple[str, bool, str, bool]]) -> None:
    html = "<p>begin</p>" + " ".join(
        f"<{tag}>{word if said else ''}{f'</{tag}>' if closed else ''} " for tag, closed, word, said in parts
    )
    blocks = given_html(html).blocks
    told = " ".join(part for block in blocks for part in (*block.headings, block.text)).split()
    found = {word.strip(".,:;•") for word in told}
    assert {word for _, _, word, said in parts if said} <= found


@given(st.data())
@settings(max_examples=80, deadline=None)
def test_damaged_pages_give_a_document_or_a_sentence(data: st.DataObject) -> None:
    read_or_refused(web.read, "page.html", data.draw(damaged(MANUAL.encode())))
