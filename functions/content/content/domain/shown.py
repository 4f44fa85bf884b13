"""What shoppers are shown of the documents at a moment."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from content.domain.colours import theme
from content.domain.document import Content
from content.domain.kinds import BANNERS, HOME, MARKETS, NAVIGATION, SETTINGS

_TOLD = ("name", "tagline", "logo", "languages", "contact", "legal")


def shop(published: Mapping[str, Content], moment: str) -> dict[str, Any]:
    """Of the published content by kind, what is in force at `moment` (RFC 3339, to the millisecond).

    A closing that is over is left out; one that comes is told with its beginning, for the answer is kept for a while.
    The bank account is not for everybody: who transfers money is told it with the order.
    """
    settings = published.get(SETTINGS)
    closed = settings["closed"] if settings else None
    return {
        "settings": {name: settings[name] for name in _TOLD} if settings else None,
        "theme": theme(settings["colours"]) if settings else {"light": {}, "dark": {}},
        "closed": closed if closed and moment < closed["until"] else None,
        "navigation": published.get(NAVIGATION),
        "sections": published.get(HOME, {}).get("sections", []),
        # Prices in them are worked out on the page, so it needs their rules.
        "markets": [market for market in published.get(MARKETS, {}).get("markets", []) if market["open"]],
        "banners": [banner for banner in published.get(BANNERS, {}).get("items", []) if _is_on(banner, moment)],
    }


def takes_orders(settings: Content, moment: str) -> bool:
    closed = settings["closed"]
    return not closed or closed["takes_orders"] or not closed["since"] <= moment < closed["until"]


def _is_on(banner: Content, moment: str) -> bool:
    since, until = banner.get("since"), banner.get("until")
    return (not since or since <= moment) and (not until or moment < until)
