"""A shopper who buys through the public API, as the demo and the tests need one."""

import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

import httpx

from souk_local.problems import LocalCloudError
from souk_local.settings import Settings
from souk_local.shop_api import ShopApi
from souk_local.waiting import wait_until

ADDRESS = {
    "name": "Amira Haddad",
    "line1": "Sonnenallee 12",
    "city": "Berlin",
    "postal_code": "12047",
    "country": "DE",
}
GOOD_CARD = "4242424242424242"
# Stripe's own test card whose payments are disputed (docs.stripe.com/testing).
DISPUTED_CARD = "4000000000000259"


@dataclass
class Placed:
    """An order a guest has placed: its id, the key that opens its page, and what the payment needs."""

    order_id: str
    number: str
    access_key: str
    payment: dict[str, Any]
    total: dict[str, Any]


def shown(cart: dict[str, Any]) -> dict[str, Any]:
    """What a page that shows this cart sends with a quote and a checkout."""
    return {
        "cart_version": cart["version"],
        "lines": [{name: line[name] for name in ("sku", "quantity", "unit_price")} for line in cart["lines"]],
    }


@dataclass
class Shopper:
    """A guest, with an e-mail address of their own, since checkouts are limited by it. Every request carries
    `correlation_id`. `seen` is the cart as it was shown last: what is ordered.

    `gift_cards` are codes of those that pay, too, and `gifts` say whom those are for that are bought. `family` is what
    the paths of a shopper's own routes begin with, `shipping_method` the way in which it is delivered.
    """

    settings: Settings
    correlation_id: str
    email: str = field(default_factory=lambda: f"amira+{uuid.uuid4().hex[:8]}@example.com")
    address: Mapping[str, str] = field(default_factory=lambda: ADDRESS)
    family: str = ""
    shipping_method: str = "standard"
    seen: dict[str, Any] = field(default_factory=dict)
    gift_cards: list[str] = field(default_factory=list)
    gifts: list[dict[str, str]] = field(default_factory=list)
    api: ShopApi = field(init=False)

    def __post_init__(self) -> None:
        self.api = ShopApi(self.settings.public_url)

    def close(self) -> None:
        self.api.close()

    def call(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        """The JSON of a successful answer; header names are given with underscores."""
        sent = {"X-Correlation-Id": self.correlation_id}
        sent.update({name.replace("_", "-"): value for name, value in headers.items()})
        return self.api.call(method, path, body, sent)

    def stock(self, sku: str) -> dict[str, Any]:
        """What can be bought of a SKU right now; a list of them takes the commas and percent signs of each encoded."""
        listed = sku.replace("%", "%25").replace(",", "%2C")
        (row,) = self.call("GET", f"/products/stock?skus={quote(listed, safe='')}")["items"]
        found: dict[str, Any] = row
        return found

    def something_in_stock(self, units: int = 1, besides: str = "") -> dict[str, Any]:
        """A variant with at least that many units, of another SKU than `besides`.

        Raises LocalCloudError when the first page has none.
        """
        for card in self.call("GET", "/products?limit=50")["items"]:
            if not card["available"]:
                continue
            product = self.call("GET", f"/products/{card['handle']}")
            for variant in product["variants"]:
                if variant["available"] >= units and variant["sku"] != besides:
                    return {**variant, "product": product["title"], "handle": product["handle"]}
        raise LocalCloudError("nothing on the first page of the catalogue is in stock")

    def put_into_cart(self, sku: str, quantity: int = 1) -> Any:
        return self.call("POST", f"{self.family}/cart/lines", {"sku": sku, "quantity": quantity})

    def look(self) -> dict[str, Any]:
        """The cart as it is; its version and lines are what a page that shows it sends with a quote and a checkout."""
        self.seen = shown(self.call("GET", f"{self.family}/cart"))
        return self.seen

    def quote(self) -> Any:
        where = {"shipping_address": {"country": self.address["country"]}, "shipping_method": self.shipping_method}
        return self.call(
            "POST", f"{self.family}/checkout/quote", {**self.look(), **where, "gift_cards": self.gift_cards}
        )

    def check_out(
        self, idempotency_key: str, payment_method: str = "stripe", expected: dict[str, Any] | None = None
    ) -> Placed:
        """Places the order of what was seen, at the expected total or the one quoted now."""
        total = expected or self.quote()["total"]
        body = {
            **self.seen,
            **self._contact,
            "shipping_address": dict(self.address),
            "shipping_method": self.shipping_method,
            "payment_method": payment_method,
            "expected_total": total,
            "gift_cards": self.gift_cards,
            "gifts": self.gifts,
        }
        answer = self.call("POST", f"{self.family}/checkout", body, Idempotency_Key=idempotency_key)
        order = answer["order"]
        return Placed(order["id"], order["number"], answer.get("access_key") or "", answer["payment"], order["total"])

    def pay(self, placed: Placed, card: str = GOOD_CARD) -> dict[str, Any]:
        """Pays with a card, as the provider's element does in the browser. Answers the provider's PaymentIntent."""
        secret = placed.payment["client_secret"]
        intent = secret.partition("_secret_")[0]
        details = {"number": card, "exp_month": 12, "exp_year": 2040, "cvc": "123"}
        answer = httpx.post(
            f"{self.settings.stripe_url}/js.stripe.com/v3/payment_intents/{intent}/confirm_card",
            json={"key": placed.payment["publishable_key"], "client_secret": secret, "card": details},
            timeout=30,
        )
        result: dict[str, Any] = answer.json()
        if answer.is_error:
            raise LocalCloudError(f"the provider refused the card: {result}")
        return result

    def order(self, placed: Placed) -> Any:
        return self.call("GET", f"{self.family}/orders/{placed.order_id}", **self.key(placed))

    def key(self, placed: Placed) -> dict[str, str]:
        """What opens an order to who has no account."""
        return {"X_Order_Key": placed.access_key} if placed.access_key else {}

    @property
    def _contact(self) -> dict[str, str]:
        """An account has its address."""
        return {} if self.family else {"email": self.email}

    def follow(self, placed: Placed, until: str = "DELIVERED", limit_seconds: float = 180) -> Iterator[dict[str, Any]]:
        """Each entry of the order's history as it appears, until the state is reached.

        An answer that fails for a moment is asked for again: parts may be stopped and started meanwhile.
        Raises LocalCloudError when the limit passes first.
        """
        seen: list[dict[str, Any]] = []
        while not any(entry["state"] == until for entry in seen):
            fresh: list[dict[str, Any]] = []

            def arrived(fresh: list[dict[str, Any]] = fresh) -> bool:
                try:
                    fresh.extend(self.order(placed)["history"][len(seen) :])
                except (LocalCloudError, httpx.HTTPError):
                    return False
                return bool(fresh)

            if not wait_until(arrived, limit_seconds, every_seconds=0.5):
                reached = seen[-1]["state"] if seen else "nothing"
                raise LocalCloudError(f"order {placed.number} is still {reached} after {limit_seconds:.0f} s")
            seen.extend(fresh)
            yield from fresh
