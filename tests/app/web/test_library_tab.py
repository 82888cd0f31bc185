"""Tests of the Library tab as a coder uses it: a real library, a real server, and Chromium."""

import shutil
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from app.answer import Assistant
from app.web import page as web
from app.web.uploads import FOLDER
from ingest.documents import Passage
from ingest.encoder import Encoder
from ingest.library import Library, LibraryError
from ingest.refresh import STARTER, ingest
from tests.app.web.driving import MARKS, ask, free_port

pytestmark = list(MARKS)

NOTE = """---
title: Heron bulletin on corpectomy
edition: March 2026
effective_from: 2026-03-01
---
# Heron bulletin on corpectomy
## Prior authorization
Code 63102 needs prior authorization from the Blue Heron plan.
The request for 63102 names each vertebral segment that is treated.
"""
#: No word of it has a place to break at.
LONG = "x" * 150 + ".md"
FITS = "document.documentElement.scrollWidth <= window.innerWidth"
ARABIC = "# دليل الترميز\n## الرموز الإضافية\nيضاف الرمز الإضافي إلى الرمز الرئيسي.\n"


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Iterator[Library]:
    """A library with two documents of the starter library and a longer one beside them."""
    opened = Library(tmp_path_factory.mktemp("shelf"), encoder)
    long = tmp_path_factory.mktemp("given") / "long.md"
    rules = "\n".join(
        f"## Rule {n}\nItem {n} is reported once a day, never with item {n + 1}." for n in range(1, 71)
    )
    long.write_text(f"# Rules of items\n{rules}\n", encoding="utf-8")
    report = ingest(opened, [STARTER / "codes" / "63102.md", STARTER / "codes" / "63103.md", long])
    assert not report.failed
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def address(shelf: Library) -> Iterator[str]:
    """Address of a running page on that library."""
    port = free_port()
    running = web.start(Assistant(shelf), "127.0.0.1", port, "0.0.1", folder=shelf.folder)
    yield f"http://127.0.0.1:{port}/"
    running.close(verbose=False)


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """Files to upload."""
    (tmp_path / "heron.md").write_text(NOTE, encoding="utf-8")
    (tmp_path / LONG).write_text("# A title " + "y" * 120 + "\nIt says little.\n", encoding="utf-8")
    (tmp_path / "دليل.md").write_text(ARABIC, encoding="utf-8")
    (tmp_path / "broken.pdf").write_bytes(b"%PDF-1.7\n1 0 obj<</Type/Catalog")
    return tmp_path


@pytest.fixture
def tab(page: Page, shelf: Library) -> Iterator[Page]:
    """The page with the Library tab open; what a test uploads is gone after it."""
    page.get_by_role("tab", name="Library").click()
    expect(page.get_by_label("Filter documents")).to_be_visible()
    yield page
    for entry in shelf.documents():
        if not entry.builtin and entry.name != "long.md":
            shelf.remove(entry.name)
    shutil.rmtree(shelf.folder / FOLDER, ignore_errors=True)


def upload(page: Page, *paths: Path) -> None:
    """Gives files to the drop zone and waits until they are taken in."""
    page.locator("#cc-drop input[type=file]").set_input_files([str(path) for path in paths])
    expect(page.locator(".cc-upload-head[role=status]")).to_be_visible(timeout=60_000)


@pytest.mark.parametrize("page", ["phone", "desktop"], indirect=True)
def test_a_good_file_goes_in_and_a_corrupt_one_is_told(tab: Page, files: Path, shelf: Library) -> None:
    upload(tab, files / "heron.md", files / "broken.pdf", files / LONG, files / "دليل.md")
    told = tab.locator(".cc-upload")
    expect(told).to_contain_text("3 of 4 files taken in; 1 failed.")
    expect(told.locator("li", has_text="heron.md")).to_contain_text("March 2026: 1 passage")
    expect(told.locator("li", has_text="broken.pdf").locator(".cc-failed")).to_contain_text("Not taken in: ")
    expect(tab.locator(".cc-document:visible").filter(has_text="heron.md")).to_contain_text("March 2026")
    expect(tab.locator(".cc-document", has_text="broken.pdf")).to_have_count(0)
    assert tab.evaluate(FITS)
    kept = shelf.folder / FOLDER
    assert sorted(path.name for path in kept.rglob("*.*")) == sorted(["heron.md", LONG, "دليل.md"])
    (entry,) = (entry for entry in shelf.documents() if entry.name == "heron.md")
    assert Path(entry.source) in [path.resolve() for path in kept.rglob("heron.md")]
    title = tab.locator(".cc-document", has_text="دليل.md").locator("[data-open]")
    assert title.evaluate("e => getComputedStyle(e).direction") == "rtl"
    expect(tab.locator("#cc-drop input[type=file]")).to_have_count(1)


def test_a_second_upload_is_a_new_version_and_a_copy_is_named(tab: Page, files: Path, shelf: Library) -> None:
    upload(tab, files / "heron.md")
    tab.get_by_role("button", name="Dismiss").click()
    for name in ("heron.md", "copy.md"):
        (files / name).write_text(f"{NOTE}\nCorrected.\n", encoding="utf-8")
    upload(tab, files / "heron.md", files / "copy.md")
    expect(tab.locator(".cc-upload li").first).to_contain_text("replaces the version added on")
    expect(tab.locator(".cc-upload li").last).to_contain_text("Not stored twice")
    assert not list((shelf.folder / FOLDER).rglob("copy.md"))


def test_the_starter_library_is_folded_and_the_filter_looks_into_it(tab: Page) -> None:
    starter = tab.locator(".cc-document", has_text="63103.md")
    expect(tab.locator(".cc-document", has_text="long.md")).to_be_visible()
    expect(starter).to_be_hidden()
    tab.get_by_role("button", name="Starter library").click()
    expect(starter).to_be_visible()
    tab.get_by_role("button", name="Starter library").click()
    expect(starter).to_be_hidden()
    tab.get_by_label("Filter documents").fill("63103.MD")
    expect(starter).to_be_visible()
    expect(tab.locator(".cc-document:visible")).to_have_count(1)
    tab.get_by_label("Filter documents").fill("nothing like it")
    expect(tab.get_by_text("No document matches the filter.")).to_be_visible()


@pytest.mark.parametrize("page", ["phone", "desktop"], indirect=True)
def test_a_document_opens_and_is_paged(tab: Page) -> None:
    tab.locator("[data-open]", has_text="Rules of items").click()
    expect(tab.get_by_role("heading", name="Rules of items")).to_be_visible()
    expect(tab.get_by_label("Filter documents")).to_be_hidden()
    expect(tab.locator(".cc-passage")).to_have_count(50)
    tab.get_by_role("button", name="Later").first.click()
    expect(tab.locator(".cc-passage").first).to_contain_text("Item 51 is reported")
    assert tab.evaluate(FITS)
    tab.get_by_role("button", name="Back to the list").click()
    expect(tab.get_by_label("Filter documents")).to_be_visible()


@pytest.mark.parametrize("page", ["phone", "desktop"], indirect=True)
def test_a_citation_opens_its_document_at_the_passage(tab: Page) -> None:
    tab.get_by_role("tab", name="Ask").click()
    for _ in range(2):  # also after a person went back by the tab
        ask(tab, "How often is item 60 reported?")
        quote = tab.locator(".cc-panel:visible mark").inner_text()
        tab.locator(".cc-panel:visible .cc-whole").click()
        here = tab.locator(".cc-here")
        expect(here).to_be_in_viewport()
        expect(here.locator("mark")).to_have_text(quote)
        expect(here).to_contain_text("cited in the answer")
        assert tab.locator(".cc-passage").count() > 1
        tab.get_by_role("tab", name="Ask").click()
    tab.locator(".cc-panel:visible .cc-whole").click()
    tab.locator(".cc-reader").get_by_role("button", name="Back to the answer").click()
    expect(tab.get_by_label("Your question")).to_be_visible()


def test_a_question_is_asked_of_the_checked_documents_only(tab: Page, files: Path) -> None:
    upload(tab, files / "heron.md")
    tab.get_by_label("Ask only Heron bulletin").check()
    expect(tab.get_by_text("Questions go to 1 document only.")).to_be_visible()
    tab.get_by_role("tab", name="Ask").click()
    expect(tab.locator(".cc-scope")).to_contain_text("Asking 1 document only: Heron bulletin on corpectomy")
    ask(tab, "What does 63102 need?")
    expect(tab.locator(".cc-turn").last).to_contain_text("Asked of Heron bulletin on corpectomy only")
    shown = tab.locator(".cc-panel dl")
    assert {"heron.md" in text for text in shown.all_inner_texts()} == {True}
    tab.get_by_role("button", name="Ask all").click()
    expect(tab.locator(".cc-scope")).to_have_count(0)
    tab.get_by_role("tab", name="Library").click()
    expect(tab.get_by_label("Ask only Heron bulletin")).not_to_be_checked()


def test_a_document_is_removed_only_after_it_was_confirmed(tab: Page, files: Path, shelf: Library) -> None:
    upload(tab, files / "heron.md")
    tab.get_by_label("Ask only Heron bulletin").check()
    remove = tab.get_by_role("button", name="Remove Heron bulletin")
    remove.click()
    expect(tab.get_by_text("Really remove Heron bulletin on corpectomy?")).to_be_visible()
    tab.get_by_role("button", name="Keep it").click()
    expect(tab.get_by_text("Really remove Heron bulletin on corpectomy?")).to_be_hidden()
    assert "heron.md" in {entry.name for entry in shelf.documents()}
    remove.click()
    tab.get_by_role("button", name="Yes, remove it").locator("visible=true").click()
    expect(tab.get_by_text("was removed from the library.")).to_be_visible()
    expect(tab.locator(".cc-document", has_text="heron.md")).to_have_count(0)
    assert not list((shelf.folder / FOLDER).rglob("heron.md"))
    tab.get_by_role("tab", name="Ask").click()
    expect(tab.locator(".cc-scope")).to_have_count(0)


def test_a_document_that_went_meanwhile_is_told(tab: Page, files: Path, shelf: Library) -> None:
    upload(tab, files / "heron.md")
    tab.get_by_label("Ask only Heron bulletin").check()
    expect(tab.get_by_text("Questions go to 1 document only.")).to_be_visible()
    tab.wait_for_timeout(500)
    shelf.remove("heron.md")
    tab.locator("[data-open]", has_text="Heron bulletin").click()
    expect(tab.get_by_role("alert")).to_contain_text("is no longer in the library")
    tab.get_by_role("tab", name="Ask").click()
    tab.get_by_label("Your question").fill("What does 63102 need?")
    tab.get_by_role("button", name="Ask", exact=True).click()
    expect(tab.get_by_text("The documents you chose are no longer in the library")).to_be_visible()
    expect(tab.locator(".cc-turn")).to_have_count(0)


def test_people_ask_while_a_file_is_taken_in(
    tab: Page, files: Path, shelf: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, go = threading.Lock(), threading.Event()
    embed = shelf.embed

    def slowly(passages: Sequence[Passage], *args: object, **more: object) -> None:
        if args:  # the progress of a job: to write looks once more whether all is embedded
            if first.acquire(blocking=False):  # of the batches that are begun, one tells
                args[0](32, 64)  # type: ignore[operator]
            assert go.wait(30)
        embed(passages, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(shelf, "embed", slowly)
    text = NOTE.replace("63102", "63101")  # what an earlier test uploaded is embedded already
    (files / "heron.md").write_text(text, encoding="utf-8")
    tab.locator("#cc-drop input[type=file]").set_input_files(str(files / "heron.md"))
    expect(tab.locator(".cc-upload")).to_contain_text("Embedding: 32 of 64 texts")
    expect(tab.get_by_role("progressbar")).to_have_attribute("value", "32")
    tab.get_by_role("button", name="Remove Rules of items").click()
    tab.get_by_role("button", name="Yes, remove it").locator("visible=true").click()
    expect(tab.get_by_role("alert")).to_contain_text("An upload or a refresh is under way")
    tab.get_by_role("tab", name="Ask").click()
    ask(tab, "What does 63102 report?")
    expect(tab.locator(".cc-answer").first).to_be_visible()
    go.set()
    tab.get_by_role("tab", name="Library").click()
    expect(tab.locator("#cc-progress")).to_contain_text("1 of 1 file taken in.")
    assert "long.md" in {entry.name for entry in shelf.documents()}


def test_a_library_that_cannot_be_written_is_told_in_a_sentence(
    tab: Page, files: Path, shelf: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    def locked(*args: object) -> None:
        raise LibraryError("Another citecoder process has been writing for ten minutes; try again later.")

    monkeypatch.setattr(shelf, "put_all", locked)
    upload(tab, files / "heron.md")
    expect(tab.locator(".cc-upload .cc-failed")).to_contain_text("Another citecoder process")
    assert not list((shelf.folder / FOLDER).rglob("heron.md"))
