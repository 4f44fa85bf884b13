"""A shop's promotions as the engine takes them: values made once for a version of their document.

Amounts are minor units by currency; a currency that is not there has none. Shares are basis points. Times are RFC 3339
in UTC to the millisecond and compare as text; an empty one is without end.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeAlias

WHOLE = 10_000  # basis points

Amounts: TypeAlias = Mapping[str, int]
# What goods can be found by: a kind ("sku", "product", "category", "tag", "vendor") and its value.
Key: TypeAlias = tuple[str, str]
# Where the goods of each key are in a cart.
Places: TypeAlias = Mapping[Key, Sequence[int]]


@dataclass(frozen=True, slots=True)
class Goods:
    """One SKU of a cart, of which there are `quantity` units at `unit_price` minor units each, at most once in a cart.

    `keys` is all by which promotions find it (see `keys_of`).
    """

    sku: str
    quantity: int
    unit_price: int
    keys: frozenset[Key]


def keys_of(
    sku: str, product: str, categories: Iterable[str] = (), tags: Iterable[str] = (), vendor: str = ""
) -> frozenset[Key]:
    """`categories` are ids, each with those above it."""
    keys = {("sku", sku), ("product", product)}
    keys.update(("category", category) for category in categories)
    keys.update(("tag", tag) for tag in tags)
    if vendor:
        keys.add(("vendor", vendor))
    return frozenset(keys)


@dataclass(frozen=True, slots=True)
class Facets:
    """Goods that have one of `named`, and those that have one of each set of `all_of`."""

    named: frozenset[Key] = frozenset()
    all_of: tuple[frozenset[Key], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.named or self.all_of)

    @property
    def only(self) -> Key | None:
        """The key that all goods have which it means; None when there are several."""
        return next(iter(self.named)) if len(self.named) == 1 and not self.all_of else None

    @property
    def keys(self) -> frozenset[Key]:
        return self.named.union(*self.all_of)

    def among(self, places: Places) -> set[int]:
        """Where those that it means are."""
        found = _any_of(self.named, places)
        if self.all_of:
            first, *others = self.all_of
            matching = _any_of(first, places)
            for wanted in others:
                matching &= _any_of(wanted, places)
            found |= matching
        return found


def _any_of(keys: frozenset[Key], places: Places) -> set[int]:
    # There may be more keys than goods have, or fewer.
    found: set[int] = set()
    for key in keys & places.keys() if len(keys) > len(places) else keys:
        if key in places:
            found.update(places[key])
    return found


def places_of(goods: Iterable[Goods], keys: frozenset[Key]) -> dict[Key, list[int]]:
    """Where among `goods` those of each of the `keys` are."""
    places: dict[Key, list[int]] = {}
    if not keys:
        return places
    for number, each in enumerate(goods):
        for key in each.keys & keys:
            if key in places:
                places[key].append(number)
            else:
                places[key] = [number]
    return places


@dataclass(frozen=True, slots=True)
class GoodsChosen:
    """All goods when nothing is named, and never those of `without`."""

    facets: Facets = Facets()
    without: Facets = Facets()
    # Looked at for every cart, and worked out once.
    means_all: bool = field(init=False, repr=False, compare=False)
    only: Key | None = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "means_all", not self.facets and not self.without)
        object.__setattr__(self, "only", None if self.without else self.facets.only)

    def among(self, everything: range, places: Places) -> Sequence[int]:
        """Where those that it means are, in their order, of goods at `everything` that have `places` by their keys."""
        if self.means_all:
            return everything
        if self.only is not None:
            return places.get(self.only, ())
        found = self.facets.among(places) if self.facets else set(everything)
        if self.without:
            found -= self.without.among(places)
        return sorted(found)

    @property
    def keys(self) -> frozenset[Key]:
        """All that it looks for."""
        return self.facets.keys | self.without.keys

    @property
    def found_by(self) -> frozenset[Key] | None:
        """Goods that it means have one of these; None when that can be said of no keys."""
        if not self.facets:
            return None
        # What has one of each set has one of the first.
        return self.facets.named | (self.facets.all_of[0] if self.facets.all_of else frozenset())


@dataclass(frozen=True, slots=True)
class PercentageOff:
    items: GoodsChosen
    share: int
    at_most: Amounts


@dataclass(frozen=True, slots=True)
class AmountOff:
    items: GoodsChosen
    amounts: Amounts
    each: bool


@dataclass(frozen=True, slots=True)
class FixedPrice:
    items: GoodsChosen
    prices: Amounts


@dataclass(frozen=True, slots=True)
class Bundle:
    items: GoodsChosen
    quantity: int
    prices: Amounts


@dataclass(frozen=True, slots=True)
class BuyAndGet:
    """`times` 0 is as often as it can be."""

    items: GoodsChosen
    buy: int
    getting: GoodsChosen
    get: int
    share: int
    times: int


@dataclass(frozen=True, slots=True)
class TierStep:
    quantity: int
    value: Amounts
    share: int
    amounts: Amounts


@dataclass(frozen=True, slots=True)
class Tiers:
    """The highest step first."""

    items: GoodsChosen
    steps: tuple[TierStep, ...]


@dataclass(frozen=True, slots=True)
class Gift:
    """`items` is the SKU."""

    items: GoodsChosen
    quantity: int


@dataclass(frozen=True, slots=True)
class ShippingOff:
    """By any method when none is named."""

    share: int
    amounts: Amounts
    prices: Amounts
    methods: frozenset[str]


LineEffect: TypeAlias = PercentageOff | AmountOff | FixedPrice | Bundle | BuyAndGet | Tiers | Gift
Effect: TypeAlias = LineEffect | ShippingOff


@dataclass(frozen=True, slots=True)
class Minimum:
    """`value` is empty when any will do."""

    quantity: int
    value: Amounts
    of: GoodsChosen


@dataclass(frozen=True, slots=True)
class Promotion:
    """`by_code`: only who has given a code of it has it. `countries` and `channels` are empty when all will do.

    In how many orders it may be used, by all (`total`) and by one person (`per_person`), 0 for any number, and how much
    is left of the `budget` of all of them together are nothing that the engine looks at: whoever prices an order leaves
    out what is used up. A budget is one sum, and so in one currency: in any other, nothing is taken off.
    """

    id: str
    name: str
    effect: Effect
    by_code: bool = False
    since: str = ""
    until: str = ""
    priority: int = 0
    exclusive: bool = False
    minimum: Minimum | None = None
    countries: frozenset[str] = frozenset()
    channels: frozenset[str] = frozenset()
    first_order: bool = False
    customer_groups: frozenset[str] = frozenset()
    total: int = 0
    per_person: int = 0
    budget: Amounts = field(default_factory=dict)
    # Goods alone decide: most are like this, and each cart asks it of each.
    by_goods_alone: bool = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        times = (self.since, self.until)
        people = (self.countries, self.channels, self.first_order, self.customer_groups)
        alone = not any((*times, *people, self.minimum, self.budget)) and not isinstance(self.effect, ShippingOff)
        object.__setattr__(self, "by_goods_alone", alone)

    @property
    def found_by(self) -> frozenset[Key] | None:
        """One of these keys is in each cart that it takes something off; None when that can be said of no keys."""
        if isinstance(self.effect, ShippingOff):
            return self.minimum.of.found_by if self.minimum else None
        return self.effect.items.found_by

    @property
    def keys(self) -> frozenset[Key]:
        """All that it finds goods by."""
        effect, found = self.effect, [self.minimum.of] if self.minimum else []
        if not isinstance(effect, ShippingOff):
            found.append(effect.items)
        if isinstance(effect, BuyAndGet):
            found.append(effect.getting)
        return frozenset().union(*(each.keys for each in found))

    def is_on(self, moment: str) -> bool:
        return self.since <= moment and not (self.until and self.until <= moment)


class Live:
    """The promotions that go by no code and are on between two switches, in their order, and how goods find them.

    `keys` are all that any of the rules finds goods by: what nothing asks for need not be looked up.
    """

    __slots__ = ("_always", "_by_key", "customer_groups", "keys", "promotions")

    def __init__(self, promotions: tuple[Promotion, ...]) -> None:
        self.promotions = promotions
        self.keys: frozenset[Key] = frozenset().union(*(promotion.keys for promotion in promotions))
        self.customer_groups: frozenset[str] = frozenset().union(*(each.customer_groups for each in promotions))
        always: list[int] = []
        by_key: dict[Key, list[int]] = {}
        for number, promotion in enumerate(promotions):
            keys = promotion.found_by
            if keys is None:
                always.append(number)
                continue
            for key in keys:
                by_key.setdefault(key, []).append(number)
        self._always = tuple(always)
        self._by_key = by_key

    def to_try(self, places: Places) -> Sequence[Promotion]:
        """Those that may take something off goods with these keys, in their order."""
        by_key, promotions = self._by_key, self.promotions
        if not by_key:
            return promotions
        numbers = set(self._always)
        for key in by_key.keys() & places.keys() if len(by_key) > len(places) else by_key:
            if key in places:
                numbers.update(by_key[key])
        return promotions if len(numbers) == len(promotions) else [promotions[number] for number in sorted(numbers)]


@dataclass(frozen=True)
class Rules:
    """The promotions of a shop, those that go first at first. `version` is that of their document."""

    promotions: tuple[Promotion, ...] = ()
    version: int = 0
    by_id: Mapping[str, Promotion] = field(init=False, repr=False, compare=False)
    # By how many switches of theirs are over: each is worked out once for a version, by whoever asks first.
    _live: dict[int, Live] = field(init=False, repr=False, compare=False, default_factory=dict)

    def __post_init__(self) -> None:
        ordered = tuple(sorted(self.promotions, key=promotion_order))
        object.__setattr__(self, "promotions", ordered)
        object.__setattr__(self, "by_id", {promotion.id: promotion for promotion in ordered})

    @cached_property
    def switches(self) -> tuple[str, ...]:
        """The moments at which a promotion that goes by no code begins or ends."""
        automatic = [promotion for promotion in self.promotions if not promotion.by_code]
        return tuple(sorted({each.since for each in automatic} | {each.until for each in automatic} - {""}))

    def live(self, moment: str) -> Live:
        """What is on at this moment without a code."""
        number = bisect_right(self.switches, moment)
        if number not in self._live:
            on = (each for each in self.promotions if not each.by_code and each.is_on(moment))
            self._live[number] = Live(tuple(on))
        return self._live[number]

    def customer_groups(self, moment: str, unlocked: Iterable[str] = ()) -> frozenset[str]:
        """The groups of customers that a promotion is for which is on without a code, or which a code has unlocked. Of
        no other need be known whether somebody is in it; most shops have none.
        """
        given = (self.by_id[name].customer_groups for name in unlocked if name in self.by_id)
        return self.live(moment).customer_groups.union(*given)

    @cached_property
    def keys(self) -> frozenset[Key]:
        """All that any of the promotions finds goods by."""
        return frozenset().union(*(promotion.keys for promotion in self.promotions))

    @cached_property
    def _for_first_orders(self) -> tuple[Promotion, ...]:
        return tuple(promotion for promotion in self.promotions if promotion.first_order)

    def for_first_orders(self, moment: str) -> Sequence[Promotion]:
        """The promotions for a first order that are on, or yet to come."""
        return [each for each in self._for_first_orders if not (each.until and each.until <= moment)]

    def without(self, ids: Container[str]) -> Rules:
        """Without the promotions of these ids."""
        return Rules(tuple(each for each in self.promotions if each.id not in ids), self.version)


def promotion_order(promotion: Promotion) -> tuple[int, str]:
    """The order in which promotions are tried."""
    return -promotion.priority, promotion.id


NONE = Rules()
