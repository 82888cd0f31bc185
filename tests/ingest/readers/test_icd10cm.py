from collections import Counter
from datetime import date
from functools import cache
from importlib import resources

import pytest
import simple_icd_10_cm as package
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.codes import find_codes
from ingest.documents import Block, Document, IngestError
from ingest.readers.icd10cm import read_builtin
from ingest.readers.icd10cm_notes import is_inherited, joined
from ingest.readers.icd10cm_release import Release, release_of
from ingest.rows import render
from tests.ingest.readers.code_damage import damaged

LIST_NAME = "code-list-April-2026.txt"
DATA_NAME = "icd10c-tabular-April-1-2026.xml"


@pytest.fixture(scope="module")
def document() -> Document:
    return read_builtin()


@pytest.fixture(scope="module")
def entries(document: Document) -> dict[str, Block]:
    return {block.row.key: block for block in document.blocks if block.row}


def cells(block: Block) -> dict[str, str]:
    assert block.row is not None
    assert len(dict(block.row.cells)) == len(block.row.cells)
    return dict(block.row.cells)


def test_release_is_read_from_the_package(document: Document) -> None:
    assert document.name == "icd10cm"
    assert document.edition == "FY2026"
    assert document.effective_from == date(2026, 4, 1)
    assert len(document.sha256) == 64


def test_every_code_block_and_chapter_is_an_entry_once(entries: dict[str, Block]) -> None:
    listed = Counter(package.get_all_codes(True))
    keys = [key.removeprefix("Chapter ").removeprefix("block ") for key in entries]
    assert Counter(keys) == listed
    assert len(entries) > 98_000


def test_codes_can_be_billed_exactly_when_no_longer_code_begins_with_them(entries: dict[str, Block]) -> None:
    """Checked against the list of codes in the package, which the reader does not use."""
    text = (resources.files("simple_icd_10_cm.data") / LIST_NAME).read_text("utf-8")
    listed = {line.split(" ")[0].replace(".", "") for line in text.splitlines()}
    codes = {code for code in listed if "-" not in code and not code.isdigit()}
    begun = {code[:length] for code in codes for length in range(3, len(code))}
    billable = {key.replace(".", "") for key, block in entries.items() if cells(block)["Billable"] == "yes"}
    assert billable == codes - begun
    assert len(billable) == 74_719


@pytest.mark.parametrize(
    ("code", "billable"),
    [
        ("M48.062", "yes"),
        ("S72.001A", "yes"),
        ("T36.0X1A", "yes"),
        ("S72.001", "no, add the seventh character, as in S72.001A"),
        ("V01.00", "no, add the seventh character, as in V01.00XA"),
        ("M48.06", "no, use a more specific code"),
        ("E11", "no, use a more specific code"),
        ("M40-M54", "no, use a more specific code"),
        ("Chapter 13", "no, use a more specific code"),
    ],
)
def test_an_entry_says_whether_it_can_be_billed(entries: dict[str, Block], code: str, billable: str) -> None:
    assert cells(entries[code])["Billable"] == billable


def test_own_notes_come_before_inherited_ones_and_these_say_where_they_stand(
    entries: dict[str, Block],
) -> None:
    found = cells(entries["E11.9"])
    assert "in remission (E11.A)" in found["Excludes1"]
    assert "type 1 diabetes mellitus (E10.-)" in found["Excludes1 (from E11)"]
    assert "newborn (P70-P74)" in found["Excludes1 (from chapter 4)"]
    columns = [column for column in found if column.startswith("Excludes1")]
    assert columns == ["Excludes1", "Excludes1 (from E11)", "Excludes1 (from chapter 4)"]
    assert "insulin (Z79.4)" in found["Use additional code (from E11)"]
    assert found["Notes (from chapter 4)"] == "see the entry of chapter 4"
    assert found["Inclusion terms" if "Inclusion terms" in found else "Includes (from E11)"]


def test_notes_of_every_ancestor_are_given(entries: dict[str, Block]) -> None:
    """Checked against the package's own ancestors, for a sample across all chapters."""
    kinds = {
        "Excludes1": package.get_excludes1,
        "Excludes2": package.get_excludes2,
        "Includes": package.get_includes,
        "Inclusion terms": package.get_inclusion_term,
    }
    seen = Counter[str]()
    for code in list(entries)[::97]:
        if code.startswith(("Chapter", "block")) or "-" in code:
            continue
        found = cells(entries[code])
        for ancestor in package.get_ancestors(code):
            label = f"chapter {ancestor}" if package.is_chapter(ancestor) else ancestor
            for kind, getter in kinds.items():
                if notes := getter(ancestor):
                    assert found[f"{kind} (from {label})"] == joined(notes)
                    seen[kind] += 1
    assert min(seen[kind] for kind in kinds) > 50


def test_notes_of_a_block_that_holds_other_blocks_are_inherited(entries: dict[str, Block]) -> None:
    found = cells(entries["T20.011A"])
    assert "sunburn (L55.-)" in found["Excludes2 (from T20-T32)"]
    assert "Includes (from T20-T25)" in found
    assert "transport accidents due to cataclysm" in cells(entries["V01.00XA"])["Excludes2 (from V00-V99)"]
    assert not any("T20-T32" in column for column in cells(entries["T33.011A"]))


def test_long_general_notes_stand_once_and_are_pointed_to(entries: dict[str, Block]) -> None:
    assert "definitions related to transport" in cells(entries["V00-V99"])["Notes"].lower()
    assert cells(entries["V01.00XA"])["Notes (from V00-V99)"] == "see the entry of block V00-V99"
    assert "Gustilo" in cells(entries["S72.001A"])["Notes (from S72)"]


def test_seventh_characters_are_listed_until_the_code_has_its_own(entries: dict[str, Block]) -> None:
    listed = cells(entries["S72"])["Seventh character"]
    assert listed.startswith(
        "The appropriate 7th character is to be added to all codes from category S72: A "
    )
    assert cells(entries["S72.001"])["Seventh character (from S72)"] == listed
    whole = cells(entries["S72.001K"])["Seventh character (from S72)"]
    assert whole == "K subsequent encounter for closed fracture with nonunion"
    assert cells(entries["T36.0X1A"])["Seventh character (from T36)"] == "A initial encounter"


def test_lead_ins_read_as_sentences(entries: dict[str, Block]) -> None:
    first = cells(entries["T36.0X1A"])["Code first (from T36-T50)"]
    assert first.startswith(
        "for adverse effects, the nature of the adverse effect, such as: adverse effect NOS"
    )
    assert joined([", if applicable, a:", "b", "c"]) == "if applicable, a: b; c"


def test_a_block_of_one_category_is_told_from_the_category(entries: dict[str, Block]) -> None:
    block, category = entries["block B99"], entries["B99"]
    assert cells(block)["Description"] == "Other infectious diseases (B99)"
    assert cells(category)["Description"] == "Other and unspecified infectious diseases"
    assert (block.row.codes, category.row.codes) == ((), ("B99",))  # type: ignore[union-attr]


def test_no_entry_is_found_by_what_is_also_a_modifier(entries: dict[str, Block]) -> None:
    codes = [code for block in entries.values() if block.row for code in block.row.codes]
    assert len(codes) == len(set(codes))
    assert all(len(code) >= 3 for code in codes)


def test_entries_stand_under_chapter_block_and_category(entries: dict[str, Block]) -> None:
    block = entries["M48.062"]
    assert block.section == "M48.062"
    assert block.headings == (
        "Chapter 13 Diseases of the musculoskeletal system and connective tissue",
        "M45-M49 Spondylopathies",
        "M48 Other spondylopathies",
    )


def test_text_is_the_rendered_row_folded_and_not_too_much(document: Document) -> None:
    texts = [block.text for block in document.blocks]
    assert sum(map(len, texts)) < 150_000_000
    assert max(map(len, texts)) < 10_000
    for block in document.blocks[::50]:
        assert block.text == " ".join(block.text.split())
        if block.row:
            assert block.text == render(block.row)
            assert all(column and value for column, value in block.row.cells)


def test_what_entries_say_themselves_can_be_told_apart(document: Document) -> None:
    own = sum(
        len(value)
        for block in document.blocks
        if block.row
        for column, value in block.row.cells
        if not is_inherited(column)
    )
    assert own < 20_000_000


def test_the_grammar_of_codes_knows_the_shape_of_all_codes(entries: dict[str, Block]) -> None:
    missed = [
        key for key in list(entries)[::11] if "." in key and [one.text for one in find_codes(key)] != [key]
    ]
    assert {key[:3] for key in missed} <= {"QA0"}  # new in FY 2026, with two letters: not known yet


def test_conventions_and_the_table_of_visual_impairment_are_not_lost(
    document: Document, entries: dict[str, Block]
) -> None:
    excludes = next(block for block in document.blocks if block.section == "Excludes1")
    assert "NOT CODED HERE!" in excludes.text
    table = cells(entries["H54.8"])
    assert table["Visual impairment category 1"] == (
        "best corrected acuity less than 6/18, 3/10(0.3), 20/70,"
        " equal to or better than 6/60, 1/10(0.1), 20/200"
    )
    assert "Undetermined" in table["Visual impairment category 9"]


def test_a_missing_package_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(_: str) -> None:
        raise ModuleNotFoundError

    monkeypatch.setattr(resources, "files", missing)
    with pytest.raises(IngestError, match="install it with pip"):
        read_builtin()


@cache
def head_of_data() -> bytes:
    data = (resources.files("simple_icd_10_cm.data") / DATA_NAME).read_bytes()
    begin = data.index(b"<visualImpairment>")
    end = data.index(b"</visualImpairment>")
    table = data[begin:end] + b"</visualImpairment>"
    return (
        data[: data.index(b"<chapter>")] + b"<diag><name>H54.8</name>" + table + b"</diag></ICD10CM.tabular>"
    )


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_damaged_data_is_read_or_refused_with_a_sentence(data: st.DataObject) -> None:
    message = "."
    try:
        assert isinstance(release_of("icd10cm", DATA_NAME, data.draw(damaged(head_of_data()))), Release)
    except IngestError as error:
        message = error.message
    assert message.endswith(".")
