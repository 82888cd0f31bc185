"""What a refresh finds: new, changed, moved and vanished files, and what is only out of reach."""

import os
import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest.library import Library
from ingest.refresh import (
    STARTER,
    IngestReport,
    ingest,
    last_refresh,
    refresh,
    refreshing,
    registered,
)
from tests.ingest.killing import HashEncoder


@pytest.fixture
def fast(tmp_path: Path) -> Iterator[Library]:
    """An empty library whose encoder needs no model."""
    opened = Library(tmp_path / "library", HashEncoder())
    yield opened
    opened.close()


@pytest.fixture
def docs(tmp_path: Path) -> Path:
    folder = tmp_path / "docs"
    write(folder / "one.md", "First rule.")
    write(folder / "two.md", "Second rule.")
    write(folder / "sub" / "three.md", "Third rule.")
    return folder


def write(path: Path, *sections: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    body = "\n\n".join(f"## Part {n}\n\n{text}" for n, text in enumerate(sections, 1))
    path.write_text(f"# {path.stem}\n\n{body}\n", encoding="utf-8")


def counts(report: IngestReport) -> dict[str, int]:
    names = ("added", "updated", "removed", "moved", "unchanged")
    found = {name: getattr(report, name) for name in names} | {"failed": len(report.failed)}
    return {name: count for name, count in found.items() if count}


def names(library: Library) -> dict[str, str]:
    """Gives the file's name of each document."""
    return {entry.name: Path(entry.source).name for entry in library.documents()}


def texts(library: Library, name: str) -> list[str]:
    return [one.passage.text for one in library.catalogue.of_document(name)]


def test_new_changed_moved_and_vanished_files_are_found(fast: Library, docs: Path) -> None:
    assert counts(ingest(fast, [docs])) == {"added": 3}
    version = fast.version
    assert counts(refresh(fast)) == {"unchanged": 3}
    assert fast.version == version

    write(docs / "one.md", "First rule, changed.")
    (docs / "two.md").rename(docs / "sub" / "second.md")
    (docs / "sub" / "three.md").unlink()
    write(docs / "four.md", "Fourth rule.")
    report = refresh(fast)
    assert counts(report) == {"added": 1, "updated": 1, "removed": 1, "moved": 1}
    assert names(fast) == {"one.md": "one.md", "two.md": "second.md", "four.md": "four.md"}
    assert texts(fast, "one.md") == ["First rule, changed."]
    assert fast.verify() == []
    assert counts(refresh(fast)) == {"unchanged": 3}


def test_a_document_keeps_its_name_when_its_file_moves_and_is_then_edited(fast: Library, docs: Path) -> None:
    ingest(fast, [docs])
    before = fast.catalogue.ids_of("two.md")
    (docs / "two.md").rename(docs / "renamed.md")
    refresh(fast)
    assert fast.catalogue.ids_of("two.md") == before
    write(docs / "renamed.md", "Second rule, edited.")
    assert counts(refresh(fast)) == {"updated": 1, "unchanged": 2}
    assert texts(fast, "two.md") == ["Second rule, edited."]


def test_a_change_that_keeps_size_and_time_is_seen(fast: Library, docs: Path) -> None:
    ingest(fast, [docs])
    path, status = docs / "one.md", (docs / "one.md").stat()
    path.write_text(path.read_text().replace("First", "Worst"))
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
    assert counts(refresh(fast)) == {"updated": 1, "unchanged": 2}


def test_an_edit_of_one_section_embeds_that_section_only(fast: Library, docs: Path) -> None:
    sections = [f"Rule {n} of the manual." for n in range(30)]
    write(docs / "manual.md", *sections)
    ingest(fast, [docs])
    before = {one.passage.text: one.passage.id for one in fast.catalogue.of_document("manual.md")}
    encoder = fast.encoder
    assert isinstance(encoder, HashEncoder)
    encoder.encoded.clear()
    write(docs / "manual.md", *sections[:7], "Rule 7, as of October.", *sections[8:])
    refresh(fast)
    assert [text.split("\n")[-1] for text in encoder.encoded] == ["Rule 7, as of October."]
    after = {one.passage.text: one.passage.id for one in fast.catalogue.of_document("manual.md")}
    assert {t: i for t, i in after.items() if t in before} == {t: i for t, i in before.items() if t in after}

    cited = before["Rule 7 of the manual."]
    assert fast.passages([cited]) == []
    old = fast.catalogue.passages([cited], live=False)
    assert [(one.passage.text, one.entry.live) for one in old] == [("Rule 7 of the manual.", False)]
    encoder.encoded.clear()
    write(docs / "manual.md", *sections)  # and back: its vector was kept
    refresh(fast)
    assert encoder.encoded == []


def test_a_row_keeps_its_id_and_gets_its_new_place(fast: Library, docs: Path) -> None:
    def table(*codes: str) -> None:
        lines = [f"{code},Knee orthosis {code},1.50\n" for code in codes]
        (docs / "fees.csv").write_text("HCPCS,DESCRIPTION,FEE\n" + "".join(lines))

    def rows() -> dict[str, tuple[str, int | None]]:
        placed = [one.passage for one in fast.catalogue.of_document("fees.csv")]
        return {one.row.key: (one.id, one.row.number) for one in placed if one.row}

    table("L1001", "L1003")
    ingest(fast, [docs])
    before = rows()
    table("L1001", "L1002", "L1003")
    refresh(fast)
    assert rows()["L1003"][0] == before["L1003"][0]
    assert rows()["L1003"][1] == (before["L1003"][1] or 0) + 1


@pytest.mark.parametrize("how", ["missing", "not mounted"])
def test_a_folder_that_is_out_of_reach_is_an_error_and_removes_nothing(
    fast: Library, docs: Path, how: str
) -> None:
    ingest(fast, [docs])
    docs.rename(docs.with_name("away"))
    if how == "not mounted":
        docs.mkdir()  # what is under a mount point
    report = refresh(fast)
    assert counts(report) == {"failed": 1}
    assert report.failed[0].path == str(docs)
    assert "drive mounted?" in report.failed[0].error
    assert len(fast.documents()) == 3
    if how == "not mounted":
        docs.rmdir()
    docs.with_name("away").rename(docs)
    assert counts(refresh(fast)) == {"unchanged": 3}


def test_a_folder_that_was_emptied_is_not_a_drive_that_is_away(fast: Library, docs: Path) -> None:
    ingest(fast, [docs])
    shutil.rmtree(docs / "sub")
    for path in docs.iterdir():
        path.unlink()
    assert counts(refresh(fast)) == {"removed": 3}
    assert fast.verify() == []


def test_a_file_that_was_given_and_vanishes_is_removed_but_not_with_its_folder(
    fast: Library, docs: Path
) -> None:
    ingest(fast, [docs / "one.md", docs / "sub" / "three.md"])
    (docs / "one.md").unlink()
    shutil.rmtree(docs / "sub")
    report = refresh(fast)
    assert counts(report) == {"removed": 1, "failed": 1}
    assert report.failed[0].path == str(docs / "sub" / "three.md")
    assert list(names(fast)) == ["three.md"]
    write(docs / "one.md", "It is back.")
    assert refresh(fast).added == 1


def test_a_link_that_leads_nowhere_removes_nothing(fast: Library, docs: Path, tmp_path: Path) -> None:
    write(tmp_path / "drive" / "linked.md", "From a drive.")
    (docs / "linked.md").symlink_to(tmp_path / "drive" / "linked.md")
    ingest(fast, [docs])
    (tmp_path / "drive").rename(tmp_path / "unplugged")
    assert counts(refresh(fast)) == {"unchanged": 3}
    assert "linked.md" in names(fast)


def test_title_and_edition_survive_a_refresh(fast: Library, docs: Path) -> None:
    ingest(fast, [docs / "one.md"], title="The rules", edition="FY2025")
    ingest(fast, [docs])
    write(docs / "one.md", "First rule, changed.")
    refresh(fast)
    entry = fast.catalogue.entry("one.md")
    assert entry is not None
    assert (entry.title, entry.edition) == ("The rules", "FY2025")
    assert fast.catalogue.entry("two.md").edition is None  # type: ignore[union-attr]


def test_what_a_person_removed_stays_out_until_it_is_given_again(fast: Library, docs: Path) -> None:
    ingest(fast, [docs])
    fast.remove("one.md")
    assert counts(refresh(fast)) == {"unchanged": 2}
    write(docs / "one.md", "First rule, changed.")
    assert counts(refresh(fast)) == {"unchanged": 2}
    (docs / "one.md").rename(docs / "moved.md")
    assert counts(refresh(fast)) == {"unchanged": 2}
    assert counts(ingest(fast, [docs])) == {"added": 1, "unchanged": 2}
    assert counts(refresh(fast)) == {"unchanged": 3}


def test_two_files_of_one_name_in_one_folder_are_two_documents(fast: Library, docs: Path) -> None:
    write(docs / "aetna" / "policy.md", "Aetna pays.")
    write(docs / "cigna" / "policy.md", "Cigna does not.")
    ingest(fast, [docs])
    assert texts(fast, "policy.md") == ["Aetna pays."]
    assert texts(fast, "cigna/policy.md") == ["Cigna does not."]
    version = fast.version
    assert counts(refresh(fast)) == {"unchanged": 5}
    assert fast.version == version
    write(docs / "cigna" / "policy.md", "Cigna pays too.")
    assert counts(refresh(fast)) == {"updated": 1, "unchanged": 4}
    (docs / "aetna" / "policy.md").unlink()
    refresh(fast)
    assert texts(fast, "cigna/policy.md") == ["Cigna pays too."]


def test_a_newer_version_from_elsewhere_stays_and_the_older_one_comes_back_after_it(
    fast: Library, docs: Path, tmp_path: Path
) -> None:
    ingest(fast, [docs / "one.md"])
    write(tmp_path / "new" / "one.md", "First rule, newer.")
    assert counts(ingest(fast, [tmp_path / "new" / "one.md"])) == {"updated": 1}
    for _ in range(2):
        assert counts(refresh(fast)) == {"unchanged": 1}
        assert texts(fast, "one.md") == ["First rule, newer."]
    (tmp_path / "new" / "one.md").unlink()
    assert counts(refresh(fast)) == {"removed": 1, "added": 1}
    assert texts(fast, "one.md") == ["First rule."]


def test_the_same_bytes_twice_are_one_document_until_one_of_them_changes(fast: Library, docs: Path) -> None:
    shutil.copy(docs / "one.md", docs / "twin.md")
    assert counts(ingest(fast, [docs])) == {"added": 3}
    report = refresh(fast)
    assert report.duplicates == [(str(docs / "twin.md"), "one.md")]
    write(docs / "one.md", "First rule, changed.")
    assert counts(refresh(fast)) == {"updated": 1, "added": 1, "unchanged": 2}
    assert set(names(fast)) == {"one.md", "two.md", "three.md", "twin.md"}


def test_the_twin_of_a_file_that_vanishes_takes_its_place(fast: Library, docs: Path) -> None:
    shutil.copy(docs / "one.md", docs / "twin.md")
    ingest(fast, [docs])
    (docs / "one.md").unlink()
    assert counts(refresh(fast)) == {"moved": 1, "unchanged": 2}
    assert names(fast)["one.md"] == "twin.md"
    assert counts(refresh(fast)) == {"unchanged": 3}


def test_the_files_of_an_archive_are_followed(fast: Library, docs: Path) -> None:
    def bundle(**members: str) -> None:
        with zipfile.ZipFile(docs / "bundle.zip", "w") as archive:
            for name, text in members.items():
                archive.writestr(f"{name}.md", f"# {name}\n\n{text}\n")

    bundle(a="Rule A.", b="Rule B.")
    ingest(fast, [docs / "bundle.zip"])
    assert counts(refresh(fast)) == {"unchanged": 2}
    bundle(a="Rule A.", b="Rule B, changed.", c="Rule C.")
    assert counts(refresh(fast)) == {"added": 1, "updated": 1, "unchanged": 1}
    bundle(c="Rule C.")
    assert counts(refresh(fast)) == {"removed": 2, "unchanged": 1}
    assert list(names(fast)) == ["bundle.zip/c.md"]
    (docs / "bundle.zip").rename(docs / "sub" / "bundle.zip")
    assert counts(refresh(fast)) == {"removed": 1}  # its new place is no source


def test_a_file_that_cannot_be_read_any_more_keeps_its_document(fast: Library, docs: Path) -> None:
    ingest(fast, [docs])
    (docs / "one.md").write_bytes(b"\x00\x01\x02" * 100)
    for _ in range(2):
        report = refresh(fast)
        assert counts(report) == {"unchanged": 2, "failed": 1}
        assert texts(fast, "one.md") == ["First rule."]


def test_a_single_file_that_never_went_in_is_no_source(fast: Library, docs: Path) -> None:
    (docs / "bad.md").write_bytes(b"\x00\x01\x02" * 100)
    assert counts(ingest(fast, [docs / "bad.md"])) == {"failed": 1}
    assert registered(fast) == []
    assert counts(refresh(fast)) == {}


def test_a_forgotten_folder_is_no_longer_looked_at(fast: Library, docs: Path) -> None:
    ingest(fast, [docs])
    fast.sources.forget(str(docs))
    shutil.rmtree(docs)
    assert counts(refresh(fast)) == {}
    assert len(fast.documents()) == 3


def test_what_the_page_uploaded_is_one_source(fast: Library) -> None:
    kept = fast.folder / "uploads" / "0123"
    write(kept / "policy.md", "Uploaded.")
    ingest(fast, [kept / "policy.md"])
    assert [(one.path, one.kind) for one in registered(fast)] == [("uploads:", "uploads")]
    assert counts(refresh(fast)) == {"unchanged": 1}
    shutil.rmtree(kept)
    assert counts(refresh(fast)) == {"removed": 1}


def test_a_folder_that_holds_the_library_does_not_take_in_the_library(fast: Library, tmp_path: Path) -> None:
    write(fast.folder / "uploads" / "0123" / "policy.md", "Uploaded.")
    write(tmp_path / "rule.md", "A rule.")
    assert counts(ingest(fast, [tmp_path])) == {"added": 1}
    assert list(names(fast)) == ["rule.md"]


def test_the_starter_library_is_a_source(fast: Library) -> None:
    report = ingest(fast, [], builtins=["starter"])
    assert not report.failed
    assert [one.path for one in registered(fast)] == ["builtin:starter"]
    again = refresh(fast)
    assert counts(again) == {"unchanged": report.added}
    assert counts(ingest(fast, [STARTER])) == {"unchanged": report.added}


def test_a_library_of_an_older_release_is_refreshed_too(fast: Library, docs: Path) -> None:
    ingest(fast, [docs])
    with fast._database.transaction() as db:
        db.execute("delete from sources")
        db.execute("delete from files")
        db.execute("delete from meta where key = 'sources'")
    write(docs / "one.md", "First rule, changed.")
    assert counts(refresh(fast, dry_run=True)) == {"updated": 1, "unchanged": 2}
    assert counts(refresh(fast)) == {"updated": 1, "unchanged": 2}
    assert len(registered(fast)) == 3


def test_a_dry_run_says_what_would_change_and_changes_nothing(fast: Library, docs: Path) -> None:
    ingest(fast, [docs])
    write(docs / "one.md", "First rule, changed.")
    (docs / "two.md").rename(docs / "moved.md")
    (docs / "sub" / "three.md").unlink()
    write(docs / "new.md", "New rule.")
    before = (fast.version, fast.sources.files(), [entry.source for entry in fast.documents()])
    report = refresh(fast, dry_run=True)
    assert counts(report) == {"added": 1, "updated": 1, "removed": 1, "moved": 1}
    assert {(Path(one.path).name, one.change) for one in report.changes} == {
        ("one.md", "changed"),
        ("moved.md", "moved"),
        ("three.md", "vanished"),
        ("new.md", "new"),
    }
    assert (fast.version, fast.sources.files(), [entry.source for entry in fast.documents()]) == before
    assert last_refresh(fast) is None


def test_the_last_refresh_is_told(fast: Library, docs: Path) -> None:
    assert last_refresh(fast) is None
    ingest(fast, [docs])
    (docs / "one.md").write_bytes(b"\x00\x01\x02" * 100)
    write(docs / "new.md", "New rule.")
    (docs / "two.md").rename(docs / "moved.md")
    refresh(fast)
    last = last_refresh(fast)
    assert last is not None
    assert {(Path(one.path).name, one.change) for one in last.changes} == {
        ("new.md", "new"),
        ("moved.md", "moved"),
    }
    assert (last.failures, last.library_version) == (1, fast.version)
    assert (last.unchanged, last.updated, [Path(one.path).name for one in last.failed]) == (1, 0, ["one.md"])
    assert last.at.startswith("20")
    assert refreshing(fast) is None
