"""`citecoder refresh` and the commands around it, as cron and people call them."""

import json
import re
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from app.cli import main
from ingest import encoder as encoder_module
from ingest import library as library_module
from tests.ingest.killing import HashEncoder


@pytest.fixture(autouse=True)
def _no_model(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(library_module, "Encoder", HashEncoder)
    monkeypatch.setattr(encoder_module, "Encoder", HashEncoder)
    monkeypatch.delenv("CITECODER_MODEL", raising=False)


@pytest.fixture
def docs(tmp_path: Path) -> Path:
    folder = tmp_path / "docs"
    for name in ("one", "two"):
        write(folder / f"{name}.md", f"Rule {name}.")
    assert run(tmp_path, "ingest", folder).exit_code == 0
    return folder


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"# {path.stem}\n\n{text}\n", encoding="utf-8")


def run(tmp_path: Path, *arguments: str | Path) -> Result:
    command = [str(one) for one in arguments]
    return CliRunner().invoke(main, [*command, "--library", str(tmp_path / "library")])


def test_json_says_what_was_done(tmp_path: Path, docs: Path) -> None:
    write(docs / "one.md", "Rule one, changed.")
    (docs / "two.md").rename(docs / "second.md")
    write(docs / "three.md", "Rule three.")
    result = run(tmp_path, "refresh", "--json")
    assert result.exit_code == 0
    report = json.loads(result.stdout)
    told = {name: report[name] for name in ("added", "updated", "removed", "moved", "unchanged", "failed")}
    assert told == {"added": 1, "updated": 1, "removed": 0, "moved": 1, "unchanged": 0, "failed": []}
    assert set(report["seconds"]) == {"hash", "read", "library"}
    assert (
        report["library_version"] == json.loads(run(tmp_path, "refresh", "--json").stdout)["library_version"]
    )


def test_the_log_has_times_and_the_last_line_sums_up(tmp_path: Path, docs: Path) -> None:
    write(docs / "one.md", "Rule one, changed.")
    (docs / "two.md").write_bytes(b"\x00\x01\x02" * 100)
    result = run(tmp_path, "refresh")
    assert result.exit_code == 1
    assert result.stdout == (
        "0 added, 1 updated, 0 removed, 0 unchanged, 0 duplicates, 1 failed; 1 passages.\n"
    )
    lines = result.stderr.splitlines()
    assert all(re.match(r"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d{4} (INFO|ERROR) ", line) for line in lines)
    assert lines[0].endswith(f"INFO Refreshing {tmp_path / 'library'}.")
    assert lines[1].endswith(f"INFO {docs / 'one.md'}: updated")
    assert f"ERROR {docs / 'two.md'}" in lines[2]
    assert len(lines) == 3
    assert len(run(tmp_path, "refresh").stderr.splitlines()) == 2  # each job has one log


def test_a_folder_that_is_away_is_named_with_status_1(tmp_path: Path, docs: Path) -> None:
    docs.rename(tmp_path / "away")
    result = run(tmp_path, "refresh", "--json")
    assert result.exit_code == 1
    assert json.loads(result.stdout)["failed"][0]["path"] == str(docs)
    assert f"citecoder library forget {docs}" in result.stderr
    assert "one.md" in run(tmp_path, "library", "list").stdout
    assert run(tmp_path, "library", "forget", docs).exit_code == 0
    assert run(tmp_path, "refresh").exit_code == 0
    assert "one.md" in run(tmp_path, "library", "list").stdout
    assert run(tmp_path, "library", "forget", docs).exit_code == 2


def test_a_dry_run_lists_what_would_change(tmp_path: Path, docs: Path) -> None:
    write(docs / "one.md", "Rule one, changed.")
    (docs / "two.md").rename(docs / "second.md")
    result = run(tmp_path, "refresh", "--dry-run")
    assert result.stdout.splitlines() == [
        "Would be, and is not: 0 added, 1 updated, 0 removed, 1 moved, 0 unchanged, 0 duplicates, 0 failed.",
        f"moved: {docs / 'second.md'}, was {docs / 'two.md'}",
        f"changed: {docs / 'one.md'}",
    ]
    assert json.loads(run(tmp_path, "refresh", "--dry-run", "--json").stdout)["dry_run"] is True
    assert json.loads(run(tmp_path, "refresh", "--json").stdout)["updated"] == 1


def test_the_sources_are_listed(tmp_path: Path, docs: Path) -> None:
    run(tmp_path, "ingest", docs / "one.md", "--title", "The rules", "--edition", "FY2025")
    lines = run(tmp_path, "library", "sources").stdout.splitlines()
    assert lines[0].startswith(f"{docs}  folder, since 20")
    assert lines[1].startswith(f"{docs / 'one.md'}  file, title The rules, edition FY2025, since 20")
    listed = json.loads(run(tmp_path, "library", "sources", "--json").stdout)["sources"]
    assert [one["kind"] for one in listed] == ["folder", "file"]
    shutil.rmtree(tmp_path / "library")
    assert "no source yet" in run(tmp_path, "library", "sources").stdout


def test_another_model_is_remembered_and_the_old_vectors_are_pruned(
    tmp_path: Path, docs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    result = run(tmp_path, "refresh", "--reembed", "other")
    assert result.exit_code == 0, result.stderr
    assert "other answers now; 2 passages got a new vector." in result.stderr
    assert "agree" in run(tmp_path, "library", "verify").stdout
    write(docs / "one.md", "Rule one, changed.")
    assert run(tmp_path, "refresh").exit_code == 0
    pruned = run(tmp_path, "library", "prune")
    assert re.match(r"2 vectors of other models dropped, \d+\.\d MB freed\.", pruned.stdout)
    monkeypatch.setenv("CITECODER_MODEL", "hash")
    refused = run(tmp_path, "refresh")
    assert refused.exit_code == 2
    assert "made with the embedding model other, not hash" in refused.stderr


def test_a_model_that_cannot_be_loaded_changes_nothing(
    tmp_path: Path, docs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(self: HashEncoder, question: str) -> None:
        raise OSError("there is no such model")

    with monkeypatch.context() as patched:
        patched.setattr(HashEncoder, "encode_question", fail)
        result = run(tmp_path, "refresh", "--reembed", "nonsense")
    assert result.exit_code == 2
    assert "The embedding model nonsense cannot be used: there is no such model" in result.stderr
    assert "agree" in run(tmp_path, "library", "verify").stdout


@pytest.mark.parametrize(
    "options", [("--dry-run", "--watch"), ("--dry-run", "--reembed", "other"), ("--watch", "--json")]
)
def test_options_that_exclude_each_other_are_a_wrong_call(tmp_path: Path, options: tuple[str, ...]) -> None:
    assert run(tmp_path, "refresh", *options).exit_code == 2
