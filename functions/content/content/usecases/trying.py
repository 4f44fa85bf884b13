"""What rules of delivery come to before they are published."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import tzinfo

from content.domain.document import Content
from content.domain.kinds import DELIVERY, DocumentKind
from content.usecases.rules import check
from souk import clock
from souk.address.check import destination_of
from souk.events.rules.delivery import PublishedDelivery
from souk.pricing.delivery.arrival import ArrivalDays, arrival, in_working_days
from souk.pricing.delivery.prices import DeliveredGoods, Way, ways
from souk.pricing.delivery.zones import zone_of


@dataclass(frozen=True, slots=True)
class Trial:
    """Goods and where they go: `value` in minor units, `sizes` are units by size class."""

    country: str
    region: str
    postal_code: str
    value: int
    grams: int
    units: int
    sizes: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class TriedDelivery:
    """The zone, None where nothing is sent; of each way when it arrives, as days and in words."""

    zone: str | None
    ways: tuple[tuple[Way, ArrivalDays | None, str], ...]
    currency: str


class Trying:
    """`zone_named` answers the time zone of a name, the shop's for an empty one."""

    def __init__(self, currency: str, zone_named: Callable[[str], tzinfo]) -> None:
        self._currency = currency
        self._zone_named = zone_named

    def delivery(self, content: Content, trial: Trial) -> TriedDelivery:
        """Raises InvalidInput for rules that could not be published."""
        check(DocumentKind(DELIVERY), content, self._currency)
        rules = PublishedDelivery(**content).rules()
        destination = destination_of(trial.country, trial.region, trial.postal_code)
        zone = zone_of(rules, destination)
        found = ways(rules, destination, DeliveredGoods(trial.value, trial.grams, trial.units, trial.sizes))
        days, now = self._zone_named(rules.time_zone), clock.now()
        return TriedDelivery(
            zone.name if zone else None,
            tuple(
                (way, arrival(rules, way.method, trial.country, days, now), in_working_days(rules, way.method))
                for way in found or ()
            ),
            self._currency,
        )
