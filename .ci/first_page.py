"""Open the first page in Chromium and wait until it shows its charts and no error."""

import shutil
import sys
import time

from playwright.sync_api import sync_playwright

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

begin = time.monotonic()
with sync_playwright() as playwright:
    browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
    page = browser.new_page(viewport={"width": 1366, "height": 768})
    page.goto(f"http://127.0.0.1:{sys.argv[1]}/")
    page.locator("canvas").first.wait_for(state="visible", timeout=60_000)
    wrong = page.locator('[data-testid="stException"], [data-testid="stAlertContentError"]')
    if wrong.count():
        sys.exit(f"the page shows an error: {wrong.first.inner_text()}")
    print(f"charts after {time.monotonic() - begin:.1f} s in the browser: {page.title()}")
    browser.close()
