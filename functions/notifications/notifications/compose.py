"""The composition root (see `souk.compose`)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from notifications.adapters.dead_addresses import DeadAddressStore
from notifications.adapters.house import HouseStore
from notifications.adapters.mailer import SesMailer
from notifications.adapters.press import TemplatePress
from notifications.adapters.store import ClaimStore, ContactStore
from notifications.domain.letter import Shop
from notifications.usecases.notifications import Notifications
from notifications.usecases.ports import Claims, Contacts, DeadAddresses, House, LetterPress, Mailer
from notifications.usecases.returned_mail import ReturnedMail
from souk.compose import Held
from souk.exports.parts import ExportParts, S3ExportParts
from souk.limits.limits import LimitCounters, Limits
from souk.limits.table import DynamoCounters
from souk.settings import Settings


class NotificationsSettings(Settings):
    @property
    def told_by(self) -> str:
        """SES's configuration set that tells of letters that come back; empty where nothing tells."""
        return self.optional("MAIL_CONFIGURATION_SET")

    @property
    def sender_email(self) -> str:
        """The address letters come from: an identity SES has verified."""
        return self.required("SENDER_EMAIL")


@dataclass(frozen=True, slots=True)
class Parts:
    mailer: Mailer
    press: LetterPress
    claims: Claims
    contacts: Contacts
    dead: DeadAddresses
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
            parts.mailer, parts.press, parts.claims, parts.contacts, parts.dead, Limits(parts.counters), parts.house
        )

    @cached_property
    def returned_mail(self) -> ReturnedMail:
        return ReturnedMail(self.parts.dead, self.parts.claims, self.parts.contacts)


def real() -> Parts:
    settings = NotificationsSettings()
    house = HouseStore(Shop(settings.shop_name, settings.public_url))
    mailer = SesMailer(lambda: settings.sender_email, house.shop, settings.told_by)
    return Parts(
        mailer,
        TemplatePress(),
        ClaimStore(),
        ContactStore(),
        DeadAddressStore(),
        DynamoCounters(),
        house,
        S3ExportParts(),
    )


services = Held(Services, real)
