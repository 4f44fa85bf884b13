"""What axe finds on a page as a browser draws it: WCAG 2.2 A and AA, with the colours that only a browser computes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from playwright.sync_api import Page

SOURCE = Path(__file__).resolve().parents[2] / "frontend/node_modules/axe-core/axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
# Colours that fade would be seen halfway.
STILL = """document.getAnimations().forEach((one) => {
  if (Number.isFinite(one.effect.getComputedTiming().endTime)) one.finish(); })"""
FOUND = """options => axe.run(document, options).then(({ violations }) => violations.flatMap(
  ({ id, nodes }) => nodes.map(({ target, failureSummary }) => `${id} ${target}: ${failureSummary}`)))"""


def faults(page: Page, *, dark: bool = False) -> list[str]:
    """What axe finds. Dark has other colours and nothing else, so only their contrast is looked at again."""
    page.emulate_media(color_scheme="dark" if dark else "light")
    page.evaluate("new Promise(requestAnimationFrame)")
    page.evaluate(STILL)
    # It comes in by the debugger's protocol, which the page's content policy leaves alone: the policy stays in force.
    if not page.evaluate("'axe' in window"):
        page.evaluate(SOURCE.read_text())
    options: dict[str, Any] = {"resultTypes": ["violations"], "runOnly": ["color-contrast"] if dark else RULES}
    return [f"{'dark' if dark else 'light'}: {fault}" for fault in page.evaluate(FOUND, options)]
