"""EasyPost in memory, in its documented format: shipments are found under their reference, and sold once."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from shipping.adapters.carriers.easypost import Account, EasyPostCarrier, Wire
from shipping.adapters.carriers.post import Answer
from souk.errors import Unavailable

ACCOUNT = Account(
    api_key="EZTK-test",
    webhook_secret="sécret",
    from_name="Souk",
    from_street1="417 Montgomery Street",
    from_city="San Francisco",
    from_state="CA",
    from_zip="94104",
    from_country="US",
)
GROUND = ("rate_ground", "GroundAdvantage", "6.07", 3)
PRIORITY = ("rate_priority", "Priority", "7.42", 2)
EXPRESS = ("rate_express", "Express", "34.15", 1)


def rate(rate_id: str, service: str, amount: str, days: int | None) -> dict[str, Any]:
    return {
        "id": rate_id,
        "object": "Rate",
        "mode": "test",
        "service": service,
        "carrier": "USPS",
        "rate": amount,
        "currency": "USD",
        "retail_rate": "99.00",
        "delivery_days": days,
        "delivery_date": None,
        "est_delivery_days": days,
        "carrier_account_id": "ca_1",
    }


def detail(status: str, at: str, why: str = "status_update", message: str = "Moved", **place: Any) -> dict[str, Any]:
    return {
        "object": "TrackingDetail",
        "message": message,
        "description": "",
        "status": status,
        "status_detail": why,
        "datetime": at,
        "source": "USPS",
        "carrier_code": "",
        "tracking_location": {"object": "TrackingLocation", "city": None, "state": None, "country": None, "zip": None}
        | place,
    }


def tracker(shipment_id: str | None, *details: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": "trk_1",
        "object": "Tracker",
        "mode": "test",
        "tracking_code": "9400100208303109505657",
        "status": details[-1]["status"] if details else "unknown",
        "status_detail": details[-1]["status_detail"] if details else "unknown",
        "signed_by": None,
        "est_delivery_date": None,
        "shipment_id": shipment_id,
        "carrier": "USPS",
        "tracking_details": list(details),
        "is_return": False,
        "public_url": "https://track.easypost.com/djE6",
    }


def event(result: dict[str, Any], description: str = "tracker.updated") -> bytes:
    told = {
        "id": "evt_1",
        "object": "Event",
        "mode": "test",
        "description": description,
        "previous_attributes": {"status": "unknown"},
        "pending_urls": ["https://shop.test/api/webhooks/carriers/easypost"],
        "completed_urls": [],
        "status": "pending",
        "result": result,
    }
    return json.dumps(told).encode()


def error(status: int, code: str, message: Any) -> Answer:
    return Answer(status, json.dumps({"error": {"code": code, "message": message, "errors": []}}).encode())


class EasyPost:
    """`failing` are the next answers in the place of its own; of what ends with `lost` the answer never comes."""

    def __init__(self) -> None:
        self.rates = [rate(*EXPRESS), rate(*PRIORITY), rate(*GROUND)]
        self.messages: list[dict[str, str]] = []
        self.shipments: dict[str, dict[str, Any]] = {}
        self.bought: list[str] = []
        self.calls: list[str] = []
        self.sent: list[Any] = []
        self.headers: Mapping[str, str] = {}
        self.refund_status = "submitted"
        self.failing: list[Answer | Exception] = []
        self.lost = "nothing"
        self.forms = 0
        self.prints = True

    @property
    def carrier(self) -> EasyPostCarrier:
        return EasyPostCarrier(lambda: ACCOUNT, lambda: False, Wire(self.get, self.post, self.post))

    def get(self, url: str, headers: Mapping[str, str]) -> Answer:
        return self._answer("GET", url, headers, None)

    def post(self, url: str, headers: Mapping[str, str], body: bytes) -> Answer:
        return self._answer("POST", url, headers, json.loads(body))

    def _answer(self, method: str, url: str, headers: Mapping[str, str], body: Any) -> Answer:
        path = url.removeprefix("https://api.easypost.com/v2")
        self.calls.append(f"{method} {path}")
        self.headers = headers
        self.sent.append(body)
        if self.failing:
            failure = self.failing.pop(0)
            if isinstance(failure, Exception):
                raise failure
            return failure
        answer = self._done(path, body)
        if path.endswith(self.lost):
            self.lost = "nothing"
            raise Unavailable("no answer in time")
        return answer

    def _done(self, path: str, body: Any) -> Answer:
        if path == "/shipments":
            return self._told(self._made(body["shipment"]))
        if path == "/scan_forms":
            return self._form([self.shipments[each["id"]] for each in body["shipments"]])
        _, _, name, *act = path.split("/")
        found = next((one for one in self.shipments.values() if name in (one["id"], one["reference"])), None)
        if found is None:
            return error(404, "NOT_FOUND", "The requested resource could not be found.")
        if act == ["rerate"]:
            return self._told({"rates": self.rates})
        if act == ["buy"]:
            return self._sold(found, body["rate"]["id"])
        if act == ["refund"]:
            found["refund_status"] = self.refund_status
        return self._told(found)

    def _form(self, shipments: list[dict[str, Any]]) -> Answer:
        if any(shipment["scan_form"] for shipment in shipments):
            return error(422, "SCAN_FORM.INVALID", "One or more shipments are on a form.")
        self.forms += 1
        form = {
            "id": f"sf_{self.forms}",
            "object": "ScanForm",
            "status": "created" if self.prints else "creating",
            "message": None,
            "form_url": f"https://easypost-files.example/sf_{self.forms}.pdf" if self.prints else None,
            "tracking_codes": [shipment["tracking_code"] for shipment in shipments],
        }
        for shipment in shipments:
            shipment["scan_form"] = form
        return self._told(form)

    def _made(self, asked: dict[str, Any]) -> dict[str, Any]:
        number = len(self.shipments) + 1
        made = {
            "id": f"shp_{number}",
            "object": "Shipment",
            "mode": "test",
            "reference": asked.get("reference"),
            "is_return": asked.get("is_return", False),
            "messages": self.messages,
            "rates": self.rates,
            "selected_rate": None,
            "postage_label": None,
            "tracker": None,
            "tracking_code": None,
            "refund_status": None,
            "scan_form": None,
            "status": "unknown",
        }
        self.shipments[made["id"]] = made
        return made

    def _sold(self, shipment: dict[str, Any], rate_id: str) -> Answer:
        if shipment["selected_rate"]:
            return error(422, "SHIPMENT.POSTAGE.EXISTS", "Postage already exists for this shipment.")
        self.bought.append(shipment["id"])
        shipment["selected_rate"] = next(each for each in self.rates if each["id"] == rate_id)
        shipment["tracking_code"] = "9400100208303109505657"
        shipment["tracker"] = tracker(shipment["id"])
        shipment["postage_label"] = {
            "object": "PostageLabel",
            "id": "pl_1",
            "created_at": "2026-05-04T09:00:00Z",
            "label_size": "4x6",
            "label_file_type": "application/pdf",
            "label_url": f"https://easypost-files.example/{shipment['id']}.pdf",
            "label_pdf_url": None,
            "label_zpl_url": None,
        }
        return self._told(shipment)

    def _told(self, body: dict[str, Any]) -> Answer:
        return Answer(200, json.dumps(body).encode())
