"""A headless Chromium in front of the test cloud's shop."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.e2e.windows import WINDOWS
from tests.support.cloud import TestCloud

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# What goes wrong in the page fails the test; a refused request is for the page to deal with.
EXPECTED_ERRORS = ("Failed to load resource",)
# A busy machine may be slow, which says nothing about the page.
PATIENCE_MS = 30_000


def chromium() -> str:
    for name in (os.environ.get("CHROMIUM", ""), "chromium", "chromium-browser", "google-chrome"):
        found = shutil.which(name) if name else None
        if found:
            return found
    raise RuntimeError("no Chromium found: run scripts/install-chromium.sh or set CHROMIUM")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
        yield launched
        launched.close()


@pytest.fixture(params=list(WINDOWS))
def page(browser: Browser, cloud: TestCloud, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A fresh visitor. The test fails when the page has logged an error or is wider than its window."""
    width, height = WINDOWS[request.param]
    context = browser.new_context(viewport={"width": width, "height": height}, base_url=cloud.url)
    context.set_default_timeout(PATIENCE_MS)
    page = context.new_page()
    errors: list[str] = []
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield page
    keep_picture(page, cloud, request.node.name)
    context.close()
    assert not [text for text in errors if not text.startswith(EXPECTED_ERRORS)]


def keep_picture(page: Page, cloud: TestCloud, name: str) -> None:
    """The last thing seen, for whoever looks into a failure."""
    folder: Path = cloud.settings.state / "screenshots"
    folder.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=folder / f"{name}.png", full_page=True)
