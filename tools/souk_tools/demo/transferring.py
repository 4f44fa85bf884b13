"""What is paid by bank transfer."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime
from typing import Any

from souk_local.shop_api import ShopApi
from souk_tools.bank_statement import camt053
from souk_tools.demo.buying import order
from souk_tools.demo.telling import money, step
from souk_tools.shopper import Placed, Shopper


def buy_by_transfer(shopper: Shopper, operator: ShopApi) -> Placed:
    """A part comes, then too much, by a statement that tells of both; staff give back what was not due."""
    placed = order(shopper, "manual")
    transfer = placed.payment["transfer"]
    for line in transfer["account"]:
        step(shopper, f"transfer  {line['label']}: {line['value']}")
    step(shopper, f"          {money(transfer['amount'])}, reference {transfer['reference']}, by {transfer['until']}")
    day, due, number = str(datetime.now(UTC).date()), placed.total["amount"], uuid.uuid4().hex[:12]
    part = (f"{number}-1", day, due // 2, f"order {placed.number.lower()}")
    rest = (f"{number}-2", day, due - due // 2 + 500, placed.number.replace("-", " "))
    for told in ([part], [part, rest], [part, rest]):
        _import(shopper, operator, camt053(*told))
    [found] = [each for each in _to_give_back(operator) if each["reference"] == placed.number]
    [surplus] = found["surplus"]
    step(shopper, f"too much  {money(surplus['amount'])}, to {surplus['payer']}, {surplus['account']}")
    body = {"payment_id": found["payment_id"], "transfer_id": surplus["transfer_id"]}
    operator.call("POST", "/admin/transfers/returns", body)
    step(shopper, "          sent back")
    return placed


def _import(shopper: Shopper, operator: ShopApi, content: str) -> None:
    """Staff look at the statement first, then book what can be booked."""
    path, body = "/admin/transfers/statements", {"format": "camt053", "content": content}
    seen = operator.call("POST", path, body)["entries"]
    for entry in seen:
        step(shopper, f'statement {money(entry["amount"])} "{entry["text"]}": {entry["match"]}')
    book = [{"entry_id": entry["entry_id"]} for entry in seen if entry["bookable"]]
    if book:
        operator.call("POST", path, {**body, "book": book})


def _to_give_back(operator: ShopApi) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = operator.call("GET", "/admin/transfers?limit=100")["items"]
    return found
