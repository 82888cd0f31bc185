"""The part of the Library tab that tells how up to date the library is, and refreshes it."""

import threading
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import gradio as gr

from app.web.refresh_html import BUSY, panel_html
from app.web.refresh_job import RefreshJob
from ingest.library import Library
from ingest.refresh import Limits, last_refresh, refreshing, registered

#: How often a person sees the progress, in seconds.
_BEAT = 0.4


class RefreshPanel:
    """What the panel does; the same for everyone on the page, since they share one library.

    Args:
        library: whose.
        limits: what reading one file may take.
        turn: held by an upload, a removal or a refresh.
        listing: renders the table of documents, with those of a scope checked.
    """

    def __init__(
        self,
        library: Library,
        limits: Limits,
        turn: threading.Lock,
        listing: Callable[[Sequence[str]], str],
    ) -> None:
        self._library, self._limits, self._turn, self._listing = library, limits, turn, listing
        self._starting = threading.Lock()
        self._job: RefreshJob | None = None
        self._latest: RefreshJob | None = None

    def shown(self, job: RefreshJob | None = None, told: str = "") -> str:
        """Renders the panel as it is now."""
        latest = self._latest if self._latest is not None and self._latest.is_news else None
        return panel_html(
            last_refresh(self._library),
            registered(self._library, keep=False),
            self._library.version,
            job=job or self._running() or latest,
            told=told,
            elsewhere=None if told or self._running() else refreshing(self._library),
        )

    def opened(self, scope: tuple[str, ...]) -> Iterator[tuple[Any, ...]]:
        """Shows the panel, and goes on showing a refresh that somebody started on the page."""
        job = self._running()
        yield gr.skip(), self.shown()
        if job is not None:
            yield from self._followed(job, scope)

    def act(self, scope: tuple[str, ...], event: gr.EventData) -> Iterator[tuple[Any, ...]]:
        """Refreshes, or finds out what a refresh would change, and shows how far that is."""
        wanted = (event._data or {}).get("do")
        if wanted == "preview":
            job = RefreshJob(self._library, self._limits, self._turn, dry_run=True)
            self._latest = job  # the tab may be drawn once more by an event that was on its way
            yield from self._followed(job.start(), scope)
        elif wanted == "refresh":
            with self._starting:
                who = None if self._running() else refreshing(self._library)
                started = None if who else self._started()
            if started is None:
                self._latest = None
                yield gr.skip(), self.shown(told=BUSY.format(who=who))
            else:
                yield from self._followed(started, scope)

    def _running(self) -> RefreshJob | None:
        """Gives the refresh, not a dry run, that is under way on the page."""
        job = self._job
        return job if job is not None and not job.finished.is_set() else None

    def _started(self) -> RefreshJob:
        """Starts a refresh; where somebody on the page started one already, that is it."""
        job = self._running()
        if job is None:
            job = RefreshJob(self._library, self._limits, self._turn, dry_run=False)
            self._job = self._latest = job
            job.start()
        return job

    def _followed(self, job: RefreshJob, scope: tuple[str, ...]) -> Iterator[tuple[Any, ...]]:
        yield gr.skip(), self.shown(job)
        while not job.finished.wait(_BEAT):
            yield gr.skip(), self.shown(job)
        yield gr.skip() if job.dry_run else self._listing(scope), self.shown(job)
