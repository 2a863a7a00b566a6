"""From a key press on a slider to the new chart, in a real browser on the primer's page.

    python benchmarks/page.py [--presses 30] [--model sme_primer] [--pause 400] [--warm 3] [--bands]

Each press gives a value that was not run before. Two times are taken in the page itself: until the
first headline number shows the new value, and until the first chart's canvas holds another picture
(both watched in every frame). While nothing is pressed for half a second the page explains the
change: a longer pause meets this work, a shorter one ends it. A model is compiled in the first ten
seconds or so; --warm 40 measures what comes after. --bands switches the uncertainty bands on and
takes a third time, until the first headline number says its worlds. Medians and 90th percentiles,
with the load of the machine.
"""

from __future__ import annotations

import argparse
import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

import sdlib.app
from sdlib.app.options import flags

FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip

WATCH = r"""
() => {
  const canvas = document.querySelector("canvas");
  const numbers = () => [...document.querySelectorAll(".sd-value")].map(e => e.textContent).join();
  const worlds = () => document.querySelector(".sd-worlds")?.textContent ?? "";
  const before = {numbers: numbers(), picture: canvas.toDataURL(), worlds: worlds()};
  window.measured = {};
  document.addEventListener("keydown", () => {
    const start = performance.now();
    const look = () => {
      const passed = performance.now() - start, found = window.measured;
      if (found.numbers === undefined && numbers() !== before.numbers) found.numbers = passed;
      const shown = document.querySelector("canvas");
      if (found.picture === undefined && shown && shown.toDataURL() !== before.picture)
        found.picture = passed;
      if (found.worlds === undefined && /\d/.test(worlds()) && worlds() !== before.worlds)
        found.worlds = passed;
      found.done = passed > 3000 || (found.numbers !== undefined && found.picture !== undefined
        && (!before.worlds || found.worlds !== undefined));
      if (!found.done) requestAnimationFrame(look);
    };
    look();
  }, {once: true, capture: true});
}
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--presses", type=int, default=30)
    parser.add_argument("--model", default="sme_primer")
    parser.add_argument("--pause", type=int, default=400, help="ms from an answer to the next")
    parser.add_argument("--warm", type=int, default=3, help="s before the first press")
    parser.add_argument("--bands", action="store_true", help="with uncertainty bands")
    chosen = parser.parse_args()
    browser = next(filter(None, map(shutil.which, ("chromium", "chromium-browser"))), None)
    if browser is None:
        sys.exit("no Chromium is installed here")
    with tempfile.TemporaryDirectory() as home, socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
        probe.close()
        script = Path(str(sdlib.app.__file__)).parent / "main.py"
        where = [f"--server.port={port}", "--server.address=127.0.0.1"]
        command = [sys.executable, "-m", "streamlit", "run", str(script), *flags(), *where]
        command += ["--", chosen.model]
        server = subprocess.Popen(
            command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            env={**os.environ, "HOME": home},
        )  # fmt: skip
        try:
            wait_for(f"http://127.0.0.1:{port}/_stcore/health")
            with sync_playwright() as playwright:
                chromium = playwright.chromium.launch(executable_path=browser, args=list(FLAGS))
                page = chromium.new_page(viewport={"width": 1366, "height": 768})
                page.goto(f"http://127.0.0.1:{port}/{'?uncertainty=on' if chosen.bands else ''}")
                report(measure(page, chosen.presses, chosen.pause, chosen.warm))
        finally:
            server.terminate()


def wait_for(address: str) -> None:
    for _ in range(300):
        try:
            urllib.request.urlopen(address, timeout=1)
        except OSError:
            time.sleep(0.1)
        else:
            return
    sys.exit("the page did not start")


def measure(page: Page, presses: int, pause: int, warm: int) -> dict[str, list[float]]:
    """Return the milliseconds from each key press to new numbers and to a new picture."""
    page.get_by_role("button", name="policy bank").first.click(timeout=60_000)
    slider = page.get_by_role("slider").first
    slider.wait_for(timeout=60_000)
    page.wait_for_timeout(1000 * warm)
    times: dict[str, list[float]] = {"numbers": [], "picture": []}
    if page.locator(".sd-worlds").count():
        times["worlds"] = []
    for press in range(presses):
        slider.focus()
        page.evaluate(WATCH)
        page.keyboard.press("ArrowRight" if press < presses / 2 else "ArrowLeft")
        page.wait_for_function("() => window.measured.done", timeout=10_000)
        for what in times:
            if (found := page.evaluate(f"() => window.measured.{what}")) is not None:
                times[what].append(found)
        page.wait_for_timeout(pause)
    return times


def report(times: dict[str, list[float]]) -> None:
    print(f"load of the machine {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors")
    for what, found in times.items():
        if len(found) < 2:
            print(f"{what}: {len(found)} changes seen")
            continue
        tenth = statistics.quantiles(found, n=10)[-1]
        print(f"key press to new {what}: median {statistics.median(found):.0f} ms, "
              f"90th percentile {tenth:.0f} ms, {len(found)} presses")  # fmt: skip


if __name__ == "__main__":
    main()
