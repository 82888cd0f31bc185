import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from fpdf import FPDF

from app.cli import main

PAGE = """---
title: Spine rules
edition: "2025"
codes: ["63102"]
---

# Spine rules

## Add-on codes

63103 is the add-on code reported with 63102 for each additional segment.
"""


@pytest.fixture
def page(tmp_path: Path) -> Path:
    path = tmp_path / "spine.md"
    path.write_text(PAGE, encoding="utf-8")
    return path


def run(tmp_path: Path, *arguments: str | Path) -> Result:
    command = [str(one) for one in arguments]
    return CliRunner().invoke(main, [*command, "--library", str(tmp_path / "library")])


def test_ingest_ask_list_show_remove_and_verify(tmp_path: Path, page: Path) -> None:
    report = json.loads(run(tmp_path, "ingest", page, "--json").stdout)
    assert (report["added"], report["failed"], report["passages"]) == (1, [], 1)
    assert json.loads(run(tmp_path, "ingest", page, "--json").stdout)["unchanged"] == 1

    question = "Which add-on code is reported with 63102?"
    answer = json.loads(run(tmp_path, "ask", question, "--json").stdout)
    assert answer["codes"] == ["63102"]
    assert answer["citations"][0]["locator"] == {"page": None, "section": "Add-on codes", "row": None}
    assert set(answer["milliseconds"]) == {"total", "embed", "retrieve", "answer"}
    shown = run(tmp_path, "ask", question).stdout
    assert "63103" in shown
    assert "[1] Spine rules, 2025, section Add-on codes (spine.md)" in shown

    assert "spine.md  Spine rules  edition 2025" in run(tmp_path, "library", "list").stdout
    assert "63103 is the add-on" in run(tmp_path, "library", "show", "spine.md").stdout
    assert "agree" in run(tmp_path, "library", "verify").stdout
    assert run(tmp_path, "library", "remove", "spine.md").exit_code == 0
    assert "The library is empty" in run(tmp_path, "library", "list").stdout


def test_a_changed_file_is_updated_and_the_same_bytes_elsewhere_are_a_duplicate(
    tmp_path: Path, page: Path
) -> None:
    run(tmp_path, "ingest", page)
    twin = page.with_name("twin.md")
    twin.write_bytes(page.read_bytes())
    report = json.loads(run(tmp_path, "ingest", twin, "--json").stdout)
    assert (report["added"], report["duplicates"]) == (0, [{"path": str(twin), "same_as": "spine.md"}])
    page.write_text(PAGE.replace("63103", "63101"), encoding="utf-8")
    assert json.loads(run(tmp_path, "ingest", page, "--json").stdout)["updated"] == 1
    assert "63103" not in run(tmp_path, "library", "show", "spine.md").stdout


def encrypted(path: Path) -> None:
    pdf = FPDF()
    pdf.set_encryption(owner_password="owner", user_password="user")
    pdf.add_page()
    pdf.set_font("helvetica")
    pdf.cell(text="Secret rule.")
    pdf.output(str(path))


def test_bad_files_each_get_a_sentence_and_the_others_are_in(tmp_path: Path, page: Path) -> None:
    folder = tmp_path / "bad"
    folder.mkdir()
    (folder / "corrupt.pdf").write_bytes(b"%PDF-1.7\nnothing that follows is a PDF")
    (folder / "empty.md").write_bytes(b"")
    (folder / "blank.md").write_bytes(b"  \n\n")
    (folder / "binary.md").write_bytes(bytes(range(256)) * 20)
    encrypted(folder / "locked.pdf")
    (folder / "cp1252.md").write_bytes("Use “modifier 59” only then, naïve coder.".encode("cp1252"))
    (folder / "utf16.txt").write_bytes("Report 63103 for each segment.".encode("utf-16"))

    result = run(tmp_path, "ingest", folder, page, "--json")
    assert result.exit_code == 1
    report = json.loads(result.stdout)
    failed = {Path(failure["path"]).name: failure["error"] for failure in report["failed"]}
    assert set(failed) == {"corrupt.pdf", "empty.md", "blank.md", "binary.md", "locked.pdf"}
    assert "password" in failed["locked.pdf"]
    assert all(error.strip().endswith(".") and "\n" not in error for error in failed.values())
    lines = result.stderr.strip().splitlines()
    assert all(any(name in line for line in lines) for name in failed)
    assert report["added"] == 3
    listed = run(tmp_path, "library", "list").stdout
    assert all(name in listed for name in ("spine.md", "cp1252.md", "utf16.txt"))
    assert "“modifier 59”" in run(tmp_path, "library", "show", "cp1252.md").stdout


@pytest.mark.parametrize(
    "arguments",
    [
        ("ingest",),
        ("ingest", "no-such-file.pdf"),
        ("ask",),
        ("ask", "  "),
        ("ask", "What?", "--scope", "nothing.pdf"),
        ("library", "show", "nothing.pdf"),
        ("library", "remove", "nothing.pdf"),
        ("ask", "What?", "--no-such-option"),
    ],
)
def test_a_wrong_call_exits_with_2(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    assert run(tmp_path, *arguments).exit_code == 2


def test_an_abstention_is_an_answer(tmp_path: Path, page: Path) -> None:
    run(tmp_path, "ingest", page)
    result = run(tmp_path, "ask", "What is 63109?", "--json")
    assert result.exit_code == 0
    assert json.loads(result.stdout)["reason"] == "unknown_code"
