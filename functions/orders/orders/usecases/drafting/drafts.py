"""What staff do with drafts. See `orders.domain.drafting.draft`."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Protocol

from orders.domain.details import number_of, order_id_of
from orders.domain.drafting.draft import DraftContent, OrderDraft
from orders.usecases.drafting.placing import PlaceDraft, quote_of
from orders.usecases.ports import Cursor, OrderStore, Shoppers
from orders.usecases.pricing import Pricing, Quote
from souk import clock
from souk.errors import CartChanged, Conflict, IdempotencyKeyReused, InvalidInput, NotFound, SoukError
from souk.money import Money
from souk.staff.changes import Value, note
from souk.storage.versioned import Stale, require_version, until_fresh
from souk.taxes.business import BusinessNumber

# A slip of the finger, not a price: in minor units.
MOST = 100_000_000
# How old the answer about a VAT number may be that an order is taxed by.
FRESH = timedelta(days=1)


class DraftStore(Protocol):
    def find(self, draft_id: str) -> OrderDraft | None: ...

    def add(self, draft: OrderDraft) -> None:
        """Raises Stale when it exists."""

    def save(self, draft: OrderDraft, previous_version: int) -> None:
        """Raises Stale when the stored version is another."""

    def delete(self, draft: OrderDraft) -> None:
        """Raises Stale when the stored version is another."""

    def listed(self, limit: int, cursor: Cursor) -> tuple[list[OrderDraft], Cursor]:
        """All of them, the last changed first."""


class NumbersAsked(Protocol):
    def known(self, text: str, before: BusinessNumber | None) -> BusinessNumber | None:
        """See `orders.usecases.taxing.numbers.VatNumbers`."""


@dataclass(frozen=True, slots=True)
class Looked:
    """A draft with what it costs right now; `obstacle` says why it cannot be ordered so, and `quote` is None then, or
    when it is an order.
    """

    draft: OrderDraft
    quote: Quote | None = None
    obstacle: SoukError | None = None

    @property
    def order_number(self) -> str:
        return number_of(self.draft.order_id) if self.draft.order_id else ""


class Drafts:
    def __init__(
        self,
        drafts: DraftStore,
        store: OrderStore,
        pricing: Pricing,
        shoppers: Shoppers,
        workflow: PlaceDraft,
        numbers: Callable[[], NumbersAsked],
        currency: str,
    ) -> None:
        self._drafts = drafts
        self._store = store
        self._pricing = pricing
        self._shoppers = shoppers
        self._workflow = workflow
        self._numbers = numbers
        self._currency = currency

    def listed(self, limit: int, cursor: Cursor) -> tuple[list[OrderDraft], Cursor]:
        return self._drafts.listed(limit, cursor)

    def read(self, draft_id: str) -> Looked:
        """Raises NotFound, Unavailable."""
        return self._looked(self._found(draft_id))

    def begin(self, wish: DraftContent, staff_id: str, key: str, vat_number: str = "") -> Looked:
        """A new draft; under the same key the one that was made. With a `vat_number` it is for a business.

        Raises InvalidInput, IdempotencyKeyReused.
        """
        self._check(wish)
        wish = self._of_business(wish, vat_number)
        now = clock.now()
        draft = OrderDraft(order_id_of(f"draft:{staff_id}", key), 1, staff_id, now, now, wish)
        try:
            self._drafts.add(draft)
        except Stale:
            known = self._found(draft.id)
            if known.version == 1 and not _same(known.wish, wish):
                raise IdempotencyKeyReused("this Idempotency-Key was used for another draft; use a new key") from None
            return self._looked(known)
        note(f"draft:{draft.id}", {}, _noted(draft))
        return self._looked(draft)

    def change(self, draft_id: str, wish: DraftContent, version: int, vat_number: str = "") -> Looked:
        """Raises NotFound, PreconditionFailed, IllegalTransition for one that is an order, InvalidInput."""
        self._check(wish)
        if vat_number:  # nobody is asked about it for a draft that is another by now
            known = self._found(draft_id)
            require_version(version, known.version)
            wish = self._of_business(wish, vat_number, known.wish.business if known.wish else None)

        def once() -> OrderDraft:
            before = self._found(draft_id)
            require_version(version, before.version)
            order_id = self._store.ordered_as(before.cart_id)
            if order_id:  # whoever made it one died before the draft knew
                before = self._finished(before, order_id).draft
            after = before.changed(wish, clock.now())
            self._drafts.save(after, before.version)
            note(f"draft:{draft_id}", _noted(before), _noted(after))
            return after

        return self._looked(until_fresh(once))

    def drop(self, draft_id: str, version: int) -> None:
        """Raises NotFound, PreconditionFailed."""

        def once() -> None:
            draft = self._found(draft_id)
            require_version(version, draft.version)
            self._drafts.delete(draft)
            note(f"draft:{draft_id}", _noted(draft), {})

        until_fresh(once)

    def order(self, draft_id: str, staff_id: str, version: int, payment_method: str, total: Money) -> Looked:
        """Makes it an order, whose shopper is sent a letter with the way to pay; of one that is an order already, that.

        `total` is what was shown of it. Raises PriceChanged, OutOfStock, NotFound, PreconditionFailed, and what a
        checkout raises of its payment; Unavailable when the same request should be sent again.
        """
        draft = self._found(draft_id)
        order_id = draft.order_id or self._store.ordered_as(draft.cart_id)
        if not order_id:
            require_version(version, draft.version)
            _check_number(draft.wish)
            try:
                outcome = self._workflow.place(draft, staff_id, payment_method, total)
                return self._finished(draft, outcome.order.id)
            except CartChanged as other:  # somebody else made it an order just now
                order_id = str(other.detail.get("order_id", ""))
            except SoukError:
                self._finish_if_ordered(draft)
                raise
        order = self._store.find(order_id)
        if order is None:
            raise Conflict("the order that this draft became is no more")
        finished = self._finished(draft, order_id)
        if order.is_unpaid:
            self._workflow.payment_of(order)  # started now, if whoever made the order died before that
        return finished

    def _finish_if_ordered(self, draft: OrderDraft) -> None:
        """Its payment could not be started, or not be taken: it is an order all the same."""
        order_id = self._store.ordered_as(draft.cart_id)
        if order_id:
            self._finished(draft, order_id)

    def _finished(self, draft: OrderDraft, order_id: str) -> Looked:
        def once() -> OrderDraft:
            before = self._found(draft.id)
            after = before.became(order_id, clock.now())
            if after != before:
                self._drafts.save(after, before.version)
                note(f"draft:{draft.id}", _noted(before), _noted(after))
            return after

        with contextlib.suppress(NotFound):  # dropped meanwhile: the order counts
            return Looked(until_fresh(once))
        return Looked(replace(draft, order_id=order_id, wish=None))

    def _found(self, draft_id: str) -> OrderDraft:
        draft = self._drafts.find(draft_id)
        if draft is None or draft.ends_at <= clock.now():
            raise NotFound("there is no such draft")
        return draft

    def _check(self, wish: DraftContent) -> None:
        """Whoever it is for can be written to, and what was agreed is in the shop's money."""
        if any(price.currency != self._currency for price in wish.prices):
            raise InvalidInput(f"the shop's prices are in {self._currency}")
        if any(price.amount > MOST for price in wish.prices):
            raise InvalidInput(f"an agreed price is at most {Money(MOST, self._currency)}")
        if not wish.user_id:
            return
        try:
            self._shoppers.email(wish.user_id)
        except NotFound as error:
            raise InvalidInput("there is no such customer") from error

    def _of_business(self, wish: DraftContent, vat_number: str, before: BusinessNumber | None = None) -> DraftContent:
        return replace(wish, business=self._numbers().known(vat_number, before)) if vat_number else wish

    def _looked(self, draft: OrderDraft) -> Looked:
        wish = draft.wish
        if wish is None:
            return Looked(draft)
        try:
            return Looked(draft, quote_of(self._pricing, wish))
        except (Conflict, InvalidInput) as obstacle:
            return Looked(draft, obstacle=obstacle)


def _same(known: DraftContent | None, wish: DraftContent) -> bool:
    """Whether both say the same, whatever a register has said of the number meanwhile."""
    if known is None or (known.business and known.business.number) != (wish.business and wish.business.number):
        return False
    return replace(known, business=None) == replace(wish, business=None)


def _check_number(wish: DraftContent | None) -> None:
    """What lets a business off the tax is no older than a shopper's, whose seal ends with the day after."""
    business = wish.business if wish else None
    if business and business.confirmed and clock.now().date() - date.fromisoformat(business.asked_on) > FRESH:
        message = "its VAT number was looked up some days ago: save the draft, which looks it up again"
        raise InvalidInput(message, errors=[{"field": "vat_number", "code": "expired", "message": message}])


def _noted(draft: OrderDraft) -> dict[str, Value]:
    wish = draft.wish
    if wish is None:
        return {"order": draft.order_id}
    agreed = [f"{sku} {price}" for sku, price in wish.agreed.items()]
    shipping = [f"delivery {wish.shipping.price}"] if wish.shipping else []
    return {
        "lines": ", ".join(f"{line.quantity} {line.sku}" for line in wish.lines),
        "agreed": ", ".join([*agreed, *shipping]),
        "version": draft.version,
    }
