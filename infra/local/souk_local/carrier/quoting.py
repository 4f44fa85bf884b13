"""What the carrier asks for the way to a place, and how it fails to say so. Real ones price by zones, do not go
everywhere, and are away at times. A postal code that ends in one of `FAULTS` asks for that, as an address with LOST
in it does for an unhappy parcel.
"""

import asyncio
from typing import Any

from aiohttp import web

HOME = "DE"
# Countries near enough for the second zone; all others are the third.
NEAR = frozenset("AT BE CH CZ DK FR LU NL PL".split())
# By zone: what the price is multiplied by, in hundredths, and the days that are added.
ZONES = {1: (100, 0), 2: (180, 1), 3: (420, 4)}
# A country that it does not go to at all.
NOWHERE = "IS"
# No answer for longer than anybody waits, that of a machine that is broken, too many questions, and half an answer.
SILENT, BROKEN, BUSY, TORN = "91", "92", "93", "94"
FAULTS = (SILENT, BROKEN, BUSY, TORN)
SILENT_SECONDS = 20.0


async def disturbed(postal_code: str, seconds: float = SILENT_SECONDS) -> None:
    """Raises what is to go wrong there, if anything is. Of silence it only takes its time."""
    ending = postal_code[-2:]
    if ending == SILENT:
        await asyncio.sleep(seconds)
    elif ending == BROKEN:
        raise web.HTTPInternalServerError(text="oops")
    elif ending == BUSY:
        raise web.HTTPTooManyRequests(text="")
    elif ending == TORN:
        raise web.HTTPOk(text='{"rates": [{"name": "Sandbox Sta', content_type="application/json")


def offered(rates: list[dict[str, Any]], to: dict[str, Any]) -> list[dict[str, Any]]:
    """`rates` of a parcel at home, as they are to that address; without one as they are."""
    country = str(to.get("country", ""))
    if not country:
        return rates
    if country == NOWHERE:
        return []
    times, more = ZONES[1 if country == HOME else 2 if country in NEAR else 3]
    return [{**rate, "amount": rate["amount"] * times // 100, "days": rate["days"] + more} for rate in rates]
