"""The composition root (see `souk.compose`)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from notifications.adapters.house import HouseStore
from notifications.adapters.mailer import SesMailer
from notifications.adapters.press import TemplatePress
from notifications.adapters.store import ClaimStore, ContactStore
from notifications.domain.letter import Shop
from notifications.usecases.notifications import Notifications
from notifications.usecases.ports import Claims, Contacts, House, Mailer, Press
from souk.compose import Held
from souk.exports.parts import ExportParts, S3ExportParts
from souk.limits.limits import LimitCounters, Limits
from souk.limits.table import DynamoCounters
from souk.settings import Settings


class NotificationsSettings(Settings):
    @property
    def sender_email(self) -> str:
        """The address letters come from: an identity SES has verified."""
        return self.required("SENDER_EMAIL")


@dataclass(frozen=True, slots=True)
class Parts:
    mailer: Mailer
    press: Press
    claims: Claims
    contacts: Contacts
    counters: LimitCounters
    house: House
    exports: ExportParts


@dataclass(frozen=True)
class Services:
    parts: Parts

    @cached_property
    def notifications(self) -> Notifications:
        parts = self.parts
        return Notifications(
            parts.mailer, parts.press, parts.claims, parts.contacts, Limits(parts.counters), parts.house
        )


def real() -> Parts:
    settings = NotificationsSettings()
    house = HouseStore(Shop(settings.shop_name, settings.public_url))
    mailer = SesMailer(lambda: settings.sender_email, house.shop)
    return Parts(mailer, TemplatePress(), ClaimStore(), ContactStore(), DynamoCounters(), house, S3ExportParts())


services = Held(Services, real)
