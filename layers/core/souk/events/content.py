"""content.*: published by the content service, keyed by the document: "settings", "letter:shipped:en"."""

from __future__ import annotations

from souk.events.common import EventData, PickupPlace
from souk.events.rules.delivery import PublishedDelivery
from souk.events.rules.markets import PublishedMarkets
from souk.events.rules.promotions import Promotions
from souk.events.rules.taxes import PublishedTaxes


class Closure(EventData):
    """For how long the shop is closed (RFC 3339 in UTC, to the millisecond, so that they compare as text)."""

    since: str
    until: str
    message: str = ""
    takes_orders: bool = True

    def is_on(self, moment: str) -> bool:
        return self.since <= moment < self.until


class SellerSettings(EventData):
    """Who the shop is in law, as invoices name it; `country` by ISO 3166-1 alpha-2."""

    company: str = ""
    street: str = ""
    postal_code: str = ""
    city: str = ""
    country: str = ""
    vat_id: str = ""
    tax_number: str = ""
    represented_by: str = ""
    register_entry: str = ""
    email: str = ""
    phone: str = ""


class ShopSettings(EventData):
    """What others need of the shop's settings. Empty text stands for what the operator set at deployment."""

    name: str
    primary: str = ""  # a colour that text on white may have, "#2b3aa0"
    primary_dark: str = ""  # the same in the dark
    logo: str = ""  # its address on the site
    imprint: list[str] = []  # who the shop is and how it is reached, line by line
    language: str = "en"
    bank_account: str = ""
    closed: Closure | None = None
    seller: SellerSettings | None = None  # older events have none
    pickups: list[PickupPlace] = []  # where orders can be fetched


class LetterWords(EventData):
    """The merchant's own words of one kind of letter in one language; empty text leaves the default."""

    kind: str
    language: str
    subject: str = ""
    intro: str = ""
    closing: str = ""


# The rules of prices by the kind of their document, which is also the member they come under.
RULES: dict[str, type[EventData]] = {
    "promotions": Promotions,
    "taxes": PublishedTaxes,
    "delivery": PublishedDelivery,
    "markets": PublishedMarkets,
}


class ContentPublished(EventData):
    """content.published: `number` counts the versions of the document that were published. `shop` comes with the
    settings, `letter` with a letter's words, rules of prices under the name of their document, and nothing with what
    only shoppers see."""

    document: str
    number: int
    shop: ShopSettings | None = None
    letter: LetterWords | None = None
    promotions: Promotions | None = None
    taxes: PublishedTaxes | None = None
    delivery: PublishedDelivery | None = None
    markets: PublishedMarkets | None = None


TYPES: dict[str, type[EventData]] = {"content.published": ContentPublished}
