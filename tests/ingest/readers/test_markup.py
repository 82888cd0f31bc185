import os
import time
from pathlib import Path
from xml.sax.saxutils import escape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.documents import Document, IngestError
from ingest.readers import markup
from ingest.readers.code_xml import parse
from ingest.readers.markup_walk import Walk
from tests.ingest.readers.damage import damaged, read_or_refused

CORPORA = os.environ.get("CITECODER_CORPORA", "")
MANUAL = """<?xml version="1.0" encoding="utf-8"?>
<!-- made by hand --><manual xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" status="final">
<title>Coding Manual FY2025</title><version>3</version>
<chapter number="1"><title>Scope</title>
  <para>Report <b>63</b>102, see <see>Uterus<codes>0UT9</codes></see> and <ref code="A00"/>, once.</para>
  <section><title>1.1 Units</title><p>One.</p>loose words<p>Two.</p>
  <explanation>It is.</explanation></section>
</chapter>
<codes><row code="63102" units="1"/><row code="63103" units="2">add-on</row></codes>
<diag><name>A00</name><desc>Cholera</desc><excludes1><note>food</note><note>other</note></excludes1>
  <diag><name>A00.0</name><desc>Classical cholera</desc></diag></diag>
<reserved><title>Reserved</title></reserved></manual>"""
BOMB = '<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa">' + "".join(
    f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9)
)


def given_xml(text: str) -> Document:
    return markup.read(Path("a.xml"), text.encode())


def texts(text: str) -> list[str]:
    return [block.text for block in given_xml(text).blocks]


def test_title_and_edition_are_read() -> None:
    document = given_xml(MANUAL)
    assert (document.title, document.edition) == ("Coding Manual FY2025", "FY2025")
    assert given_xml("<a>words</a>").title == "a"


def test_elements_are_sections_with_their_text_in_order() -> None:
    found = [(block.section, block.headings, block.text) for block in given_xml(MANUAL).blocks]
    inner = ("1 Scope", "1.1 Units")
    assert found == [
        (None, (), "status: final"),
        (None, (), "version: 3"),
        ("1 Scope", ("1 Scope",), "Report 63102, see Uterus 0UT9 and (A00), once."),
        ("1.1", inner, "One."),
        ("1.1", inner, "loose words"),
        ("1.1", inner, "Two."),
        ("1.1", inner, "explanation: It is."),
        ("codes", ("codes",), "code 63102; units 1"),
        ("codes", ("codes",), "code 63103; units 2; row add-on"),
        ("A00", ("A00",), "desc: Cholera"),
        ("A00", ("A00", "excludes1"), "note: food; note: other"),
        ("A00", ("A00", "diag"), "name A00.0; desc: Classical cholera"),
        ("Reserved", ("Reserved",), "Reserved"),
    ]


def test_records_with_codes_are_rows() -> None:
    rows = [block.row for block in given_xml(MANUAL).blocks if block.row]
    assert [row.codes for row in rows] == [("63102",), ("63103",), ("A00.0",)]
    assert rows[1].cells == (("code", "63103"), ("units", "2"), ("row", "add-on"))


@pytest.mark.parametrize(
    "text",
    [
        '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>',
        '<!DOCTYPE a [<!ENTITY % x SYSTEM "http://example.org/x.dtd">%x;]><a>words</a>',
        f"{BOMB}]><a>&j;</a>",
    ],
)
def test_entities_are_refused_at_once(text: str) -> None:
    start = time.monotonic()
    with pytest.raises(IngestError, match="entities"):
        given_xml(text)
    assert time.monotonic() - start < 2


def test_damaged_xml_is_refused_with_its_line() -> None:
    with pytest.raises(IngestError) as caught:
        given_xml("<a>\n<b>words</a>")
    assert caught.value.where.startswith("line 2")
    with pytest.raises(IngestError, match="no words"):
        given_xml("<a><b/></a>")


def test_encodings_and_large_texts_are_read() -> None:
    assert markup.read(Path("a.xml"), "<a>Prüfung</a>".encode("utf-16")).blocks[0].text == "Prüfung"
    latin = '<?xml version="1.0" encoding="iso-8859-1"?><a>Prüfung</a>'
    assert markup.read(Path("a.xml"), latin.encode("latin-1")).blocks[0].text == "Prüfung"
    assert len(texts(f"<a>{'word ' * 3_000_000}</a>")[0]) == 14_999_999


def test_depth_loses_no_words() -> None:
    for depth in (50, 3_000, 60_000):
        found = texts(f"<r><p>before</p>{'<d>' * depth}deep{'</d>' * depth}<p>after</p></r>")
        assert [text.removeprefix("d: ") for text in found] == ["before", "deep", "after"]


def test_pages_in_xhtml_are_read_as_pages() -> None:
    page = (
        '<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml">'
        "<body><h2>A. Scope</h2><p>One.</p></body></html>"
    )
    assert [(block.section, block.text) for block in given_xml(page).blocks] == [("A", "One.")]


@pytest.mark.parametrize("name", ["icd10pcs_definitions_2023.xml", "icd10pcs_index_2025.xml"])
def test_no_word_of_a_real_file_is_lost(name: str) -> None:
    path = Path(CORPORA) / name
    if not CORPORA or not path.is_file():
        pytest.skip(f"{name} is not there")
    root = parse(path, path.read_bytes(), "")
    blocks = Walk("").blocks(root)
    parts = [part for block in blocks for part in (*block.headings, block.text)]
    told = {word.strip(";:()") for part in parts for word in part.split()}
    assert {word.strip(";:()") for text in root.itertext() for word in text.split()} <= told


WORD = st.from_regex(r"w[a-z]{2,7}", fullmatch=True)
NODES = st.recursive(
    WORD,
    lambda inner: st.tuples(
        st.sampled_from(["p", "b", "title", "name", "desc", "row", "section", "x"]),
        st.dictionaries(st.sampled_from(["code", "id", "title"]), WORD, max_size=2),
        st.lists(inner, max_size=4),
    ),
    max_leaves=15,
)


def written(node: object, words: list[str]) -> str:
    if isinstance(node, str):
        words.append(node)
        return f" {escape(node)} "
    assert isinstance(node, tuple)
    tag, attributes, children = node
    said = "".join(f" {name}='{value}'" for name, value in attributes.items())
    return f"<{tag}{said}>{''.join(written(child, words) for child in children)}</{tag}>"


@given(NODES)
@settings(max_examples=200, deadline=None)
def test_no_word_is_lost(node: object) -> None:
    words: list[str] = []
    document = given_xml(f"<root><p>begin</p>{written(node, words)}</root>")
    told = [document.title, *(part for block in document.blocks for part in (*block.headings, block.text))]
    assert set(words) <= {word.strip(";:") for part in told for word in part.split()}


@given(st.data())
@settings(max_examples=100, deadline=None)
def test_damaged_files_give_a_document_or_a_sentence(data: st.DataObject) -> None:
    read_or_refused(markup.read, "a.xml", data.draw(damaged(MANUAL.encode())))
