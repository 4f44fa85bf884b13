"""Buys something through the public API as a shopper would, and shows what happened behind it.

`python -m souk_tools.demo` prints each step with its correlation id, the order's event history, the e-mails sent, and
the log lines of every service that worked on it. `return` has what was bought come back and paid back, `withdraw` has
the shopper withdraw from the contract by the order's number, `bank-transfer` is paid by two transfers that a bank
statement tells of, of `lost-parcel` the carrier loses the parcel. `cancel-line` buys two of a thing and has one of them
cancelled before it is handed over. In the end state, money, documents and stock have to agree.
"""

from __future__ import annotations

import sys
import uuid
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

import httpx

from souk_local import own, staff
from souk_local.problems import LocalCloudError
from souk_local.settings import Settings
from souk_local.shop_api import ShopApi
from souk_local.waiting import wait_until
from souk_tools.bank_statement import camt053
from souk_tools.shopper import ADDRESS, Placed, Shopper

Beginning = Callable[[Shopper, ShopApi], Placed]
Story = Callable[[Shopper, Placed, ShopApi], int]
"""What happens to a purchase; answers what was paid back, in the currency's smallest unit."""
SERVICES_EXPECTED = 5
LINES_PER_SERVICE = 3


def main() -> int:
    name = sys.argv[1] if len(sys.argv) > 1 else "buy"
    if name not in SCENARIOS:
        print(f"there is no scenario {name}: choose one of {', '.join(SCENARIOS)}", file=sys.stderr)
        return 2
    try:
        run(own.running("aws", "kafka", "bridge", "edge"), SCENARIOS[name])
    except LocalCloudError as problem:
        print(f"\n{problem}", file=sys.stderr)
        return 1
    except httpx.TransportError as problem:
        print(f"\nThe shop does not answer ({problem}); make status says more.", file=sys.stderr)
        return 1
    return 0


def run(settings: Settings, scenario: Scenario) -> None:
    """All of it. Raises LocalCloudError when a step fails."""
    address = {**ADDRESS, **scenario.address}
    shopper, operator = Shopper(settings, f"demo-{uuid.uuid4()}", address=address), ShopApi(settings.public_url)
    staff.sign_in(settings, operator)
    placed = scenario.begin(shopper, operator)
    back = scenario.meanwhile(shopper, placed, operator)
    for entry in shopper.follow(placed, scenario.until):
        _step(shopper, f"{entry['state']:<18}{entry['at']}  by {entry['by']}  {entry.get('reason') or ''}".rstrip())
    back += scenario.afterwards(shopper, placed, operator)
    _show_outcome(shopper, placed, operator, back, returned=scenario.returned)
    _show_events(operator, placed)
    _show_mails(settings, shopper.email, "refund" if back else "deliver")
    _show_logs(operator, shopper.correlation_id)


def _order(shopper: Shopper, payment_method: str, units: int = 1) -> Placed:
    variant = shopper.something_in_stock(units)
    _step(shopper, f"found     {variant['product']} {variant['title']}".rstrip() + f" ({variant['sku']})")
    cart = shopper.put_into_cart(variant["sku"], units)
    _step(shopper, f"cart      {cart['item_count']} × {_money(variant['price'])}, {_money(cart['subtotal'])}")
    placed = shopper.check_out(str(uuid.uuid4()), payment_method)
    _step(shopper, f"ordered   {placed.number}, {_money(placed.total)}, payment {placed.payment['payment_id']}")
    return placed


def _buy(shopper: Shopper, _operator: ShopApi, units: int = 1) -> Placed:
    placed = _order(shopper, "stripe", units)
    intent = shopper.pay(placed)
    _step(shopper, f"paid      {intent['id']} is {intent['status']}")
    return placed


def _buy_two(shopper: Shopper, operator: ShopApi) -> Placed:
    return _buy(shopper, operator, units=2)


def _buy_by_transfer(shopper: Shopper, operator: ShopApi) -> Placed:
    """A part comes, then too much, by a statement that tells of both; staff give back what was not due."""
    placed = _order(shopper, "manual")
    transfer = placed.payment["transfer"]
    for line in transfer["account"]:
        _step(shopper, f"transfer  {line['label']}: {line['value']}")
    _step(shopper, f"          {_money(transfer['amount'])}, reference {transfer['reference']}, by {transfer['until']}")
    day, due, number = str(datetime.now(UTC).date()), placed.total["amount"], uuid.uuid4().hex[:12]
    part = (f"{number}-1", day, due // 2, f"order {placed.number.lower()}")
    rest = (f"{number}-2", day, due - due // 2 + 500, placed.number.replace("-", " "))
    for told in ([part], [part, rest], [part, rest]):
        _import(shopper, operator, camt053(*told))
    [found] = [each for each in _to_give_back(operator) if each["reference"] == placed.number]
    [surplus] = found["surplus"]
    _step(shopper, f"too much  {_money(surplus['amount'])}, to {surplus['payer']}, {surplus['account']}")
    body = {"payment_id": found["payment_id"], "transfer_id": surplus["transfer_id"]}
    operator.call("POST", "/admin/transfers/returns", body)
    _step(shopper, "          sent back")
    return placed


def _import(shopper: Shopper, operator: ShopApi, content: str) -> None:
    """Staff look at the statement first, then book what can be booked."""
    path, body = "/admin/transfers/statements", {"format": "camt053", "content": content}
    seen = operator.call("POST", path, body)["entries"]
    for entry in seen:
        _step(shopper, f'statement {_money(entry["amount"])} "{entry["text"]}": {entry["match"]}')
    book = [{"entry_id": entry["entry_id"]} for entry in seen if entry["bookable"]]
    if book:
        operator.call("POST", path, {**body, "book": book})


def _to_give_back(operator: ShopApi) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = operator.call("GET", "/admin/transfers?limit=100")["items"]
    return found


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


def _is_lost(shopper: Shopper, placed: Placed, operator: ShopApi) -> int:
    """The carrier says that it lost the parcel; staff have it paid back, with its delivery."""
    found: list[dict[str, Any]] = []

    def is_lost() -> bool:
        found[:] = operator.call("GET", f"/admin/shipments?order_id={placed.order_id}")["items"]
        return bool(found) and found[0]["trouble"] == "lost"

    if not wait_until(is_lost, 60, every_seconds=0.5):
        raise LocalCloudError(f"the parcel of {placed.number} is not lost: {found}")
    parcel = found[0]
    _step(shopper, f"lost      {parcel['id']} waits in queue {parcel['queue']}")
    tag = {"If-Match": f'"{parcel["version"]}"'}
    ended = operator.call("PATCH", f"/admin/shipments/{parcel['id']}", {"decision": "refund"}, tag)
    _step(shopper, f"parcel    {ended['state']}, {ended['outcome']} by {ended['return_id']}")
    return _paid_back(shopper, operator, placed)


def _comes_back(shopper: Shopper, operator: ShopApi, placed: Placed) -> int:
    """Staff receive the order's return as good as new, and wait until it is paid back."""
    back = _return_in(operator, placed, "approved", "in_transit")
    lines = [
        {"sku": line["sku"], "quantity": line["quantity"], "condition": "resaleable", "restock": True}
        for line in back["lines"]
    ]
    path, tag = f"/admin/returns/{back['id']}", f'"{back["version"]}"'
    operator.call("PATCH", path, {"decision": "receive", "lines": lines}, {"If-Match": tag})
    return _paid_back(shopper, operator, placed)


def _paid_back(shopper: Shopper, operator: ShopApi, placed: Placed) -> int:
    """In the currency's smallest unit."""
    back = _return_in(operator, placed, "refunded")
    for step in back["steps"]:
        _step(shopper, f"{step['state']:<18}{step['at']}  by {step['by'].partition(':')[0]}")
    refunded: int = back["refunded"]
    return refunded


def _return_in(operator: ShopApi, placed: Placed, *states: str) -> dict[str, Any]:
    """The order's first return once it is in one of these states."""
    found: list[dict[str, Any]] = []

    def is_there() -> bool:
        found[:] = operator.call("GET", f"/admin/returns?order_id={placed.order_id}")["items"]
        return bool(found) and found[0]["state"] in states

    if not wait_until(is_there, 60, every_seconds=0.5):
        raise LocalCloudError(f"no return of {placed.number} is {' or '.join(states)}: {found}")
    return found[0]


def _show_outcome(shopper: Shopper, placed: Placed, operator: ShopApi, back: int, *, returned: bool) -> None:
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


def _nothing(_shopper: Shopper, _placed: Placed, _operator: ShopApi) -> int:
    return 0


@dataclass(frozen=True)
class Scenario:
    """A purchase, what happens before its order is `until` that state, and what comes after. `returned`: all that was
    sent comes back. `address` differs so from the usual one.
    """

    begin: Beginning = _buy
    meanwhile: Story = _nothing
    until: str = "DELIVERED"
    afterwards: Story = _nothing
    returned: bool = False
    address: Mapping[str, str] = field(default_factory=dict)


SCENARIOS = {
    "buy": Scenario(),
    "bank-transfer": Scenario(begin=_buy_by_transfer),
    "return": Scenario(afterwards=_returns, returned=True),
    "withdraw": Scenario(afterwards=_withdraws, returned=True),
    # To such an address the local carrier loses what it has picked up.
    "lost-parcel": Scenario(until="SHIPPED", afterwards=_is_lost, address={"line2": "LOST"}),
    "cancel-line": Scenario(begin=_buy_two, meanwhile=_cancels_a_line),
}


if __name__ == "__main__":
    sys.exit(main())
