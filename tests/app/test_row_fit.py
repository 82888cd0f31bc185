"""Tests of rows found by their words: shown where they agree with the question, and nowhere else."""

import pytest

from app.question import understand
from app.row_fit import row_fit
from app.weigher import Weigher
from ingest.documents import Block, Document, Passage, Row
from ingest.library import Library
from ingest.passages import make_passages
from ingest.rows import render

ENTRIES = (
    ("Z12.3", "Encounter for screening for malignant neoplasm of breast"),
    ("Z12.39", "Encounter for other screening for malignant neoplasm of breast"),
    ("J35.0", "Chronic tonsillitis and adenoiditis"),
    ("J35.03", "Chronic tonsillitis and adenoiditis"),
    ("E0601", "Continuous positive airway pressure (CPAP) device"),
    ("G0032", "Two or more prescriptions ordered for patients who had a disorder on the index date"),
    ("QZ", "CRNA service: without medical direction by a physician"),
)


@pytest.fixture
def rows(library: Library) -> dict[str, Passage]:
    blocks = []
    for code, words in ENTRIES:
        row = Row(code, (code,), (("Code", code), ("Description", words)))
        blocks.append(Block(render(row), section=code, row=row))
    text = Block("A patient who is seen for a disorder starts in the index of diseases.")
    document = Document("codes", "Codes", "0", (*blocks, text))
    library.put(document, "codes")
    return {p.row.key: p for p in make_passages(document) if p.row is not None}


def best(library: Library, rows: dict[str, Passage], text: str) -> str | None:
    question = understand(text)
    weigher = Weigher(library, question)
    fits = {key: row_fit(weigher, question, passage) for key, passage in rows.items()}
    key = max(fits, key=lambda one: fits[one])
    return key if fits[key] > 0 else None


@pytest.mark.parametrize(
    ("question", "code"),
    [
        ("Encounter for other screening for malignant neoplasm of breast", "Z12.39"),
        ("code for encounter for screening for malignant neoplasm of breast?", "Z12.3"),
        ("Which code is chronic tonsillitis and adenoiditis?", "J35.03"),
        ("what code for CPAP device", "E0601"),
        ("CRNA without medical direction, which modifier?", "QZ"),
    ],
)
def test_the_row_with_the_words_of_the_question_comes_first(
    library: Library, rows: dict[str, Passage], question: str, code: str
) -> None:
    assert best(library, rows, question) == code


@pytest.mark.parametrize(
    "question",
    [
        "Do I have to start in the index for a disorder?",
        "Who may see a patient for a screening visit?",
    ],
)
def test_a_row_that_only_shares_words_is_not_shown(
    library: Library, rows: dict[str, Passage], question: str
) -> None:
    assert best(library, rows, question) is None
