"""What the browser tests do on the page again and again."""

import socket
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

CHROMIUM = Path("/usr/bin/chromium")
MARKS = (
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="Chromium is not installed at /usr/bin/chromium."),
)


def free_port() -> int:
    """A port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


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
