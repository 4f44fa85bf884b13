"""What EasyPost answers, as far as it is read here, and in our terms."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from contextlib import suppress

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from shipping.domain.rates import Rate
from shipping.domain.tracking import Booking, Scan, ScanStatus
from souk.money import Money

_MAX_LOCATION, _MAX_DESCRIPTION = 100, 300
# "unknown", "pre_transit" and "cancelled" say nothing of where a parcel is, and are no scans.
_STATUSES = {
    "in_transit": ScanStatus.IN_TRANSIT,
    "out_for_delivery": ScanStatus.OUT_FOR_DELIVERY,
    "available_for_pickup": ScanStatus.OUT_FOR_DELIVERY,
    "delivered": ScanStatus.DELIVERED,
    # Whatever it turned round for: what is "delivered" after this is with its sender.
    "return_to_sender": ScanStatus.RETURNED,
    "failure": ScanStatus.EXCEPTION,
    "error": ScanStatus.EXCEPTION,
}
_WHY = {"lost": ScanStatus.LOST, "damaged": ScanStatus.DAMAGED, "refused": ScanStatus.REFUSED}
MOVING = frozenset(status for status in _STATUSES if status not in ("failure", "error"))


class _Text(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True, defer_build=True)


class Offer(_Text):
    """A rate. `rate` is a decimal amount of `currency`."""

    id: str = Field(min_length=1, max_length=200)
    carrier: str
    service: str
    rate: str
    currency: str
    delivery_days: int | None = None
    est_delivery_days: int | None = None

    @property
    def ours(self) -> Rate:
        """Raises ValueError for what is no amount."""
        days = self.est_delivery_days if self.delivery_days is None else self.delivery_days
        return Rate(f"{self.carrier} {self.service}", Money.parse(self.rate, self.currency), days)


class Message(_Text):
    """Why a carrier makes no offer."""

    carrier: str = ""
    message: str = ""


class PostageLabel(_Text):
    created_at: AwareDatetime | None = None
    label_url: str = Field(default="", max_length=1000, pattern=r"^(https?://|$)")


class Location(_Text):
    city: str | None = None
    state: str | None = None
    country: str | None = None


class Detail(_Text):
    """One scan."""

    status: str
    status_detail: str | None = None
    message: str | None = None
    at: AwareDatetime = Field(alias="datetime")
    tracking_location: Location | None = None


class Tracker(_Text):
    tracking_code: str = Field(default="", max_length=200)
    status: str = "unknown"
    shipment_id: str | None = None
    is_return: bool = False
    public_url: str | None = Field(default=None, max_length=1000, pattern=r"^https?://")
    tracking_details: tuple[Detail, ...] = ()

    @property
    def scans(self) -> list[Scan]:
        """EasyPost's have no id: theirs is what they say."""
        return [_scan(self.tracking_code, detail) for detail in self.tracking_details if detail.status in _STATUSES]


class ScanForm(_Text):
    """A manifest. `status`: creating, created or failed, and then `message` says why."""

    id: str
    status: str = ""
    message: str | None = None
    form_url: str | None = Field(default=None, max_length=1000, pattern=r"^https?://")


class EasyPostShipment(_Text):
    """`selected_rate` and `postage_label` are there once it was bought."""

    id: str = Field(min_length=1, max_length=200)
    reference: str | None = None
    is_return: bool = False
    tracking_code: str | None = Field(default=None, max_length=200)
    rates: tuple[Offer, ...] = ()
    selected_rate: Offer | None = None
    postage_label: PostageLabel | None = None
    tracker: Tracker | None = None
    refund_status: str | None = None
    scan_form: ScanForm | None = None
    messages: tuple[Message, ...] = ()

    @property
    def offers(self) -> dict[str, Rate]:
        """Its rates by their ids; one of which the amount cannot be read is none."""
        found: dict[str, Rate] = {}
        for offer in self.rates:
            with suppress(ValueError):
                found[offer.id] = offer.ours
        return found

    @property
    def booking(self) -> Booking:
        rate: Rate | None = None
        with suppress(ValueError):
            rate = self.selected_rate.ours if self.selected_rate else None
        return Booking(
            self.id,
            self.tracking_code or "",
            (self.tracker and self.tracker.public_url) or "",
            self.postage_label.label_url if self.postage_label else "",
            service=rate.name if rate else "",
            cost=rate.cost if rate else None,
        )


class Rerated(_Text):
    rates: tuple[Offer, ...] = ()


class EventOfTracker(_Text):
    """A webhook about a tracker."""

    description: str
    result: Tracker


class Event(_Text):
    """A webhook, of which it is only known what it is about."""

    description: str
    result: dict[str, object]


class Refusal(_Text):
    """`message` is a text, or any shape that says what was wrong."""

    code: str = ""
    message: object = ""


class Failed(_Text):
    error: Refusal | str = ""


def why_none(messages: Sequence[Message]) -> str:
    return next(
        (f"{told.carrier}: {told.message}" for told in messages if told.message), "no carrier offers to take it"
    )


def _scan(code: str, detail: Detail) -> Scan:
    status = _STATUSES[detail.status]
    if status is ScanStatus.EXCEPTION:
        status = _WHY.get(detail.status_detail or "", status)
    said = "|".join([code, detail.at.isoformat(), detail.status, detail.status_detail or "", detail.message or ""])
    place = detail.tracking_location or Location()
    location = ", ".join(part for part in (place.city, place.state, place.country) if part)
    return Scan(
        f"easypost-{hashlib.sha256(said.encode()).hexdigest()[:32]}",
        status,
        detail.at,
        location[:_MAX_LOCATION],
        (detail.message or "")[:_MAX_DESCRIPTION],
    )
