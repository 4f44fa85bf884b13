"""The wishlists of members who agree to hear of lower prices, as the cart service tells them."""

from __future__ import annotations

from dataclasses import replace

from notifications.domain.watch import Watch, WatchedItem
from notifications.usecases.reader_ports import MailTokens
from notifications.usecases.watching.ports import Watches
from souk.events import Event
from souk.events.cart import WishlistChanged
from souk.storage.versioned import until_fresh

# Of one transaction, which takes 100.
_AT_ONCE = 90


class WatchedWishlists:
    def __init__(self, watches: Watches, tokens: MailTokens) -> None:
        self._watches = watches
        self._tokens = tokens

    def changed(self, told: WishlistChanged, event: Event) -> None:
        """Brings the copy up to date. What is on it already keeps what it must cost less than."""
        reader_id = self._tokens.member(told.user_id)
        wanted = {item.sku: WatchedItem(item.sku, item.product_id, item.price.money()) for item in told.items}

        def some() -> bool:
            watch = self._watches.find(reader_id) or Watch(reader_id)
            if watch.list_version >= event.aggregate_version:
                return True
            held = {item.sku: item for item in self._watches.items(reader_id)}
            changed = [*(held.keys() - wanted.keys()), *(wanted.keys() - held.keys())]
            now, done = {*changed[:_AT_ONCE]}, len(changed) <= _AT_ONCE
            self._watches.save(
                replace(watch, list_version=event.aggregate_version) if done else watch,
                put=[wanted[sku] for sku in now & wanted.keys()],
                drop=[held[sku] for sku in now & held.keys()],
            )
            return done

        while not until_fresh(some):
            pass

    def forget(self, user_id: str) -> None:
        self._watches.forget(self._tokens.member(user_id))
