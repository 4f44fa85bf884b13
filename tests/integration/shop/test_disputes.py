"""Disputes as Stripe tells of them, signed, at the real gateway: booked, seen by staff, not refunded a second time."""

from __future__ import annotations

import uuid
from typing import Any

import httpx
import pytest

from souk_local.shop_api import ShopApi
from souk_tools.shopper import Placed, Shopper
from tests.support.bank import Bank
from tests.support.cloud import TestCloud
from tests.support.polling import eventually

pytestmark = pytest.mark.cloud


@pytest.fixture
def bought(shopper: Shopper, staff: ShopApi) -> tuple[Placed, dict[str, Any]]:
    """A paid order and its payment."""
    shopper.put_into_cart(shopper.something_in_stock(units=3)["sku"])
    placed = shopper.check_out(str(uuid.uuid4()))
    shopper.pay(placed)
    path = f"/admin/payments/{placed.payment['payment_id']}"
    eventually(lambda: staff.call("GET", path)["status"] == "captured")
    return placed, staff.call("GET", path)


def refund(staff: ShopApi, payment: dict[str, Any], amount: int = 1) -> httpx.Response:
    body = {"reason": "asked for", "amount": {**payment["amount"], "amount": amount}}
    path = f"/admin/payments/{payment['payment_id']}/refunds"
    return staff.send("POST", path, body, {"Idempotency-Key": str(uuid.uuid4())})


def listed(staff: ShopApi, state: str, payment: dict[str, Any]) -> list[str]:
    """The states of this payment's disputes, if it is in that list."""
    items = staff.call("GET", f"/admin/disputes?state={state}&limit=100")["items"]
    return [
        dispute["status"]
        for item in items
        if item["payment_id"] == payment["payment_id"]
        for dispute in item["disputes"]
    ]


@pytest.mark.parametrize("end", ["lost", "won"])
def test_a_dispute_is_seen_by_staff_from_its_opening_to_its_end(
    cloud: TestCloud, shopper: Shopper, staff: ShopApi, bought: tuple[Placed, dict[str, Any]], end: str
) -> None:
    placed, payment = bought
    bank = Bank(cloud, payment)
    assert bank.tells("created", "needs_response") == 200
    eventually(lambda: listed(staff, "open", payment) == ["needs_response"])
    assert bank.tells("funds_withdrawn", "needs_response") == 200
    refused = refund(staff, payment)
    assert (refused.status_code, refused.json()["code"]) == (409, "over_refund")
    order = f"/admin/orders/{placed.order_id}"
    whole = payment["amount"]["amount"]
    eventually(lambda: staff.call("GET", order)["money"]["disputed"]["amount"] == whole)
    assert bank.tells("closed", end) == 200
    eventually(lambda: listed(staff, "closed", payment) == [end])
    assert listed(staff, "open", payment) == []
    after = staff.call("GET", f"/admin/payments/{payment['payment_id']}")
    left = whole if end == "won" else 0
    assert (after["refundable"]["amount"], after["disputed"]["amount"]) == (left, whole - left)
    assert refund(staff, payment).status_code == (201 if end == "won" else 409)


def test_a_dispute_that_nobody_signed_is_refused(
    cloud: TestCloud, staff: ShopApi, bought: tuple[Placed, dict[str, Any]]
) -> None:
    _, payment = bought
    assert Bank(cloud, payment).tells("created", "needs_response", secret="whsec_of_somebody") == 400
    assert staff.call("GET", f"/admin/payments/{payment['payment_id']}")["disputes"] == []
