"""What the site's content security policy forbids, as the browser reports it."""

from __future__ import annotations

from playwright.sync_api import BrowserContext, Page

REPORT = """addEventListener('securitypolicyviolation', (event) =>
  reportViolation(`${event.effectiveDirective} ${event.blockedURI} on ${event.documentURI}`));"""


def watched(visitor: Page | BrowserContext) -> list[str]:
    """What the policy forbids from now on, over all pages (https://www.w3.org/TR/CSP3/#report-violation)."""
    seen: list[str] = []
    visitor.expose_function("reportViolation", lambda violation: seen.append(violation))
    visitor.add_init_script(REPORT)
    return seen
