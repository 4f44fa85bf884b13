"""What an order knows of its shipments, as facts that may be joined in any order (compare `settlement`)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from orders.domain.states import OrderState

_RANK = (
    "created",
    "shipped",
    "in_transit",
    "exception",
    "out_for_delivery",
    "ready",
    "undelivered",
    "delivered",
    "cancelled",
    "astray",
)
# Not "exception": a carrier may refuse a parcel before it has it. That it left is told by shipment.shipped.
_LEFT_US = frozenset({"shipped", "in_transit", "out_for_delivery", "ready", "delivered", "undelivered", "astray"})
_OVER = frozenset({"undelivered", "delivered", "cancelled"})


@dataclass(frozen=True, slots=True)
class ParcelLine:
    sku: str
    quantity: int


@dataclass(frozen=True, slots=True)
class Parcel:
    """One shipment. `version` counts the shipment's own changes and says which fact is the latest.

    `left` stays true once any fact said that the parcel had been handed to the carrier; `all_shipped` and
    `all_delivered` once a fact said that with it the whole order was.
    """

    id: str
    version: int
    state: str
    carrier: str
    tracking_code: str = ""
    tracking_url: str = ""
    lines: tuple[ParcelLine, ...] = ()
    left: bool = False
    all_shipped: bool = False
    all_delivered: bool = False

    @classmethod
    def reported(
        cls,
        parcel_id: str,
        version: int,
        state: str,
        *,
        complete: bool,
        carrier: str,
        tracking_code: str = "",
        tracking_url: str = "",
        lines: tuple[ParcelLine, ...] = (),
        arrived: bool = False,
    ) -> Parcel:
        """The fact that a shipment event states. `complete`: with it the whole order is in that state; of one that is
        called off, the others have all left, and `arrived`.
        """
        return cls(
            parcel_id,
            version,
            state,
            carrier,
            tracking_code,
            tracking_url,
            lines,
            left=state in _LEFT_US,
            all_shipped=complete and (state in _LEFT_US or state == "cancelled"),
            all_delivered=(complete and state == "delivered") or arrived,
        )

    def joined(self, other: Parcel) -> Parcel:
        """What both know together: the latest fact's details, and every milestone either has seen."""
        latest = max(self, other, key=_recency)
        return replace(
            latest,
            tracking_code=latest.tracking_code or self.tracking_code or other.tracking_code,
            tracking_url=latest.tracking_url or self.tracking_url or other.tracking_url,
            left=self.left or other.left,
            all_shipped=self.all_shipped or other.all_shipped,
            all_delivered=self.all_delivered or other.all_delivered,
        )

    def within(self, units: Mapping[str, int]) -> Parcel:
        """It holds no more than `units` of its order: what is known of it may be from before units were taken out of
        it. One that left says itself what is in it.
        """
        if self.left or self.state == "cancelled":
            return self
        free, lines = dict(units), list[ParcelLine]()
        for line in self.lines:
            inside = min(line.quantity, free.get(line.sku, 0))
            if inside:
                free[line.sku] -= inside
                lines.append(replace(line, quantity=inside))
        return replace(self, lines=tuple(lines))


def with_parcel(parcels: tuple[Parcel, ...], fact: Parcel) -> tuple[Parcel, ...]:
    """`parcels` with `fact` joined in; equal to `parcels` when it tells nothing new."""
    if all(known.id != fact.id for known in parcels):
        return (*parcels, fact)
    return tuple(known.joined(fact) if known.id == fact.id else known for known in parcels)


def reached(parcels: tuple[Parcel, ...]) -> OrderState:
    """How far its parcels carry a paid order."""
    if any(parcel.all_delivered for parcel in parcels):
        return OrderState.DELIVERED
    if any(parcel.all_shipped for parcel in parcels):
        return OrderState.SHIPPED
    if any(parcel.left for parcel in parcels):
        return OrderState.PARTIALLY_SHIPPED
    return OrderState.FULFILLING if parcels else OrderState.PAID


def are_over(parcels: tuple[Parcel, ...]) -> bool:
    """Whether no news of them is to come: each has arrived, was called off, or will never arrive."""
    return bool(parcels) and all(parcel.state in _OVER for parcel in parcels)


def _recency(parcel: Parcel) -> tuple[int, int]:
    return parcel.version, _RANK.index(parcel.state) if parcel.state in _RANK else -1
