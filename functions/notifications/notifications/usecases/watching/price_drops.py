"""Tells members that something on their wishlist costs less (`domain.watch`)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from notifications.domain.letter import LetterKind
from notifications.domain.mail_token import MailToken
from notifications.domain.reader import LetterTopic, Reader
from notifications.domain.watch import ForSale, PriceFall, PromisedLetter, Watch, WatchedItem
from notifications.usecases.notifications import Notifications
from notifications.usecases.ports import Named
from notifications.usecases.reader_letters import price_drop
from notifications.usecases.reader_ports import MailTokens, Readers
from notifications.usecases.watching.ports import PriceFalls, PriceList, Watches
from souk import clock
from souk.errors import InProgress, Unavailable
from souk.events.products import ProductSnapshot
from souk.ids import new_id
from souk.money import Money
from souk.storage.versioned import Stale, until_fresh
from souk.telemetry import logger

_READERS = 100


class PriceDrops:
    """`percent` is by how much a price must have fallen to be told."""

    def __init__(
        self,
        watches: Watches,
        falls: PriceFalls,
        readers: Readers,
        tokens: MailTokens,
        prices: Callable[[], PriceList],
        notifications: Notifications,
        percent: int,
    ) -> None:
        self._watches = watches
        self._falls = falls
        self._readers = readers
        self._tokens = tokens
        self._prices = prices
        self._notifications = notifications
        self._percent = percent

    def changed(self, product: ProductSnapshot) -> None:
        """Whose wishlists are to be looked at for it, `run` finds out."""
        if not any(each.price_before and each.price.amount < each.price_before.amount for each in product.variants):
            return
        if not self._watches.of_product(product.product_id, "", 1)[0]:
            return

        def begin() -> None:
            held = self._falls.find(product.product_id) or PriceFall(product.product_id, clock.now())
            self._falls.save(replace(held, after="", due_at=clock.now()))

        until_fresh(begin)

    def run(self, has_time: Callable[[], bool]) -> int:
        """Goes on with what is due, as far as the time goes; how many products and members it went on with."""
        done = 0
        for product_id in self._falls.due(clock.now()):
            if not has_time():
                break
            done += 1
            try:
                while has_time() and self._spread(product_id):
                    pass
            except Exception:  # others need not wait for it, nor the letters that are due
                logger.exception("a fall of a price waits for the next turn")
        for reader_id in self._watches.due(clock.now()):
            if not has_time() or not self._looked(reader_id):
                break
            done += 1
        return done

    def _looked(self, reader_id: str) -> bool:
        """Whether the next one may be looked at, too."""
        try:
            self._look(reader_id)
        except (Stale, InProgress):
            logger.info("somebody else looks at this wishlist")
        except Unavailable:
            logger.warning("lower prices are told when the mail service and the catalogue answer")
            return False
        except Exception:  # others need not wait for it
            logger.exception("a wishlist waits for the next turn")
        return True

    def _spread(self, product_id: str) -> bool:
        """Has some of the wishlists with this product looked at; whether there are more."""
        fall = self._falls.find(product_id)
        if fall is None:
            return False
        readers, after = self._watches.of_product(product_id, fall.after, _READERS)
        for reader_id in dict.fromkeys(readers):
            until_fresh(partial(self._look_soon, reader_id))
        try:
            if not after:
                self._falls.end(fall)
                return False
            self._falls.save(replace(fall, after=after))
        except Stale:
            logger.info("the price has fallen again; all are looked at once more")
        return True

    def _look_soon(self, reader_id: str) -> None:
        watch = self._watches.find(reader_id)
        # One that is due may be looked at right now, at prices of before: saving it makes whoever does look again.
        if watch and (watch.look_at is None or watch.is_due(clock.now())):
            self._watches.save(watch.soon(clock.now()))

    def _look(self, reader_id: str) -> None:
        watch = self._watches.find(reader_id)
        if watch is None or not watch.is_due(clock.now()):
            return
        reader = self._readers.find(reader_id)
        if reader is None or not reader.agrees(LetterTopic.PRICE_DROP):
            self._watches.save(watch.at_rest())
            return
        items = self._watches.items(reader_id)
        offers = self._prices().offers([item.sku for item in items])
        # By somebody who died, or whom the post did not answer. What has fallen since is for the next letter.
        again = watch.promised is not None
        if watch.promised is None:
            cheaper = [
                offers[item.sku]
                for item in items
                if item.sku in offers and offers[item.sku].is_below(item, self._percent)
            ]
            if not cheaper:
                self._watches.save(watch.at_rest())
                return
            watch = self._watches.save(watch.promising(new_id(), cheaper))
        if watch.promised:
            self._send(watch.promised, reader, offers)
            self._settle(watch, watch.promised, items, again=again)

    def _send(self, promised: PromisedLetter, reader: Reader, offers: dict[str, ForSale]) -> None:
        """At the prices of now: nothing is told of what has become dearer or sold out since it was promised."""
        told = [
            offers[sku]
            for sku, price in promised.prices.items()
            if sku in offers and not offers[sku].sold_out and offers[sku].price.amount <= price
        ]
        if not told:
            return
        token = self._tokens.write(MailToken(reader.id, LetterTopic.PRICE_DROP))
        named = Named(promised.id, LetterKind.PRICE_DROP, reader=reader.id)
        self._notifications.send(named, lambda shop: price_drop(told, reader.email, shop, token), reader.locale)

    def _settle(self, watch: Watch, promised: PromisedLetter, items: list[WatchedItem], *, again: bool) -> None:
        """From now on they must cost less than what was told."""
        told = [
            replace(item, price=Money(promised.prices[item.sku], item.price.currency))
            for item in items
            if item.sku in promised.prices
        ]
        self._watches.save(watch.told(clock.now(), again=again or promised.more), put=told)
