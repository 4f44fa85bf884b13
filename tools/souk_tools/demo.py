"""Buys something through the public API as a shopper would, and shows what happened behind it.

`python -m souk_tools.demo` prints each step with its correlation id, the order's event history, the e-mails sent, and
the log lines of every service that worked on it. `return` has what was bought come back and paid back, `withdraw` has
the shopper withdraw from the contract by its number. `cancel-line` buys two of a thing and has one of them cancelled
before it is handed over. In the end state, money, documents and stock have to agree.
"""

import sys
import uuid
from collections import Counter
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import httpx

from souk_local import own, staff
from souk_local.problems import LocalCloudError
from souk_local.settings import Settings
from souk_local.shop_api import ShopApi
from souk_local.waiting import wait_until
from souk_tools.shopper import Placed, Shopper

Story = Callable[[Shopper, Placed, ShopApi], int]
"""What happens to a purchase; answers what was paid back, in the currency's smallest unit."""
SERVICES_EXPECTED = 5
LINES_PER_SERVICE = 3


def main() -> int:
    story = sys.argv[1] if len(sys.argv) > 1 else "buy"
    if story not in STORIES:
        print(f"there is no scenario {story}: choose one of {', '.join(STORIES)}", file=sys.stderr)
        return 2
    try:
        run(own.running("aws", "kafka", "bridge", "edge"), STORIES[story], MEANWHILE.get(story))
    except LocalCloudError as problem:
        print(f"\n{problem}", file=sys.stderr)
        return 1
    except httpx.TransportError as problem:
        print(f"\nThe shop does not answer ({problem}); make status says more.", file=sys.stderr)
        return 1
    return 0


def run(settings: Settings, story: Story | None = None, meanwhile: Story | None = None) -> None:
    """The whole purchase, what happens before it arrives, and what comes after it. Raises LocalCloudError when a step
    fails.
    """
    shopper = Shopper(settings, f"demo-{uuid.uuid4()}")
    placed = _buy(shopper, units=2 if meanwhile else 1)
    back = meanwhile(shopper, placed, ShopApi(settings.public_url)) if meanwhile else 0
    for entry in shopper.follow(placed):
        _step(shopper, f"{entry['state']:<18}{entry['at']}  by {entry['by']}  {entry.get('reason') or ''}".rstrip())
    operator = ShopApi(settings.public_url)
    staff.sign_in(settings, operator)
    back += story(shopper, placed, operator) if story else 0
    _show_outcome(shopper, placed, operator, back, returned=story is not None)
    _show_events(operator, placed)
    _show_mails(settings, shopper.email, "refund" if back else "deliver")
    _show_logs(operator, shopper.correlation_id)


def _buy(shopper: Shopper, units: int = 1) -> Placed:
    variant = shopper.something_in_stock(units)
    _step(shopper, f"found     {variant['product']} {variant['title']}".rstrip() + f" ({variant['sku']})")
    cart = shopper.put_into_cart(variant["sku"], units)
    _step(shopper, f"cart      {cart['item_count']} × {_money(variant['price'])}, {_money(cart['subtotal'])}")
    placed = shopper.check_out(idempotency_key=str(uuid.uuid4()))
    _step(shopper, f"ordered   {placed.number}, {_money(placed.total)}, payment {placed.payment['payment_id']}")
    intent = shopper.pay(placed)
    _step(shopper, f"paid      {intent['id']} is {intent['status']}")
    return placed


def _cancels_a_line(shopper: Shopper, placed: Placed, _operator: ShopApi) -> int:
    """The shopper wants one unit out, looks at what comes back, and says so; shipping opens the parcel, if it can."""
    seen: dict[str, Any] = {}

    def is_paid() -> bool:
        seen.update(shopper.order(placed))
        return seen["state"] in ("PAID", "FULFILLING")

    if not wait_until(is_paid, 60, every_seconds=0.2) or not seen["cancellable"]:
        raise LocalCloudError(f"nothing of {placed.number} can be cancelled: it is {seen['state']}")
    line = {"sku": seen["cancellable"][0]["sku"], "quantity": 1}
    path = f"/orders/{placed.order_id}/cancel"

    def cancel(**more: bool) -> Any:
        body = {"lines": [line], "reason": "one is enough", **more}
        return shopper.call("POST", path, body, Idempotency_Key=str(uuid.uuid4()), **shopper.key(placed))

    less = cancel(preview=True)["line_cancellations"][0]["amount"]
    _step(shopper, f"preview   1 × {line['sku']} would give back {_money(less)}")
    number = cancel()["line_cancellations"][0]["number"]
    wish: dict[str, Any] = {}

    def is_answered() -> bool:
        (found,) = (one for one in shopper.order(placed)["line_cancellations"] if one["number"] == number)
        wish.update(found)
        return bool(wish["state"] != "requested")

    if not wait_until(is_answered, 60, every_seconds=0.5) or wish["state"] != "accepted":
        raise LocalCloudError(f"the unit is not cancelled: {wish}")

    def is_paid_back() -> bool:
        seen.update(shopper.order(placed))
        return bool(seen["money"]["refunded"]["amount"] == less["amount"])

    if not wait_until(is_paid_back, 60, every_seconds=0.5):
        raise LocalCloudError(f"{_money(less)} are not paid back: {seen['money']}")
    _step(shopper, f"cancelled 1 × {line['sku']}, {_money(less)} went back, the order costs {_money(seen['total'])}")
    return int(less["amount"])


def _returns(shopper: Shopper, placed: Placed, operator: ShopApi) -> int:
    """The shopper asks, sends it, staff receive it, and the money goes back."""
    held = shopper.call("GET", f"/returns?order_id={placed.order_id}", **shopper.key(placed))
    lines = [{"sku": one["sku"], "quantity": one["units"], "reason": "does_not_fit"} for one in held["returnable"]]
    path, key = f"/returns?order_id={placed.order_id}", str(uuid.uuid4())
    asked = shopper.call("POST", path, {"lines": lines}, Idempotency_Key=key, **shopper.key(placed))
    _step(shopper, f"return    {asked['id']} is {asked['state']}")
    sent = {"state": "sent", "tracking_code": "RX-1"}
    shopper.call("PATCH", f"/returns/{asked['id']}", sent, **shopper.key(placed))
    return _comes_back(shopper, operator, placed)


def _withdraws(shopper: Shopper, placed: Placed, operator: ShopApi) -> int:
    """A guest names the order; the acknowledgement is mailed, and the goods come back."""
    body = {"order_number": placed.number, "email": shopper.email, "name": "Amira Haddad", "contact": shopper.email}
    taken = shopper.call("POST", "/withdrawals", body)
    _step(shopper, f"withdrawn {placed.number}, stated {taken['declared_at']}")
    return _comes_back(shopper, operator, placed)


def _comes_back(shopper: Shopper, operator: ShopApi, placed: Placed) -> int:
    """Staff receive the order's return as good as new, and wait until it is paid back."""
    found: list[dict[str, Any]] = []

    def is_(*states: str) -> bool:
        found[:] = operator.call("GET", f"/admin/returns?order_id={placed.order_id}")["items"]
        return bool(found) and found[0]["state"] in states

    if not wait_until(lambda: is_("approved", "in_transit"), 60, every_seconds=0.5):
        raise LocalCloudError(f"no return of {placed.number} is approved: {found}")
    back = found[0]
    lines = [
        {"sku": line["sku"], "quantity": line["quantity"], "condition": "resaleable", "restock": True}
        for line in back["lines"]
    ]
    path, tag = f"/admin/returns/{back['id']}", f'"{back["version"]}"'
    operator.call("PATCH", path, {"decision": "receive", "lines": lines}, {"If-Match": tag})
    if not wait_until(lambda: is_("refunded"), 60, every_seconds=0.5):
        raise LocalCloudError(f"{back['id']} is not paid back: {found}")
    for step in found[0]["steps"]:
        _step(shopper, f"{step['state']:<18}{step['at']}  by {step['by'].partition(':')[0]}")
    back_paid: int = found[0]["refunded"]
    return back_paid


def _show_outcome(shopper: Shopper, placed: Placed, operator: ShopApi, back: int, *, returned: bool) -> None:
    """State, money, documents and stock. Raises LocalCloudError unless they say the same of what was paid `back`.
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
        print(f"  {name:<13}{_money(order['money'][name])}")
    for paper in papers:
        print(f"  {paper['type'].replace('_', ' '):<13}{paper['number']}, {_money(paper['total'])}")
    for sku, units in moved.items():
        print(f"  {'stock':<13}{units:+d} {sku}")
    if not agree():
        raise LocalCloudError(f"these do not agree: {_money({**placed.total, 'amount': back})} was paid back")


def _moved(operator: ShopApi, sku: str, order_id: str) -> int:
    """By how many units the order has changed what is on hand."""
    ledger = operator.call("GET", f"/admin/stock/{quote(sku, safe='')}")["movements"]
    return sum(movement["on_hand"] for movement in ledger if movement["reference"] == order_id)


def _show_events(operator: ShopApi, placed: Placed) -> None:
    print("\nThe order's events, as its outbox published them:")
    for event in operator.call("GET", f"/admin/orders/{placed.order_id}")["events"]:
        print(f"  {event['occurred_at']}  {event['type']:<24}{event['id']}")


def _show_mails(settings: Settings, address: str, last: str) -> None:
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


def _show_logs(operator: ShopApi, correlation_id: str) -> None:
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


def mails_to(settings: Settings, address: str) -> list[dict[str, Any]]:
    """What SES was given for this address, oldest first."""
    answer = httpx.get(f"{settings.aws_url}/_ministack/ses/messages", timeout=30).json()
    return [mail for mail in messages(answer) if address in str(mail.get("Destination") or mail)]


def messages(answer: Any) -> list[dict[str, Any]]:
    """Every message in MiniStack's answer, which groups them by account."""
    if isinstance(answer, dict) and "Subject" in answer:
        return [answer]
    nested = answer.values() if isinstance(answer, dict) else answer if isinstance(answer, list) else ()
    return [message for part in nested for message in messages(part)]


def _step(shopper: Shopper, text: str) -> None:
    print(f"[{shopper.correlation_id}] {text}")


def _money(money: dict[str, Any]) -> str:
    return f"{money['amount'] / 100:.2f} {money['currency']}"


STORIES: dict[str, Story | None] = {"buy": None, "return": _returns, "withdraw": _withdraws, "cancel-line": None}
# What happens between the payment and the delivery.
MEANWHILE: dict[str, Story] = {"cancel-line": _cancels_a_line}


if __name__ == "__main__":
    sys.exit(main())
