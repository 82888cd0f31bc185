"""ICD-10-PCS codes in a question: explained by the row that builds them, or refused."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.pcs import Explained, explain_codes, has_tables
from app.question import understand
from ingest.encoder import Encoder
from ingest.library import Library
from ingest.pcs_codes import OF_TABLE
from ingest.refresh import ingest
from tests.app.fees import put
from tests.ingest.readers.test_pcs import SMALL_TABLES

BYPASS = SMALL_TABLES.replace(b'<label code="D">Gastrointestinal System', b'<label code="0">Nervous System')
BYPASS = BYPASS.replace(b'<label code="T">Resection', b'<label code="1">Bypass')
TABLES = BYPASS.replace(
    b"</ICD10PCS.tabular>",
    SMALL_TABLES.partition(b"</title>")[2].partition(b"</ICD10PCS")[0] + b"</ICD10PCS.tabular>",
).decode()


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Iterator[Library]:
    folder = tmp_path_factory.mktemp("pcs")
    library = Library(folder / "library", encoder)
    put(library, folder, "pcs-2025.xml", TABLES)
    put(library, folder, "rules.md", "# Rules\n\nUse 0DT10ZZ for an open resection.\n")
    yield library
    library.close()


def explained(library: Library, question: str, *scope: str) -> Explained | None:
    return explain_codes(library, understand(question), scope)


def test_a_code_is_quoted_axis_by_axis(tables: Library) -> None:
    found = explained(tables, "What does 0DT14ZZ mean?")
    assert found is not None
    assert found.refused == ()
    assert found.codes == {"0DT14ZZ"}
    assert [one.said for one in found.chosen] == [
        "Table 0DT; Section: 0 Medical and Surgical; Body System: D Gastrointestinal System; Operation:"
        " T Resection: Cutting out or off, without replacement, all of a body part; Body Part:"
        " 1 Esophagus, Upper … 4 Percutaneous Endoscopic; Device: Z No Device; Qualifier: Z No Qualifier"
    ]
    one = found.chosen[0]
    assert one.found.placed.passage.text[one.start : one.end] == one.text
    assert one.column == "all seven characters"


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("0DT17ZZ", "the value 7 cannot stand as the fifth character (Approach)"),
        ("0DT90ZZ", "the value 9 cannot stand as the fourth character (Body Part)"),
        ("0DT10ZX", "the value X cannot stand as the seventh character (Qualifier)"),
        ("0XY99ZZ", "no table begins with its first three characters"),
    ],
)
def test_an_impossible_code_is_refused_with_the_axis(tables: Library, code: str, words: str) -> None:
    found = explained(tables, f"Is {code} valid?")
    assert found is not None
    assert found.chosen == ()
    assert len(found.refused) == 1
    assert code in found.refused[0]
    assert words in found.refused[0]
    assert all(one.found.placed.passage.codes == (code[:OF_TABLE],) for one in found.shown)


def test_each_code_of_a_question_is_explained_or_refused(tables: Library) -> None:
    found = explained(tables, "Compare 0DT10ZZ, 0DT20ZZ and 0DT30ZZ")
    assert found is not None
    assert ["1 Esophagus, Upper" in one.said for one in found.chosen] == [True, False]
    assert len(found.refused) == 1
    assert found.codes == {"0DT10ZZ", "0DT20ZZ", "0DT30ZZ"}


def test_other_codes_are_left_to_others(tables: Library) -> None:
    assert explained(tables, "What is 63102?") is None


def test_without_tables_no_code_is_judged(library: Library, tmp_path: Path) -> None:
    put(library, tmp_path, "rules.md", "# Rules\n\nUse 0DT10ZZ for an open resection.\n")
    assert not has_tables(library)
    assert explained(library, "What is 0DT10ZZ?") is None


def test_tables_out_of_scope_judge_no_code(tables: Library) -> None:
    assert explained(tables, "What is 0DT10ZZ?", "rules.md") is None
    assert explained(tables, "What is 0DT17ZZ?", "rules.md") is None


def test_the_latest_edition_explains(library: Library, tmp_path: Path) -> None:
    put(library, tmp_path, "pcs-2025.xml", TABLES)
    put(library, tmp_path, "pcs-2026.xml", TABLES.replace("2025", "2026").replace("Open", "Open now"))
    found = explained(library, "What is 0DT10ZZ?")
    assert found is not None
    assert [one.found.placed.entry.edition for one in found.chosen] == ["FY2026"]
    named = explained(library, "What was 0DT10ZZ in FY2025?")
    assert named is not None
    assert [one.found.placed.entry.edition for one in named.chosen] == ["FY2025"]


def test_a_cut_out_of_the_tables_judges_its_own_tables_only(library: Library, tmp_path: Path) -> None:
    put(library, tmp_path, "pcs.xml", SMALL_TABLES.decode())
    found = explained(library, "What is 0DT10ZZ?")
    assert found is not None
    assert found.chosen
    assert explained(library, "What is 0XY99ZZ?") is None  # its table may only not have been uploaded


@pytest.mark.slow
def test_the_public_tables_explain(library: Library, corpora: Path) -> None:
    assert not ingest(library, [corpora / "icd10pcs_tables_2025.xml"]).failed
    found = explained(library, "What is 0SRB0J9?")
    assert found is not None
    assert "B Hip Joint, Left" in found.chosen[0].said
    refused = explained(library, "Is 0SRB0JX valid?")
    assert refused is not None
    assert "seventh character" in refused.refused[0]
