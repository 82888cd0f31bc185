"""What the last refresh of a library did, which the library keeps for the people who ask."""

import json
from dataclasses import asdict, dataclass, fields
from datetime import datetime

from ingest.library import Library
from ingest.report import Change, Failure, IngestReport

_NOTED = "last_refresh"
#: So many changed files, and so many failures, are kept by name.
NAMED = 200


@dataclass(frozen=True)
class LastRefresh:
    """What the last refresh did: counts in documents, and what became of which file.

    Attributes:
        at: when it ended, local time, ISO 8601.
        seconds: how long it took.
        added: new documents.
        updated: documents of which a new version is live.
        removed: documents taken out, because their files are gone.
        moved: documents whose file is at another place now.
        unchanged: documents that are as they were.
        failed: files that are not in, and why; at most `NAMED`.
        failures: how many there were; 0 where a release wrote this that counted none.
        changes: files that were new, changed, moved or vanished; at most `NAMED`.
        library_version: after it; empty where a release wrote this that kept none.
    """

    at: str
    seconds: float
    added: int
    updated: int
    removed: int
    moved: int
    unchanged: int
    failed: tuple[Failure, ...]
    failures: int = 0
    changes: tuple[Change, ...] = ()
    library_version: str = ""


def note(library: Library, report: IngestReport, seconds: float) -> None:
    """Keeps what a refresh did."""
    last = LastRefresh(
        at=datetime.now().astimezone().isoformat(timespec="seconds"),
        seconds=round(seconds, 3),
        added=report.added,
        updated=report.updated,
        removed=report.removed,
        moved=report.moved,
        unchanged=report.unchanged,
        failed=tuple(report.failed[:NAMED]),
        failures=len(report.failed),
        changes=tuple(report.changes[:NAMED]),
        library_version=report.library_version,
    )
    # Nothing hangs on it: not to wait for the disk saves what a refresh without news costs most.
    library.catalogue.note(_NOTED, json.dumps(asdict(last)), durable=False)


def last_refresh(library: Library) -> LastRefresh | None:
    """Says what the last refresh did, and when; None when there was none."""
    noted = library.catalogue.noted(_NOTED)
    if not noted:
        return None
    known = {one.name for one in fields(LastRefresh)}  # a later release may have noted more
    said = {key: value for key, value in json.loads(noted).items() if key in known}
    said["failed"] = tuple(Failure(**one) for one in said["failed"])
    said["changes"] = tuple(Change(**one) for one in said.get("changes", ()))
    return LastRefresh(**said)
