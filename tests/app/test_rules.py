"""Tests of rules before rows, on a real library with a real table."""

from pathlib import Path

import pytest

from app.answer import Assistant
from app.question import understand
from app.rules import sought_system
from ingest.documents import Block, Document, Row
from ingest.library import Library
from ingest.refresh import ingest
from ingest.rows import render

GUIDE = """# Coding guide
## Suspected conditions
A condition that is only suspected is not coded as if it were confirmed in the outpatient setting.
Code the signs and symptoms instead, for example abdominal pain with suspected appendicitis.
"""
TABLE = "Code,Description\n" + "\n".join(
    f"{code},{text}"
    for code, text in (
        ("K35.80", "Unspecified acute appendicitis"),
        ("K36", "Other appendicitis"),
        ("K37", "Unspecified appendicitis"),
        ("R10.9", "Unspecified abdominal pain"),
    )
)


@pytest.fixture
def mixed(tmp_path: Path, library: Library) -> Assistant:
    (tmp_path / "guide.md").write_text(GUIDE, encoding="utf-8")
    (tmp_path / "codes.csv").write_text(TABLE, encoding="utf-8")
    assert not ingest(library, [tmp_path / "guide.md", tmp_path / "codes.csv"]).failed
    return Assistant(library)


def test_a_question_for_a_rule_is_not_answered_by_a_row(mixed: Assistant) -> None:
    answer = mixed.ask("Can K35.80 be used when appendicitis is only suspected in the outpatient setting?")
    shown = sorted([*answer.citations, *answer.nearest], key=lambda one: one.rank)
    assert shown[0].document == "guide.md"
    assert not any(citation.locator.row for citation in answer.citations)


def test_an_entry_that_has_all_words_of_a_question_for_a_rule_is_no_answer(
    tmp_path: Path, library: Library
) -> None:
    guide = (
        "# Guide\n\n## Hemiplegia\n\nWhere dominance of the right side is not documented, it is dominant.\n"
    )
    (tmp_path / "guide.md").write_text(guide, encoding="utf-8")
    ingest(library, [tmp_path / "guide.md"])
    row = Row("G81.91", ("G81.91",), (("Code", "G81.91"), ("Description", "Hemiplegia, right dominant side")))
    block = Block(render(row), ("G81 Hemiplegia",), "G81.91", row=row)
    library.put(Document(name="icd.xml", title="ICD-10-CM", sha256="1", blocks=(block,)), "icd.xml")
    answer = Assistant(library).ask(
        "Right hemiplegia, dominance not documented. Dominant or not dominant side?"
    )
    assert answer.citations[0].document == "guide.md"
    assert (
        Assistant(library).ask("code for hemiplegia, right dominant side").citations[0].document == "icd.xml"
    )


def test_a_question_for_a_code_is_answered_by_its_row(mixed: Assistant) -> None:
    answer = mixed.ask("Which code is unspecified abdominal pain?")
    assert answer.citations[0].locator.row == "R10.9"


@pytest.mark.parametrize(
    ("question", "system"),
    [
        ("Which dx code for wheezing?", "ICD-10-CM"),
        ("CPT for gallbladder removal", "CPT"),
        ("HCPCS code for a wheelchair", "HCPCS"),
        ("PCS code for a hip replacement", "ICD-10-PCS"),
        ("Which code for wheezing?", None),
        ("Is there a code for snoring?", None),  # no HCPCS letter
        ("Which code for a diagnostic colonoscopy?", None),
        ("Which code for ICD implantation?", None),
        ("ICD-10-PCS code for a knee replacement", "ICD-10-PCS"),
        ("J code for infliximab", "HCPCS"),
        ("Is a diagnosis sequenced first?", None),
    ],
)
def test_the_system_of_the_sought_code_is_told(question: str, system: str | None) -> None:
    assert sought_system(understand(question)) == system


def test_a_row_of_another_system_is_no_answer(tmp_path: Path, library: Library) -> None:
    rows = "Code,Description\nG0012,Injection of wheezing drug\nJ0013,Wheezing drug unit\nR06.2,Wheezing"
    (tmp_path / "codes.csv").write_text(rows, encoding="utf-8")
    assert not ingest(library, [tmp_path / "codes.csv"]).failed
    answer = Assistant(library).ask("Which dx code for wheezing?")
    assert {citation.locator.row for citation in answer.citations} <= {"R06.2"}


def test_how_many_codes_and_which_goes_first_is_not_answered_by_the_row_of_one(mixed: Assistant) -> None:
    for question in (
        "acute appendicitis and abdominal pain, 1 code or 2",
        "Unspecified abdominal pain with acute appendicitis: which goes first?",
    ):
        answer = mixed.ask(question)
        assert not any(one.document == "codes.csv" for one in answer.citations), question
    assert "K37" in mixed.ask("What is the diagnosis code for unspecified appendicitis?").answer
