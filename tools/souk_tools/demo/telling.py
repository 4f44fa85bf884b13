"""What every part of the demo says things with."""

from __future__ import annotations

from typing import Any

from souk_tools.shopper import Shopper


def step(shopper: Shopper, text: str) -> None:
    print(f"[{shopper.correlation_id}] {text}")


def money(money: dict[str, Any]) -> str:
    return f"{money['amount'] / 100:.2f} {money['currency']}"
