"""What the calendar does with gift cards: letters on their day, and the end of those that expire."""

from __future__ import annotations

from payments.usecases.gift_cards.cards import GiftCards
from payments.usecases.gift_cards.ports import CreditStore
from souk import clock
from souk.telemetry import logger

# In one run; the timer rings again.
BATCH = 100
_SECONDS = 30.0


class Upkeep:
    def __init__(self, store: CreditStore, cards: GiftCards) -> None:
        self._store = store
        self._cards = cards

    def run(self) -> int:
        """How many were changed. One that fails does not keep the others waiting; it is tried again, and raised."""
        done, failed, deadline = 0, list[Exception](), clock.Deadline(_SECONDS)
        for account_id in self._store.due(clock.now().date(), BATCH):
            if deadline.passed:
                break
            try:
                done += self._cards.look_after(account_id)
            except Exception as error:  # the others wait, too; raised below
                logger.exception("a gift card was not looked after", extra={"gift_card_id": account_id})
                failed.append(error)
        if failed:
            raise failed[0]
        return done
