"""The Library tab: what is in the library, and how files come in, are refreshed, are opened, and go."""

import logging
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol, runtime_checkable

import gradio as gr

from app.web.library import accepted, listing_html, scope_html
from app.web.opened import BEFORE, WINDOW, Highlight, document_html
from app.web.progress import progress_html, told_html
from app.web.refresh_panel import RefreshPanel
from app.web.uploads import Job, apart, drop_copy
from ingest.catalogue import Entry
from ingest.library import Library, LibraryError
from ingest.refresh import Limits

LOG = logging.getLogger(__name__)

SCOPE_GONE = "The documents you chose are no longer in the library; ask again to ask all."
FAILED = "This did not work because of an error on the server, which was logged. Try again."
GONE = "The document “{name}” is no longer in the library."
BUSY = "An upload or a refresh is under way; remove “{name}” when it is finished."
COPY_STAYS = "“{title}” was removed from the library, but the copy {path} could not be deleted: {reason}."
#: How often a person sees the progress of an upload, in seconds.
_BEAT = 0.4
_HERE = Path(__file__).parent
_TOGETHER = 8


@runtime_checkable
class HasLibrary(Protocol):
    """An assistant whose library can be shown and changed."""

    @property
    def library(self) -> Library:
        """What it answers from."""
        ...


@dataclass(frozen=True)
class Shared:
    """Parts of the page outside the tab that belong to it.

    Attributes:
        tabs: the page's tabs, of which "ask" and "library" are chosen.
        scope: state of a session: names of the only documents to ask.
        scope_line: says so above the question box.
        evidence: the evidence panel, whose passages open in the tab.
    """

    tabs: gr.Tabs
    scope: gr.State
    scope_line: gr.HTML
    evidence: gr.HTML


class LibraryTab:
    """What the tab does.

    Args:
        library: the library.
        limits: what reading one uploaded file may take.
    """

    def __init__(self, library: Library, limits: Limits) -> None:
        self._library, self.limits = library, limits
        self._turn = threading.Lock()
        self.refreshing = RefreshPanel(library, limits, self._turn, self.listing)

    def listing(self, scope: Sequence[str]) -> str:
        """Renders the table of documents as it is now."""
        return listing_html(self._entries(), scope, today=datetime.now(UTC).date())

    def upload(self, files: Sequence[str] | None, scope: tuple[str, ...]) -> Iterator[tuple[Any, ...]]:
        """Takes files in and shows how far it is; the drop zone is away meanwhile."""
        if not files:
            yield gr.skip(), gr.skip(), gr.skip()
            return
        job = Job(self._library, [Path(file) for file in files], self.limits, self._turn).start()
        yield gr.update(value=None, visible=False), progress_html(job), gr.skip()
        while not job.finished.wait(_BEAT):
            yield gr.skip(), progress_html(job), gr.skip()
        yield gr.update(visible=True), progress_html(job), self.listing(scope)

    def remove(self, scope: tuple[str, ...], event: gr.EventData) -> tuple[Any, ...]:
        """Takes a document out, after the page asked whether to."""
        name = str((event._data or {}).get("document"))
        told = self._remove(name)
        scope = self.live(scope)
        return told, self.listing(scope), scope, self.line(scope)

    def choose(self, event: gr.EventData) -> tuple[tuple[str, ...], str]:
        """Limits the questions of a session to the documents that are checked."""
        wanted = (event._data or {}).get("scope")
        scope = self.live([str(name) for name in wanted] if isinstance(wanted, list) else ())
        return scope, self.line(scope)

    def clear(self) -> tuple[tuple[str, ...], str, str]:
        """Lets a session ask all documents again."""
        return (), "", self.listing(())

    def live(self, scope: Sequence[str]) -> tuple[str, ...]:
        """Leaves out of a scope what is no longer in the library."""
        names = {entry.name for entry in self._entries()} if scope else set()
        return tuple(name for name in scope if name in names)

    def titles(self, scope: Sequence[str]) -> tuple[str, ...]:
        """Names the documents of a scope as people know them."""
        return tuple(entry.title for entry in self._entries() if entry.name in scope) if scope else ()

    def line(self, scope: Sequence[str]) -> str:
        """Renders the line above the question box."""
        return scope_html(self._entries(), scope) if scope else ""

    def open_listed(self, event: gr.EventData) -> tuple[str, str]:
        """Opens a document of the table at its beginning."""
        name = str((event._data or {}).get("document"))
        return self._opened(name, 0, None, asked=False)

    def turn(self, event: gr.EventData) -> tuple[Any, ...]:
        """Turns to other passages of the opened document, or goes back to the list or to the answer."""
        data = event._data or {}
        if data.get("back"):
            return "", gr.skip(), gr.Tabs(selected="ask") if data["back"] == "answer" else gr.skip()
        start, asked = _whole(data.get("start")), data.get("asked") is True
        return *self._opened(str(data.get("document")), start, None, asked=asked), gr.skip()

    def open_cited(self, event: gr.EventData) -> tuple[Any, ...]:
        """Opens a document at the passage that an answer cites."""
        data = event._data or {}
        here = Highlight(str(data.get("passage")), _whole(data.get("start")), _whole(data.get("end")))
        chosen = gr.Tabs(selected="library")
        old = self._library.catalogue.passages([here.passage], live=False)
        if old and not old[0].entry.live:
            current = self._library.catalogue.entry(old[0].entry.name, counted=False) is not None
            return document_html(old, 0, 1, here, asked=True, current=current), "", chosen
        return *self._opened(str(data.get("document")), 0, here, asked=True), chosen

    def _opened(self, name: str, start: int, here: Highlight | None, *, asked: bool) -> tuple[str, str]:
        """Renders a document from a passage on, or with one highlighted; or says that it is gone."""
        ids = self._library.catalogue.ids_of(name)
        if here and here.passage in ids:
            start = max(0, ids.index(here.passage) - BEFORE)
        start = max(0, min(start, len(ids) - 1))
        shown = self._library.catalogue.passages(ids[start : start + WINDOW], [name])
        if not shown:
            return "", told_html(GONE.format(name=apart(name)), problem=True)
        return document_html(shown, start, len(ids), here, asked=asked), ""

    def _entries(self) -> list[Entry]:
        return self._library.documents()

    def _remove(self, name: str) -> str:
        entry = next((entry for entry in self._entries() if entry.name == name), None)
        if entry is None:
            return told_html(GONE.format(name=apart(name)), problem=True)
        if not self._turn.acquire(blocking=False):
            return told_html(BUSY.format(name=apart(entry.title)), problem=True)
        try:
            self._library.remove(name)
            drop_copy(self._library, entry)
        except LibraryError as error:
            return told_html(str(error), problem=True)
        except OSError as error:
            LOG.exception("The kept copy of %s could not be deleted.", name)
            reason = error.strerror or type(error).__name__
            told = COPY_STAYS.format(title=apart(entry.title), path=entry.source, reason=reason)
            return told_html(told, problem=True)
        except Exception:
            LOG.exception("The document %s could not be removed.", name)
            return told_html(FAILED, problem=True)
        finally:
            self._turn.release()
        return told_html(f"“{apart(entry.title)}” was removed from the library.")


def add_library_tab(does: LibraryTab, shared: Shared) -> None:
    """Adds the tab to a page that is being built, and connects what is outside it."""
    with gr.Tab("Library", id="library", render_children=True) as tab:
        with gr.Column(elem_id="cc-shelf", min_width=0):
            gr.HTML(f'<p class="cc-takes">{accepted(does.limits.file)}</p>', apply_default_css=False)
            drop = gr.File(
                label="Add documents",
                show_label=False,
                file_count="multiple",
                height=132,
                elem_id="cc-drop",
            )
        panel = gr.HTML(
            does.refreshing.shown(),
            elem_id="cc-refresh",
            apply_default_css=False,
            js_on_load=_read("refresh.js"),
        )
        progress = gr.HTML(
            "", elem_id="cc-progress", apply_default_css=False, js_on_load=_read("progress.js")
        )
        told = gr.HTML("", elem_id="cc-told", apply_default_css=False, js_on_load=_read("progress.js"))
        listing = gr.HTML(
            does.listing(()), elem_id="cc-listing", apply_default_css=False, js_on_load=_read("library.js")
        )
        reader = gr.HTML("", elem_id="cc-reader", apply_default_css=False, js_on_load=_read("reader.js"))
    quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
    scope, line, tabs = shared.scope, shared.scope_line, shared.tabs
    together = {"concurrency_limit": _TOGETHER, "concurrency_id": "refresh", **quiet}
    tab.select(does.listing, inputs=[scope], outputs=[listing], **quiet)
    tab.select(does.refreshing.opened, inputs=[scope], outputs=[listing, panel], **together)
    panel.select(does.refreshing.act, inputs=[scope], outputs=[listing, panel], **together)
    drop.upload(
        does.upload,
        inputs=[drop, scope],
        outputs=[drop, progress, listing],
        concurrency_limit=_TOGETHER,
        concurrency_id="upload",
        **quiet,
    )
    listing.delete(does.remove, inputs=[scope], outputs=[told, listing, scope, line], **quiet)
    listing.input(does.choose, outputs=[scope, line], trigger_mode="always_last", **quiet)
    listing.select(does.open_listed, outputs=[reader, told], **quiet)
    reader.select(does.turn, outputs=[reader, told, tabs], **quiet)
    shared.evidence.select(does.open_cited, outputs=[reader, told, tabs], **quiet)
    line.select(does.clear, outputs=[scope, line, listing], **quiet)


def _whole(value: object) -> int:
    """Takes a number from a browser for what it should be."""
    return value if isinstance(value, int) and not isinstance(value, bool) and value > 0 else 0


def _read(name: str) -> str:
    return (_HERE / name).read_text(encoding="utf-8")
