"""Refreshes a library whenever a file of its sources changes."""

import logging
import queue
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from ingest.ingesting import registered
from ingest.library import Library
from ingest.refresh import refresh
from ingest.report import IngestReport, Limits, Watcher
from ingest.sources import BUILTIN, FILE, UPLOADS, Source
from ingest.trouble import LibraryError
from ingest.walk import UPLOADS_FOLDER, key_of

log = logging.getLogger(__name__)

#: A change is acted on when it has been quiet for so long, or at the latest after so long (milliseconds).
QUIET, LATEST = 1000, 30_000
#: How often it is looked whether sources were registered or came back (seconds).
LOOK_AGAIN = 5.0
#: How long it waits when the library could not be written (seconds).
PAUSE = 60.0


def watch(
    library: Library,
    limits: Limits | None,
    watcher: Watcher | None,
    told: Callable[[IngestReport], None],
    stop: threading.Event | None = None,
) -> None:
    """Brings a library up to date, and again after each change, until it is stopped.

    Only the sources in which something changed are looked at. What the product carries is not watched.

    Args:
        library: whose sources.
        limits: what reading one file may take.
        watcher: told of progress.
        told: given the report of each refresh.
        stop: set to end it; Ctrl-C ends it too.
    """
    stop = stop or threading.Event()
    pending: set[str] | None = None  # of everything
    while not stop.is_set():
        there = _there(library)
        with _notices(library.folder, there) as notices:
            while not stop.is_set() and _there(library) == there:
                if pending is None or pending:
                    try:
                        told(refresh(library, limits, watcher, only=pending))
                        pending = set()
                    except LibraryError as error:
                        log.error("%s Trying again in %d seconds.", error, PAUSE)
                        stop.wait(PAUSE)
                        continue
                pending = _affected(notices, there, stop)
        pending = None if pending is None else pending | _changed(there, _there(library))


def _there(library: Library) -> list[Source]:
    """Lists the sources that can be watched now."""
    watchable = [one for one in registered(library) if one.kind != BUILTIN]
    return [one for one in watchable if _place(one, library.folder).is_dir()]


def _changed(before: Sequence[Source], after: Sequence[Source]) -> set[str]:
    return {one.path for one in {*before} ^ {*after}}


def _place(source: Source, library_folder: Path) -> Path:
    """Names the folder to watch: a file that is written anew is another file to the system."""
    if source.kind == UPLOADS:
        return library_folder / UPLOADS_FOLDER
    return Path(source.path).parent if source.kind == FILE else Path(source.path)


def _affected(notices: "queue.Queue[set[str]]", sources: Sequence[Source], stop: threading.Event) -> set[str]:
    """Waits for changes; names the sources that have them, none when it is time to look again."""
    until = time.monotonic() + LOOK_AGAIN
    while not stop.is_set() and time.monotonic() < until:
        try:
            keys = {key_of(Path(path)) for path in notices.get(timeout=0.2)}
        except queue.Empty:
            continue
        affected = {one.path for one in sources if any(_concerns(one, key) for key in keys)}
        if affected:
            return affected
    return set()


def _concerns(source: Source, key: str) -> bool:
    return source.kind == UPLOADS or source.owns(key) or source.path.startswith(f"{key}/")


@contextmanager
def _notices(library_folder: Path, sources: Sequence[Source]) -> Iterator["queue.Queue[set[str]]"]:
    """Watches folders in threads of their own, which give the paths that changed."""
    notices: queue.Queue[set[str]] = queue.Queue()
    done = threading.Event()
    deep = {str(_place(one, library_folder)) for one in sources if one.kind != FILE}
    flat = {str(_place(one, library_folder)) for one in sources if one.kind == FILE}
    threads = [
        threading.Thread(target=_watch, args=(paths, recursive, library_folder, notices, done), daemon=True)
        for paths, recursive in ((deep, True), (flat, False))
        if paths
    ]
    for thread in threads:
        thread.start()
    try:
        yield notices
    finally:
        done.set()
        for thread in threads:
            thread.join()


def _watch(
    paths: set[str],
    recursive: bool,
    library_folder: Path,
    notices: "queue.Queue[set[str]]",
    done: threading.Event,
) -> None:
    from watchfiles import watch as changes_of

    own, uploads = library_folder.resolve(), (library_folder / UPLOADS_FOLDER).resolve()

    def is_foreign(change: object, path: str) -> bool:
        place = Path(path)
        return not place.is_relative_to(own) or place.is_relative_to(uploads)

    changes = changes_of(
        *sorted(paths),
        watch_filter=is_foreign,
        debounce=LATEST,
        step=QUIET,
        stop_event=done,
        rust_timeout=500,
        raise_interrupt=False,
        recursive=recursive,
    )
    for some in changes:
        notices.put({path for _, path in some})
