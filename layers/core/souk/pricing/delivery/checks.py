"""What is wrong with rules of delivery beyond their shape, field by field, before they are published."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from souk.address import COUNTRIES, country_name, rule_of
from souk.pricing.delivery.prices import BY_SIZE, MEASURES
from souk.pricing.delivery.rules import (
    ANYWHERE,
    CarrierPrice,
    DeliveryArea,
    DeliveryMethod,
    DeliveryRules,
    DeliverySurcharge,
    DeliveryZone,
)
from souk.pricing.delivery.zones import districts, folded, tidy

# A field by its way in the document ("zones.0.methods.1.bands"), and why.
Fault = tuple[str, str]
_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_CLOCK = re.compile(r"(?:[01]\d|2[0-3]):[0-5]\d")
# The ways that the shop makes itself: nothing to send, and what is fetched (see `souk.shop.pickup`).
_TAKEN = ("none", "pickup-")
_MOST_DAYS = 90
_MOST_SHARE = 10_000  # basis points


def faults(rules: DeliveryRules, currency: str) -> dict[str, str]:
    """None at all when the rules can be published in a shop of `currency`."""
    found: dict[str, str] = {}
    for field, why in _all(rules, currency):
        found.setdefault(field, why)
    return found


def _all(rules: DeliveryRules, currency: str) -> Iterator[Fault]:
    yield from _house(rules, currency)
    yield from _names("sizes", [size.id for size in rules.sizes])
    yield from _names("zones", [zone.id for zone in rules.zones])
    if not rules.zones:
        yield "zones", "name at least one zone"
    sizes = [size.id for size in rules.sizes]
    for number, zone in enumerate(rules.zones):
        yield from _zone(f"zones.{number}", zone, sizes)
    yield from _areas_once(rules.zones)
    yield from _names("surcharges", [surcharge.id for surcharge in rules.surcharges])
    methods = {method.id for zone in rules.zones for method in zone.methods}
    for number, surcharge in enumerate(rules.surcharges):
        yield from _surcharge(f"surcharges.{number}", surcharge, sizes, methods)
    for number, closing in enumerate(rules.closings):
        if closing.country and closing.country not in COUNTRIES:
            yield f"closings.{number}.country", "there is no such country"
        if not (_is_day(closing.since) and _is_day(closing.until)) or closing.since > closing.until:
            yield f"closings.{number}.until", "the last day is not before the first"


def _house(rules: DeliveryRules, currency: str) -> Iterator[Fault]:
    if rules.currency not in ("", currency):
        yield "currency", f"the shop's currency is {currency}"
    if rules.country not in COUNTRIES:
        yield "country", "there is no such country; name the one that parcels leave from"
    if rules.time_zone and not _is_zone(rules.time_zone):
        yield "time_zone", "there is no such time zone; it is written as Europe/Berlin"
    if not _CLOCK.fullmatch(rules.cut_off):
        yield "cut_off", "a time of the day is written as 14:00"
    if not 0 <= rules.handling_days <= _MOST_DAYS:
        yield "handling_days", f"between 0 and {_MOST_DAYS} days"
    if not rules.work_days or set(rules.work_days) - set(range(1, 8)):
        yield "work_days", "name at least one day of the week, 1 for Monday to 7 for Sunday"


def _zone(field: str, zone: DeliveryZone, sizes: list[str]) -> Iterator[Fault]:
    if not zone.areas:
        yield f"{field}.areas", "name at least one country"
    for number, area in enumerate(zone.areas):
        yield from _area(f"{field}.areas.{number}", area)
    if zone.excluded and zone.methods:
        yield f"{field}.methods", "nothing is sent to this zone: it has no way of delivery"
    if not zone.excluded and not zone.methods:
        yield f"{field}.methods", "name at least one way of delivery, or exclude the zone"
    yield from _names(f"{field}.methods", [method.id for method in zone.methods])
    for number, method in enumerate(zone.methods):
        yield from _method(f"{field}.methods.{number}", method, sizes)


def _area(field: str, area: DeliveryArea) -> Iterator[Fault]:
    if area.country == ANYWHERE:
        if area.regions or area.postal_codes:
            yield f"{field}.country", "regions and postal codes are those of one country"
        return
    if area.country not in COUNTRIES:
        yield f"{field}.country", "there is no such country"
        return
    rule = rule_of(area.country)
    known = {folded(code) for code, _ in rule.regions or ()}
    for number, region in enumerate(area.regions):
        if not folded(region) or (known and folded(region) not in known):
            yield f"{field}.regions.{number}", f"{region!r} is no region of {rule.name}; they have codes"
    if area.postal_codes and "postal_code" not in rule.fields:
        yield f"{field}.postal_codes", f"addresses in {rule.name} have no postal code"
        return
    for number, code in enumerate(area.postal_codes):
        if why := _code(code):
            yield f"{field}.postal_codes.{number}", why


def _code(pattern: str) -> str:
    first, is_range, last = (tidy(part) for part in pattern.partition(".."))
    if is_range:
        counted = districts(first, last)
        if "*" in pattern or ".." in last or not first or (len(first) != len(last) and not counted):
            return "a range has two beginnings of one length, 97100..97899, or two districts, IV1..IV28"
        in_order = counted[1] <= counted[2] if counted else first <= last
        return "" if in_order else "the range ends before it begins"
    body = first.removesuffix("*")
    return "" if body and "*" not in body else "a beginning is written as BT*, and * stands at the end alone"


def _areas_once(zones: tuple[DeliveryZone, ...]) -> Iterator[Fault]:
    """No place may be named by two zones equally: which of them holds would hang on their order."""
    known: dict[tuple[str, str, str], int] = {}
    for at, zone in enumerate(zones):
        for number, area in enumerate(zone.areas):
            for part in _parts(area):
                before = known.setdefault(part, at)
                if before != at:
                    where = " ".join(
                        filter(None, ("anywhere" if part[0] == ANYWHERE else country_name(part[0]), part[2]))
                    )
                    yield f"zones.{at}.areas.{number}", f"{where} is in the zone {zones[before].name!r} already"


def _parts(area: DeliveryArea) -> Iterator[tuple[str, str, str]]:
    if not area.regions and not area.postal_codes:
        yield area.country, "", ""
    yield from ((area.country, "region", folded(region)) for region in area.regions)
    yield from ((area.country, "code", tidy(code)) for code in area.postal_codes)


def _method(field: str, method: DeliveryMethod, sizes: list[str]) -> Iterator[Fault]:
    if method.id == _TAKEN[0] or method.id.startswith(_TAKEN[1]):
        yield f"{field}.id", "the shop has a way of this name itself"
    if method.by not in MEASURES:
        yield f"{field}.by", f"one of {', '.join(MEASURES)}"
    if not method.bands:
        yield f"{field}.bands", "name at least one price"
    elif method.by == BY_SIZE:
        yield from _sized(field, method, sizes)
    else:
        yield from _bands(field, method)
    yield from _prices(f"{field}.bands", [band.price for band in method.bands])
    if method.free_from is not None and method.free_from < 0:
        yield f"{field}.free_from", "an amount is not below 0"
    for number, size in enumerate(method.not_for):
        if size not in sizes:
            yield f"{field}.not_for.{number}", f"there is no size {size!r}"
    yield from _by_carrier(f"{field}.carrier", method.carrier)
    least, most = method.min_days, method.max_days
    if (least is None) != (most is None):
        yield f"{field}.max_days", "name both, or neither where nothing is promised"
    elif least is not None and most is not None and not 0 <= least <= most <= _MOST_DAYS:
        yield f"{field}.max_days", f"from the least to the most, between 0 and {_MOST_DAYS} working days"


def _by_carrier(field: str, wish: CarrierPrice | None) -> Iterator[Fault]:
    if wish is None:
        return
    for number, name in enumerate(wish.services):
        if not name.strip():
            yield f"{field}.services.{number}", "name it as the carrier does"
    if wish.most_days is not None and not 1 <= wish.most_days <= _MOST_DAYS:
        yield f"{field}.most_days", f"between 1 and {_MOST_DAYS} days"
    if not 0 <= wish.share <= _MOST_SHARE:
        yield f"{field}.share", "between 0 and 100 %"
    if wish.plus < 0:
        yield f"{field}.plus", "an amount is not below 0"


def _bands(field: str, method: DeliveryMethod) -> Iterator[Fault]:
    before = -1
    for number, band in enumerate(method.bands):
        name = f"{field}.bands.{number}"
        if band.size_class:
            yield f"{name}.size_class", f"the price goes by {method.by}, and not by size"
        if band.up_to is None:
            if number < len(method.bands) - 1:
                yield f"{name}.up_to", "only the last price is without a limit: those after it would never hold"
            continue
        if band.up_to <= before:
            yield f"{name}.up_to", f"each limit is above the one before, which is {before}: the prices would overlap"
        if band.up_to < 0:
            yield f"{name}.up_to", "a limit is not below 0"
        before = max(before, band.up_to)


def _sized(field: str, method: DeliveryMethod, sizes: list[str]) -> Iterator[Fault]:
    priced = [band.size_class for band in method.bands]
    for number, size in enumerate(priced):
        name = f"{field}.bands.{number}"
        if size and size not in sizes:
            yield f"{name}.size_class", f"there is no size {size!r}"
        if size in priced[:number]:
            yield f"{name}.size_class", "this size has a price already: the prices would overlap"
        if method.bands[number].up_to is not None:
            yield f"{name}.up_to", "the price goes by size, and has no limit"
    missing = [size for size in ("", *sizes) if size not in priced and size not in method.not_for]
    if missing:
        names = ", ".join(size or "goods of no size" for size in missing)
        yield f"{field}.bands", f"there is no price for {names}"


def _surcharge(field: str, surcharge: DeliverySurcharge, sizes: list[str], methods: set[str]) -> Iterator[Fault]:
    if surcharge.price <= 0:
        yield f"{field}.price", "an amount above 0"
    if surcharge.size_class and surcharge.size_class not in sizes:
        yield f"{field}.size_class", f"there is no size {surcharge.size_class!r}"
    if not surcharge.size_class and not surcharge.areas:
        yield f"{field}.areas", "say what it is for: a size, a place, or both"
    if surcharge.per_unit and not surcharge.size_class:
        yield f"{field}.per_unit", "only what is for a size can be for each unit"
    for number, area in enumerate(surcharge.areas):
        yield from _area(f"{field}.areas.{number}", area)
    for number, method in enumerate(surcharge.methods):
        if method not in methods:
            yield f"{field}.methods.{number}", f"no zone has a way {method!r}"


def _names(field: str, ids: list[str]) -> Iterator[Fault]:
    for number, id_ in enumerate(ids):
        if not _ID.fullmatch(id_):
            yield f"{field}.{number}.id", "small letters, digits and hyphens"
        elif id_ in ids[:number]:
            yield f"{field}.{number}.id", "there is another of this name"


def _prices(field: str, prices: Iterable[int]) -> Iterator[Fault]:
    yield from ((f"{field}.{number}.price", "an amount is not below 0") for number, at in enumerate(prices) if at < 0)


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True
