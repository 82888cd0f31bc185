"""A running page and a browser on it, for the tests that use the page as a coder does."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, Request, expect, sync_playwright

from app.web import page as web
from tests.app.web.driving import CHROMIUM, free_port
from tests.app.web.fixed import FixedAssistant

FLAGS = (
    "--no-sandbox",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


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
