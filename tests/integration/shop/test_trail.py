"""What the staff of a running shop do, each in a role of their own, is found in the trail; who meddles with it, too."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing
from typing import Any

import httpx
import pytest

from souk_local import deployment, process
from souk_local.shop_api import ShopApi
from souk_tools import trail
from souk_tools.shopper import Placed, Shopper
from tests.support.cloud import TestCloud
from tests.support.colleagues import Colleague, invite, set_up
from tests.support.polling import eventually

pytestmark = pytest.mark.cloud
Entry = dict[str, Any]


@pytest.fixture(scope="module")
def team(cloud: TestCloud, staff: ShopApi) -> Iterator[dict[str, Colleague]]:
    """One of each role but admin, who is `staff`."""
    with ExitStack() as held:
        people = {role: invite(cloud, staff, role) for role in ("support", "merchandiser", "fulfilment", "finance")}
        for colleague in people.values():
            held.enter_context(closing(colleague.api))
            set_up(colleague)
        yield people


def order(shopper: Shopper, *, paid: bool = True, method: str = "stripe") -> Placed:
    shopper.put_into_cart(shopper.something_in_stock(units=3)["sku"])
    placed = shopper.check_out(str(uuid.uuid4()), method)
    if paid:
        shopper.pay(placed)
    return placed


def act(colleague: Colleague, method: str, path: str, body: Any = None, **headers: str) -> tuple[str, httpx.Response]:
    """What somebody does, and the correlation id they did it with."""
    correlation_id = f"trail-{uuid.uuid4()}"
    sent = {"X-Correlation-Id": correlation_id, "Idempotency-Key": correlation_id, **headers}
    return correlation_id, colleague.api.send(method, path, body, sent)


def entries(staff: ShopApi, correlation_id: str, steps: int, **query: str) -> list[Entry]:
    """Those of one request among what is found of an object or a person, oldest first; waits until they are chained."""
    found: list[Entry] = []
    (name, value), *_ = query.items()

    def chained() -> bool:
        items = staff.call("GET", f"/ops/audit?{httpx.QueryParams({name: value, 'limit': '50'})}")["items"]
        found[:] = [entry for entry in reversed(items) if entry["correlation_id"] == correlation_id]
        return len(found) == steps

    eventually(chained, because=lambda: f"{correlation_id}: {found}")
    return found


def done(staff: ShopApi, colleague: Colleague, thing: str, did: tuple[str, httpx.Response]) -> list[Entry]:
    """The changes that the trail has of an action. It is the same found by its object and by who did it."""
    correlation_id, answer = did
    assert answer.is_success, answer.text
    intended, acted = entries(staff, correlation_id, 2, object=thing)
    assert entries(staff, correlation_id, 2, person=colleague.id) == [intended, acted]
    assert (intended["step"], acted["step"], intended["action_id"]) == ("intended", "acted", acted["action_id"])
    assert (acted["status"], acted["source"]) == (answer.status_code, "127.0.0.0/24")
    assert acted["session_id"]
    assert acted["user_agent"].startswith("python-httpx/")
    changes: list[Entry] = acted["changes"]
    return changes


def told(changes: list[Entry], thing: str) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    """What the thing was before the first of the changes, and after the last."""
    of_it = [change for change in changes if change["object"] == thing]
    return of_it[0]["before"], of_it[-1]["after"]


def test_a_merchandiser_changes_a_price_and_stock(staff: ShopApi, team: dict[str, Colleague], shopper: Shopper) -> None:
    merchandiser, variant = team["merchandiser"], shopper.something_in_stock(units=10)
    [card] = [each for each in staff.call("GET", "/products?limit=50")["items"] if each["handle"] == variant["handle"]]
    path, sku = f"/admin/products/{card['id']}", variant["sku"]
    version = staff.send("GET", path).headers["ETag"]
    raised = {**variant["price"], "amount": variant["price"]["amount"] + 100}
    body = {"variants": [{"sku": sku, "price": raised}]}
    did = act(merchandiser, "PATCH", path, body, **{"If-Match": version})
    before, after = told(done(staff, merchandiser, f"product:{card['id']}", did), f"product:{card['id']}")
    assert before.keys() == after.keys()
    assert before[f"price {sku}"] != after[f"price {sku}"]

    level = staff.call("GET", f"/admin/stock/{sku}")["on_hand"]
    receipt = {"kind": "receipt", "quantity": 5, "reason": "delivery"}
    did = act(merchandiser, "POST", f"/admin/stock/{sku}/movements", receipt)
    changes = done(staff, merchandiser, f"sku:{sku}", did)
    assert told(changes, f"sku:{sku}") == ({"on_hand": level}, {"on_hand": level + 5})


def test_support_reads_a_persons_order_and_cancels_it(
    staff: ShopApi, team: dict[str, Colleague], shopper: Shopper
) -> None:
    support, placed = team["support"], order(shopper)
    eventually(lambda: shopper.order(placed)["state"] in ("PAID", "FULFILLING"))
    correlation_id, answer = act(support, "GET", f"/admin/orders/{placed.order_id}")
    assert answer.status_code == 200
    # At once: the carrier of the local cloud soon picks the parcel up.
    did = act(support, "POST", f"/admin/orders/{placed.order_id}/cancel", {"reason": "they rang"})
    [read] = entries(staff, correlation_id, 1, object=f"order:{placed.order_id}")
    assert (read["step"], read["reads"], read["personal"], read["person"]) == ("acted", True, True, support.id)
    assert (read["roles"], read["permission"], read["changes"]) == (["support"], "orders.read", [])
    assert read["chain"].startswith("read#")

    before, after = told(done(staff, support, f"order:{placed.order_id}", did), f"order:{placed.order_id}")
    assert (before["cancellation"], after["cancellation"]) == (None, "requested")


def test_finance_refunds_voids_and_takes_a_transfer(
    staff: ShopApi, team: dict[str, Colleague], shopper: Shopper
) -> None:
    finance = team["finance"]
    paid = order(shopper).payment["payment_id"]
    eventually(lambda: staff.call("GET", f"/admin/payments/{paid}")["status"] == "captured")
    body = {"reason": "broken", "amount": {**staff.call("GET", f"/admin/payments/{paid}")["amount"], "amount": 1}}
    did = act(finance, "POST", f"/admin/payments/{paid}/refunds", body)
    before, after = told(done(staff, finance, f"payment:{paid}", did), f"payment:{paid}")
    assert (before["refunds"], after["refunded"]) == ("", 1)

    open_one = order(shopper, paid=False).payment["payment_id"]
    did = act(finance, "POST", f"/admin/payments/{open_one}/void", {"reason": "a mistake"})
    before, after = told(done(staff, finance, f"payment:{open_one}", did), f"payment:{open_one}")
    assert (before["state"], after["state"]) == ("pending", "voided")

    transfer = order(shopper, paid=False, method="manual").payment["payment_id"]
    did = act(finance, "POST", f"/admin/payments/{transfer}/mark-received")
    before, after = told(done(staff, finance, f"payment:{transfer}", did), f"payment:{transfer}")
    assert (before["state"], after["state"], before["captured"]) == ("pending", "captured", 0)

    # What has happened already changes nothing, and is on record with its refusal.
    correlation_id, answer = act(finance, "POST", f"/admin/payments/{paid}/capture", {})
    assert answer.status_code == 409
    _, acted = entries(staff, correlation_id, 2, object=f"payment:{paid}")
    assert (acted["operation"], acted["status"], acted["changes"]) == ("capture_payment", 409, [])


def test_fulfilment_packs_a_parcel_and_sends_it_by_hand(
    cloud: TestCloud, staff: ShopApi, team: dict[str, Colleague], shopper: Shopper
) -> None:
    fulfilment = team["fulfilment"]
    process.stop(cloud.cloud.parts["carrier"])
    try:
        placed = order(shopper)
        found = f"/admin/shipments?order_id={placed.order_id}"
        eventually(lambda: bool(staff.call("GET", found)["items"]))
        [parcel] = staff.call("GET", found)["items"]
        thing, path = f"shipment:{parcel['id']}", f"/admin/shipments/{parcel['id']}"
        [line] = parcel["work"]["lines"]
        made = act(fulfilment, "POST", "/admin/batches", {"shipment_ids": [parcel["id"]]})[1].json()
        assert [shipment["work"]["queue"] for shipment in made["shipments"]] == ["picking"]
        batch = f"/admin/batches/{made['id']}"
        did = act(fulfilment, "POST", f"{batch}/scans", {"code": line["sku"], "units": line["missing"]})
        assert did[1].json()["missing_in_all"] == 0
        counted = done(staff, fulfilment, f"batch:{made['id']}", did)
        assert told(counted, thing)[1] == {"work": "to_pack", "counted": line["missing"]}
        packed = act(fulfilment, "POST", f"{path}/packing", {"weight_grams": 900})
        assert told(done(staff, fulfilment, thing, packed), thing) == ({"work": "to_pack"}, {"work": "to_ship"})
        queues = fulfilment.api.call("GET", "/admin/fulfilment")["queues"]
        assert next(queue["count"] for queue in queues if queue["queue"] == "to_ship") >= 1
        [stays] = act(fulfilment, "POST", f"{batch}/dispatch", {})[1].json()["parcels"]
        assert (stays["outcome"], stays["code"]) == ("refused", "not_booked")
        body = {"carrier": "manual", "tracking_code": "RR1"}
        did = act(fulfilment, "POST", f"{path}/dispatch", body)
        assert told(done(staff, fulfilment, thing, did), thing) == (
            {"state": "created", "work": "to_ship"},
            {"state": "shipped", "work": None},
        )
        did = act(fulfilment, "POST", f"{path}/delivered")
        assert told(done(staff, fulfilment, thing, did), thing) == ({"state": "shipped"}, {"state": "delivered"})
    finally:
        cloud.cloud.start("carrier")


def test_an_admin_lets_somebody_in_and_out(cloud: TestCloud, staff: ShopApi) -> None:
    admin = Colleague(staff, staff.call("GET", "/me")["id"], "")
    invited = act(admin, "POST", "/admin/staff", {"email": f"{uuid.uuid4()}@souk.example", "role": "support"})
    user_id = invited[1].json()["id"]
    _, acted = entries(staff, invited[0], 2, person=admin.id)
    thing = f"user:{user_id}"
    assert acted["changes"] == [{"object": thing, "before": {"roles": ""}, "after": {"roles": "support"}}]
    changed = act(admin, "PATCH", f"/admin/staff/{user_id}", {"role": "finance"})
    assert told(done(staff, admin, thing, changed), thing) == ({"roles": "support"}, {"roles": "finance"})
    removed = act(admin, "DELETE", f"/admin/staff/{user_id}")
    assert told(done(staff, admin, thing, removed), thing) == ({"roles": "finance"}, {"roles": ""})


def test_the_trail_is_proved_and_a_row_that_was_changed_is_found(
    cloud: TestCloud, staff: ShopApi, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SOUK_STATE_DIR", str(cloud.settings.state))
    admin = Colleague(staff, staff.call("GET", "/me")["id"], "")
    correlation_id, _ = act(admin, "GET", "/admin/staff")
    [entry] = entries(staff, correlation_id, 1, person=admin.id)
    _anchor(cloud)
    assert trail.main(["--days", "1"]) == 0, capsys.readouterr()

    key = {"pk": {"S": f"CHAIN#{entry['chain']}"}, "sk": {"S": f"{entry['link']:010}"}}
    table = deployment.tables(cloud.settings, cloud.cloud.clients, ["audit"])["audit"]
    tables = cloud.cloud.clients.tables
    written = tables.get_item(TableName=table, Key=key)["Item"]
    tables.put_item(TableName=table, Item={**written, "entry": {"S": written["entry"]["S"].replace(admin.id, "eve")}})
    try:
        assert trail.main(["--days", "1"]) == 1
        assert f"{entry['chain']}: link {entry['link']} was changed" in capsys.readouterr().out
    finally:
        tables.put_item(TableName=table, Item=written)
    assert trail.main(["--days", "1"]) == 0


def _anchor(cloud: TestCloud) -> None:
    """The hourly job."""
    function = f"souk-{cloud.settings.stage}-audit-schedule"
    answer = cloud.cloud.clients.invoking.invoke(FunctionName=function, Payload=json.dumps({"job": "anchor"}).encode())
    assert "FunctionError" not in answer
