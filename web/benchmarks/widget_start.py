"""How long the widget takes from the arrival of its script until its button can be pressed, in Chromium.

Start the assistant with ``make run``, and then: ``web/.venv/bin/python web/benchmarks/widget_start.py``.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics

from playwright.sync_api import sync_playwright

#: Noted by the page itself: when the widget said that it is ready, and when its script had arrived. The page's policy forbids what
#: ``wait_for_function`` does, so a promise is asked for.
NOTE = """window.ready = new Promise((done, fail) => {
  addEventListener('rrn-ready', () => done(performance.now()), true)
  setTimeout(() => fail(new Error('The widget was not ready within 15 seconds.')), 15_000)
})"""
ARRIVED = "performance.getEntriesByType('resource').find(entry => entry.initiatorType === 'script').responseEnd"


def main() -> None:
    """Prints the median and the slowest of several loads without a cache, in milliseconds."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--loads", type=int, default=30)
    loads = parser.parse_args().loads
    address = f"http://127.0.0.1:{os.environ.get('RRN_PORT') or 8080}/demo"
    times: list[float] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        for _ in range(loads):
            context = browser.new_context()
            page = context.new_page()
            page.add_init_script(NOTE)
            page.goto(address)
            times.append(page.evaluate(f"window.ready.then(at => at - {ARRIVED})"))
            context.close()
        browser.close()
    print(
        f"from the script's arrival to a button that can be pressed, {loads} loads: "
        f"median {statistics.median(times):.1f} ms, slowest {max(times):.1f} ms"
    )


if __name__ == "__main__":
    main()
