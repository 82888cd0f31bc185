"""Tests of what the refresh panel shows, and that no path of a file becomes markup."""

import threading
from dataclasses import replace
from pathlib import Path

from hypothesis import given

from app.web.refresh_html import SHOWN, panel_html
from app.web.refresh_job import RefreshJob
from ingest.library import Library
from ingest.refresh import Failure, LastRefresh, Limits, ingest
from ingest.report import Change
from ingest.sources import Source
from tests.app.web.test_evidence import RUDE, Seen
from tests.ingest.killing import HashEncoder

LAST = LastRefresh("2026-11-24T02:30:01+01:00", 1.5, 0, 2, 0, 1, 14, ())
FOLDER = Source("/srv/policies", "folder", None, "FY2026", "1:2", "2026-11-02T10:00:00+00:00")


def test_the_last_refresh_is_summed_up_with_its_time_and_version() -> None:
    source = panel_html(LAST, [FOLDER], "14-ab12cd34")
    assert "Last refresh" in source
    assert '<time datetime="2026-11-24T02:30:01+01:00">2026-11-24 02:30</time>' in source
    assert "2 updated, 1 moved, 14 unchanged." in source
    assert "Library version 14-ab12cd34" in source
    assert "/srv/policies" in source
    assert "edition “FY2026”, since 2026-11-02" in source


def test_a_library_that_was_never_refreshed_says_so() -> None:
    source = panel_html(None, [], "0")
    assert "Never refreshed" in source
    assert "No file or folder is registered yet." in source


def test_failures_are_named_with_file_place_and_reason_and_the_rest_is_counted() -> None:
    failures = tuple(Failure(f"/srv/scan {n}.pdf", "page 3", "it has no text.") for n in range(70))
    source = panel_html(replace(LAST, failed=failures, failures=400), [FOLDER], "1")
    assert "400 failed" in source
    assert source.count('class="cc-failed"') == SHOWN
    assert "(page 3): it has no text." in source
    assert f"and {400 - SHOWN} more failures" in source


def test_changes_of_the_last_refresh_are_named() -> None:
    changes = (Change("/srv/a.md", "changed"), Change("/srv/b/c.md", "moved", "/srv/c.md"))
    source = panel_html(replace(LAST, changes=changes), [FOLDER], "1")
    assert 'changed</span> <bdi class="cc-path" title="/srv/a.md">a.md</bdi>' in source
    assert 'was <bdi class="cc-path" title="/srv/c.md">' in source


def test_a_refresh_of_another_process_is_named() -> None:
    source = panel_html(LAST, [], "1", elsewhere="process 12 on host (refreshing since 02:30)")
    assert "Being refreshed now by process 12 on host" in source


def job_of(tmp_path: Path, *, dry_run: bool) -> RefreshJob:
    """A job on a library of one folder with one new file."""
    docs = tmp_path / "docs"
    docs.mkdir()
    (docs / "one.md").write_text("# One\n\nA rule.\n")
    library = Library(tmp_path / "library", HashEncoder())
    assert not ingest(library, [docs]).failed
    (docs / "new.md").write_text("# New\n\nA rule that is new.\n")
    return RefreshJob(library, Limits(), threading.Lock(), dry_run=dry_run)


def test_a_job_shows_where_it_is(tmp_path: Path) -> None:
    job = job_of(tmp_path, dry_run=False)
    assert "Waiting for an upload" in panel_html(LAST, [], "1", job=job)
    job.waiting = False
    assert "Looking for files" in panel_html(LAST, [], "1", job=job)
    job.queued("process 12")
    assert "Waiting for process 12" in panel_html(LAST, [], "1", job=job)
    job.checking(20, 1000)
    assert "Comparing files: 20 of 1,000" in panel_html(LAST, [], "1", job=job)
    job.file(Path("/srv/new.md"), 3, 7)
    job.embedding(32, 64)
    shown = panel_html(LAST, [], "1", job=job)
    assert "Taking in file 3 of 7" in shown
    assert 'max="64" value="32"' in shown
    assert shown.count(" disabled>") == 2


def test_a_dry_run_tells_what_would_change_and_waits_for_no_upload(tmp_path: Path) -> None:
    job = job_of(tmp_path, dry_run=True)
    with job._turn:  # an upload is under way
        job.start()
        assert job.finished.wait(30)
    shown = panel_html(None, [], "1", job=job)
    assert "A refresh would take in 1 change; nothing was done yet." in shown
    assert "new.md" in shown


def test_a_refresh_waits_for_an_upload(tmp_path: Path) -> None:
    job = job_of(tmp_path, dry_run=False)
    with job._turn:
        job.start()
        assert not job.finished.wait(0.5)
    assert job.finished.wait(30)
    assert job.report is not None
    assert job.report.added == 1


def rendered(path: str, error: str, version: str) -> str:
    """The panel with everything in it that comes from files."""
    last = replace(
        LAST, failed=(Failure(path, path, error),), changes=(Change(path, "moved", path),), failures=1
    )
    return panel_html(last, [replace(FOLDER, path=path, title=error)], version, elsewhere=path, told=error)


@given(path=RUDE, error=RUDE.filter(bool), version=RUDE)
def test_no_path_and_no_reason_becomes_markup(path: str, error: str, version: str) -> None:
    plain = Seen(rendered("/a/b", "c", "1"))
    assert set(Seen(rendered(path, error, version)).tags) <= set(plain.tags)
