"""A shopper's return label over HTTP and the table, from the wish to the job that gives it back."""

from __future__ import annotations

from shipping.doors import api, schedule
from tests.component.shipping.carrier import Carrier
from tests.component.shipping.test_shipping import order_paid, webhook
from tests.support.http import Response, call
from tests.support.lambdas import LambdaContext
from tests.unit.shipping.fakes import ORDER

KEY = {"X-Order-Key": "the-key"}
RETURN = f"{ORDER}-R1"


def say(state: str) -> Response:
    return call(api.api, "PATCH", f"/returns/{RETURN}", body={"state": state}, headers=KEY)


def test_a_label_is_had_printed_and_given_back_when_the_goods_stay(outbox: str, carrier: Carrier) -> None:
    order_paid()
    for minutes, status in enumerate(["picked_up", "delivered"]):
        assert webhook(status, minutes=minutes).status == 200
    wish = {"lines": [{"sku": "MUG-BLUE", "quantity": 1, "reason": "defective"}]}
    headers = KEY | {"Idempotency-Key": "wish-1"}
    made = call(api.api, "POST", "/returns", query={"order_id": ORDER}, body=wish, headers=headers)
    assert (made.status, made.json["labelled_by"], made.json["label_url"]) == (201, "sandbox", None)
    carrier.failing = [503, 503, 503]
    assert say("label").status == 503
    label = say("label")
    assert (label.json["label_url"], label.json["tracking_code"]) == (f"{carrier.base}/label/2", "TRACK2")
    assert say("label").json == label.json
    assert carrier.keys[1:] == [RETURN] * 4, "one key for every try"
    assert say("cancelled").json["state"] == "cancelled"
    for _ in range(2):
        schedule.handler({"job": "expire-returns"}, LambdaContext())
    assert carrier.cancelled == ["CR2"]
    assert say("label").json["label_url"] == label.json["label_url"]
