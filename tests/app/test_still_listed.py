"""Whether a code still stands: its date of end, or that it has none, and what text says of it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.answer import Assistant
from ingest.encoder import Encoder
from ingest.library import Library
from tests.app.fees import RECORD, put

ROWS = """\
HCPC,LONG DESCRIPTION,COV,PRICE1,ADD DT,ACT EFF DT,TERM DT
E0601,Continuous positive airway pressure device,D,51,19880101,20140101,
J0171,"Injection, adrenalin, epinephrine, 0.1 mg",D,51,20110101,20110101,
J1094,"Injection, dexamethasone acetate, 1 mg",D,51,20030101,20030101,20240331
JG,Drug acquired with a discount,D,00,20180101,20180101,20241231
QW,Clia waived test,C,00,19960101,19961001,
"""
RULES = "# Drugs\n\n## Epinephrine\n\nHCPCS code J0171 was deleted on July 1, 2025.\n"


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Iterator[Assistant]:
    folder: Path = tmp_path_factory.mktemp("listed")
    library = Library(folder / "library", encoder)
    put(library, folder, "hcpcs-2025.csv", ROWS)
    put(library, folder, "hcpcs-layout.txt", RECORD)
    put(library, folder, "rules.md", RULES)
    yield Assistant(library)
    library.close()


@pytest.mark.parametrize("code", ["E0601", "modifier QW"])
def test_a_code_without_an_end_is_shown_with_its_beginning_and_a_note(
    assistant: Assistant, code: str
) -> None:
    answer = assistant.ask(f"Is {code} still valid?")
    assert not answer.abstained
    assert "ADD DT" in answer.answer
    assert any("no date in TERM DT" in note for note in answer.notes)


@pytest.mark.parametrize(
    ("question", "end"),
    [
        ("Is J1094 still active?", "TERM DT 20240331"),
        ("When was modifier JG discontinued?", "TERM DT 20241231"),
        ("Is modifier JG still valid on 2025 dates of service?", "TERM DT 20241231"),
    ],
)
def test_a_code_that_ended_is_told_with_the_day(assistant: Assistant, question: str, end: str) -> None:
    answer = assistant.ask(question)
    assert end in answer.answer
    assert not answer.notes


def test_a_rule_that_says_it_ended_goes_before_the_list(assistant: Assistant) -> None:
    answer = assistant.ask("Is J0171 still valid?")
    first, *others = [one.text for one in answer.sentences]
    assert first == "HCPCS code J0171 was deleted on July 1, 2025."
    assert any(text.startswith("HCPC J0171") for text in others)
