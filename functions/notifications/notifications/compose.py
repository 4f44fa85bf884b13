"""The composition root (see `souk.compose`)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from typing import TYPE_CHECKING

from notifications.adapters.dead_addresses import DeadAddressStore
from notifications.adapters.house import HouseStore
from notifications.adapters.mailer import SesMailer
from notifications.adapters.press import TemplatePress
from notifications.adapters.readers import KeyedTokens, ReaderStore
from notifications.adapters.store import ClaimStore, ContactStore
from notifications.adapters.watches import FallStore, WatchStore
from notifications.adapters.wishes import WaveStore, WishStore
from notifications.domain.letter import Shop
from notifications.usecases.notifications import Notifications
from notifications.usecases.ports import (
    Claims,
    Contacts,
    DeadAddresses,
    GiftCardCodes,
    House,
    IssuedPdfs,
    LetterPress,
    Mailer,
)
from notifications.usecases.reader_ports import Catalogue, MailTokens, Readers, Waves, Wishes
from notifications.usecases.readers import Readership
from notifications.usecases.returned_mail import ReturnedMail
from notifications.usecases.watching.ports import PriceFalls, PriceList, Watches
from notifications.usecases.watching.price_drops import PriceDrops
from notifications.usecases.watching.wishlists import WatchedWishlists
from notifications.usecases.waves import BackInStock
from notifications.usecases.wishing import Wishing
from souk.compose import Held, people_only
from souk.exports.parts import ExportParts, S3ExportParts
from souk.limits.limits import LimitCounters, Limits, PeopleOnly
from souk.limits.table import DynamoCounters
from souk.settings import Settings

if TYPE_CHECKING:
    from notifications.adapters.clients import GrpcCatalogue
    from notifications.domain.review import ReviewPlace
    from notifications.usecases.reminding.left_carts import LeftCarts
    from notifications.usecases.reminding.ports import MemberCarts, ReviewRequests
    from notifications.usecases.reminding.reviews import Reviews


class NotificationsSettings(Settings):
    @property
    def told_by(self) -> str:
        """SES's configuration set that tells of letters that come back; empty where nothing tells."""
        return self.optional("MAIL_CONFIGURATION_SET")

    @property
    def sender_email(self) -> str:
        """The address letters come from: an identity SES has verified."""
        return self.required("SENDER_EMAIL")

    @property
    def catalogue_function(self) -> str:
        return self.required("CATALOGUE_FUNCTION")

    @property
    def documents_function(self) -> str:
        return self.required("DOCUMENTS_FUNCTION")

    @property
    def payments_function(self) -> str:
        return self.required("PAYMENTS_FUNCTION")

    @property
    def price_drop_percent(self) -> int:
        """By how much a price must have fallen for a letter about it."""
        return int(self.optional("PRICE_DROP_PERCENT", "5"))

    @property
    def carts_function(self) -> str:
        return self.required("CARTS_FUNCTION")

    @property
    def review_place(self) -> ReviewPlace:
        from notifications.domain.review import ReviewPlace

        return ReviewPlace(self.optional("REVIEW_URL"), timedelta(days=int(self.optional("REVIEW_DAYS", "0"))))


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
    readers: Readers
    wishes: Wishes
    waves: Waves
    tokens: MailTokens
    watches: Watches
    falls: PriceFalls
    catalogue: Callable[[], Catalogue]
    papers: Callable[[], IssuedPdfs]
    prices: Callable[[], PriceList]
    carts: Callable[[], MemberCarts]
    reviews: Callable[[], ReviewRequests]
    codes: Callable[[], GiftCardCodes]
    price_drop_percent: int = 5
    people: PeopleOnly | None = None


@dataclass(frozen=True)
class Services:
    parts: Parts

    @cached_property
    def notifications(self) -> Notifications:
        parts = self.parts
        return Notifications(
            parts.mailer,
            parts.press,
            parts.claims,
            parts.contacts,
            parts.dead,
            Limits(parts.counters),
            parts.house,
            parts.papers,
            parts.codes,
        )

    @cached_property
    def returned_mail(self) -> ReturnedMail:
        return ReturnedMail(self.parts.dead, self.parts.claims, self.parts.contacts, self.readership)

    @cached_property
    def readership(self) -> Readership:
        return Readership(self.parts.readers, self.parts.wishes, self.parts.tokens)

    @cached_property
    def wishing(self) -> Wishing:
        parts = self.parts
        return Wishing(parts.wishes, parts.readers, parts.tokens, parts.catalogue)

    @cached_property
    def back_in_stock(self) -> BackInStock:
        parts = self.parts
        return BackInStock(parts.wishes, parts.waves, parts.readers, parts.tokens, self.notifications)

    @cached_property
    def wishlists(self) -> WatchedWishlists:
        return WatchedWishlists(self.parts.watches, self.parts.tokens)

    @cached_property
    def price_drops(self) -> PriceDrops:
        parts = self.parts
        return PriceDrops(
            parts.watches,
            parts.falls,
            parts.readers,
            parts.tokens,
            parts.prices,
            self.notifications,
            parts.price_drop_percent,
        )

    @cached_property
    def left_carts(self) -> LeftCarts:
        from notifications.usecases.reminding.left_carts import LeftCarts

        parts = self.parts
        return LeftCarts(parts.carts, parts.readers, parts.tokens, parts.prices, self.notifications)

    @cached_property
    def reviews(self) -> Reviews:
        from notifications.usecases.reminding.reviews import Reviews

        parts, place = self.parts, NotificationsSettings().review_place
        return Reviews(parts.reviews(), parts.readers, parts.tokens, parts.prices, self.notifications, place)

    @cached_property
    def limits(self) -> Limits:
        return Limits(self.parts.counters, self.parts.people)


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
        ReaderStore(),
        WishStore(),
        WaveStore(),
        KeyedTokens(),
        WatchStore(),
        FallStore(),
        _catalogue,
        _papers,
        _catalogue,
        _carts,
        _reviews,
        _codes,
        settings.price_drop_percent,
        people_only(settings),
    )


def _catalogue() -> GrpcCatalogue:
    # Imported here: few requests, telling of lower prices, and a letter with a PDF need gRPC.
    from notifications.adapters.clients import GrpcCatalogue
    from souk.rpc.channel import LambdaChannel

    return GrpcCatalogue(LambdaChannel(NotificationsSettings().catalogue_function))


def _reviews() -> ReviewRequests:
    # Only the consumer asks how orders were.
    from notifications.adapters.reviews import ReviewStore

    return ReviewStore()


def _carts() -> MemberCarts:
    from notifications.adapters.clients import GrpcCarts
    from souk.rpc.channel import LambdaChannel

    return GrpcCarts(LambdaChannel(NotificationsSettings().carts_function))


def _codes() -> GiftCardCodes:
    from notifications.adapters.clients import GrpcGiftCardCodes
    from souk.rpc.channel import LambdaChannel

    return GrpcGiftCardCodes(LambdaChannel(NotificationsSettings().payments_function))


def _papers() -> IssuedPdfs:
    from notifications.adapters.clients import GrpcIssuedPdfs
    from souk.rpc.channel import LambdaChannel

    return GrpcIssuedPdfs(LambdaChannel(NotificationsSettings().documents_function))


services = Held(Services, real)
