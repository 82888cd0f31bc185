"""Tests of the page as a coder uses it: a real server, and Debian's Chromium."""

import socket
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from app.web import page as web
from tests.app.web.driving import MARKS, ask, is_narrow
from tests.app.web.fixed import ARABIC, FIRST, HOSTILE, ROW, SECOND, FixedAssistant

pytestmark = list(MARKS)


def test_an_answer_opens_its_first_quote_and_a_chip_another(page: Page) -> None:
    expect(page.get_by_text("BETA v0.0.1")).to_be_visible()
    ask(page, "which code?")
    mark = page.locator(".cc-panel:visible mark")
    expect(mark).to_have_text(FIRST)
    expect(mark).to_be_in_viewport()
    expect(page.locator(".cc-answer").first).to_be_in_viewport()
    expect(page.locator(".cc-panel:visible dl")).to_contain_text("Chapter IV, B.7")
    chip = page.get_by_role("button", name="Citation 2:")
    chip.focus()
    page.keyboard.press("Enter")
    expect(mark).to_have_text(SECOND)
    expect(chip).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_text(web.NOTICE)).to_be_in_viewport()


def test_an_example_is_asked_and_follow_ups_carry_the_questions(
    page: Page, assistant: FixedAssistant
) -> None:
    page.get_by_role("button", name=web.EXAMPLES[1]).click()
    expect(page.locator(".cc-panel:visible mark")).to_have_text(FIRST)
    expect(page.get_by_role("button", name=web.EXAMPLES[1])).to_be_hidden()
    ask(page, "and the second?")
    assert assistant.asked[-1] == ("and the second?", (web.EXAMPLES[1],))


def test_start_new_empties_the_conversation(page: Page, assistant: FixedAssistant) -> None:
    ask(page, "which code?")
    page.get_by_role("button", name="Start new").click()
    expect(page.locator(".cc-turn")).to_have_count(0)
    expect(page.locator(".cc-panel")).to_have_count(0)
    expect(page.get_by_role("button", name=web.EXAMPLES[0])).to_be_visible()
    ask(page, "once more?")
    assert assistant.asked[-1] == ("once more?", ())


def test_start_new_while_an_answer_is_sought(page: Page) -> None:
    page.get_by_label("Your question").fill("slow one")
    page.keyboard.press("Enter")
    expect(page.locator(".cc-pending")).to_be_visible()
    page.get_by_role("button", name="Start new").click()
    expect(page.locator(".cc-turn")).to_have_count(0)
    page.wait_for_timeout(2500)
    expect(page.locator(".cc-turn")).to_have_count(0)


def test_markup_in_a_document_is_only_text(page: Page) -> None:
    ask(page, "hostile")
    expect(page.locator(".cc-panel:visible blockquote")).to_have_text(HOSTILE)
    expect(page.locator(".cc-panel:visible mark")).to_have_text('onerror="window.stolen = 2"')
    assert page.evaluate("window.stolen") is None


def test_an_abstention_lists_passages_that_open(page: Page) -> None:
    ask(page, "unknown")
    expect(page.locator(".cc-panel:visible")).to_have_count(0)
    page.locator(".cc-near").first.click()
    expect(page.locator(".cc-panel:visible")).to_contain_text("not given as an answer")


def test_an_empty_question_is_hinted_at(page: Page) -> None:
    page.get_by_role("button", name="Ask", exact=True).click()
    expect(page.get_by_text(web.EMPTY)).to_be_visible()
    expect(page.locator(".cc-turn")).to_have_count(0)


def test_a_failure_is_told_and_logged(page: Page, caplog: pytest.LogCaptureFixture) -> None:
    ask(page, "fail")
    expect(page.get_by_text(web.FAILED)).to_be_visible()
    assert "the library is on fire" in caplog.text


def test_people_do_not_wait_for_each_other(page: Page, browser: Browser, address: str) -> None:
    page.get_by_label("Your question").fill("slow one")
    page.keyboard.press("Enter")
    expect(page.locator(".cc-pending")).to_be_visible()
    other = browser.new_page()
    other.goto(address)
    other.get_by_label("Your question").fill("which code?")
    other.keyboard.press("Enter")
    expect(other.locator(".cc-panel:visible mark")).to_have_text(FIRST)
    other.close()


def test_arabic_reads_from_right_to_left(page: Page) -> None:
    ask(page, "arabic")
    quoted = page.locator(".cc-panel:visible blockquote")
    expect(quoted).to_have_text(ARABIC)
    assert quoted.evaluate("e => getComputedStyle(e).direction") == "rtl"


@pytest.mark.parametrize("page", ["phone", "desktop"], indirect=True)
def test_a_long_row_wraps_at_any_width(page: Page) -> None:
    ask(page, "row")
    expect(page.locator(".cc-panel:visible blockquote")).to_have_text(ROW)
    assert is_narrow(page)
    page.locator(".cc-chip").last.click()
    expect(page.locator(".cc-panel:visible mark")).to_be_in_viewport()


def test_a_long_conversation_keeps_the_newest_answer_and_the_box_in_sight(page: Page) -> None:
    for question in ("row", "unknown", "row", "which code?"):
        ask(page, question)
    expect(page.locator(".cc-answer").last).to_be_in_viewport()
    expect(page.get_by_role("button", name="Ask", exact=True)).to_be_in_viewport(ratio=1)
    expect(page.locator(".cc-panel:visible mark")).to_be_in_viewport(ratio=1)
    assert page.evaluate("document.documentElement.scrollHeight <= window.innerHeight")


@pytest.mark.parametrize("page", ["phone"], indirect=True)
def test_on_a_phone_a_chip_brings_its_passage_up_and_back(page: Page) -> None:
    assert is_narrow(page)
    ask(page, "which code?")
    assert is_narrow(page)
    expect(page.locator(".cc-answer").first).to_be_in_viewport()
    expect(page.get_by_text(web.NOTICE)).to_be_in_viewport()
    page.locator(".cc-chip").first.click()
    expect(page.locator(".cc-panel:visible mark")).to_be_in_viewport()
    expect(page.get_by_text(web.NOTICE)).to_be_in_viewport(ratio=1)
    page.get_by_role("button", name="Back to the answer").click()
    expect(page.locator(".cc-chip").first).to_be_in_viewport()
    expect(page.locator(".cc-chip").first).to_be_focused()


def test_a_port_in_use_is_told(assistant: FixedAssistant, folder: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(web.PageError, match="choose another port"):
            web.start(assistant, "127.0.0.1", int(taken.getsockname()[1]), "0.0.1", folder=folder)
