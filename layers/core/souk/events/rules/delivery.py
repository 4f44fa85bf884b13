"""The published document `delivery`, as `souk.pricing.delivery.rules` explains it."""

from __future__ import annotations

from souk.events.common import EventData
from souk.pricing.delivery.rules import (
    DeliveryClosing,
    DeliveryRules,
    DeliverySize,
    DeliverySurcharge,
    DeliveryZone,
)


class PublishedDelivery(EventData):
    zones: tuple[DeliveryZone, ...]
    currency: str = ""
    country: str = ""
    time_zone: str = ""
    cut_off: str = "14:00"
    handling_days: int = 0
    work_days: tuple[int, ...] = (1, 2, 3, 4, 5)
    sizes: tuple[DeliverySize, ...] = ()
    surcharges: tuple[DeliverySurcharge, ...] = ()
    closings: tuple[DeliveryClosing, ...] = ()

    def rules(self) -> DeliveryRules:
        return DeliveryRules(**{name: getattr(self, name) for name in type(self).model_fields})
