"""Values of a table of ICD-10-PCS that is named, and rows for what the Index lists."""

from collections.abc import Iterator

import pytest

from app.pcs_tables import look_up_table
from app.pcs_terms import look_up_terms
from app.question import understand
from app.support import LexicalJudge
from ingest.encoder import Encoder
from ingest.library import Library
from tests.app.fees import put
from tests.app.test_pcs import TABLES
from tests.app.test_pcs_terms import DEFINITIONS

INDEX = """<ICD10PCS.index><version>2025</version><title>2025 ICD-10-PCS Index</title>
<letter><title>E</title>
<mainTerm><title>Esophagectomy</title><see>Resection, Esophagus, Upper <codes>0DT1</codes></see></mainTerm>
</letter></ICD10PCS.index>"""


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Iterator[Library]:
    folder = tmp_path_factory.mktemp("pcs")
    made = Library(folder / "library", encoder)
    put(made, folder, "pcs-2025.xml", TABLES)
    put(made, folder, "index-2025.xml", INDEX)
    put(made, folder, "definitions-2025.xml", DEFINITIONS)
    yield made
    made.close()


def said(library: Library, question: str) -> list[str]:
    told = look_up_table(library, understand(question))
    return [one.said for one in told.chosen] if told else []


def test_the_value_of_what_a_question_names_is_quoted(books: Library) -> None:
    (only,) = said(books, "Body part value for the upper esophagus in table 0DT?")
    assert only.startswith("Table 0DT … Operation: T Resection")
    assert only.endswith("Body Part: 1 Esophagus, Upper")


def test_a_value_that_is_named_is_quoted_from_the_rows_that_have_it(books: Library) -> None:
    found = said(books, "what is approach value 4 in table 0DT")
    assert found
    assert all(one.endswith("4 Percutaneous Endoscopic") for one in found)


def test_what_is_quoted_is_whole_cells_of_its_row(books: Library) -> None:
    for question in (
        "which approaches does the 0DT table have for the upper esophagus",
        "can the upper esophagus be done open in table 0DT?",
        "devices and qualifiers of table 0DT",
    ):
        told = look_up_table(books, understand(question))
        assert told is not None, question
        for one in told.chosen:
            quote = one.found.placed.passage.text[one.start : one.end]
            assert LexicalJudge().supports(one.said, [quote]), (question, one.said)


def test_the_values_of_an_axis_are_quoted_for_what_is_named(books: Library) -> None:
    found = said(books, "which approaches does the 0DT table have for the upper esophagus")
    assert found
    for one in found:
        assert "1 Esophagus, Upper" in one
        assert "Approach: " in one
        assert "Device" not in one


@pytest.mark.parametrize(
    "question",
    [
        "Which approaches are there?",  # names no table
        "Which PCS table is for a resection?",
        "approaches of table 0ZZ",  # which the library has not
    ],
)
def test_what_a_table_does_not_have_is_left_to_others(books: Library, question: str) -> None:
    assert said(books, question) == []


def test_a_procedure_is_answered_with_the_rows_that_code_it_by_the_approach_that_is_said(
    books: Library,
) -> None:
    told = look_up_terms(books, understand("PCS code for a thoracoscopic esophagectomy"))
    assert told is not None
    rows = [one.said for one in told.chosen if one.said.startswith("Table")]
    assert len(rows) == 1
    assert "1 Esophagus, Upper" in rows[0]
    assert "4 Percutaneous Endoscopic" in rows[0]
    assert "Z No Device" in rows[0]
    plain = look_up_terms(books, understand("PCS code for an esophagectomy"))
    assert plain is not None
    assert not any(one.said.startswith("Table") for one in plain.chosen)
