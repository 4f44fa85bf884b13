"""What a carrier asks for parcels, remembered for minutes: a quote and the checkout after it are two processes, and
have to have one price. So an answer is kept in the table, and by this process for as long.

That nobody answered is remembered for a minute, so that a carrier that is away holds up one shopper a minute and not
each; the price is the table's of the rules meanwhile.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from contextlib import suppress

from pynamodb.exceptions import PynamoDBException

from orders.adapters.records import OFFERS, OfferItem
from orders.usecases.ports import CarrierOffers
from souk import clock
from souk.address.destination import Destination
from souk.errors import SoukError
from souk.money import Money
from souk.pricing.delivery.carriers import CarrierOffer
from souk.telemetry import count, logger

# Long enough for an address, a payment and a second thought; carriers change their prices by the week.
SECONDS = 15 * 60
SECONDS_UNANSWERED = 60
_MOST_KEPT = 500


class RememberedOffers:
    """`carrier` is made when there is something to ask."""

    def __init__(self, carrier: Callable[[], CarrierOffers]) -> None:
        self._carrier = carrier
        self._kept: dict[str, tuple[int, tuple[CarrierOffer, ...]]] = {}

    def ask(self, destination: Destination, grams: int) -> tuple[CarrierOffer, ...]:
        """None at all where nobody answers: a shopper is never kept from buying by a carrier."""
        key, now = _key(destination, grams), clock.epoch()
        until, offers = self._kept.get(key, (0, ()))
        if until <= now:
            until, offers = self._stored(key, now) or self._asked(key, destination, grams, now)
            if len(self._kept) >= _MOST_KEPT:
                self._kept.clear()
            self._kept[key] = until, offers
        return offers

    def _stored(self, key: str, now: int) -> tuple[int, tuple[CarrierOffer, ...]] | None:
        item = OfferItem.fetch(key, OFFERS)
        if item is None or int(item.expires_at) <= now:
            return None
        return int(item.expires_at), _read(item.offers)

    def _asked(self, key: str, destination: Destination, grams: int, now: int) -> tuple[int, tuple[CarrierOffer, ...]]:
        offers: tuple[CarrierOffer, ...] = ()
        until = now + SECONDS
        try:
            offers = tuple(self._carrier().ask(destination, grams))
            count("CarrierOffersAsked" if offers else "CarrierOffersNone")
        except SoukError as error:
            logger.warning("no carrier has said its prices", extra={"country": destination.country, "code": error.code})
            count("CarrierOffersUnanswered")
            until = now + SECONDS_UNANSWERED
        with suppress(PynamoDBException):  # then the next process asks for itself
            OfferItem(key, OFFERS, offers=_text(offers), expires_at=until).save()
        return until, offers


def _key(destination: Destination, grams: int) -> str:
    """Of the place and the parcel alone; nobody reads from it where somebody lives."""
    code = "".join(destination.postal_code.split()).upper()
    told = json.dumps([destination.country, destination.region.strip().casefold(), code, grams])
    return f"OFFERS#{hashlib.sha256(told.encode()).hexdigest()}"


def _text(offers: Sequence[CarrierOffer]) -> str:
    return json.dumps([[each.name, each.cost.amount, each.cost.currency, each.days] for each in offers])


def _read(text: str) -> tuple[CarrierOffer, ...]:
    return tuple(CarrierOffer(name, Money(amount, currency), days) for name, amount, currency, days in json.loads(text))
