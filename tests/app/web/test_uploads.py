"""Tests of uploads: how files are named and kept, and what is told of them."""

import errno
import threading
import zipfile
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.web.progress import progress_html, told_html
from app.web.uploads import BROKEN, FOLDER, LOST, TWICE, Job, Outcome, drop_copy, stored_name, take_in
from ingest.documents import Version
from ingest.library import Library, LibraryError
from ingest.refresh import Limits, Watcher
from tests.app.web.fixed import HOSTILE
from tests.app.web.test_evidence import Seen

RULE = "# Rules\n## Spine\nAn add-on code is never reported without its primary code.\n"


def give(folder: Path, name: str, text: str = RULE) -> Path:
    """Puts a file where Gradio would have put it."""
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(text, encoding="utf-8")
    return folder / name


def take(library: Library, path: Path) -> list[Outcome]:
    """Takes one file in."""
    return take_in(library, path, Limits(), Watcher())


def copies(library: Library) -> list[Path]:
    """The files that are kept, each in the folder of its content."""
    return [path for path in (library.folder / FOLDER).rglob("*") if path.is_file()]


def finished(library: Library, *paths: Path) -> Job:
    """Takes an upload in and waits for its end."""
    job = Job(library, paths, Limits(), threading.Lock()).start()
    assert job.finished.wait(120)
    return job


@given(st.text(max_size=300))
def test_a_stored_name_stays_in_its_folder(name: str) -> None:
    made = stored_name(name)
    assert Path(made).name == made
    assert not made.startswith(".")
    assert made.isprintable() or "\u200c" in made or "\u200d" in made
    assert len(f".before-{made}".encode()) < 255
    assert stored_name(made) == made


@pytest.mark.parametrize(
    ("given_", "stored"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\x\\Fee schedule (Q4).xlsx", "Fee schedule (Q4).xlsx"),
        (".hidden.md", "hidden.md"),
        ("دليل الترميز.pdf", "دليل الترميز.pdf"),
        ("a\u202efdp.md", "afdp.md"),
        ("..", "document"),
        ("x" * 400 + ".pdf", "x" * 176 + ".pdf"),
    ],
)
def test_names_from_browsers(given_: str, stored: str) -> None:
    assert stored_name(given_) == stored


def test_a_file_is_moved_into_the_library_and_is_its_source(library: Library, tmp_path: Path) -> None:
    path = give(tmp_path / "gradio", "rules.md")
    (told,) = take(library, path)
    assert told.kind == "in"
    assert not path.exists()
    (entry,) = library.documents()
    assert [entry.source] == [str(path.resolve()) for path in copies(library)]
    (again,) = take(library, give(tmp_path / "gradio", "rules.md"))
    assert again.kind == "same"
    assert Path(entry.source).read_text(encoding="utf-8") == RULE


def test_a_new_version_replaces_the_copy_and_a_broken_one_does_not(library: Library, tmp_path: Path) -> None:
    take(library, give(tmp_path / "gradio", "rules.md"))
    (told,) = take(library, give(tmp_path / "gradio", "rules.md", RULE + "\nMore of it.\n"))
    assert "replaces the version added on" in told.text
    (told,) = take(library, give(tmp_path / "gradio", "rules.md", " "))
    assert told.kind == "failed"
    assert "empty" in told.text
    (kept,) = copies(library)
    assert kept.read_text(encoding="utf-8").endswith("More of it.\n")
    assert len(library.documents()) == 1


def test_two_editions_of_one_name_stand_side_by_side(library: Library, tmp_path: Path) -> None:
    def edition(year: int, more: str = "") -> Path:
        front = f"---\ntitle: Rules\nedition: FY{year}\n---\n"
        return give(tmp_path / "gradio", "rules.md", f"{front}{RULE}In {year}.{more}\n")

    take(library, edition(2025))
    (told,) = take(library, edition(2026))
    assert "Added as" in told.text
    named = {entry.name: entry.edition for entry in library.documents()}
    assert named == {"rules.md": "FY2025", "rules.md (FY2026)": "FY2026"}
    (told,) = take(library, edition(2026, " Corrected."))
    assert "replaces the version added on" in told.text
    assert len(library.documents()) == len(copies(library)) == 2


def test_a_copy_of_a_document_is_named_and_not_kept(library: Library, tmp_path: Path) -> None:
    take(library, give(tmp_path / "gradio", "rules.md"))
    (told,) = take(library, give(tmp_path / "gradio", "copy.md"))
    assert told.kind == "same"
    assert "rules.md" in told.text
    assert [path.name for path in copies(library)] == ["rules.md"]


def test_a_file_that_the_library_has_from_elsewhere_is_not_kept_twice(
    library: Library, tmp_path: Path
) -> None:
    from ingest.refresh import ingest

    ingest(library, [give(tmp_path / "shared", "rules.md")])
    (told,) = take(library, give(tmp_path / "gradio", "rules.md"))
    assert told.kind == "same"
    assert copies(library) == []


def test_each_document_of_an_archive_is_told_and_the_archive_stays_with_the_last(
    library: Library, tmp_path: Path
) -> None:
    path = tmp_path / "bundle.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("one.md", RULE)
        archive.writestr("two.md", RULE + "More.\n")
        archive.writestr("broken.pdf", b"%PDF-1.7\n1 0 obj<</Type/Catalog")
    told = take(library, path)
    assert sorted(outcome.kind for outcome in told) == ["failed", "in", "in"]
    (copy,) = copies(library)
    for entry, left in zip(library.documents(), (True, False), strict=True):
        library.remove(entry.name)
        drop_copy(library, entry)
        assert copy.exists() == left


def test_a_file_over_the_limit_is_told_with_the_limit(library: Library, tmp_path: Path) -> None:
    (told,) = take_in(library, give(tmp_path / "gradio", "rules.md"), Limits(file=20), Watcher())
    assert told.kind == "failed"
    assert "the limit is" in told.text


def test_a_removed_document_from_elsewhere_keeps_its_file(library: Library, tmp_path: Path) -> None:
    from ingest.refresh import ingest

    path = give(tmp_path / "shared", "rules.md")
    ingest(library, [path])
    (entry,) = library.documents()
    library.remove(entry.name)
    drop_copy(library, entry)
    assert path.exists()


def test_one_bad_file_stops_none(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    put_all = library.put_all

    def picky(versions: Sequence[Version]) -> None:
        if "locked" in str(versions):
            raise LibraryError("Another process writes; try again later.")
        if "burning" in str(versions):
            raise RuntimeError("the library is on fire")
        put_all(versions)

    monkeypatch.setattr(library, "put_all", picky)
    first, second = give(tmp_path / "a", "rules.md"), give(tmp_path / "b", "Rules.md")
    others = [
        give(tmp_path / "a", f"{name}.md", f"# {name}\nIt is {name}.\n") for name in ("locked", "burning")
    ]
    last = give(tmp_path / "a", "last.md", "# Last\nIt goes in.\n")
    job = finished(library, first, second, *others, tmp_path / "gone.md", last)
    told = [line.outcomes[0].text for line in job.lines]
    assert told[1:5] == [TWICE, "Another process writes; try again later.", BROKEN, LOST]
    assert job.lines[5].outcomes[0].kind == "in"
    assert "the library is on fire" in caplog.text
    assert {path.name for path in copies(library)} == {"rules.md", "last.md"}
    assert not any(path.exists() for path in (first, second, *others, last))
    assert "2 of 6 files taken in; 4 failed." in progress_html(job)


def test_a_full_disk_is_told_in_a_sentence(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*paths: Path) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("app.web.uploads.shutil.move", full)
    (told,) = finished(library, give(tmp_path / "gradio", "rules.md")).lines[0].outcomes
    assert told.kind == "failed"
    assert "is full" in told.text
    assert "free some space and try again" in told.text
    assert library.documents() == []
    assert copies(library) == []


def test_a_second_upload_waits_for_the_first(library: Library, tmp_path: Path) -> None:
    turn = threading.Lock()
    with turn:
        job = Job(library, [give(tmp_path / "gradio", "rules.md")], Limits(), turn).start()
        assert not job.finished.wait(0.3)
        assert "Waiting for another upload" in progress_html(job)
        assert library.documents() == []
    assert job.finished.wait(60)
    assert "1 of 1 file taken in." in progress_html(job)


def test_progress_gives_the_rate_and_what_is_left(library: Library, tmp_path: Path) -> None:
    job = Job(library, [tmp_path / "long.md"], Limits(), threading.Lock())
    job.waiting, job.lines[0].began = False, 0.0
    job.embedding(32, 1000)
    assert 'max="1000" value="32"' in progress_html(job)
    job.embedding(64, 1000)
    assert "a second, about" in progress_html(job)


def test_no_name_and_no_reason_becomes_markup(library: Library) -> None:
    job = Job(library, [Path("<b>.md")], Limits(), threading.Lock())
    job.lines[0].name = HOSTILE
    job.lines[0].outcomes = [Outcome("failed", HOSTILE)]
    job.finished.set()
    for source in (progress_html(job), told_html(HOSTILE)):
        tags = {tag for tag, _ in Seen(source).tags}
        assert tags <= {"section", "p", "strong", "button", "ul", "li", "bdi", "span"}
