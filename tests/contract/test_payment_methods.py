"""What shoppers can choose to pay with is what the payments service takes, although no checkout asks it."""

from __future__ import annotations

import re

from orders.settings import OrdersSettings
from payments.adapters.gift_cards.store import DynamoCredits
from payments.compose import providers
from tests.contract.template import ROOT, template
from tests.support.dynamo import environment
from tests.support.shop import MemoryShop


def test_every_method_on_offer_has_a_provider() -> None:
    with environment(PAYMENT_METHODS=template()["Parameters"]["PaymentMethods"]["Default"]):
        deployed = OrdersSettings().payment_methods
    assert deployed == OrdersSettings().payment_methods
    assert [method for method in deployed if method not in providers(MemoryShop(), DynamoCredits())] == []


def test_the_pages_know_every_method_on_offer() -> None:
    table = (ROOT / "frontend/src/pages/payment/providers.ts").read_text().partition("PROVIDERS")[2]
    assert OrdersSettings().payment_methods.keys() <= {*re.findall(r"^  (\w+): \{", table, re.MULTILINE)}
