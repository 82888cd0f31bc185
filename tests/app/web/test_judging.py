"""Tests of feedback and of the Performance tab as a coder uses them: a real server, and Chromium."""

import shutil
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from app.feedback import Feedback, FeedbackError, read
from app.web import page as web
from tests.app.web.driving import MARKS, ask
from tests.app.web.fixed import FIRST, SECOND, run_json

pytestmark = list(MARKS)


def test_a_verdict_and_a_comment_are_kept_on_this_machine(page: Page, folder: Path) -> None:
    ask(page, "which code?")
    expect(page.get_by_text("stored on this machine")).to_be_visible()
    expect(page.get_by_label("Comment on answer 1")).to_be_hidden()
    down = page.get_by_role("button", name="Thumbs down")
    page.get_by_role("button", name="Thumbs up").click()
    down.click()
    expect(page.locator(".cc-feedback").get_by_text("Saved on this machine.")).to_be_visible()
    page.get_by_label("Comment on answer 1").fill("It is <b>another</b> code.")
    page.get_by_role("button", name="Send comment").click()
    expect(page.locator(".cc-feedback").get_by_text("Saved on this machine.")).to_be_visible()
    ask(page, "unknown")
    expect(down.first).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_label("Comment on answer 1")).to_have_value("It is <b>another</b> code.")
    expect(down.last).to_have_attribute("aria-pressed", "false")
    (kept,) = read(folder)
    assert (kept.question, kept.verdict) == ("which code?", "down")
    assert kept.comment == "It is <b>another</b> code."
    assert [cited.quote for cited in kept.citations] == [FIRST, SECOND]


def test_feedback_that_cannot_be_kept_is_told(page: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(folder: Path, feedback: Feedback) -> None:
        raise FeedbackError("The disk is full.")

    monkeypatch.setattr("app.web.feedback.keep", full)
    ask(page, "which code?")
    page.get_by_role("button", name="Thumbs up").click()
    expect(page.locator(".cc-kept.cc-problem")).to_have_text("The disk is full.")


@pytest.mark.parametrize("page", ["phone", "desktop"], indirect=True)
def test_the_performance_tab_reads_again_when_it_is_opened(page: Page, folder: Path) -> None:
    ask(page, "which code?")
    page.get_by_role("tab", name="Performance").click()
    expect(page.get_by_text("citecoder eval GOLD.jsonl")).to_be_visible()
    page.get_by_role("tab", name="Ask").click()
    expect(page.locator(".cc-answer").first).to_be_visible()
    runs = folder / "evaluations"
    runs.mkdir()
    for day in (1, 2):
        (runs / f"{day}.json").write_text(run_json(day), encoding="utf-8")
    try:
        page.get_by_role("tab", name="Performance").click()
        expect(page.get_by_text("Last run", exact=True)).to_be_visible()
        expect(page.get_by_role("row", name="Quotes that stand word for word")).to_contain_text("0.920")
        expect(page.get_by_role("img", name="2 runs, from 0.910 to 0.920").first).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    finally:
        shutil.rmtree(runs)
    page.get_by_role("button", name="Start new").click()
    expect(page.get_by_role("button", name=web.EXAMPLES[0])).to_be_visible()
