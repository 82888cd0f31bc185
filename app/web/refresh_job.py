"""A refresh that a person started on the page, or a look at what one would change."""

import logging
import threading
import time
from pathlib import Path

from app.web.uploads import Line
from ingest.library import Library, LibraryError
from ingest.refresh import IngestReport, Limits, Watcher, refresh

LOG = logging.getLogger(__name__)

BROKEN = (
    "The refresh stopped because of an error on the server, which was logged. What was taken in before it "
    "is in, every other document is as it was. Tell whoever runs this server."
)
_NEWS_SECONDS = 60.0


class RefreshJob(Watcher):
    """One refresh under way, in a thread of its own: closing the browser does not stop it.

    Args:
        library: whose.
        limits: what reading one file may take.
        turn: held meanwhile, so that it and uploads follow each other.
        dry_run: finds out what would change, and changes nothing.
    """

    def __init__(self, library: Library, limits: Limits, turn: threading.Lock, *, dry_run: bool) -> None:
        self.dry_run = dry_run
        self.waiting = not dry_run
        self.finished = threading.Event()
        self.busy_with: str | None = None
        self.checked = (0, 0)
        self.line: Line | None = None
        self.place = (0, 0)
        self.report: IngestReport | None = None
        self.problem = ""
        self._ended = 0.0
        self._library, self._limits, self._turn = library, limits, turn

    def start(self) -> "RefreshJob":
        """Begins; returns itself."""
        threading.Thread(target=self._run, name="refresh", daemon=True).start()
        return self

    @property
    def is_news(self) -> bool:
        """Whether it is under way, or ended so lately that a person who looks again wants to know."""
        return not self.finished.is_set() or time.monotonic() - self._ended < _NEWS_SECONDS

    def queued(self, who: str) -> None:
        """Notes which process refreshes this library now."""
        self.busy_with = who

    def checking(self, done: int, of: int) -> None:
        """Notes how many files were looked at."""
        self.busy_with, self.checked = None, (done, of)

    def file(self, path: Path, number: int, of: int) -> None:
        """Notes the file that is read now."""
        line = Line(path.name)
        line.began = time.monotonic()
        self.place, self.line = (number, of), line

    def embedding(self, done: int, of: int) -> None:
        """Notes how far that file is."""
        if self.line is None:
            return
        if self.line.embedding is None:
            self.line.embedding = (time.monotonic(), done)
        self.line.done, self.line.of = done, of

    def _run(self) -> None:
        try:
            if self.dry_run:  # it writes nothing, so it waits for nobody
                self.report = refresh(self._library, self._limits, self, dry_run=True)
                return
            with self._turn:
                self.waiting = False
                self.report = refresh(self._library, self._limits, self)
        except LibraryError as error:
            self.problem = str(error)
        except Exception:
            LOG.exception("A refresh that was started on the page failed.")
            self.problem = BROKEN
        finally:
            self._ended = time.monotonic()
            self.finished.set()
