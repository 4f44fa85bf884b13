"""Every limit there is. docs/limits.md is the same table in words (`tests/contract/test_limits.py`).

A window is fixed and begins at another moment for every subject. So twice `most` may fall into `seconds` around its
end; each limit is set so that this does no harm either. See docs/decisions/0033-limits.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

_MINUTE, _HOUR, _DAY = 60, 3600, 24 * 3600


class Key(StrEnum):
    """Whose a counter is."""

    ADDRESS = "address"  # a network address; of IPv6 the first 64 bits, which one household has
    EMAIL = "email"
    DEVICE = "device"  # a browser, known by a cookie of ours
    PERSON = "person"  # a signed-in user
    SKU = "sku"
    ORDER = "order"
    API_KEY = "key"  # of a merchant's own system


@dataclass(frozen=True, slots=True)
class RateLimit:
    """`most` in every window of `seconds`. `counts` says what, for people."""

    name: str
    counts: str
    key: Key
    most: int
    seconds: int


# A shop's own network, an office or a mobile carrier stands behind one address: those are generous, and what they let
# through the limits by e-mail, person and device stop.
SIGN_UPS = RateLimit("sign-ups", "sign-ups", Key.ADDRESS, 40, _HOUR)
CODES_ASKED_FROM = RateLimit(
    "codes-asked-from", "codes asked for by mail: resend, forgot, guests' wishes", Key.ADDRESS, 60, _HOUR
)
CODES_SENT = RateLimit(
    "codes-sent", "letters with a code: sign-up, resend, forgot, new address, guests' wishes", Key.EMAIL, 6, 6 * _HOUR
)
CODES_SENT_KNOWN = RateLimit(
    "codes-sent-known",
    "letters with a code: resend, forgot, guests' wishes, by a known device",
    Key.DEVICE,
    6,
    6 * _HOUR,
)
CODES_TRIED = RateLimit("codes-tried", "codes that are wrong", Key.EMAIL, 10, _HOUR)
PASSWORDS_FROM = RateLimit("passwords-from", "wrong passwords", Key.ADDRESS, 100, _HOUR)
PASSWORDS = RateLimit("passwords", "wrong passwords, from devices that are not known", Key.EMAIL, 10, 15 * _MINUTE)
PASSWORDS_KNOWN = RateLimit("passwords-known", "wrong passwords, from a known device", Key.DEVICE, 10, 15 * _MINUTE)
PASSWORDS_AGAIN = RateLimit("passwords-again", "wrong passwords of who is signed in", Key.PERSON, 10, 15 * _MINUTE)
CODES_TRIED_BY = RateLimit("codes-tried-by", "wrong codes of an app, or to a new address", Key.PERSON, 10, _HOUR)
ANSWERS_FROM = RateLimit(
    "answers-from", "wrong answers to later steps of signing in, and to letters for guests", Key.ADDRESS, 100, _HOUR
)
PASSKEYS_ASKED_FROM = RateLimit("passkeys-asked-from", "sign-ins with a passkey begun", Key.ADDRESS, 200, _HOUR)
NEW_ADDRESSES = RateLimit("new-addresses", "letters with a code to a new address", Key.PERSON, 6, _DAY)
EXPORTS = RateLimit("exports", "exports of one's data begun", Key.PERSON, 3, _DAY)
CONSENTS = RateLimit("consents", "consents given", Key.PERSON, 20, _DAY)
VAT_NUMBERS = RateLimit("vat-numbers", "VAT numbers looked up", Key.ADDRESS, 40, _HOUR)
CHECKOUTS_FROM = RateLimit("checkouts-from", "guests' checkouts", Key.ADDRESS, 60, _HOUR)
CHECKOUTS = RateLimit("checkouts", "guests' checkouts", Key.EMAIL, 20, _DAY)
CHECKOUTS_SIGNED_IN = RateLimit("checkouts-signed-in", "checkouts of a signed-in shopper", Key.PERSON, 60, _HOUR)
LINKS_ASKED_FROM = RateLimit("links-asked-from", "links to orders asked for by mail", Key.ADDRESS, 40, _HOUR)
LINKS_ASKED = RateLimit("links-asked", "links to orders asked for by mail", Key.EMAIL, 6, 6 * _HOUR)
WITHDRAWALS_FROM = RateLimit("withdrawals-from", "withdrawals by an order's number", Key.ADDRESS, 40, _HOUR)
WITHDRAWALS = RateLimit("withdrawals", "withdrawals by an order's number", Key.EMAIL, 10, 6 * _HOUR)
# How many is the payment method's policy (orders.domain.holding); here it says for how long one is remembered at most.
HELD_FROM = RateLimit("held-from", "units held by unpaid guests' bank transfers", Key.ADDRESS, 0, _DAY)
HELD_FOR = RateLimit("held-for", "units held by unpaid guests' bank transfers", Key.EMAIL, 0, _DAY)
HELD_BY_DEVICE = RateLimit("held-by-device", "units held by unpaid guests' bank transfers", Key.DEVICE, 0, _DAY)
HELD_BY = RateLimit("held-by", "units held by a signed-in shopper's unpaid bank transfers", Key.PERSON, 0, 3 * _DAY)
HELD_OF = RateLimit("held-of", "units of a product held by unpaid bank transfers", Key.SKU, 0, 3 * _DAY)
FORGED_WEBHOOKS = RateLimit("forged-webhooks", "webhooks that are not signed right", Key.ADDRESS, 60, 10 * _MINUTE)
LETTERS_AGAIN = RateLimit("letters-again", "letters about orders that staff send once more", Key.EMAIL, 10, _DAY)
LETTERS_TO_STRANGERS = RateLimit("letters-to-strangers", "letters about guests' unpaid orders", Key.EMAIL, 8, _DAY)
RETURN_PHOTOS = RateLimit("return-photos", "photos of what is returned or claimed", Key.ORDER, 40, _HOUR)
WISHES_FROM = RateLimit("wishes-from", "guests' wishes to hear of what is back in stock", Key.ADDRESS, 40, _HOUR)
WISHES_FOR = RateLimit("wishes-for", "letters that ask a guest about such a wish", Key.EMAIL, 6, 6 * _HOUR)
WISHES = RateLimit("wishes", "wishes of a signed-in shopper to hear of what is back in stock", Key.PERSON, 50, _DAY)
POINTS_FROM = RateLimit("points-from", "lists of pick-up points", Key.ADDRESS, 200, _HOUR)
COUPONS_FROM = RateLimit("coupons-from", "codes for promotions that open nothing", Key.ADDRESS, 60, _HOUR)
COUPONS = RateLimit("coupons", "codes for promotions that open nothing, of a signed-in shopper", Key.PERSON, 20, _HOUR)
GIFT_CARDS_FROM = RateLimit("gift-cards-from", "codes of gift cards that are wrong", Key.ADDRESS, 30, _HOUR)
# Ten a second. A check grants a lot of them, so that not each costs a question.
REQUESTS_IN_A_LOT = 25
KEY_REQUESTS = RateLimit("key-requests", "requests with an API key, in lots of 25", Key.API_KEY, 3000, 5 * _MINUTE)

LIMITS = tuple(value for value in tuple(vars().values()) if isinstance(value, RateLimit))
