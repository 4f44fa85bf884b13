"""A person who does in a shop what one can do there, closes the account, and is forgotten as if the time were over.

What they are called is random, so that nothing else in the shop can be taken for theirs.
"""

from __future__ import annotations

import json
import uuid
from contextlib import closing
from dataclasses import dataclass, field
from datetime import timedelta

from souk import clock
from souk_local import deployment, staff
from souk_local.aws import Clients
from souk_local.ministack.accounts import EMAIL_CODE
from souk_local.problems import LocalCloudError
from souk_local.settings import Settings
from souk_local.shop_api import ShopApi
from souk_local.waiting import wait_until
from souk_tools.erasure_scan import ageing
from souk_tools.erasure_scan.scan import Word
from souk_tools.shopper import ADDRESS, Placed, Shopper

PATIENCE_SECONDS = 180.0


def _word() -> str:
    return uuid.uuid4().hex[:12]


@dataclass
class Person:
    """Somebody with an account."""

    password: str = field(default_factory=lambda: f"{_word()} {_word()}")
    name: str = field(default_factory=lambda: f"Zenobia {_word()}")
    email: str = field(default_factory=lambda: f"{_word()}@example.com")
    street: str = field(default_factory=lambda: f"Larkspur Lane {_word()}")
    phone: str = "+49 30 5557788"
    said: str = field(default_factory=lambda: f"please give it to my neighbour {_word()}")
    user_id: str = ""

    @property
    def address(self) -> dict[str, str]:
        return {**ADDRESS, "name": self.name, "line1": self.street, "phone": self.phone}

    @property
    def words(self) -> list[Word]:
        """Without the phone number, which is not theirs alone."""
        texts = {"name": self.name, "e-mail address": self.email, "street": self.street, "what they wrote": self.said}
        return [*(Word(kind, text) for kind, text in texts.items()), Word("user id", self.user_id, pseudonym=True)]


def forgotten(settings: Settings, clients: Clients) -> list[Word]:
    """Plays the person from sign-up to erasure; what there was of them. Raises LocalCloudError when a step fails."""
    person = Person()
    with closing(Shopper(settings, f"erasure-{uuid.uuid4()}", person.email, person.address, "/me")) as shopper:
        _sign_up(person, shopper)
        orders = _live(settings, person, shopper)
        shopper.call("DELETE", "/me", {"password": person.password})
    print(f"{len(orders)} orders were placed, the account is closing")
    _forget(settings, clients, person, [placed.order_id for placed in orders])
    return person.words


def _sign_up(person: Person, shopper: Shopper) -> None:
    account = {"email": person.email, "password": person.password, "name": person.name}
    shopper.call("POST", "/auth/sign-up", account)
    shopper.call("POST", "/auth/confirm", {**account, "code": EMAIL_CODE})
    shopper.api.sign_in(person.email, person.password)
    person.user_id = shopper.call("GET", "/me")["id"]


def _live(settings: Settings, person: Person, shopper: Shopper) -> list[Placed]:
    """One order is bought, sent and partly refunded, one called off, and something stays in the cart."""
    shopper.call("POST", "/me/addresses", person.address)
    for consent in shopper.call("GET", "/me/consents")["items"]:
        shopper.call("PUT", f"/me/consents/{consent['kind']}", {"given": True, "version": consent["version"]})
    shopper.call("POST", "/me/activity", {"kind": "searched", "query": person.said})
    sku = shopper.something_in_stock(units=5)["sku"]
    shopper.call("POST", "/me/wishlist/items", {"sku": sku})
    shopper.put_into_cart(sku)
    bought = shopper.check_out(str(uuid.uuid4()))
    shopper.pay(bought)
    shopper.put_into_cart(sku)
    called_off = shopper.check_out(str(uuid.uuid4()))
    path, key = f"/me/orders/{called_off.order_id}/cancel", str(uuid.uuid4())
    shopper.call("POST", path, {"reason": person.said}, Idempotency_Key=key)
    shopper.put_into_cart(sku)
    for _ in shopper.follow(bought):
        pass
    _refund(settings, person, bought)
    return [bought, called_off]


def _refund(settings: Settings, person: Person, placed: Placed) -> None:
    """The staff write why, and name the person."""
    with closing(ShopApi(settings.public_url)) as api:
        staff.sign_in(settings, api)
        body = {"reason": f"{person.name}: {person.said}", "amount": {**placed.total, "amount": 1}}
        path, headers = (
            f"/admin/payments/{placed.payment['payment_id']}/refunds",
            {"Idempotency-Key": str(uuid.uuid4())},
        )
        api.call("POST", path, body, headers)


def _forget(settings: Settings, clients: Clients, person: Person, orders: list[str]) -> None:
    """Puts back what the timer compares with now, and rings it, until the account is gone."""
    tables = deployment.tables(settings, clients, ["users", "orders"])
    failed = ""

    def gone() -> bool:
        nonlocal failed
        now = clock.now() - timedelta(seconds=1)
        try:
            # Again and again: news of a refund may come late.
            for order_id in orders:
                ageing.age_order(clients.tables, tables["orders"], order_id, now)
            if not ageing.make_due(clients.tables, tables["users"], person.user_id, now):
                return True
        except clients.tables.exceptions.ConditionalCheckFailedException:
            return False  # what has moved meanwhile is seen by the next turn
        answer = clients.invoking.invoke(
            FunctionName=f"souk-{settings.stage}-users-schedule", Payload=json.dumps({"job": "erase"}).encode()
        )
        if answer.get("FunctionError"):
            # The shop's own timer may be at it at the same time; what both want is done by one of them.
            failed = f": the timer failed last with {answer['Payload'].read().decode()}"
        return False

    if not wait_until(gone, PATIENCE_SECONDS, every_seconds=5.0):
        raise LocalCloudError(
            f"the account is not gone after {PATIENCE_SECONDS:.0f} s: look for what is set aside{failed}"
        )
