"""Tells those who asked that something is back in stock, no more at once than units came in (`domain.wish`)."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from notifications.domain.letter import LetterKind
from notifications.domain.mail_token import MailToken
from notifications.domain.reader import LetterTopic, Reader
from notifications.domain.wish import SETTLING, StockWish, Wave
from notifications.usecases.notifications import Notifications
from notifications.usecases.ports import Named
from notifications.usecases.reader_letters import back_in_stock
from notifications.usecases.reader_ports import MailTokens, Readers, Waves, Wishes
from souk import clock
from souk.errors import InProgress
from souk.events import Event
from souk.events.products import StockChanged
from souk.storage.versioned import Stale
from souk.telemetry import logger

# Letters of one SKU before anything else is looked at again.
AT_ONCE = 25
_WAVES = 50


class BackInStock:
    def __init__(
        self, wishes: Wishes, waves: Waves, readers: Readers, tokens: MailTokens, notifications: Notifications
    ) -> None:
        self._wishes = wishes
        self._waves = waves
        self._readers = readers
        self._tokens = tokens
        self._notifications = notifications

    def came_in(self, stock: StockChanged, event: Event) -> None:
        """The first of them are told at once, the others by `run`. An event that comes again begins no other wave."""
        if not self._wishes.waiting(stock.sku, 1):
            return
        held = self._waves.find(stock.sku)
        if held and held.stock >= event.aggregate_version:
            return
        units, version = max(stock.available, 0), held.version if held else 0
        wave = Wave(stock.sku, units, units, clock.now(), event.aggregate_version, version)
        self._tell(self._waves.save(wave))

    def sold_out(self, sku: str, event: Event) -> None:
        """Nobody is sent to an empty shelf; who still waits is told of the next units."""
        held = self._waves.find(sku)
        if held and held.stock < event.aggregate_version:
            self._waves.end(held)

    def gone(self, product_id: str) -> None:
        """The product has left the shop."""
        for wish in self._wishes.of_product(product_id):
            self._wishes.end(wish)

    def run(self, has_time: Callable[[], bool]) -> int:
        """Goes on with what is due, a few letters of each SKU in turn; how many there were to go on with."""
        due = self._waves.due(clock.now(), _WAVES)
        for sku in due:
            while has_time():
                wave = self._waves.find(sku)
                if wave is None or wave.due_at > clock.now():
                    break
                try:
                    self._tell(wave)
                except Stale:
                    logger.info("somebody else goes on with this wave", extra={"sku": sku})
                    break
                except Exception:  # another SKU's letters need not wait for it
                    logger.exception("a wave of letters waits for the next turn", extra={"sku": sku})
                    break
        return len(due)

    def _tell(self, wave: Wave) -> None:
        """Tells a few. What is promised is written down first: whoever dies tells fewer, never more."""
        if not wave.left:  # whoever promised the last of them has died
            self._waves.save(wave.later(clock.now()))
            return
        waiting = self._wishes.waiting(wave.sku, AT_ONCE)
        if not waiting:
            self._waves.end(wave)
            return
        told, ended = self._agreeing(waiting)
        told = told[: wave.left]
        if not told:
            if not ended:
                self._waves.save(wave.shortly(clock.now()))
            return
        wave = self._waves.save(wave.promised(len(told)))
        sent = 0
        try:
            for wish, reader in told:
                self._send(wish, reader)
                sent += 1
        finally:
            if sent < len(told):
                self._waves.save(wave.unsent(len(told) - sent))
        if not wave.left:
            self._waves.save(wave.later(clock.now()))

    def _agreeing(self, waiting: Sequence[StockWish]) -> tuple[list[tuple[StockWish, Reader]], int]:
        """Those who agree to it at this moment. The wishes of the others end, and those that are too old: how many."""
        readers, now = self._readers.of([*{wish.reader for wish in waiting}]), clock.now()
        found, ended = [], 0
        for wish in waiting:
            reader = readers.get(wish.reader)
            if reader and reader.agrees(LetterTopic.BACK_IN_STOCK) and wish.ends_at > now:
                found.append((wish, reader))
            elif reader or wish.asked_at < now - SETTLING:
                self._wishes.end(wish)
                ended += 1
        return found, ended

    def _send(self, wish: StockWish, reader: Reader) -> None:
        token = self._tokens.write(MailToken(wish.reader, LetterTopic.BACK_IN_STOCK))
        address = wish.email or reader.email
        named = Named(wish.id, LetterKind.BACK_IN_STOCK, reader=wish.reader)
        try:
            self._notifications.send(
                named,
                lambda shop: back_in_stock(wish.wanted, address, shop, token),
                wish.locale or reader.locale,
            )
        except InProgress:
            return  # by another worker, who ends it
        self._wishes.end(wish)
