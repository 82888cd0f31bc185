"""A question that counts a drug by another amount than its code is told so."""

from collections.abc import Iterator

import pytest

from app.answer import Assistant
from ingest.documents import Block, Document, Row
from ingest.encoder import Encoder
from ingest.library import Library
from ingest.rows import render

DRUGS = {"J0585": "Injection, onabotulinumtoxina, 1 unit", "J1885": "Injection, ketorolac, per 15 mg"}


@pytest.fixture(scope="module")
def drugs(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Iterator[Assistant]:
    library = Library(tmp_path_factory.mktemp("drugs") / "library", encoder)
    rows = [Row(code, (code,), (("HCPC", code), ("LONG DESCRIPTION", text))) for code, text in DRUGS.items()]
    blocks = tuple(Block(render(row), ("Drugs",), row.key, row=row) for row in rows)
    library.put(Document(name="hcpcs.csv", title="HCPCS", sha256="1", blocks=blocks), "hcpcs.csv")
    yield Assistant(library)
    library.close()


@pytest.mark.parametrize(
    ("question", "note"),
    [
        (
            "J0585 is billed per 100 units, so is a 155-unit dose 2 units?",
            "by 100 units; its row counts by 1 unit",
        ),
        ("Each unit of J1885 is 30 mg, right?", "by 30 mg; its row counts by 15 mg"),
        ("J1885 is 30 mg per unit, correct?", "by 30 mg; its row counts by 15 mg"),
    ],
)
def test_another_amount_is_told_beside_the_row(drugs: Assistant, question: str, note: str) -> None:
    answer = drugs.ask(question)
    assert note in " ".join(answer.notes)
    assert str(answer.citations[0].locator.row) in question


@pytest.mark.parametrize(
    "question",
    [
        "J1885 is per 15 mg, right?",
        "How many units of J1885 for a 60 mg dose?",  # an amount that was given
        "J0585, 100 units given, what does it describe?",
        "J1885 is 2 units per claim, what does it describe?",  # another kind of amount than its row has
    ],
)
def test_the_same_amount_and_what_was_given_are_no_contradiction(drugs: Assistant, question: str) -> None:
    assert not any("counts by" in note for note in drugs.ask(question).notes)
