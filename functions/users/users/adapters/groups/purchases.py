"""The users table: what people have paid for, which the rules of groups go by.

    USER#<user id>    BOUGHT                          that what was noted before purchases were kept is taken up
    USER#<user id>    BOUGHT#<order id>               what was paid for an order, and when first
    USER#<user id>    BOUGHT#<order id>#<event id>    what was given back of it

Each fact is an item of its own and written whole, so events may come twice and in any order.
"""

from __future__ import annotations

import contextlib
from collections import defaultdict

from souk import clock
from souk.money import Money
from souk.storage.dynamo import put_if
from souk.storage.versioned import Stale
from users.adapters.history_store import ACTIVITY
from users.adapters.records import ActivityRecord, PurchaseRecord
from users.adapters.store import BOUGHT, partition
from users.domain.activity import OF_MONEY, Activity, ActivityKind
from users.domain.groups.rule import Purchase


class DynamoPurchases:
    """The `Purchases` port."""

    def note(self, activity: Activity) -> None:
        amount = activity.amount
        if activity.kind not in OF_MONEY or amount is None or not activity.user_id:
            return
        refund = f"#{activity.id}" if activity.kind is ActivityKind.REFUNDED else ""
        record = PurchaseRecord(
            partition(activity.user_id),
            f"{BOUGHT}#{activity.order_id}{refund}",
            kind=activity.kind.value,
            order_id=activity.order_id,
            at=activity.at,
            amount=amount.amount,
            currency=amount.currency,
        )
        # Of two that say an order is paid the earlier one counts, whichever comes first.
        with contextlib.suppress(Stale):
            put_if(record, PurchaseRecord.pk.does_not_exist() | (PurchaseRecord.at > activity.at))

    def of(self, user_id: str) -> tuple[Purchase, ...]:
        found = self._read(user_id)
        if not any(record.sk == BOUGHT for record in found):
            self._take_up(user_id)
            found = self._read(user_id)
        refunded: dict[str, int] = defaultdict(int)
        paid: dict[str, PurchaseRecord] = {}
        for record in found:
            if record.kind == ActivityKind.REFUNDED:
                refunded[record.order_id] += int(record.amount)
            elif record.kind:
                paid[record.order_id] = record
        return tuple(
            Purchase(order_id, record.at, Money(int(record.amount), record.currency), refunded[order_id])
            for order_id, record in paid.items()
        )

    def _read(self, user_id: str) -> list[PurchaseRecord]:
        return list(
            PurchaseRecord.query(partition(user_id), PurchaseRecord.sk.startswith(BOUGHT), consistent_read=True)
        )

    def _take_up(self, user_id: str) -> None:
        """What is in the history, once. Whoever dies on the way is done again by the next that asks."""
        lines = ActivityRecord.query(
            partition(user_id),
            ActivityRecord.sk.startswith(ACTIVITY),
            ActivityRecord.kind.is_in(*(kind.value for kind in OF_MONEY)),
            consistent_read=True,
        )
        for line in lines:
            amount = Money(int(line.amount), line.currency) if line.currency else None
            self.note(
                Activity(
                    line.id, ActivityKind(line.kind), line.at, user_id, order_id=line.order_id or "", amount=amount
                )
            )
        PurchaseRecord(partition(user_id), BOUGHT, at=clock.now()).save()
