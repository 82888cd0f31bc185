"""The Table of Neoplasms: the right row and the right column, or the whole row, or nothing."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.neoplasm import look_up_neoplasm
from app.neoplasm_words import SECONDARY, neoplasms_in
from app.question import understand
from ingest.encoder import Encoder
from ingest.library import Library
from tests.app.neoplasms import DASH, put_neoplasms


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Iterator[Library]:
    library = Library(Path(tmp_path_factory.mktemp("neoplasms")) / "library", encoder)
    put_neoplasms(library)
    yield library
    library.close()


def said(library: Library, question: str) -> list[str]:
    found = look_up_neoplasm(library, understand(question))
    return [one.said for one in found.chosen if one.said != DASH] if found else []


@pytest.mark.parametrize(
    ("question", "cells"),
    [
        ("brain tumor, benign, which code", ["Neoplasm: - brain NEC … Benign D33.2"]),
        (
            "icd-10 for secondary malignant neoplasm of bone",
            ["Neoplasm: - bone (periosteum) … Malignant Secondary C79.51"],
        ),
        ("metastatic cancer to the lung", ["Neoplasm: - lung … Malignant Secondary C78.0-"]),
        ("secondary bone cancer ICD-10", ["Neoplasm: - bone (periosteum) … Malignant Secondary C79.51"]),
        (
            "metastatic brain cancer code",  # it may have begun there
            ["Neoplasm: - brain NEC; Malignant Primary C71.9; Malignant Secondary C79.31"],
        ),
        (
            "code for metastatic breast cancer to the bone",
            [
                "Neoplasm: - breast (connective tissue) (glandular tissue); Malignant Primary C50.9-",
                "Neoplasm: - bone (periosteum) … Malignant Secondary C79.51",
            ],
        ),
        (
            "tumor of the ovary, uncertain behavior per pathology, code?",
            ["Neoplasm: - ovary … Uncertain Behavior D39.1-"],
        ),
        ("code for bone mets", ["Neoplasm: - bone (periosteum) … Malignant Secondary C79.51"]),
        (
            "lung ca with brain mets, codes?",
            [
                "Neoplasm - lung; Malignant Primary C34.9-",
                "Neoplasm: - brain NEC … Malignant Secondary C79.31",
            ],
        ),
        (
            "breast carcinoma metastatic to the underarm LNs, code for the nodes",
            ["Neoplasm: - - - axilla, axillary … Malignant Secondary C77.3"],
        ),
        (
            "mets to bone and brain, codes?",
            [
                "Neoplasm: - bone (periosteum) … Malignant Secondary C79.51",
                "Neoplasm: - brain NEC … Malignant Secondary C79.31",
            ],
        ),
        ("ovarian neoplasm, uncertain behavior, code", ["Neoplasm - ovary … Uncertain Behavior D39.1-"]),
        (
            "upper lobe lung tumor, which code",
            [
                "Neoplasm: - - upper lobe; Malignant Primary C34.1-; Malignant Secondary C78.0-; Ca in situ"
                " D02.2-; Benign D14.3-; Uncertain Behavior D38.1; Unspecified Behavior D49.1"
            ],
        ),
        ("BCC of the face code", ["Neoplasm: - - - basal cell carcinoma; Malignant Primary C44.310"]),
        ("BCC forearm code", ["Neoplasm: - - - - basal cell carcinoma; Malignant Primary C44.61-"]),
    ],
)
def test_the_cell_of_the_site_and_behaviour_is_quoted(
    table: Library, question: str, cells: list[str]
) -> None:
    assert [one.replace("Neoplasm: ", "Neoplasm ") for one in said(table, question)] == [
        one.replace("Neoplasm: ", "Neoplasm ") for one in cells
    ]


def test_a_carcinoma_that_may_be_of_skin_or_not_is_shown_as_both(table: Library) -> None:
    found = look_up_neoplasm(table, understand("SCC of the forearm, dx code?"))
    assert found is not None
    cells = " ".join(one.said for one in found.chosen)
    assert "C76.4-" in cells
    assert "C44.62-" in cells
    sole = look_up_neoplasm(table, understand("code for bone mets"))
    assert sole is not None
    assert found.sure < sole.sure


@pytest.mark.parametrize(
    "question",
    [
        "BCC of the cheek code",  # the site that it sends to has another code
        "lung melanoma code",
        "history of lung cancer code",
        "which is sequenced first, lung cancer or brain mets",
        "spleen cancer code",
        "brain mass code",
        "C34.90 for lung cancer?",
        "What is a metastasis?",
    ],
)
def test_what_the_table_does_not_settle_is_left_to_others(table: Library, question: str) -> None:
    assert look_up_neoplasm(table, understand(question)) is None


def test_a_dash_is_explained_where_a_code_ends_in_one(table: Library) -> None:
    def chosen(question: str) -> list[str]:
        found = look_up_neoplasm(table, understand(question))
        return [one.said for one in found.chosen] if found else []

    assert DASH in chosen("ovarian cancer code")
    assert DASH not in chosen("code for bone mets")


def test_what_is_quoted_stands_in_its_row(table: Library) -> None:
    found = look_up_neoplasm(table, understand("lung ca with brain mets, codes?"))
    assert found is not None
    for one in found.chosen:
        assert one.found.placed.passage.text[one.start : one.end] == one.text


def test_no_table_no_cells(library: Library) -> None:
    assert look_up_neoplasm(library, understand("code for bone mets")) is None


def test_of_what_spread_only_the_spread_is_told_where_its_code_is_asked_for() -> None:
    assert [one.column for one in neoplasms_in("lung ca with brain mets, code for the mets")] == [SECONDARY]


@given(st.text(max_size=80))
def test_any_text_is_read(text: str) -> None:
    for one in neoplasms_in(f"{text} cancer"):
        assert one.site or one.histology
