"""What makes an order look like fraud, for staff to judge. Pure.

Nothing is refused or held back for it: each of these happens to honest shoppers too, and only a person can tell.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from orders.domain.order import Order
from orders.domain.states import UNPAID

# More orders from one address within an hour, or for one e-mail address within a day, than a household places.
MANY_FROM_ADDRESS = 8
MANY_FOR_EMAIL = 5
MANY_CARDS = 4
FAILED_PAYMENT = "payment failed"  # how the history's note of a declined card begins

# Services whose mailboxes anybody reads and nobody keeps; the ones seen most, not all there are.
_DISPOSABLE = frozenset(
    "10minutemail.com dispostable.com getnada.com grr.la guerrillamail.com mailinator.com maildrop.cc mohmal.com "
    "sharklasers.com temp-mail.org tempmail.com throwawaymail.com trashmail.com yopmail.com".split()
)
# Country calling codes (ITU-T E.164) of the countries the shop ships to most, by their ISO 3166-1 code.
_CALLING_CODES = {
    "AT": "43", "BE": "32", "CH": "41", "CZ": "420", "DE": "49", "DK": "45", "ES": "34", "FI": "358", "FR": "33",
    "GB": "44", "GR": "30", "HU": "36", "IE": "353", "IT": "39", "LU": "352", "NL": "31", "NO": "47", "PL": "48",
    "PT": "351", "RO": "40", "SE": "46", "SK": "421", "US": "1",
}  # fmt: skip


class Suspicion(StrEnum):
    VELOCITY = "velocity"
    DISPOSABLE_EMAIL = "disposable_email"
    PHONE_ELSEWHERE = "phone_elsewhere"
    MANY_CARDS = "many_cards"
    FRAUD_WARNING = "fraud_warning"

    @property
    def words(self) -> str:
        return _WORDS[self]


_WORDS = {
    Suspicion.VELOCITY: "Many orders in a short time from one network address or for one e-mail address.",
    Suspicion.DISPOSABLE_EMAIL: "The e-mail address is of a service for throw-away mailboxes.",
    Suspicion.PHONE_ELSEWHERE: "The telephone number is of another country than the delivery address.",
    Suspicion.FRAUD_WARNING: "The card's issuer warns of fraud: refunding all of it avoids a dispute.",
    Suspicion.MANY_CARDS: "Several cards were declined before; somebody may be trying stolen ones.",
}


@dataclass(frozen=True, slots=True)
class Placing:
    """What is known of an order when it is placed: how many there were, this one counted, from its network address in
    an hour and for its e-mail address in a day; 0 where that is not counted.
    """

    email: str
    country: str
    phone: str
    from_address: int = 0
    for_email: int = 0


def at_placing(order: Placing) -> tuple[Suspicion, ...]:
    found = {
        Suspicion.VELOCITY: order.from_address >= MANY_FROM_ADDRESS or order.for_email >= MANY_FOR_EMAIL,
        Suspicion.DISPOSABLE_EMAIL: order.email.lower().rpartition("@")[2] in _DISPOSABLE,
        Suspicion.PHONE_ELSEWHERE: _is_elsewhere(order.phone, order.country),
    }
    return tuple(suspicion for suspicion, holds in found.items() if holds)


def of_order(order: Order) -> Sequence[Suspicion]:
    """With what came up since it was placed."""
    declined = sum(entry.state in UNPAID and entry.reason.startswith(FAILED_PAYMENT) for entry in order.history)
    later = {Suspicion.MANY_CARDS: declined >= MANY_CARDS, Suspicion.FRAUD_WARNING: order.fraud_warned}
    placed = [Suspicion(flag) for flag in order.details.flags]
    return [*placed, *(suspicion for suspicion, holds in later.items() if holds)]


def _is_elsewhere(phone: str, country: str) -> bool:
    """Only what is certain: a number in international form, of a country whose code is known to be another."""
    number = "".join(char for char in phone if char.isdigit() or char == "+")
    code = _CALLING_CODES.get(country)
    return code is not None and number.startswith("+") and not number.startswith(f"+{code}")
