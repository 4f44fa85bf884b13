"""What a bank holds until the order is sent."""

from __future__ import annotations

from souk_local.problems import LocalCloudError
from souk_local.shop_api import ShopApi
from souk_local.waiting import wait_until
from souk_tools.demo.telling import money, step
from souk_tools.shopper import Placed, Shopper


def is_held(shopper: Shopper, placed: Placed, _operator: ShopApi) -> int:
    """Raises LocalCloudError where cards are charged at once."""

    def kinds() -> set[str]:
        return {told["kind"] for told in shopper.order(placed)["timeline"]}

    if not wait_until(lambda: bool({"payment_held", "paid"} & kinds()), 60, every_seconds=0.5):
        raise LocalCloudError(f"{placed.number} is not paid")
    if "payment_held" not in kinds():
        raise LocalCloudError(
            "This shop charges cards when the order is placed. make down, then "
            'SOUK_PARAMETERS="Capture=shipment" make up has it charge them when it is sent.'
        )
    seen = shopper.order(placed)["money"]
    step(shopper, f"held      {money(seen['authorised'])} by the bank, {money(seen['captured'])} charged")
    return 0


def is_charged(shopper: Shopper, placed: Placed, _operator: ShopApi) -> int:
    """All of it, since it has left."""
    if not wait_until(lambda: shopper.order(placed)["money"]["captured"] == placed.total, 60, every_seconds=0.5):
        raise LocalCloudError(f"{placed.number} has left and is not charged: {shopper.order(placed)['money']}")
    told = {moment["kind"]: moment["at"] for moment in shopper.order(placed)["timeline"]}
    step(shopper, f"charged   {money(placed.total)} at {told['paid']}; it left at {told['parcel_shipped']}")
    return 0
