"""Tests of the page as a coder uses it: a real server, and Debian's Chromium."""

import shutil
import socket
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, Request, expect, sync_playwright

from app.feedback import Feedback, FeedbackError, read
from app.web import page as web
from tests.app.web.fixed import ARABIC, FIRST, HOSTILE, ROW, SECOND, FixedAssistant, run_json

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = (
    "--no-sandbox",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="Chromium is not installed at /usr/bin/chromium."),
]


def free_port() -> int:
    """A port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="module")
def assistant() -> FixedAssistant:
    """The assistant behind the page."""
    return FixedAssistant()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The library's folder, which holds no evaluation yet."""
    return tmp_path_factory.mktemp("library")


@pytest.fixture(scope="module")
def address(assistant: FixedAssistant, folder: Path) -> Iterator[str]:
    """Address of a running page."""
    port = free_port()
    running = web.start(assistant, "127.0.0.1", port, "0.0.1", folder=folder)
    yield f"http://127.0.0.1:{port}/"
    running.close(verbose=False)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A Chromium that asks nothing of the network by itself."""
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=str(CHROMIUM), args=list(FLAGS))
        yield running
        running.close()


@pytest.fixture
def requests() -> list[Request]:
    """What the page asked the network for."""
    return []


@pytest.fixture(params=["desktop"])
def page(
    request: pytest.FixtureRequest, browser: Browser, address: str, requests: list[Request]
) -> Iterator[Page]:
    """The page, freshly opened; no request of it may leave this machine."""
    width, height = {"desktop": (1280, 800), "phone": (390, 844)}[request.param]
    opened = browser.new_page(viewport={"width": width, "height": height})
    opened.on("request", lambda made: requests.append(made))
    opened.goto(address)
    expect(opened.get_by_role("button", name="Ask", exact=True)).to_be_visible(timeout=30_000)
    yield opened
    addresses = {urlsplit(made.url) for made in requests}
    assert {a.hostname for a in addresses if a.scheme not in ("data", "blob")} == {"127.0.0.1"}
    opened.close()


def ask(page: Page, question: str) -> None:
    """Types a question and waits for its answer."""
    turns = page.locator(".cc-turn").count()
    page.get_by_label("Your question").fill(question)
    page.get_by_role("button", name="Ask", exact=True).click()
    expect(page.locator(".cc-turn")).to_have_count(turns + 1)
    expect(page.locator(".cc-pending")).to_have_count(0)


def is_narrow(page: Page) -> bool:
    """Whether nothing must be scrolled sideways to be read, and nothing is cut off at the side."""
    scrolled = (
        "[document.documentElement, ...document.querySelectorAll('#cc-conversation, #cc-evidence')]"
        ".every(e => e.scrollWidth <= e.clientWidth)"
    )
    edge = "document.getElementById('cc-columns').getBoundingClientRect().right + 1"
    right = "e => e.getBoundingClientRect().right"
    whole = f"[...document.querySelectorAll('button, p, mark')].map({right}).every(r => r <= {edge})"
    return bool(page.evaluate(f"() => {scrolled} && {whole}"))


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


def test_a_verdict_and_a_comment_are_kept_on_this_machine(page: Page, folder: Path) -> None:
    ask(page, "which code?")
    expect(page.get_by_text("stored on this machine")).to_be_visible()
    expect(page.get_by_label("Comment on answer 1")).to_be_hidden()
    down = page.get_by_role("button", name="Thumbs down")
    down.click()
    expect(page.get_by_text("Saved on this machine.")).to_be_visible()
    page.get_by_label("Comment on answer 1").fill("It is <b>another</b> code.")
    page.get_by_role("button", name="Send comment").click()
    expect(page.get_by_text("Saved on this machine.")).to_be_visible()
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
    expect(page.get_by_text("The disk is full.")).to_be_visible()


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


def test_a_port_in_use_is_told(assistant: FixedAssistant, folder: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(web.PageError, match="choose another port"):
            web.start(assistant, "127.0.0.1", int(taken.getsockname()[1]), "0.0.1", folder=folder)
