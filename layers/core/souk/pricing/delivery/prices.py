"""What each way to a destination costs for these goods, and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from souk.address.destination import Destination
from souk.pricing.delivery.rules import DeliveryMethod, DeliveryRules, DeliverySurcharge
from souk.pricing.delivery.zones import nearest, zone_of

BY_WEIGHT, BY_VALUE, BY_QUANTITY, BY_SIZE = "weight", "value", "quantity", "size"
MEASURES = (BY_WEIGHT, BY_VALUE, BY_QUANTITY, BY_SIZE)


@dataclass(frozen=True, slots=True)
class DeliveredGoods:
    """What is to be sent. `value`, in minor units after what is taken off, is of all that is bought;
    `grams` and `units` are of what goes into the parcel, `sizes` units of it by size class.
    """

    value: int = 0
    grams: int = 0
    units: int = 0
    sizes: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Added:
    """A surcharge of one parcel, in minor units."""

    id: str
    name: str
    amount: int


@dataclass(frozen=True, slots=True)
class Way:
    """A way to send with its price for these goods: `base` and what is `added`. `free`: `base` is nothing because the
    goods reach `free_from`.
    """

    method: DeliveryMethod
    base: int
    added: tuple[Added, ...] = ()
    free: bool = False

    @property
    def price(self) -> int:
        return self.base + sum(each.amount for each in self.added)


def goods_of(lines: Iterable[tuple[int, int, str]], value: int) -> DeliveredGoods:
    """Of lines in a parcel: units, grams of one, and its size class."""
    units = grams = 0
    sizes: Counter[str] = Counter()
    for count, grams_of_one, size in lines:
        units += count
        grams += count * grams_of_one
        if size:
            sizes[size] += count
    return DeliveredGoods(value, grams, units, sizes)


def ways(
    rules: DeliveryRules,
    destination: Destination,
    goods: DeliveredGoods,
    asked: Callable[[DeliveryMethod], int | None] = lambda _method: None,
) -> tuple[Way, ...] | None:
    """All ways to send `goods` there, in the order of the document; None where the shop does not send to. `asked` says
    what a carrier asks for a way that goes by one, with what the shop adds; None where none answers.
    """
    zone = zone_of(rules, destination)
    if zone is None:
        return None
    order = [size.id for size in rules.sizes]
    found = []
    for method in zone.methods:
        base = _base(method, goods, order)
        if base is None or any(goods.sizes.get(size) for size in method.not_for):
            continue
        free = method.free_from is not None and goods.value >= method.free_from
        if method.carrier and not free:  # nobody is asked what costs nothing
            told = asked(method)
            base = base if told is None else told
        added = _added(rules.surcharges, method, destination, goods, free=free)
        found.append(Way(method, 0 if free else base, added, free))
    return tuple(found)


def _base(method: DeliveryMethod, goods: DeliveredGoods, order: list[str]) -> int | None:
    """The price of the first band that holds; None when the goods are more than all of them are for."""
    if method.by == BY_SIZE:
        largest = max((order.index(size) for size in goods.sizes if size in order), default=-1)
        size = order[largest] if largest >= 0 else ""
        return next((band.price for band in method.bands if band.size_class == size), None)
    measured = {BY_WEIGHT: goods.grams, BY_VALUE: goods.value, BY_QUANTITY: goods.units}[method.by]
    return next((band.price for band in method.bands if band.up_to is None or measured <= band.up_to), None)


def _added(
    surcharges: Iterable[DeliverySurcharge],
    method: DeliveryMethod,
    destination: Destination,
    goods: DeliveredGoods,
    *,
    free: bool,
) -> tuple[Added, ...]:
    found = []
    for each in surcharges:
        units = goods.sizes.get(each.size_class, 0) if each.size_class else 1
        elsewhere = each.areas and nearest(each.areas, destination) is None
        of_another = each.methods and method.id not in each.methods
        if units and not elsewhere and not of_another and not (free and not each.when_free):
            found.append(Added(each.id, each.name, each.price * (units if each.per_unit else 1)))
    return tuple(found)
