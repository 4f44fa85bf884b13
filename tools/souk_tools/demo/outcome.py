"""What a purchase came to: state, money, documents and stock that have to agree, its events, letters and log lines."""

from __future__ import annotations

from collections import Counter
from typing import Any
from urllib.parse import quote

from souk_local.problems import LocalCloudError
from souk_local.settings import Settings
from souk_local.shop_api import ShopApi
from souk_local.waiting import wait_until
from souk_tools.demo.telling import money
from souk_tools.letters import mails_to
from souk_tools.shopper import Placed, Shopper

SERVICES_EXPECTED = 5
LINES_PER_SERVICE = 3


def show_outcome(shopper: Shopper, placed: Placed, operator: ShopApi, back: int, *, returned: bool) -> None:
    """State, money, documents and stock. Raises LocalCloudError unless they agree on what was paid `back`.

    `returned`: all that was sent came back.
    """
    lines = shopper.order(placed)["lines"]
    bought = {line["sku"]: 0 if returned else line["cancelled"] - line["quantity"] for line in lines}
    order: dict[str, Any] = {}
    papers: list[dict[str, Any]] = []
    moved: dict[str, int] = {}

    def agree() -> bool:
        order.update(shopper.order(placed))
        key = shopper.key(placed)
        papers[:] = shopper.call("GET", f"/orders/{placed.order_id}/documents", **key)["items"]
        moved.update({sku: _moved(operator, sku, placed.order_id) for sku in bought})
        left = sum(one["total"]["amount"] * (-1 if one["type"] == "credit_note" else 1) for one in papers)
        captured, refunded = (order["money"][name]["amount"] for name in ("captured", "refunded"))
        return bool(papers) and refunded == back and left == captured - back and moved == bought

    wait_until(agree, 60, every_seconds=0.5)
    print("\nWhat it came to:")
    print(f"  {'order':<13}{placed.number} is {order['state']}")
    for name in ("captured", "refunded"):
        print(f"  {name:<13}{money(order['money'][name])}")
    for paper in papers:
        print(f"  {paper['type'].replace('_', ' '):<13}{paper['number']}, {money(paper['total'])}")
    for sku, units in moved.items():
        print(f"  {'stock':<13}{units:+d} {sku}")
    if not agree():
        raise LocalCloudError(f"these do not agree: {money({**placed.total, 'amount': back})} was paid back")


def _moved(operator: ShopApi, sku: str, order_id: str) -> int:
    """By how many units the order has changed what is on hand."""
    ledger = operator.call("GET", f"/admin/stock/{quote(sku, safe='')}")["movements"]
    return sum(movement["on_hand"] for movement in ledger if movement["reference"] == order_id)


def show_events(operator: ShopApi, placed: Placed) -> None:
    print("\nThe order's events, as its outbox published them:")
    for event in operator.call("GET", f"/admin/orders/{placed.order_id}")["events"]:
        print(f"  {event['occurred_at']}  {event['type']:<23} {event['id']}")


def show_mails(settings: Settings, address: str, last: str) -> None:
    """Those that came until one whose subject says `last`."""
    print(f"\nE-mails to {address}:")
    found: list[dict[str, Any]] = []

    def arrived() -> bool:
        found[:] = mails_to(settings, address)
        return any(last in str(mail.get("Subject", "")).lower() for mail in found)

    wait_until(arrived, 30, every_seconds=0.5)
    for mail in found:
        print(f"  {mail['Subject']}")
    if not found:
        raise LocalCloudError("no e-mail was sent")


def show_logs(operator: ShopApi, correlation_id: str) -> None:
    trace: dict[str, Any] = {}

    def complete() -> bool:
        trace.update(operator.call("GET", f"/ops/traces/{correlation_id}"))
        return len(trace["services"]) >= SERVICES_EXPECTED

    wait_until(complete, 30, every_seconds=1)
    print(f"\nLog lines of {correlation_id}, from {len(trace['services'])} services:")
    shown: Counter[str] = Counter()
    for entry in trace["entries"]:
        shown[entry["service"]] += 1
        if shown[entry["service"]] <= LINES_PER_SERVICE:
            print(f"  {entry['time']}  {entry['service']:<14}{entry['level']:<8}{entry['message'][:90]}")
    print("\n  lines a service: " + ", ".join(f"{service} {count}" for service, count in sorted(shown.items())))
    if len(trace["services"]) < SERVICES_EXPECTED:
        raise LocalCloudError(f"only {sorted(trace['services'])} have logged under this id")
