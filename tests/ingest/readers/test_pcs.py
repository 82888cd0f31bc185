from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.documents import Block, Document, IngestError, Row
from ingest.readers.pcs import is_pcs, read
from tests.ingest.readers.code_damage import damaged

SMALL_TABLES = b"""<?xml version="1.0" encoding="utf-8"?>
<ICD10PCS.tabular><version>2025</version><title>2025 ICD-10-PCS Tables</title><pcsTable>
<axis pos="1" values="1"><title>Section</title><label code="0">Medical and Surgical</label></axis>
<axis pos="2" values="1"><title>Body System</title><label code="D">Gastrointestinal System</label></axis>
<axis pos="3" values="1"><title>Operation</title><label code="T">Resection</label>
<definition>Cutting out or off, without replacement, all of a body part</definition></axis>
<pcsRow codes="4"><axis pos="4" values="1"><title>Body Part</title><label code="1">Esophagus, Upper</label>
<label code="2">Esophagus, Middle</label></axis>
<axis pos="5" values="2"><title>Approach</title><label code="0">Open</label>
<label code="4">Percutaneous
 Endoscopic</label></axis>
<axis pos="6" values="1"><title>Device</title><label code="Z">No Device</label></axis>
<axis pos="7" values="1"><title>Qualifier</title><label code="Z">No Qualifier</label></axis></pcsRow>
</pcsTable></ICD10PCS.tabular>"""
SMALL_INDEX = b"""<ICD10PCS.index><version>2025</version><title>2025 ICD-10-PCS Index</title>
<letter><title>A</title>
<mainTerm><title>Abdominohysterectomy</title><see>Resection, Uterus<codes>0UT9</codes></see></mainTerm>
<mainTerm><title>Abortion</title><term level="1"><see>Extraction</see></term>
<term level="1"><title>Abortifacient</title><code>10A07ZX</code></term>
<term level="1"><title>Vessel</title><codes>03</codes><term level="2"><title>Upper</title>
<term level="3"><title>Left</title><codes>031</codes></term></term></term></mainTerm>
</letter></ICD10PCS.index>"""
SMALL_DEFINITIONS = b"""<ICD10PCS.definitions><version>2023</version>
<title>2023 ICD-10-PCS Definitions</title>
<section code="0"><title>Medical and Surgical</title><axis pos="3"><title>Operation</title><terms>
<title>Alteration</title><definition>Modifying</definition><explanation>To improve</explanation>
<includes>Face lift</includes><includes>Breast augmentation</includes></terms></axis></section>
<deviceAggregation><aggregate><device>Autologous Arterial Tissue</device>
<operation>All applicable</operation>
<bodySys>Lower Arteries</bodySys><bodySys>Upper Veins</bodySys>
<parent value="7">Autologous Tissue Substitute</parent></aggregate></deviceAggregation>
</ICD10PCS.definitions>"""
SMALL = (SMALL_TABLES, SMALL_INDEX, SMALL_DEFINITIONS)


def small(data: bytes) -> list[Block]:
    return list(read(Path("pcs.xml"), data).blocks)


def row_of(block: Block) -> Row:
    assert block.row is not None
    return block.row


@pytest.mark.parametrize("data", SMALL)
def test_the_three_files_are_known_by_their_root(data: bytes) -> None:
    assert is_pcs(data)
    assert is_pcs(data.replace(b"utf-8", b"utf-16").decode().encode("utf-16"))
    assert is_pcs(b"<!-- <other> -->\n" + data.split(b"?>\n")[-1])
    assert not is_pcs(b"<rows>" + data.split(b"?>\n")[-1] + b"</rows>")
    assert not is_pcs(b"ICD10PCS.tabular, words that are no XML")


def test_a_row_of_a_table_has_its_axes() -> None:
    block = small(SMALL_TABLES)[0]
    assert block.row == Row(
        "0DT row 1",
        ("0DT",),
        (
            ("Table", "0DT"),
            ("Section", "0 Medical and Surgical"),
            ("Body System", "D Gastrointestinal System"),
            ("Operation", "T Resection: Cutting out or off, without replacement, all of a body part"),
            ("Body Part", "1 Esophagus, Upper; 2 Esophagus, Middle"),
            ("Approach", "0 Open; 4 Percutaneous Endoscopic"),
            ("Device", "Z No Device"),
            ("Qualifier", "Z No Qualifier"),
        ),
    )
    assert block.headings == ("0 Medical and Surgical", "D Gastrointestinal System", "T Resection")
    assert block.section == "0DT"


def test_a_term_of_the_index_keeps_its_levels_and_names_its_codes() -> None:
    plain, nested = small(SMALL_INDEX)
    assert row_of(plain).cells == (("Term", "Abdominohysterectomy"), ("see", "Resection, Uterus 0UT9"))
    assert row_of(nested) == Row(
        "Abortion",
        ("10A07ZX",),
        (
            ("Term", "Abortion"),
            ("see", "Extraction"),
            ("Abortifacient", "10A07ZX"),
            ("Vessel", "03 (Upper (Left 031))"),
        ),
    )
    assert nested.headings == ("A",)


def test_a_definition_has_its_section_axis_and_words() -> None:
    term, device = small(SMALL_DEFINITIONS)
    assert row_of(term).cells == (
        ("Term", "Alteration"),
        ("Section", "0 Medical and Surgical"),
        ("Axis", "3 Operation"),
        ("Definition", "Modifying"),
        ("Explanation", "To improve"),
        ("Includes", "Face lift; Breast augmentation"),
    )
    assert term.headings == ("0 Medical and Surgical", "Operation")
    assert dict(row_of(device).cells)["Counted as device"] == "7 Autologous Tissue Substitute"
    assert dict(row_of(device).cells)["Body System"] == "Lower Arteries; Upper Veins"


def test_a_long_term_is_given_subterm_by_subterm() -> None:
    subterm = b"<term level='1'><title>Part%d</title><codes>0DQ%d</codes></term>"
    many = b"".join(subterm % (n, n % 10) for n in range(200)) + b"<term level='1'><see>Suture</see></term>"
    term = b"<letter><title>R</title><mainTerm><title>Repair</title>%s</mainTerm></letter>" % many
    rows = [row_of(block) for block in small(b"<ICD10PCS.index>%s</ICD10PCS.index>" % term)]
    assert rows[0] == Row("Repair", (), (("Term", "Repair"), ("see", "Suture")))
    assert rows[7].cells == (("Term", "Repair, Part6"), ("Codes that begin with", "0DQ6"))
    assert len(rows) == 201


@pytest.mark.parametrize(
    ("data", "message", "where"),
    [
        (b"<other/>", "not the tables, index or definitions", ""),
        (b"<ICD10PCS.index></ICD10PCS.index>", "holds no entries", ""),
        (SMALL_TABLES[:900], "damaged", "line 13, column"),
        (SMALL_TABLES.replace(b'<label code="0">Med', b'<label code="00">Med'), "one character", "number 1"),
        (SMALL_TABLES.replace(b'<label code="Z">No Device</label>', b""), "four axes", "table 0DT, row 1"),
        (SMALL_TABLES.replace(b'<label code="T">Resection</label>', b""), "three axes", "number 1"),
        (SMALL_INDEX.replace(b"<title>Abortion</title>", b""), "no title", "letter A"),
        (SMALL_DEFINITIONS.replace(b"<title>Alteration</title>", b""), "no title", "section 0 Medical"),
        (SMALL_INDEX.replace(b"<version>", b"<version>\xff"), "damaged", "line 1"),
        (b'<?xml version="1.0" encoding="cp9"?>' + SMALL_INDEX, "unknown encoding", ""),
        (b'<?xml version="1.0" encoding="big5"?>' + SMALL_INDEX, "cannot be decoded", ""),
    ],
)
def test_what_is_wrong_is_a_sentence_with_its_place(data: bytes, message: str, where: str) -> None:
    with pytest.raises(IngestError) as caught:
        small(data)
    assert message in caught.value.message
    assert caught.value.message.endswith(".")
    assert where in caught.value.where


@pytest.mark.parametrize(
    "doctype",
    [
        '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>',
        '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE x [<!ENTITY % a SYSTEM "http://127.0.0.1/a.dtd"> %a;]>',
    ],
)
def test_entities_are_refused(doctype: str) -> None:
    with pytest.raises(IngestError, match="entities"):
        small(doctype.encode() + SMALL_INDEX.replace(b"Abortion", b"&a;"))


def test_terms_without_end_are_refused() -> None:
    deep = b"<term><title>a</title>" * 5_000 + b"</term>" * 5_000
    with pytest.raises(IngestError, match="nested deeper"):
        small(SMALL_INDEX.replace(b"</mainTerm>", deep + b"</mainTerm>", 1))


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(SMALL).flatmap(damaged))
def test_a_damaged_file_is_read_or_refused_with_a_sentence(data: bytes) -> None:
    message = "."
    try:
        assert isinstance(read(Path("pcs.xml"), data), Document)
    except IngestError as error:
        message = error.message
    assert message.endswith(".")
