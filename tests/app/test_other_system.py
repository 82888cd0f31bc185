"""A code of one code set is not answered with codes of another."""

import pytest

from app.other_system import without_other_systems
from app.question import understand
from app.retrieve import Retrieved
from app.sentence_scores import Chosen
from ingest.catalogue import Placed
from ingest.library import Library
from tests.ingest.test_library import rules

CPT = "CPT code 44970 describes a laparoscopic appendectomy."
CPT_SET = "Most CPT codes for a hernia repair include the mesh."
CM = "Assign K35.80 for acute appendicitis."
PCS = "A laparoscopic appendectomy of the whole appendix is 0DTJ4ZZ in ICD-10-PCS."
NONE = "The approach is part of each code."


@pytest.fixture
def scored(library: Library) -> list[Chosen]:
    texts = (CPT, CPT_SET, CM, PCS, NONE)
    library.put(rules(*texts), "here")
    placed = {one.passage.text: one for one in library.catalogue.of_document("rules.md")}
    return [sentence(placed[text]) for text in texts]


def sentence(placed: Placed) -> Chosen:
    return Chosen(Retrieved(placed, 1, 1.0, 1.0, {}), 0, len(placed.passage.text), 1.0, 1.0, 1.0)


@pytest.mark.parametrize(
    ("question", "left"),
    [
        ("which PCS code for an appendectomy", [PCS]),
        ("dx code for appendicitis", [CM]),
        ("what ICD-10 code for appendicitis", [CM, PCS]),
        ("CPT code for an appendectomy", [CPT, CPT_SET, NONE]),
        ("which code for an appendectomy", [CPT, CPT_SET, CM, PCS, NONE]),
        ("CPT or PCS code for an appendectomy?", [CPT, CPT_SET, CM, PCS, NONE]),
        ("Is a CPT code reported with K35.80?", [CPT, CPT_SET, CM, PCS, NONE]),
    ],
)
def test_sentences_about_other_code_sets_are_left_out(
    scored: list[Chosen], question: str, left: list[str]
) -> None:
    assert [one.text for one in without_other_systems(understand(question), scored)] == left
