"""Stock of one SKU: what is on hand, what is promised, and the movements that change it.

    available = on_hand − reserved

Every change is a movement, and a movement is a ledger row: summing the rows of a SKU gives its level at any time.

    kind          on_hand  reserved
    receipt          +q        0     goods came in
    adjustment       ±q        0     a count by staff found more or less
    reservation       0       +q     held for an order
    release           0       −q     the hold is given back
    commit           −q       −q     the held units are sold
    commit          −q        0     sent again, from a hold that is released in the same moment
    return           +q        0     sold units came back
    transfer          0        0     goods went from one location to another
    allocation        0        0     sold units are sent from another location than the first

`moved` of a movement says what it changed at the locations beside the first (see `products.domain.places`).
"""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from souk.errors import InvalidInput
from souk.ids import new_id

DEFAULT_THRESHOLD = 5
MAX_QUANTITY = 1_000_000
# An eventually consistent read is behind by milliseconds, seldom by a second ("Read consistency", DynamoDB developer
# guide), and a movement is up to two seconds older than its transaction, which may wait for others.
SETTLED = timedelta(seconds=5)


class MovementKind(enum.StrEnum):
    RECEIPT = "receipt"
    ADJUSTMENT = "adjustment"
    RESERVATION = "reservation"
    RELEASE = "release"
    COMMIT = "commit"
    RETURN = "return"
    TRANSFER = "transfer"
    ALLOCATION = "allocation"


class Band(enum.StrEnum):
    """What a shop owner wants to hear of. Only a change of band is worth an event. `BEYOND`: none is left, and more
    can be ordered in advance.
    """

    SOLD_OUT = "sold_out"
    BEYOND = "beyond"
    LOW = "low"
    PLENTY = "plenty"


@dataclass(frozen=True, slots=True, kw_only=True)
class Movement:
    """A ledger row. `on_hand` and `reserved` are signed differences in units.

    `actor` is who caused it ("user:<id>", "order:<id>", "import:<id>"), `reference` what it belongs to. `moved` are the
    signed differences in units at the locations beside the first.
    """

    id: str
    sku: str
    kind: MovementKind
    on_hand: int
    reserved: int
    at: datetime
    actor: str
    reference: str = ""
    reason: str = ""
    moved: Mapping[str, int] = field(default_factory=dict)

    @property
    def available(self) -> int:
        return self.on_hand - self.reserved


@dataclass(frozen=True, slots=True)
class MovementCause:
    """Who and what is behind a movement."""

    actor: str
    at: datetime
    reference: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Shard:
    """One of the further counters of a hot SKU (see `shards`). `version` counts its changes."""

    number: int
    on_hand: int
    available: int
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StockLevel:
    """The stock of one SKU, all its counters together. `backorder` lets it be sold below zero; at most `threshold`
    units left is low.

    `limit` units can be ordered beyond the stock, which are promised for `promised`, a day. `waiting` are the units
    that were, and are held for their orders until goods come in. `most` is the greatest limit it ever had.

    `version` counts the changes of its first counter, the base. `handle` and `product_id` name the product the SKU
    belongs to. `heated_at` is when it last needed more counters than one, `deals` how often units were moved between
    them, `sold_out_at` since when nothing is available.
    """

    sku: str
    handle: str
    product_id: str
    on_hand: int = 0
    available: int = 0
    backorder: bool = False
    threshold: int = DEFAULT_THRESHOLD
    version: int = 1
    shards: tuple[Shard, ...] = ()
    heated_at: datetime | None = None
    deals: int = 0
    sold_out_at: datetime | None = None
    limit: int = 0
    promised: str = ""
    waiting: int = 0
    most: int = 0

    @property
    def for_sale(self) -> int:
        """Units that can be bought, those beyond the stock among them."""
        return max(0, self.available + self.limit)

    @property
    def left_beyond(self) -> int:
        """Units that can still be ordered beyond the stock."""
        return max(0, self.limit + min(self.available, 0))

    @property
    def free(self) -> int:
        """Units on hand that nobody holds, but for those who wait for them."""
        return self.available + self.waiting

    def beyond(self, quantity: int) -> int:
        """How many of so many units would be ordered beyond the stock."""
        return max(0, quantity - max(0, self.available)) if self.limit else 0

    @property
    def reserved(self) -> int:
        return self.on_hand - self.available

    @property
    def over_held(self) -> int:
        """Units that orders hold and that are not on hand: so many will be missing if all of them are paid."""
        return 0 if self.backorder else max(0, -self.free)

    @property
    def sellable(self) -> bool:
        """Whether a shopper can buy a unit now."""
        return self.for_sale > 0 or self.backorder

    @property
    def band(self) -> Band:
        return band_of(self.available, self.threshold, self.limit)

    def can_take(self, quantity: int) -> bool:
        return self.backorder or self.for_sale >= quantity

    def has(self, quantity: int) -> bool:
        """Whether so many held units can be handed out. While there are shards more is available than a threshold."""
        return self.backorder or bool(self.shards) or self.on_hand >= quantity

    def is_long_sold_out(self, now: datetime) -> bool:
        """Whether it has been so long enough that a read which may be old says so rightly."""
        return self.sold_out_at is not None and now - self.sold_out_at > SETTLED

    def with_threshold(self, threshold: int) -> StockLevel:
        """Raises InvalidInput for a threshold out of range."""
        if not 0 <= threshold <= MAX_QUANTITY:
            raise InvalidInput(f"a threshold is between 0 and {MAX_QUANTITY} units")
        return replace(self, threshold=threshold, version=self.version + 1)

    def after(self, movements: Iterable[Movement], waiting: int = 0) -> StockLevel:
        """The level once these movements of this SKU are applied together, as one change. `waiting` is by how much more
        of it is waited for.
        """
        on_hand, available, sold_out_at = self.on_hand, self.available, self.sold_out_at
        for movement in movements:
            on_hand += movement.on_hand
            available += movement.available
            sold_out_at = sold_out_at or movement.at
        return replace(
            self,
            on_hand=on_hand,
            available=available,
            version=self.version + 1,
            sold_out_at=None if available + self.limit > 0 else sold_out_at,
            waiting=self.waiting + waiting,
        )


def band_of(available: int, threshold: int, limit: int = 0) -> Band:
    if available <= 0:
        return Band.BEYOND if available + limit > 0 else Band.SOLD_OUT
    return Band.LOW if available <= threshold else Band.PLENTY


def floor_of(band: Band, threshold: int, limit: int = 0) -> int | None:
    """The least number of available units in `band`; None when it has no lower bound."""
    return {Band.SOLD_OUT: None, Band.BEYOND: 1 - limit, Band.LOW: 1, Band.PLENTY: threshold + 1}[band]


def ceiling_of(band: Band, threshold: int, limit: int = 0) -> int | None:
    """The greatest number of available units in `band`; None when it has no upper bound."""
    return {Band.SOLD_OUT: -limit, Band.BEYOND: 0, Band.LOW: threshold, Band.PLENTY: None}[band]


def announcement(before: Band, after: Band) -> str | None:
    """The event a change of band deserves, or None: more stock of what was merely low is no news."""
    if before is after:
        return None
    if after is Band.SOLD_OUT:
        return "stock.sold_out"
    if before is Band.SOLD_OUT or (before is Band.BEYOND and after is not Band.BEYOND):
        return "stock.back_in_stock"
    return "stock.low" if after in (Band.LOW, Band.BEYOND) else None


def window(level: StockLevel, difference: int) -> tuple[int | None, int | None] | None:
    """Within which bounds (inclusive) the available units may lie now, so that adding `difference` to them takes them
    out of no band. None when the change does leave the band of `level`, and so must be made on exactly that level.

    A change within a band then needs no exact version: rivals on a busy SKU do not make each other fail.
    """
    band = level.band
    if band_of(level.available + difference, level.threshold, level.limit) is not band:
        return None
    floor, ceiling = floor_of(band, level.threshold, level.limit), ceiling_of(band, level.threshold, level.limit)
    return (
        None if floor is None else floor - min(difference, 0),
        None if ceiling is None else ceiling - max(difference, 0),
    )


def receipt(sku: str, quantity: int, cause: MovementCause) -> Movement:
    return _movement(sku, MovementKind.RECEIPT, cause, on_hand=_positive(quantity))


def adjustment(sku: str, difference: int, cause: MovementCause) -> Movement:
    """A count found `difference` more (or, negative, fewer) units. Raises InvalidInput without a reason."""
    if not difference or abs(difference) > MAX_QUANTITY:
        raise InvalidInput(f"an adjustment is between -{MAX_QUANTITY} and {MAX_QUANTITY} and not 0")
    if not cause.reason:
        raise InvalidInput("say why the stock is adjusted")
    return _movement(sku, MovementKind.ADJUSTMENT, cause, on_hand=difference)


def reservation(sku: str, quantity: int, cause: MovementCause) -> Movement:
    return _movement(sku, MovementKind.RESERVATION, cause, reserved=_positive(quantity))


def release(sku: str, quantity: int, cause: MovementCause) -> Movement:
    return _movement(sku, MovementKind.RELEASE, cause, reserved=-_positive(quantity))


def commit(sku: str, quantity: int, cause: MovementCause) -> Movement:
    return _movement(sku, MovementKind.COMMIT, cause, on_hand=-_positive(quantity), reserved=-quantity)


def sent_again(sku: str, quantity: int, cause: MovementCause) -> Movement:
    """Sold to an order once more; the hold that had them is released with it."""
    return _movement(sku, MovementKind.COMMIT, cause, on_hand=-_positive(quantity))


def returned(sku: str, quantity: int, cause: MovementCause) -> Movement:
    return _movement(sku, MovementKind.RETURN, cause, on_hand=_positive(quantity))


def transfer(sku: str, moved: Mapping[str, int], cause: MovementCause) -> Movement:
    return replace(_movement(sku, MovementKind.TRANSFER, cause), moved=dict(moved))


def allocated(sku: str, moved: Mapping[str, int], cause: MovementCause) -> Movement:
    return replace(_movement(sku, MovementKind.ALLOCATION, cause), moved=dict(moved))


def at_location(movement: Movement, location: str) -> Movement:
    """What comes in, or is missing, is there and not at the first location."""
    return replace(movement, moved={location: movement.on_hand})


def counted(level: StockLevel, target: int, cause: MovementCause) -> Movement | None:
    """The movement that brings what is on hand to `target`; None when it is there already."""
    difference = target - level.on_hand
    if difference == 0:
        return None
    if level.on_hand == 0 and difference > 0:
        return receipt(level.sku, difference, cause)
    return adjustment(level.sku, difference, cause)


LineMovement = Callable[[str, int, MovementCause], Movement]


def _movement(sku: str, kind: MovementKind, cause: MovementCause, *, on_hand: int = 0, reserved: int = 0) -> Movement:
    return Movement(
        id=new_id(),
        sku=sku,
        kind=kind,
        on_hand=on_hand,
        reserved=reserved,
        at=cause.at,
        actor=cause.actor,
        reference=cause.reference,
        reason=cause.reason,
    )


def _positive(quantity: int) -> int:
    if not 0 < quantity <= MAX_QUANTITY:
        raise InvalidInput(f"a quantity is between 1 and {MAX_QUANTITY}, not {quantity}")
    return quantity
