"""Brings a library up to date with its sources: new, changed, moved and vanished files."""

import logging
import time
from collections.abc import Collection, Sequence
from functools import lru_cache
from pathlib import Path

from ingest.ingesting import ingest, registered
from ingest.job import Job
from ingest.last_refresh import LastRefresh, last_refresh, note
from ingest.library import Library
from ingest.lock import BusyError, Lock
from ingest.report import Change, Failure, IngestReport, Limits, Taken, Watcher
from ingest.survey import Survey, survey
from ingest.trouble import LibraryError, told_as_sentence
from ingest.walk import BUILTINS, STARTER

__all__ = [
    "BUILTINS",
    "STARTER",
    "Failure",
    "IngestReport",
    "LastRefresh",
    "Limits",
    "Taken",
    "Watcher",
    "ingest",
    "last_refresh",
    "refresh",
    "refreshing",
    "registered",
]

log = logging.getLogger(__name__)

#: How long a refresh waits for another one.
WAIT_SECONDS = 600.0


def refresh(
    library: Library,
    limits: Limits | None = None,
    watcher: Watcher | None = None,
    *,
    dry_run: bool = False,
    only: Collection[str] | None = None,
) -> IngestReport:
    """Brings every registered source up to date: new, changed, moved and vanished files.

    Each file is hashed, and only those of which the bytes changed are read. Of those, passages that stayed
    keep their ids and vectors. A document is switched to its new version in one step.

    Args:
        library: whose.
        limits: what reading one file may take.
        watcher: told of progress.
        dry_run: finds out what would change, and changes nothing.
        only: paths of the sources to look at; all when it is not given.

    Returns:
        Counts and failures; a source that cannot be looked into is a failure, and nothing of it is removed.

    Raises:
        LibraryError: another refresh runs for too long, or the library cannot be written.
    """
    limits, watcher = limits or Limits(), watcher or Watcher()
    with told_as_sentence(library.folder):
        if dry_run:
            return _surveyed(library, limits, watcher, only)
        try:
            with _lock(library.folder).held(WAIT_SECONDS, watcher.queued):
                return _refreshed(library, limits, watcher, only)
        except BusyError as error:
            raise LibraryError(
                f"The library {library.folder} is being refreshed by {error.holder}; try again later."
            ) from error


def _refreshed(
    library: Library, limits: Limits, watcher: Watcher, only: Collection[str] | None
) -> IngestReport:
    started = time.perf_counter()
    sources = registered(library)
    with Job(library, sources, limits, watcher, explicit=False) as job:
        _bring_up_to_date(job, library, survey(job, library, sources, only))
    report = job.finished()
    note(library, report, time.perf_counter() - started)
    return report


def _bring_up_to_date(job: Job, library: Library, found: Survey) -> None:
    for old, new in found.moves.items():
        library.sources.move(old, new, found.files[new].source.path)
        job.known.moved(old, new, found.files[new].source.path)
        job.report.moved += len(job.known.of(new))
        job.report.changes.append(Change(new, "moved", old))
        job.watcher.done(found.files[new].path, f"moved from {old}")
    todo, moved = [], set(found.moves.values())
    for key, digest in found.digests.items():
        if not job.known.is_taken(found.files[key], digest):
            todo.append(key)
            continue
        job.adopted(found.files[key], digest)
        if key not in moved:
            job.unchanged(found.files[key])
    _take(job, found, todo)
    for key in found.gone:
        names = sorted(job.known.of(key))
        if names:
            job.report.changes.append(Change(key, "vanished"))
        for name in names:
            job.watcher.done(Path(key), job.remove(name))
    library.sources.drop(key for key in found.gone if key in job.known.records)
    if todo or found.gone:  # what another file had too, or replaced, comes in when that one is gone
        failed = {failure.path for failure in job.report.failed}
        again = [k for k, digest in found.digests.items() if not job.known.is_taken(found.files[k], digest)]
        _take(job, found, [key for key in again if str(found.files[key].path) not in failed])


def _take(job: Job, found: Survey, keys: Sequence[str]) -> None:
    for number, key in enumerate(keys, 1):
        one = found.files[key]
        job.watcher.file(one.path, number, len(keys))
        change = Change(key, "changed" if job.known.of(key) else "new")
        before = _switches(job)
        job.take(one, found.digests[key])
        if _switches(job) > before:
            job.report.changes.append(change)
    job.wait()


def _switches(job: Job) -> int:
    return job.report.added + job.report.updated + job.report.removed


def _surveyed(
    library: Library, limits: Limits, watcher: Watcher, only: Collection[str] | None
) -> IngestReport:
    """Reports what a refresh would do, in files where documents are not known before they are read."""
    sources = registered(library, keep=False)
    job = Job(library, sources, limits, watcher, explicit=False)
    found = survey(job, library, sources, only)
    report = job.report
    report.dry_run = True
    moved = set(found.moves.values())
    for old, new in found.moves.items():
        report.changes.append(Change(new, "moved", old))
        report.moved += len(job.known.of(old))
        job.known.moved(old, new, found.files[new].source.path)
    for key, digest in found.digests.items():
        if job.known.is_taken(found.files[key], digest):
            if key not in moved:
                job.unchanged(found.files[key])
        elif job.known.of(key):
            report.changes.append(Change(key, "changed"))
            report.updated += 1
        else:
            report.changes.append(Change(key, "new"))
            report.added += 1
    for key in found.gone:
        if names := job.known.of(key):
            report.changes.append(Change(key, "vanished"))
            report.removed += len(names)
    return job.finished()


@lru_cache(maxsize=32)
def _lock(folder: Path) -> Lock:
    return Lock(folder / "refresh.lock", "refreshing")


def refreshing(library: Library) -> str | None:
    """Says which process is refreshing a library now; None when none is, or that cannot be told."""
    try:
        return _lock(library.folder).holder()
    except OSError as error:  # the lock cannot be opened; a refresh says so in a sentence
        log.warning("Whether %s is being refreshed cannot be told: %s.", library.folder, error)
        return None
