from pathlib import Path

from ingest.library import Library
from ingest.refresh import Watcher, ingest


def write(folder: Path, **texts: str) -> None:
    folder.mkdir(exist_ok=True)
    for name, text in texts.items():
        (folder / f"{name}.md").write_text(f"# {name}\n\n{text}\n", encoding="utf-8")


def test_a_folder_goes_in_and_again_is_unchanged(library: Library, tmp_path: Path) -> None:
    write(tmp_path / "docs", one="First rule.", two="Second rule.")
    report = ingest(library, [tmp_path / "docs"])
    assert (report.added, report.unchanged, report.passages) == (2, 0, 2)
    again = ingest(library, [tmp_path / "docs"])
    assert (again.added, again.unchanged, again.passages) == (0, 2, 0)
    assert again.library_version == report.library_version


def test_title_and_edition_can_be_given_and_changed(library: Library, tmp_path: Path) -> None:
    write(tmp_path / "docs", one="First rule.")
    ingest(library, [tmp_path / "docs"], title="Rules", edition="FY2025")
    assert [(e.title, e.edition) for e in library.documents()] == [("Rules", "FY2025")]
    assert ingest(library, [tmp_path / "docs"], title="Rules", edition="FY2026").updated == 1
    assert [e.edition for e in library.documents()] == ["FY2026"]


def test_a_broken_new_version_leaves_the_old_one_answering(library: Library, tmp_path: Path) -> None:
    write(tmp_path / "docs", one="First rule.")
    ingest(library, [tmp_path / "docs"])
    (tmp_path / "docs" / "one.md").write_bytes(b"\x00\x01\x02" * 100)
    report = ingest(library, [tmp_path / "docs"])
    assert [Path(failure.path).name for failure in report.failed] == ["one.md"]
    assert [p.passage.text for p in library.catalogue.of_document("one.md")] == ["First rule."]


def test_the_watcher_is_told_of_each_file(library: Library, tmp_path: Path) -> None:
    told: list[str] = []

    class Listening(Watcher):
        def done(self, path: Path, outcome: str) -> None:
            told.append(f"{path.name} {outcome}")

    write(tmp_path / "docs", one="First rule.", two="First rule.")
    ingest(library, [tmp_path / "docs"], watcher=Listening())
    ingest(library, [tmp_path / "docs" / "one.md"], watcher=Listening())
    assert told == ["one.md added", "two.md added", "one.md unchanged"]
