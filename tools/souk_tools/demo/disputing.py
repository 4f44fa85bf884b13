"""What a bank asks back."""

from __future__ import annotations

import uuid
from typing import Any

from souk_local.problems import LocalCloudError
from souk_local.shop_api import ShopApi
from souk_local.waiting import wait_until
from souk_tools.demo.telling import money, step
from souk_tools.shopper import Placed, Shopper


def is_released(shopper: Shopper, placed: Placed, operator: ShopApi) -> int:
    """The dispute may hold the parcel before a carrier has it; staff have it sent all the same."""
    released: list[str] = []

    def has_left() -> bool:
        parcels = operator.call("GET", f"/admin/shipments?order_id={placed.order_id}")["items"]
        for parcel in parcels:
            if parcel["held"]:
                path = f"/admin/shipments/{parcel['id']}"
                tag = {"If-Match": operator.send("GET", path).headers["ETag"]}
                operator.call("PATCH", path, {"decision": "release"}, tag)
                released.append(parcel["id"])
        return bool(parcels) and all(parcel["state"] not in ("created", "booked") for parcel in parcels)

    if not wait_until(has_left, 120, every_seconds=1):
        raise LocalCloudError(f"no carrier has the parcel of {placed.number}")
    if released:
        step(shopper, f"released  {', '.join(released)}, which the dispute held")
    return 0


def is_answered(shopper: Shopper, placed: Placed, operator: ShopApi) -> int:
    """The bank has asked the money back; staff see until when to answer, send evidence, and the bank gives it back."""
    payment_path = f"/admin/payments/{placed.payment['payment_id']}"

    def disputes() -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = operator.call("GET", payment_path)["disputes"]
        return found

    if not wait_until(lambda: bool(disputes()), 60, every_seconds=0.5):
        raise LocalCloudError(f"the payment of {placed.number} is not disputed")
    [dispute] = disputes()
    listed = [each["payment_id"] for each in operator.call("GET", "/admin/disputes?limit=100")["items"]]
    waits = "is in the list" if placed.payment["payment_id"] in listed else "is in no list"
    step(shopper, f"disputed  {money(dispute['amount'])}, {dispute['reason']}, {waits}, answer by {dispute['due_by']}")
    path = f"{payment_path}/disputes/{dispute['dispute_id']}"
    parcels = operator.call("GET", f"/admin/shipments?order_id={placed.order_id}")["items"]
    order = operator.call("GET", f"/admin/orders/{placed.order_id}")
    evidence = {
        "customer_name": order["shipping_address"]["name"],
        "customer_email": order["email"],
        "product": ", ".join(line["title"] for line in order["lines"]),
        "carrier": ", ".join(parcel["carrier"] for parcel in parcels),
        "tracking_numbers": ", ".join(parcel["tracking_code"] for parcel in parcels),
        # The word by which a test of Stripe has the bank decide for the shop.
        "explanation": "The parcel was delivered to the customer's door. winning_evidence",
    }
    seen = operator.send("GET", path)
    draft = operator.send("PATCH", path, evidence, {"If-Match": seen.headers["ETag"]})
    step(shopper, f"draft     saved at {draft.json()['saved_at']}")
    body = {"answer": "evidence", "evidence": evidence}
    operator.call("POST", path, body, {"If-Match": draft.headers["ETag"], "Idempotency-Key": str(uuid.uuid4())})

    def is_won() -> bool:
        return bool(disputes()[0]["status"] == "won")

    if not wait_until(is_won, 60, every_seconds=0.5):
        raise LocalCloudError(f"the dispute is not won: {disputes()}")
    [won] = disputes()
    step(shopper, f"answered  {won['answer']['sent_at']}, won: {money(won['reinstated'])} came back")
    return 0
