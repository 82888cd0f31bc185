"""Tests of the refresh on the Library tab as people use it: a real library, a real server, and Chromium."""

import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from app.answer import Assistant
from app.web import page as web
from ingest.documents import Passage
from ingest.encoder import Encoder
from ingest.library import Library
from ingest.refresh import ingest, last_refresh
from tests.app.web.driving import MARKS, ask, free_port

pytestmark = list(MARKS)

#: No word of it has a place to break at.
LONG = "x" * 180 + ".md"
FITS = "document.documentElement.scrollWidth <= window.innerWidth"
#: Holds the lock of a refresh until it is told to end.
HOLD = """
import sys
from pathlib import Path
from ingest.lock import Lock
with Lock(Path(sys.argv[1]) / "refresh.lock", "refreshing").held(5):
    print("held", flush=True)
    sys.stdin.read()
"""


def write(path: Path, title: str, *rules: str) -> None:
    """Writes a document of a section for each rule."""
    body = "\n\n".join(f"## Rule {n}\n\n{rule}" for n, rule in enumerate(rules, 1))
    path.write_text(f"# {title}\n\n{body}\n", encoding="utf-8")


@pytest.fixture
def docs(tmp_path: Path) -> Path:
    """A folder of documents."""
    folder = tmp_path / "policies"
    folder.mkdir()
    write(
        folder / "heron.md", "Heron bulletin", "Item 701 is paid once a year.", "Item 702 needs a referral."
    )
    write(folder / "old.md", "Old memo", "Item 703 is not paid.")
    write(folder / "stays.md", "What stays", "Item 704 is paid twice a year.")
    return folder


@pytest.fixture
def shelf(tmp_path: Path, docs: Path, encoder: Encoder) -> Iterator[Library]:
    """A library made of that folder."""
    opened = Library(tmp_path / "library", encoder)
    assert not ingest(opened, [docs]).failed
    yield opened
    opened.close()


@pytest.fixture
def address(shelf: Library) -> Iterator[str]:
    """Address of a running page on that library."""
    port = free_port()
    running = web.start(Assistant(shelf), "127.0.0.1", port, "0.0.1", folder=shelf.folder)
    yield f"http://127.0.0.1:{port}/"
    running.close(verbose=False)


@pytest.fixture
def tab(page: Page) -> Page:
    """The page with the Library tab open."""
    page.get_by_role("tab", name="Library").click()
    expect(page.get_by_role("button", name="Refresh now")).to_be_enabled()
    return page


def edit(docs: Path) -> None:
    """Changes, moves, adds and deletes files, and breaks one."""
    write(docs / "heron.md", "Heron bulletin", "Item 701 is paid twice a year.", "Item 702 needs a referral.")
    (docs / "old.md").unlink()
    write(docs / LONG, "A new one", "Item 705 is new.")
    (docs / "broken.pdf").write_bytes(b"%PDF-1.7\n1 0 obj<</Type/Catalog")


@pytest.mark.parametrize("page", ["phone", "desktop"], indirect=True)
def test_a_refresh_is_previewed_then_done_and_told(tab: Page, shelf: Library, docs: Path) -> None:
    panel = tab.get_by_label("Refresh", exact=True)
    expect(panel).to_contain_text("Never refreshed")
    expect(panel).to_contain_text("Looks at 1 source")
    edit(docs)
    panel.get_by_role("button", name="What would change?").click()
    expect(panel).to_contain_text("A refresh would take in 4 changes; nothing was done yet.")
    for kind, name in (("changed", "heron.md"), ("gone", "old.md"), ("new", LONG), ("new", "broken.pdf")):
        expect(panel.locator("li", has_text=name)).to_contain_text(kind)
    assert last_refresh(shelf) is None
    assert {entry.name for entry in shelf.documents()} == {"heron.md", "old.md", "stays.md"}

    panel.get_by_role("button", name="Refresh now").click()
    expect(panel).to_contain_text("1 added, 1 updated, 1 removed, 1 unchanged, 1 failed", timeout=30_000)
    expect(panel).to_contain_text(f"Library version {shelf.version}")
    expect(panel.locator(".cc-failed")).to_contain_text("broken.pdf")
    expect(panel.locator(".cc-failed")).to_be_in_viewport()
    expect(tab.locator(".cc-document", has_text="old.md")).to_have_count(0)
    expect(tab.locator(".cc-document", has_text=LONG)).to_be_visible()
    panel.get_by_text("What the last refresh changed").click()
    expect(panel.locator("li", has_text="heron.md")).to_contain_text("changed")
    panel.get_by_text("Looks at 1 source").click()
    expect(panel.get_by_text(str(docs), exact=True).locator("visible=true").last).to_be_visible()
    assert tab.evaluate(FITS)

    tab.reload()
    tab.get_by_role("tab", name="Library").click()
    expect(panel).to_contain_text("1 added, 1 updated, 1 removed, 1 unchanged, 1 failed")
    (docs / "broken.pdf").unlink()
    panel.get_by_role("button", name="Refresh now").click()
    expect(panel).to_contain_text("nothing changed, 3 unchanged")
    expect(panel.locator(".cc-failed")).to_have_count(0)


@pytest.mark.parametrize("page", ["phone", "desktop"], indirect=True)
def test_a_refresh_can_be_started_without_scrolling(tab: Page) -> None:
    expect(tab.get_by_role("button", name="Refresh now")).to_be_in_viewport(ratio=1)
    expect(tab.get_by_role("button", name="What would change?")).to_be_in_viewport(ratio=1)
    assert tab.evaluate(FITS)


def test_a_refresh_of_another_process_is_named(tab: Page, shelf: Library, docs: Path) -> None:
    edit(docs)
    panel = tab.get_by_label("Refresh", exact=True)
    command = [sys.executable, "-c", HOLD, str(shelf.folder)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"
        panel.get_by_role("button", name="Refresh now").click()
        expect(panel.get_by_role("alert")).to_contain_text(f"is being refreshed by process {other.pid} on ")
        expect(panel.get_by_role("alert")).to_contain_text("Nothing was started here")
        assert last_refresh(shelf) is None
        tab.get_by_role("tab", name="Ask").click()
        ask(tab, "How often is item 701 paid?")
        expect(tab.locator(".cc-answer").first).to_contain_text("once a year")
        tab.get_by_role("tab", name="Library").click()
        expect(panel).to_contain_text(f"Being refreshed now by process {other.pid} on ")
    panel.get_by_role("button", name="Refresh now").click()
    expect(panel).to_contain_text("1 added, 1 updated, 1 removed", timeout=30_000)


def test_a_folder_that_is_not_there_is_told_and_nothing_of_it_removed(
    tab: Page, shelf: Library, docs: Path
) -> None:
    docs.rename(docs.with_name("away"))
    panel = tab.get_by_label("Refresh", exact=True)
    panel.get_by_role("button", name="Refresh now").click()
    expect(panel.locator(".cc-failed")).to_contain_text("the folder is not there; is its drive mounted?")
    expect(panel.locator(".cc-failed")).to_contain_text("Nothing of it was removed")
    assert len(shelf.documents()) == 3


def test_a_library_that_cannot_be_written_is_told_in_a_sentence(
    tab: Page, shelf: Library, docs: Path
) -> None:
    (shelf.folder / "refresh.lock").unlink(missing_ok=True)
    (shelf.folder / "refresh.lock").mkdir()  # root may write to a folder that is read-only, but not to this
    panel = tab.get_by_label("Refresh", exact=True)
    edit(docs)
    panel.get_by_role("button", name="Refresh now").click()
    expect(panel.get_by_role("alert")).to_contain_text("Nothing that was in the library is lost")
    expect(panel.get_by_role("button", name="Refresh now")).to_be_enabled()
    shutil.rmtree(shelf.folder / "refresh.lock")


def test_people_ask_and_others_look_on_while_it_refreshes(
    tab: Page, browser: Browser, address: str, shelf: Library, docs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, go = threading.Lock(), threading.Event()
    embed = shelf.embed

    def slowly(passages: Sequence[Passage], *args: object, **more: object) -> None:
        if args:  # the progress of a job: to write looks once more whether all is embedded
            if first.acquire(blocking=False):  # of the batches that are begun, one tells
                args[0](32, 64)  # type: ignore[operator]
            assert go.wait(60)
        embed(passages, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(shelf, "embed", slowly)
    edit(docs)
    panel = tab.get_by_label("Refresh", exact=True)
    panel.get_by_role("button", name="Refresh now").click()
    expect(panel).to_contain_text("Embedding: 32 of 64 texts", timeout=30_000)
    expect(panel.get_by_role("button", name="Refresh now")).to_be_disabled()
    tab.get_by_role("button", name="Remove What stays").click()
    tab.get_by_role("button", name="Yes, remove it").locator("visible=true").click()
    expect(tab.get_by_role("alert")).to_contain_text("An upload or a refresh is under way")
    tab.get_by_role("tab", name="Ask").click()
    ask(tab, "How often is item 701 paid?")
    expect(tab.locator(".cc-answer").first).to_contain_text("once a year")

    second = browser.new_page()
    second.goto(address)
    second.get_by_role("tab", name="Library").click()
    seen = second.get_by_label("Refresh", exact=True)
    expect(seen).to_contain_text("Embedding: 32 of 64 texts", timeout=30_000)
    go.set()
    expect(seen).to_contain_text("1 updated", timeout=30_000)
    expect(second.locator(".cc-document", has_text="old.md")).to_have_count(0)
    second.close()
    ask(tab, "How often is item 701 paid?")
    expect(tab.locator(".cc-turn").last.locator(".cc-answer").first).to_contain_text("twice a year")


@pytest.mark.parametrize("page", ["phone", "desktop"], indirect=True)
def test_an_old_citation_opens_at_the_version_that_was_cited(tab: Page, shelf: Library, docs: Path) -> None:
    tab.get_by_role("tab", name="Ask").click()
    ask(tab, "How often is item 701 paid?")
    ask(tab, "How often is item 704 paid?")
    (docs / "heron.md").write_text((docs / "heron.md").read_text().replace("once", "four times"))
    (docs / "stays.md").write_text((docs / "stays.md").read_text() + "\n## Rule 2\n\nItem 706 is new.\n")
    tab.get_by_role("tab", name="Library").click()
    panel = tab.get_by_label("Refresh", exact=True)
    panel.get_by_role("button", name="Refresh now").click()
    expect(panel).to_contain_text("2 updated", timeout=30_000)

    def open_cited(turn: int) -> Locator:
        tab.get_by_role("tab", name="Ask").click()
        tab.locator(".cc-turn").nth(turn).locator(".cc-chip").first.click()
        tab.locator(".cc-panel:visible .cc-whole").click()
        return tab.locator(".cc-reader")

    reader = open_cited(0)
    expect(reader.locator(".cc-here mark")).to_contain_text("Item 701 is paid once a year.")
    expect(reader.get_by_role("note")).to_contain_text("Superseded.")
    expect(reader.get_by_role("note")).to_be_in_viewport()
    reader.get_by_role("button", name="Open the current version").click()
    expect(reader).to_contain_text("Item 701 is paid four times a year.")
    expect(reader.get_by_role("note")).to_have_count(0)

    reader = open_cited(1)
    expect(reader.locator(".cc-here mark")).to_contain_text("Item 704 is paid twice a year.")
    expect(reader).to_contain_text("Item 706 is new.")
    expect(reader.get_by_role("note")).to_have_count(0)
    assert tab.evaluate(FITS)

    (docs / "heron.md").unlink()
    tab.get_by_role("tab", name="Library").click()
    reader.get_by_role("button", name="All documents").click()
    panel.get_by_role("button", name="Refresh now").click()
    expect(panel).to_contain_text("1 removed", timeout=30_000)
    reader = open_cited(0)
    expect(reader.locator(".cc-here mark")).to_contain_text("Item 701 is paid once a year.")
    expect(reader.get_by_role("note")).to_contain_text("its document is no longer in the library")
