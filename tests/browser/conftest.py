from __future__ import annotations

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Error, Page, sync_playwright

import sdlib.app
from sdlib.app.options import flags
from tests.support.small import write_package

CHROMIUM = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PATIENCE = 60_000
RESTS = """() => {
  const state = document.querySelector("[data-test-script-state]");
  const rests = state?.getAttribute("data-test-script-state") === "notRunning";
  window.restsSince = rests ? window.restsSince ?? performance.now() : null;
  return rests && performance.now() - window.restsSince > 300;
}"""
"""Whether no script has run for a while: one that a newer move ends is followed by another."""

Opener = Callable[..., Page]


@pytest.fixture(scope="session")
def address(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the page of the primer."""
    with served("sme_primer", tmp_path_factory.mktemp("home")) as url:
        yield url


@pytest.fixture(scope="session")
def small(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the page of a small model, whose runs take no time."""
    folder = write_package(tmp_path_factory.mktemp("package"))
    with served(str(folder), tmp_path_factory.mktemp("home")) as url:
        yield url


@contextlib.contextmanager
def served(model: str, home: Path) -> Iterator[str]:
    """Run the page with an empty home folder."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    script = Path(str(sdlib.app.__file__)).parent / "main.py"
    given = [*flags(), f"--server.port={port}", "--server.address=127.0.0.1"]
    command = [sys.executable, "-m", "streamlit", "run", str(script), *given, "--", model]
    log = home / "log.txt"
    with log.open("w") as output:
        process = subprocess.Popen(
            command, stdout=output, stderr=output, env={**os.environ, "HOME": str(home)}, cwd=home
        )
        try:
            _wait_for_health(f"http://127.0.0.1:{port}/_stcore/health", process, log)
            yield f"http://127.0.0.1:{port}/"
        finally:
            process.terminate()
            process.wait(20)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The system's Chromium."""
    found = next((path for name in NAMES if (path := shutil.which(name))), None)
    if found is None:
        reason = "no Chromium is installed here: the page is not tested in a real browser"
        if os.environ.get("SDLIB_REQUIRE_BROWSER") == "1":
            pytest.fail(reason)
        pytest.skip(reason)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=found, args=list(CHROMIUM))
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def tabs(browser: Browser) -> Iterator[dict[str, Page]]:
    """One tab a language, which keeps the page's scripts from one test to the next."""
    found: dict[str, Page] = {}
    yield found
    for page in found.values():
        page.context.close()


@pytest.fixture
def open_page(
    browser: Browser, tabs: dict[str, Page], request: pytest.FixtureRequest
) -> Iterator[Opener]:
    """Open the page; what is opened second is another browser. Its console must stay empty.

    The page keeps nothing in the browser: its state is the address. So the tests share tabs, and
    each begins by loading the page anew.
    """
    opened_here: list[Page] = []
    faults: list[str] = []

    def heard(message: ConsoleMessage) -> None:
        if message.type == "error":
            faults.append(message.text)

    def failed(error: Error) -> None:
        faults.append(str(error))

    def opened(
        query: str = "", *, width: int = 1366, height: int = 768, locale: str = "en-US"
    ) -> Page:
        if opened_here or locale not in tabs:
            page = browser.new_context(locale=locale).new_page()
            page.set_default_timeout(PATIENCE)
        else:
            page = tabs[locale]
        if not opened_here:
            tabs[locale] = page
        opened_here.append(page)
        # What it showed last may be of a server that has ended meanwhile, and would be heard.
        page.goto("about:blank")
        page.on("console", heard)
        page.on("pageerror", failed)
        page.set_viewport_size({"width": width, "height": height})
        if not query.startswith("http"):
            query = f"{request.getfixturevalue('address')}{query}"
        page.goto(query)
        settle(page)
        return page

    yield opened
    for page in opened_here:
        page.remove_listener("console", heard)
        page.remove_listener("pageerror", failed)
    for page in opened_here[1:]:
        page.context.close()
    assert not faults


def settle(page: Page) -> None:
    """Wait until the page's script has ended and its charts are drawn."""
    page.wait_for_selector(".st-key-top", state="attached")
    page.evaluate("window.restsSince = null")
    page.wait_for_function(RESTS)


def _wait_for_health(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + 60
    while time.monotonic() < end:
        if process.poll() is not None:
            pytest.fail(f"the page ended at its start:\n{log.read_text()}")
        try:
            with urllib.request.urlopen(url, timeout=2):
                return
        except (urllib.error.URLError, TimeoutError, ConnectionError):
            time.sleep(0.1)
    pytest.fail(f"the page did not answer within 60 seconds:\n{log.read_text()}")
