"""What is stored of prices: of promotions and their codes, taxes and their reports, deliveries, the history of prices,
gift cards, groups of customers and markets.

The files in `priced` were written when it was stored first (SINCE); they are never written again. Members that came
later may be read beside what was read then.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from cart.adapters.store import DynamoCarts
from documents.adapters.books import TableBooks
from documents.adapters.store import FileStore
from orders.adapters.codes import DynamoCodeBook
from orders.adapters.store import DynamoOrderStore
from payments.adapters.gift_cards.store import DynamoCredits
from payments.adapters.store import DynamoPayments
from products.adapters.repricing import DynamoRepricing
from products.adapters.store.catalogue import DynamoCatalogueStore
from shipping.adapters.store import ShipmentStore
from souk.shop.copy import ShopCopy
from tests.stored.comparing import lost, plain
from tests.stored.records import readers
from tests.support import stored
from tests.support.dynamo import table
from users.adapters.groups.codec import dumped
from users.adapters.groups.purchases import DynamoPurchases
from users.adapters.groups.store import DynamoGroups

FOLDER = Path(__file__).parent / "priced"
SINCE = "0.2.0"
OWN = ("promotions", "taxes", "delivery")
Keys = dict[str, str]


def of_an_order(keys: Keys) -> Any:
    """With its uses of promotions, and what is counted of them."""
    book, promotion, person = DynamoCodeBook(), keys["promotion"], keys["person"]
    counted = book.counted([keys["code"]], [promotion], [(promotion, person)])
    return {
        "order": DynamoOrderStore().find(keys["order"]),
        "codes": counted.codes,
        "uses": [counted.uses[promotion], counted.spent[promotion], counted.by_person[promotion, person]],
        "listed": book.listed(promotion, 10, None)[0],
        "used_by": book.used_by(keys["code"], 10, None)[0],
    }


def of_an_order_abroad(keys: Keys) -> Any:
    return DynamoOrderStore().find(keys["order"])


def of_parcels(keys: Keys) -> Any:
    return ShipmentStore().of_order(keys["order"])


def of_payments(keys: Keys) -> Any:
    """A gift card and store credit, and the payments of an order that they paid a part of."""
    accounts_of, payments = DynamoCredits(), DynamoPayments()
    order = payments.order(keys["order"])
    accounts = accounts_of.found([keys["card"], keys["credit"]])
    return {
        "accounts": accounts,
        "by_code": accounts_of.of_code(keys["code_hash"]),
        "of_person": accounts_of.of_person(keys["user"]),
        "listed": [accounts_of.listed(accounts[keys[name]].kind, 10, None)[0] for name in ("credit", "card")],
        "movements": {id_: accounts_of.movements(id_, 10, None)[0] for id_ in accounts},
        "held": accounts_of.held_by(keys["by_card"]),
        "owed": accounts_of.liability(int(keys["year"])),
        "attempts": order.attempts,
        "payments": [payments.load(id_) for id_ in (keys["by_card"], keys["beside"])],
    }


def of_bought_cards(keys: Keys) -> Any:
    """Gift cards that an order has bought, one held back and one taken back, and another order that is not paid."""
    accounts_of, payments = DynamoCredits(), DynamoPayments()
    accounts = accounts_of.found([keys["card"], keys["taken"]])
    return {
        "orders": [payments.order(keys["order"]), payments.order(keys["unpaid"])],
        "cards": [accounts[keys["card"]], accounts[keys["taken"]]],
        "payment": payments.load(keys["payment"]),
        "movements": {id_: accounts_of.movements(id_, 10, None)[0] for id_ in accounts},
        "owed": accounts_of.liability(int(keys["year"])),
    }


def of_an_order_of_gifts(keys: Keys) -> Any:
    """Whom its gift cards are for, and that what goes back of it is wanted as store credit."""
    return {"order": DynamoOrderStore().find(keys["order"])}


def of_a_cart(keys: Keys) -> Any:
    return DynamoCarts().cart(keys["owner"])


def of_a_product(keys: Keys) -> Any:
    store = DynamoCatalogueStore()
    product = store.product(keys["handle"])
    return {"product": product, "cards": store.cards(keys["category"], "newest", 10, None).items}


def of_a_promoted_product(keys: Keys) -> Any:
    """With prices to come, and what is left to be priced."""
    return {**of_a_product(keys), "work": DynamoRepricing().work()}


def of_documents(keys: Keys) -> Any:
    return FileStore().find(keys["order"])


def of_tax_reports(keys: Keys) -> Any:
    """The sums of a month, those of businesses, what a euro was, and the file that says what of it is counted."""
    books, file = TableBooks(), FileStore().find(keys["order"])
    return {
        "sums": books.sums(keys["month"]),
        "corrections": books.sums(keys["later"]),
        "businesses": books.businesses(keys["month"], 10)[0],
        "rates": books.rates(keys["quarter"]),
        "file": {"counted": file.counted, "one_stop": file.one_stop, "kept_until": file.kept_until},
    }


def of_customer_groups(keys: Keys) -> Any:
    """Groups of customers, who was put into them, and what somebody has paid for."""
    groups = DynamoGroups()
    told = [
        {**plain(replace(each, rule=None)), "rule": json.loads(dumped(each.rule)) if each.rule else None}
        for each in groups.all()
    ]
    return {
        "groups": told,
        "memberships": groups.memberships(keys["user"]),
        "members": groups.members(keys["group"], 10, None)[0],
        "bought": DynamoPurchases().of(keys["user"]),
    }


def of_the_markets(_: Keys) -> Any:
    copy = ShopCopy("markets")
    document = copy.document("markets")
    return document and [copy.version("markets"), document.model_dump(mode="json")]


def of_the_shop(_: Keys) -> Any:
    """What a service keeps of the documents that the merchant has published."""
    copy = ShopCopy(*OWN)
    read = {kind: copy.document(kind) for kind in OWN}
    return {kind: [copy.version(kind), document.model_dump(mode="json")] for kind, document in read.items() if document}


READ: dict[str, tuple[str, Callable[[Keys], Any]]] = {
    "order": ("orders", of_an_order),
    "gift-card": ("payments", of_payments),
    "gift-card-bought": ("payments", of_bought_cards),
    "order-gifts": ("orders", of_an_order_of_gifts),
    "order-carried": ("orders", of_an_order_of_gifts),
    "cart": ("cart", of_a_cart),
    "product": ("products", of_a_product),
    "promoted": ("products", of_a_promoted_product),
    "scheduled": ("products", of_a_product),
    "documents": ("documents", of_documents),
    "tax-reports": ("documents", of_tax_reports),
    "shop": ("orders", of_the_shop),
    "customer-groups": ("users", of_customer_groups),
    "markets": ("orders", of_the_markets),
    "market-cart": ("cart", of_a_cart),
    "market-order": ("orders", of_an_order_abroad),
    "market-parcel": ("shipping", of_parcels),
}


@pytest.mark.parametrize("name", READ)
def test_what_was_stored_of_prices_is_read_as_it_was(name: str) -> None:
    service, read = READ[name]
    kept = stored.of(FOLDER, name)
    with table(service=service) as table_name:
        kept.put(table_name)
        differences = [*lost(kept.read["said"], plain(read(kept.read["keys"])))]
    assert not differences


@pytest.mark.parametrize("name", READ)
def test_every_item_of_it_is_read_whole(name: str) -> None:
    service, _ = READ[name]
    items = stored.of(FOLDER, name).items
    assert not [item["pk"]["S"] for item in items if not readers(f"{service.capitalize()}Table", item)]


@pytest.mark.parametrize("name", READ)
def test_each_file_says_what_came_with_its_version(name: str) -> None:
    """So that no member of what is new is missing in it by chance."""
    kept = json.loads((FOLDER / f"{name}.json").read_text())
    assert kept["since"] == SINCE
    text = json.dumps(kept["read"]["said"])
    assert not [
        member for member in NEW[name] if f'"{member}": ' not in text or _is_empty(kept["read"]["said"], member)
    ]


NEW = {
    "order": (
        *("business", "arrives", "uses", "credits", "promotions_version"),
        *("reductions", "tax_category", "taxed_in", "size_class"),
        *("shipping_reductions", "shipping_category", "limit", "batch"),
    ),
    "gift-card": ("beside", "parts", "letter", "expires_on", "order_id", "code_hash", "owner", "refunds", "moved"),
    "gift-card-bought": ("gifts", "owner", "suspended", "given_back", "taken_for", "kept", "as_credit"),
    "order-gifts": ("gifts", "as_credit"),
    "order-carried": ("carried", "service", "to"),
    "cart": ("codes",),
    "product": ("prices", "size_class", "measure", "former"),
    "promoted": ("listed", "later", "position"),
    "scheduled": ("scheduled", "since", "until", "later"),
    "documents": ("vat_id", "category", "taxed_in", "reductions", "credits"),
    "tax-reports": ("counted", "one_stop", "corrects", "vat_number", "rates"),
    "customer-groups": ("rule", "ended_at", "since", "refunded", "within_days", "consents"),
    "shop": OWN,
    "markets": ("rate", "rounding", "step", "language", "prices_include_tax", "payment_methods", "open"),
    "market-cart": ("market",),
    "market-order": ("market",),
    "market-parcel": ("currency",),
}


def _is_empty(said: Any, member: str) -> bool:
    """Whether no value of that name says anything, wherever it stands."""
    if isinstance(said, dict):
        return not said.get(member) and all(_is_empty(value, member) for value in said.values())
    return not isinstance(said, list) or all(_is_empty(value, member) for value in said)
