"""Staff see what a carrier offers, choose, and print the list of what it fetches."""

from __future__ import annotations

from shipping import compose
from tests.component.shipping.carrier import Carrier
from tests.component.shipping.test_fulfilment import made, orders_paid, refused, staff
from tests.support.dynamo import environment

PATH = "/admin/shipments/order-1-1/rates"


def test_staff_choose_another_rate_of_a_parcel_and_it_is_booked_anew(outbox: str, carrier: Carrier) -> None:
    orders_paid(1)
    shown = staff("GET", PATH)
    assert shown.json == {
        "items": [
            {"name": "Post Standard", "cost": {"amount": 490, "currency": "EUR"}, "days": None, "fits": True},
            {"name": "Post Express", "cost": {"amount": 990, "currency": "EUR"}, "days": 1, "fits": True},
        ],
        "booked": "Post Standard",
        "chosen": "",
    }
    wish, tag = {"name": "Post Express"}, shown.headers["ETag"]
    assert staff("PUT", PATH, body=wish).status == 428
    chosen = staff("PUT", PATH, body=wish, match=tag)
    assert (chosen.json["rate"], chosen.json["cost"]) == ("Post Express", {"amount": 990, "currency": "EUR"})
    assert chosen.json["label_url"] == f"{carrier.base}/label/2"
    assert carrier.cancelled == ["CR1"]
    assert staff("GET", "/admin/shipments/order-1-1").json == chosen.json
    assert staff("PUT", PATH, body={"name": "Post Standard"}, match=tag).status == 412
    assert refused(staff("PUT", PATH, body={"name": "By foot"}, match=tag)) == (400, "invalid_input")


def test_a_carrier_without_prices_offers_nothing(outbox: str) -> None:
    orders_paid(1)
    assert staff("GET", PATH).json["items"] == []


def test_the_list_for_the_carrier_is_of_what_was_handed_over(outbox: str, carrier: Carrier) -> None:
    with environment(PICKING="on"):
        compose.services.reset()
        first, second = orders_paid(1, 2)
        path = f"/admin/batches/{made(2)['id']}"
        assert staff("POST", f"{path}/manifests").json == {"items": []}
        staff("POST", f"/admin/shipments/{first}/hand-over", body={})
        one = {"carrier": "sandbox", "parcels": 1, "url": f"{carrier.base}/manifest/CR1", "note": ""}
        assert staff("POST", f"{path}/manifests").json == {"items": [one]}
        staff("POST", f"/admin/shipments/{second}/hand-over", body={})
        both = one | {"parcels": 2, "url": f"{carrier.base}/manifest/CR1-CR2"}
        for _ in range(2):
            assert staff("POST", f"{path}/manifests").json == {"items": [both]}
        carrier.failing = [422]
        refused_list = {"carrier": "sandbox", "parcels": 2, "url": None, "note": "not today"}
        assert staff("POST", f"{path}/manifests").json == {"items": [refused_list]}
    assert staff("POST", "/admin/batches/none/manifests").status == 404
