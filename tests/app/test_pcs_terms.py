"""Terms of ICD-10-PCS: values of the approach, keys of devices and body parts, root operations."""

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.answer import Assistant
from app.pcs_terms import look_up_terms
from app.pcs_words import PcsAsked, asked_of_pcs, asks_what_stands
from app.question import understand
from ingest.encoder import Encoder
from ingest.library import Library
from tests.app.fees import put
from tests.app.test_pcs import TABLES

INDEX = """<ICD10PCS.index><version>2025</version><title>2025 ICD-10-PCS Index</title>
<letter><title>L</title>
<mainTerm><title>LAP-BAND(R) adjustable gastric banding system</title>
<use>Extraluminal Device</use></mainTerm>
<mainTerm><title>Lithotripsy</title><see>Fragmentation</see>
<term level="1"><title>With removal of fragments</title><see>Extirpation</see></term></mainTerm>
<mainTerm><title>ESWL (extracorporeal shock wave lithotripsy)</title><see>Fragmentation</see></mainTerm>
<mainTerm><title>Bunionectomy</title><see>Excision</see></mainTerm>
<mainTerm><title>Exchange</title><see>Change device in</see></mainTerm>
<mainTerm><title>Tracheostomy</title><see>Bypass</see></mainTerm>
<mainTerm><title>Adenohypophysis</title><use>Pituitary Gland</use></mainTerm>
<mainTerm><title>Hamate bone</title><use>Carpal, Right</use><use>Carpal, Left</use></mainTerm>
</letter></ICD10PCS.index>"""


def _terms(position: int, axis: str, terms: dict[str, str]) -> str:
    listed = "".join(
        f"<terms><title>{name}</title><definition>{words}</definition></terms>"
        for name, words in terms.items()
    )
    return f'<axis pos="{position}"><title>{axis}</title>{listed}</axis>'


OPERATIONS = {
    "Extirpation": "Taking or cutting out solid matter from a body part",
    "Change": "Taking out or off a device and putting back a similar device without cutting the skin",
    "Dilation": "Expanding an orifice or the lumen of a tubular body part",
    "Removal": "Taking out or off a device from a body part",
    "Fragmentation": "Breaking solid matter in a body part into pieces",
    "Excision": "Cutting out or off, without replacement, a portion of a body part",
    "Resection": "Cutting out or off, without replacement, all of a body part",
}
APPROACHES = {
    "Open": "Cutting through the skin to expose the site of the procedure",
    "Percutaneous": "Entry by puncture to reach the site of the procedure",
    "Percutaneous Endoscopic": "Entry by puncture to reach and visualize the site of the procedure",
}
DEFINITIONS = (
    "<ICD10PCS.definitions><version>2023</version><title>2023 ICD-10-PCS Definitions</title>"
    '<section code="0"><title>Medical and Surgical</title>'
    + _terms(3, "Operation", OPERATIONS)
    + _terms(5, "Approach", APPROACHES)
    + _terms(6, "Device", {"Extraluminal Device": "A device outside a tubular body part"})
    + "</section></ICD10PCS.definitions>"
)


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Iterator[Library]:
    folder = tmp_path_factory.mktemp("pcs")
    library = Library(folder / "library", encoder)
    put(library, folder, "pcs-tables.xml", TABLES)
    put(library, folder, "pcs-index.xml", INDEX)
    put(library, folder, "pcs-definitions.xml", DEFINITIONS)
    yield library
    library.close()


def keys(library: Library, question: str) -> list[str]:
    found = look_up_terms(library, understand(question))
    rows = [one.found.placed.passage.row for one in found.chosen] if found else []
    return [row.key for row in rows if row is not None]


@pytest.mark.parametrize(
    ("question", "rows"),
    [
        ("LAP-BAND, which device value", ["LAP-BAND(R) adjustable gastric banding system"]),
        ("which body part is the hamate", ["Hamate bone"]),
        ("root operation of a lithotripsy", ["Lithotripsy"]),
        ("ESWL, root op?", ["ESWL (extracorporeal shock wave lithotripsy)"]),
        ("broke up a bladder stone and took out the fragments, root op?", ["Lithotripsy"]),
        ("PCS code for a bladder lithotripsy", ["Lithotripsy"]),
        ("what is the code for lithotripsy in ICD-10-PCS", ["Lithotripsy"]),
        ("where does the PCS index send me for a bunionectomy", ["Bunionectomy", "Excision"]),
        ("tumor was taken from the adenohypophysis. what body part does PCS use", ["Adenohypophysis"]),
        ("root operation of changing a tracheostomy tube", ["Exchange", "Change"]),  # no bypass is made
        ("old foley taken out and a new one put in, root operation?", ["Exchange", "Change"]),
        ("root operation for widening the lumen of an artery", ["Dilation"]),
        ("root operation for cutting out all of a body part", ["Resection"]),
        ("root operation for complete removal of a kidney", ["Resection"]),  # removal is of a device
        ("root operation for taking out a pacemaker", ["Removal"]),
        ("what does root operation value T mean", ["0DT row 1", "Resection"]),
        ("PCS excision versus resection", ["Excision", "Resection"]),
        ("what is the percutaneous endoscopic approach", ["Percutaneous Endoscopic"]),
    ],
)
def test_the_rows_of_a_term_are_found(books: Library, question: str, rows: list[str]) -> None:
    assert keys(books, question)[: len(rows)] == rows


def test_what_the_index_sends_to_is_defined(books: Library) -> None:
    assert keys(books, "root operation of a lithotripsy") == ["Lithotripsy", "Fragmentation", "Extirpation"]


def test_values_of_the_approach_are_read_from_a_table_and_defined(books: Library) -> None:
    found = look_up_terms(books, understand("approach 0 vs 4, what is different?"))
    assert found is not None
    assert found.chosen[0].said.endswith("0 Open; 4 Percutaneous Endoscopic")
    assert [one.said.split(";")[0] for one in found.chosen[1:]] == [
        "Term Open",
        "Term: Percutaneous Endoscopic",
    ]
    for one in found.chosen:
        assert one.found.placed.passage.text[one.start : one.end] == one.text


@pytest.mark.parametrize(
    "question",
    [
        "approach value 3 in PCS",  # no row of the tables has it
        "cage with morselized graft, which device value",
        "root op of a marriage",
        "valve replacement was called off after the chest was opened, what root operation",
        "what does root operation value Q mean",
        "how is a converted lithotripsy coded in PCS",
        "is the PCS code for a lithotripsy assigned twice when two stones are broken",
        "how is a bypass approached",
        "what does 0DT14ZZ mean, root operation and approach",
        "work RVU of 63102",
    ],
)
def test_what_the_books_do_not_have_is_left_to_others(books: Library, question: str) -> None:
    assert look_up_terms(books, understand(question)) is None


def test_without_the_books_nothing_is_told(library: Library) -> None:
    assert look_up_terms(library, understand("root operation of a lithotripsy")) is None


def test_an_impossible_code_is_answered_by_what_could_stand_there(books: Library) -> None:
    answer = Assistant(books).ask("Is 0DT17ZZ valid? if not, which approaches are there?")
    assert not answer.abstained
    assert "1 Esophagus, Upper … Approach: 0 Open; 4 Percutaneous Endoscopic" in answer.answer
    assert answer.notes == [
        "0DT17ZZ is not a valid PCS code: after the characters before it, the value 7 cannot stand as the"
        " fifth character (Approach)."
    ]


def test_an_impossible_code_is_refused_where_its_meaning_is_asked_for(books: Library) -> None:
    answer = Assistant(books).ask("break down 0DT17ZZ")
    assert (answer.abstained, answer.reason) == (True, "unknown_code")


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("approach 3 vs 4", ("3", "4")),
        ("approach value X", ("X",)),
        ("fifth character 8 or F", ("8", "F")),
        ("approach a stranger", ()),
        ("the approach to 3 patients", ()),
    ],
)
def test_values_are_read_beside_their_axis_only(text: str, values: tuple[str, ...]) -> None:
    assert asked_of_pcs(text).approaches == values


def test_a_question_for_validity_is_told_from_one_for_the_meaning() -> None:
    assert asks_what_stands("is 0DT17ZZ valid")
    assert not asks_what_stands("break down 0DT17ZZ")


@given(st.text(max_size=80))
def test_any_text_is_read(text: str) -> None:
    assert isinstance(asked_of_pcs(f"{text} approach 3"), PcsAsked)
