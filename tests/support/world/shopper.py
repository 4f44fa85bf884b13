"""A shopper at the public API, a guest or a member, who sends a request again when no answer came."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import Any

from orders.domain.details import number_of
from souk.shopper.owner import CART_COOKIE
from souk_tools.shopper import shown
from tests.support.http import Response
from tests.support.world.steps import Crash
from tests.support.world.world import World
from users import compose
from users.domain.identity import Identity
from users.usecases.profiles import current_profile

ADDRESS = {"name": "Ada Lovelace", "line1": "1 Main St", "city": "Berlin", "postal_code": "10115", "country": "DE"}


class NoAnswer(Exception):
    """The function died, and this shopper does not ask again."""


@dataclass
class Placed:
    """What checkout answered."""

    order_id: str
    access_key: str
    payment_id: str
    reference: str = ""
    total: int = 0


@dataclass
class Shopper:
    """A guest. `retries`: how often a request without an answer is sent again, with the same Idempotency-Key.

    `seen` is the cart as it was shown last: what is quoted and ordered.
    """

    world: World
    name: str
    retries: int = 3
    orders: list[Placed] = field(default_factory=list)
    code: str = ""  # for a promotion, which is given with whatever is put into the cart
    market: str = ""  # whose prices they see; it is chosen with whatever is put into the cart
    seen: dict[str, Any] = field(default_factory=lambda: {"cart_version": 0, "lines": []})

    @property
    def identity(self) -> dict[str, Any]:
        """Who a request comes from."""
        return {"cookies": {CART_COOKIE: hashlib.sha256(self.name.encode()).hexdigest()[:22]}, "address": self.address}

    @property
    def address(self) -> str:
        """A network address of one's own, among those for benchmarks (RFC 2544)."""
        digest = hashlib.sha256(self.name.encode()).digest()
        return f"198.{18 + digest[0] % 2}.{digest[1]}.{digest[2]}"

    @property
    def family(self) -> str:
        """What the paths of this shopper's routes begin with."""
        return ""

    @property
    def contact(self) -> dict[str, str]:
        return {"email": f"{self.name}@example.com"}

    def send(self, service: str, method: str, path: str, **options: Any) -> Response:
        """Raises NoAnswer when the last try got none."""
        for _ in range(1 + self.retries):
            try:
                answer = self.world.request(service, method, path, **self.identity, **options)
            except Crash:
                self.world.crashes += 1
                self.world.renew()
                continue
            if answer.status == 409 and answer.json.get("code") == "in_progress":
                self.world.advance(31)  # the first try died with its claim; it is free again after its lease
                continue
            if answer.status not in (500, 502, 503):
                return answer
        raise NoAnswer(path)

    def add(self, sku: str, quantity: int = 1) -> Response:
        answer = self.send("cart", "POST", f"{self.family}/cart/lines", body={"sku": sku, "quantity": quantity})
        if self.code:
            self.gives(self.code)
        if self.market:
            self.shops_in(self.market)
        return answer

    def shops_in(self, market: str) -> Response:
        return self.send("cart", "POST", f"{self.family}/cart/market", body={"market": market})

    def gives(self, code: str) -> Response:
        return self.send("cart", "POST", f"{self.family}/cart/codes", body={"code": code})

    def look(self) -> Response:
        """Loads the page: from now on this shopper sees the cart as it is."""
        answer = self.send("cart", "GET", f"{self.family}/cart")
        if answer.status == 200:
            self.seen = shown(answer.json)
        return answer

    def quote(self, shipping_method: str = "standard") -> Response:
        """Opens the checkout: looks at the cart, and asks what it costs."""
        self.look()
        body = {**self.seen, "shipping_address": {"country": "DE"}, "shipping_method": shipping_method}
        return self.send("orders", "POST", f"{self.family}/checkout/quote", body=body)

    def check_out(
        self,
        key: str,
        total: dict[str, Any],
        method: str = "stripe",
        seen: dict[str, Any] | None = None,
        filled_in: dict[str, Any] | None = None,
    ) -> Response:
        """Orders what is seen; `seen`, when another tab shows something else. `filled_in` are other members."""
        body = {
            **(seen or self.seen),
            **self.contact,
            "shipping_address": ADDRESS,
            "shipping_method": "standard",
            "payment_method": method,
            "expected_total": total,
            **(filled_in or {}),
        }
        answer = self.send("orders", "POST", f"{self.family}/checkout", body=body, headers={"Idempotency-Key": key})
        if answer.status == 201:
            self._remember(answer.json)
        return answer

    def order(self, placed: Placed) -> Any:
        return self.send("orders", "GET", f"/orders/{placed.order_id}", headers={"X-Order-Key": placed.access_key}).json

    def cancel(
        self,
        placed: Placed,
        key: str,
        reason: str = "changed my mind",
        lines: dict[str, int] | None = None,
        **more: bool,
    ) -> Response:
        """All of it, or units by SKU. `more` are further members."""
        units = [{"sku": sku, "quantity": units} for sku, units in (lines or {}).items()]
        return self.send(
            "orders",
            "POST",
            f"{self.family}/orders/{placed.order_id}/cancel",
            body={"reason": reason, **({"lines": units} if units else {}), **more},
            headers={"Idempotency-Key": key, "X-Order-Key": placed.access_key},
        )

    def asks_to_return(
        self,
        placed: Placed,
        units: int,
        key: str,
        sku: str = "A",
        exchange: dict[str, Any] | None = None,
        **more: bool,
    ) -> Response:
        """`exchange`: the variant that is wanted instead, and its price. `more` are further members."""
        lines = [{"sku": sku, "quantity": units, "reason": "changed_mind", "exchange": exchange}]
        headers = {"Idempotency-Key": key, "X-Order-Key": placed.access_key}
        body, query = {"lines": lines, **more}, {"order_id": placed.order_id}
        return self.send("shipping", "POST", f"{self.family}/returns", query=query, body=body, headers=headers)

    def claims(self, placed: Placed, units: int, key: str, sku: str = "A") -> Response:
        """Units arrived damaged, and nothing is sent back."""
        lines = [{"sku": sku, "quantity": units, "reason": "damaged"}]
        headers = {"Idempotency-Key": key, "X-Order-Key": placed.access_key}
        body, query = {"kind": "claim", "lines": lines, "note": "a crack"}, {"order_id": placed.order_id}
        return self.send("shipping", "POST", f"{self.family}/returns", query=query, body=body, headers=headers)

    def sends_back(self, placed: Placed, return_id: str) -> Response:
        return self._says(placed, return_id, {"state": "sent", "tracking_code": "RX1"})

    def takes_back(self, placed: Placed, return_id: str) -> Response:
        return self._says(placed, return_id, {"state": "cancelled"})

    def _says(self, placed: Placed, return_id: str, body: dict[str, str]) -> Response:
        headers = {"X-Order-Key": placed.access_key}
        return self.send("shipping", "PATCH", f"{self.family}/returns/{return_id}", body=body, headers=headers)

    def withdraws(self, placed: Placed, key: str, lines: dict[str, int] | None = None) -> Response:
        body: dict[str, Any] = {"name": self.name.title(), "contact": f"{self.name}@example.com"}
        if lines:
            body["lines"] = [{"sku": sku, "quantity": units} for sku, units in lines.items()]
        path = f"{self.family}/orders/{placed.order_id}/withdrawal"
        headers = {"Idempotency-Key": key, "X-Order-Key": placed.access_key}
        return self.send("orders", "POST", path, body=body, headers=headers)

    def withdraws_by_number(self, placed: Placed, email: str = "", words: str = "") -> Response:
        address = f"{self.name}@example.com"
        body = {
            "order_number": number_of(placed.order_id),
            "email": email or address,
            "name": self.name.title(),
            "contact": address,
            "words": words,
        }
        return self.send("orders", "POST", "/withdrawals", body=body)

    def opens(self, order_id: str, access_key: str) -> Response:
        """The page where an order is paid that staff have placed, by the link of its letter."""
        headers = {"X-Order-Key": access_key}
        answer = self.send("orders", "GET", f"/orders/{order_id}/payment", headers=headers)
        if answer.status == 200:
            order = self.send("orders", "GET", f"/orders/{order_id}", headers=headers).json
            self._remember({"order": order, "access_key": access_key, "payment": answer.json})
        return answer

    def _remember(self, answer: dict[str, Any]) -> None:
        order, payment = answer["order"], answer["payment"] or {}
        if all(known.order_id != order["id"] for known in self.orders):
            payment_id = payment.get("payment_id", "")
            self.orders.append(
                Placed(
                    order["id"],
                    answer.get("access_key") or "",
                    payment_id,
                    f"pi_{payment_id}",
                    int(order["total"]["amount"]),
                )
            )


@dataclass
class Member(Shopper):
    """A shopper with an account, signed in. Its e-mail address is known to the users service."""

    user: str = "22222222-2222-4222-8222-222222222222"

    def __post_init__(self) -> None:
        with self.world.inside("UsersApi"):
            current_profile(
                compose.services().profiles,
                Identity(self.user, f"{self.name}@example.com", email_verified=True, name=self.name.title()),
            )

    @property
    def identity(self) -> dict[str, Any]:
        return {"user": self.user, "address": self.address}

    @property
    def family(self) -> str:
        return "/me"

    @property
    def contact(self) -> dict[str, str]:
        return {}
