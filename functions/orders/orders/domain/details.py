"""What an order says from the moment it is placed and never changes."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from datetime import datetime

from orders.domain.codes.uses import Use
from orders.domain.totals import OrderLine, Totals
from souk.address.destination import Destination
from souk.pricing.delivery.arrival import ArrivalDays
from souk.taxes.business import BusinessNumber

# How much longer stock is held than the order may be paid, so that orders end reservations and not the other way
# round: the expiry timer runs every minute, and a payment of the last second needs time to become `order.paid`.
HOLD_GRACE_SECONDS = 600
_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


@dataclass(frozen=True, slots=True)
class Address:
    name: str
    line1: str
    country: str  # ISO 3166-1 alpha-2
    city: str = ""
    postal_code: str = ""
    line2: str = ""
    region: str = ""
    phone: str = ""

    @property
    def destination(self) -> Destination:
        return Destination(self.country, self.region, self.postal_code)


@dataclass(frozen=True, slots=True)
class PickupPlace:
    """A location of the shop where an order is fetched, and its opening hours, as its shopper was told of them."""

    location: str
    name: str
    line1: str
    postal_code: str
    city: str
    country: str
    hours: str = ""

    @property
    def destination(self) -> Destination:
        return Destination(self.country, postal_code=self.postal_code)


@dataclass(frozen=True, slots=True)
class PickupPoint:
    """A carrier's point to which an order is sent, as its shopper was told of it; `id` is the carrier's."""

    carrier: str
    id: str
    kind: str
    name: str
    line1: str
    postal_code: str
    city: str
    country: str
    hours: str = ""


@dataclass(frozen=True, slots=True)
class CarrierQuoted:
    """What a carrier asked for an order's parcel when it was placed, of which the price of its delivery was made:
    `service` is the carrier's, `amount` in minor units of `currency`, which may not be the order's.
    """

    service: str
    amount: int
    currency: str


@dataclass(frozen=True, slots=True)
class OrderCredit:
    """What an order takes of a gift card, or of its shopper's store credit; `amount` in minor units of its currency.
    `last_four` of the card's code, `left` what is on it afterwards, as it was when the order was placed.
    """

    account_id: str
    kind: str  # gift_card | store_credit
    last_four: str
    amount: int
    left: int = 0


@dataclass(frozen=True, slots=True)
class GiftFor:
    """Whom one gift card of a line is for, and the day of its letter (ISO 8601)."""

    sku: str
    email: str
    send_on: str
    name: str = ""
    sender: str = ""
    message: str = ""


@dataclass(frozen=True, slots=True)
class Details:
    """`owner` as `souk.shopper.owner` makes it. `access_key` opens a guest's order; it is empty for a user's.

    `fingerprint` is the hash of the request that placed the order. Pay by `pay_by`, or the order expires. `flags` are
    what looked suspicious (see `suspicion`). `claimed`: what it holds unpaid is counted (see `usecases.unpaid`).
    `locale` (BCP 47) is that of its letters, empty where the shopper did not say. `kept_until` is there once its person
    is forgotten (see `erasure`). `agreed` says of prices that staff agreed with the shopper why, by SKU; of the
    delivery's under an empty one. `digital_consent` is the version of the words by which the shopper consented, as they
    ordered, to digital content at once (see `withdrawing.consent`); empty where they did not. `pickup` is
    where it is fetched; the address is then the buyer's. `pickup_point` is where it is sent and collected; the address
    then says whom it is for. `promotions_version` is that of the promotions by which it was priced, 0 where there were
    none. `business` is the VAT number that it was ordered under. `arrives` is when, as its shopper was promised; None
    where nothing was. `uses` are of promotions, counted while the order lives (see `codes.uses`). `credits` pay a part
    of it, or all. `gifts` are those of its gift cards that are for somebody else than the buyer, in their turn.
    `market` is whose prices it was ordered at, empty for the shop's own. `carried` is what a carrier asked for it, None
    where the shop's table had the price.
    """

    id: str
    owner: str
    email: str
    access_key: str
    lines: tuple[OrderLine, ...]
    totals: Totals
    shipping_address: Address
    shipping_method: str
    payment_method: str
    cart_id: str
    placed_at: datetime
    pay_by: datetime
    fingerprint: str
    notes: str = ""
    locale: str = ""
    flags: tuple[str, ...] = ()
    claimed: bool = False
    kept_until: datetime | None = None
    agreed: tuple[tuple[str, str], ...] = ()
    digital_consent: str = ""
    pickup: PickupPlace | None = None
    pickup_point: PickupPoint | None = None
    promotions_version: int = 0
    business: BusinessNumber | None = None
    arrives: ArrivalDays | None = None
    uses: tuple[Use, ...] = ()
    credits: tuple[OrderCredit, ...] = ()
    gifts: tuple[GiftFor, ...] = ()
    market: str = ""
    carried: CarrierQuoted | None = None

    @property
    def credit(self) -> int:
        """What gift cards and store credit pay of it, in minor units."""
        return sum(credit.amount for credit in self.credits)

    @property
    def number(self) -> str:
        return number_of(self.id)

    def quantities(self) -> dict[str, int]:
        """Units per SKU."""
        return {line.sku: line.quantity for line in self.lines}


def order_id_of(owner: str, idempotency_key: str) -> str:
    """The id of the order that this owner places under this key: always the same, so a retry finds its own order.

    A UUID of version 8 (RFC 9562, section 5.8) over SHA-256.
    """
    digest = bytearray(hashlib.sha256(f"order\0{owner}\0{idempotency_key}".encode()).digest()[:16])
    digest[6] = digest[6] & 0x0F | 0x80
    digest[8] = digest[8] & 0x3F | 0x80
    text = digest.hex()
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


def number_of(order_id: str) -> str:
    """The number people use: "SK-7Q2M9-XK4TD", 50 bits of the id in Crockford's base 32.

    It does not count, so nobody learns from it how much the shop sells. Among 100,000 orders, the chance that any two
    share a number is 1 in 200,000; the id stays the identity.
    """
    bits = int.from_bytes(hashlib.sha256(f"number\0{order_id}".encode()).digest()[:7], "big")
    letters = "".join(_CROCKFORD[bits >> 5 * place & 31] for place in range(10))
    return f"SK-{letters[:5]}-{letters[5:]}"


def fingerprint_of(canonical: str) -> str:
    """SHA-256 of a request in canonical form, 43 characters."""
    return base64.urlsafe_b64encode(hashlib.sha256(canonical.encode()).digest()).decode().rstrip("=")
