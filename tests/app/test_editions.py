"""Tests of editions and conflicts: the edition in force answers, and what differs is shown beside it."""

from pathlib import Path

import pytest

from app.answer import Assistant
from app.editions import are_editions
from ingest.library import Library
from ingest.refresh import ingest

POLICY = """---
title: Acme Surgical Policy {year}
edition: "{year}"
effective_from: {year}-01-01
---
# Acme Surgical Policy {year}
## 1.1 Co-surgery
Modifier 62 is paid at {percent} percent of the fee for each surgeon.
Both surgeons must submit an operative note.
## 1.2 Bilateral surgery
Modifier 50 is paid at 150 percent of the fee.
"""
OTHER = """---
title: Beta Insurance Manual
---
# Beta Insurance Manual
## Co-surgery
Modifier 62 is not paid for each surgeon.
"""


@pytest.fixture
def policies(tmp_path: Path, library: Library) -> Assistant:
    folder = tmp_path / "policies"
    folder.mkdir()
    for year, percent in ((2024, "62.5"), (2025, "60")):
        text = POLICY.format(year=year, percent=percent)
        (folder / f"acme-policy-{year}.md").write_text(text, encoding="utf-8")
    report = ingest(library, [folder])
    assert not report.failed
    return Assistant(library)


def test_the_edition_in_force_answers_and_the_other_stands_beside_it(policies: Assistant) -> None:
    answer = policies.ask("What percent is paid with modifier 62 for each surgeon?")
    assert [c.document for c in answer.citations[:2]] == ["acme-policy-2025.md", "acme-policy-2024.md"]
    assert "60 percent" in answer.sentences[0].text
    assert "62.5 percent" in answer.sentences[1].text
    assert any("2025" in note and "2024" in note and "differ" in note for note in answer.notes)


def test_the_edition_that_is_named_answers(policies: Assistant) -> None:
    answer = policies.ask("What percent was paid with modifier 62 for each surgeon in 2024?")
    assert answer.citations[0].document == "acme-policy-2024.md"
    assert "62.5 percent" in answer.sentences[0].text


def test_what_reads_the_same_in_both_is_said_once(policies: Assistant) -> None:
    answer = policies.ask("What is modifier 50 paid at?")
    assert [c.document for c in answer.citations] == ["acme-policy-2025.md"]
    assert not answer.notes
    shown = [c.passage for c in [*answer.citations, *answer.nearest]]
    assert len(set(shown)) == len(shown)


def test_a_document_that_contradicts_is_shown_and_named(policies: Assistant, tmp_path: Path) -> None:
    (tmp_path / "beta.md").write_text(OTHER, encoding="utf-8")
    ingest(policies.library, [tmp_path / "beta.md"])
    answer = policies.ask("Is modifier 62 paid for each surgeon?")
    assert {"beta.md", "acme-policy-2025.md"} <= {c.document for c in answer.citations}
    assert any("Beta Insurance Manual" in note and "differ" in note for note in answer.notes)


def test_editions_are_alike_but_for_their_year(policies: Assistant) -> None:
    one, other = policies.library.documents()
    assert are_editions(one, other)
    assert not are_editions(one, one)


def test_pages_of_the_starter_library_are_no_editions_of_each_other(starter: Assistant) -> None:
    first, second, *_ = starter.library.documents()
    assert not are_editions(first, second)


def test_policies_of_two_payers_under_one_title_are_no_editions(tmp_path: Path, library: Library) -> None:
    for payer, year in (("aetna", 2024), ("cigna", 2025)):
        head = f'---\ntitle: Coverage Policy\nedition: "{year}"\n---\n# Coverage Policy\n## Bilateral\n'
        text = f"{head}Modifier 50 is paid by {payer}.\n"
        (tmp_path / f"{payer}.md").write_text(text, encoding="utf-8")
    ingest(library, [tmp_path / "aetna.md", tmp_path / "cigna.md"])
    one, other = library.documents()
    assert not are_editions(one, other)


def test_two_documents_that_state_no_edition_are_no_editions(tmp_path: Path, library: Library) -> None:
    (tmp_path / "a").mkdir()
    for name in ("rules.md", "a/rules.md"):
        (tmp_path / name).write_text(f"# Rules of {name}\nModifier 50 is paid.\n", encoding="utf-8")
    ingest(library, [tmp_path])
    one, other = library.documents()
    assert not are_editions(one, other)
