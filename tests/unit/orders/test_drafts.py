"""Drafts of orders, and how they become orders."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from orders.compose import Services
from orders.domain.details import Address
from orders.domain.drafting.draft import KEPT, Agreed, DraftContent, DraftLine, OrderDraft
from orders.domain.states import OrderState
from orders.usecases.drafting.drafts import Drafts, Looked
from orders.usecases.orders import Viewer
from orders.usecases.ports import Cursor
from souk import clock
from souk.errors import (
    Conflict,
    IdempotencyKeyReused,
    IllegalTransition,
    InvalidInput,
    NotFound,
    OutOfStock,
    PaymentRefused,
    PreconditionFailed,
    PriceChanged,
    Unavailable,
)
from souk.events import data_of
from souk.events.orders import OrderPlaced
from souk.money import Money
from souk.storage.versioned import Stale
from souk.taxes.business import BusinessNumber
from tests.unit.orders.fakes import ADDRESS, USER, Crash, Probe, World, variant

NOW = datetime(2026, 3, 1, 12, 0, 0, 123456, tzinfo=UTC)
# Two mugs, one of the pots of a set at a price that was agreed, the delivery for nothing.
WISH = DraftContent(
    lines=(DraftLine("MUG", 2), DraftLine("POT", 1, Agreed(Money(4000, "EUR"), "a scratch"))),
    address=ADDRESS,
    shipping_method="express",
    email="bea@example.org",
    shipping=Agreed(Money(0, "EUR"), "she waited"),
    notes="ring twice",
)
TOTAL = Money(2 * 1999 + 4000, "EUR")


class MemoryDrafts:
    """`DraftStore` with the same conditions as the table's."""

    def __init__(self, probe: Probe) -> None:
        self._probe = probe
        self.kept: dict[str, OrderDraft] = {}

    def find(self, draft_id: str) -> OrderDraft | None:
        return self.kept.get(draft_id)

    def add(self, draft: OrderDraft) -> None:
        if draft.id in self.kept:
            raise Stale
        self.kept[draft.id] = draft

    def save(self, draft: OrderDraft, previous_version: int) -> None:
        with self._probe.call("drafts.save"):
            if self.kept[draft.id].version != previous_version:
                raise Stale
            self.kept[draft.id] = draft

    def delete(self, draft: OrderDraft) -> None:
        if self.kept[draft.id].version != draft.version:
            raise Stale
        del self.kept[draft.id]

    def listed(self, limit: int, cursor: Cursor) -> tuple[list[OrderDraft], Cursor]:
        return sorted(self.kept.values(), key=lambda draft: draft.changed_at, reverse=True)[:limit], None


class Desk:
    """A shop whose staff answer the telephone."""

    def __init__(self) -> None:
        self.world = World()
        self.store = MemoryDrafts(self.world.probe)
        self.drafts: Drafts = Services(replace(self.world.parts(), drafts=lambda: self.store)).drafts

    def begin(self, wish: DraftContent = WISH, vat_number: str = "") -> OrderDraft:
        return self.drafts.begin(wish, "mira", "key", vat_number).draft

    def order(self, draft: OrderDraft, method: str = "stripe", total: Money = TOTAL, version: int = 1) -> Looked:
        return self.drafts.order(draft.id, "mira", version, method, total)

    def dies_over(self, draft: OrderDraft, point: int) -> None:
        """Whoever orders it, at one of `POINTS`."""
        self.world.probe.raise_at(len(self.world.probe.points) + point, Crash())
        with pytest.raises(Crash):
            self.order(draft)
        self.world.probe.act = None


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture(autouse=True)
def _noon() -> object:
    with clock.freeze(NOW) as frozen:
        yield frozen


def test_a_draft_costs_what_was_agreed_and_else_what_the_shop_asks(desk: Desk) -> None:
    draft = desk.begin()
    quote = desk.drafts.read(draft.id).quote
    assert quote is not None
    assert (quote.totals.total, quote.totals.shipping, quote.available) == (
        TOTAL,
        Money(0, "EUR"),
        {"MUG": 10, "POT": 10},
    )
    desk.world.catalogue["MUG"] = variant("MUG", 2500)
    later = desk.drafts.read(draft.id).quote
    assert later is not None
    assert later.totals.total == Money(2 * 2500 + 4000, "EUR")
    assert not desk.world.inventory.held
    assert not desk.world.store.orders


def test_what_cannot_be_ordered_is_shown_all_the_same(desk: Desk) -> None:
    draft = desk.begin()
    del desk.world.catalogue["POT"]
    looked = desk.drafts.read(draft.id)
    assert looked.quote is None
    assert isinstance(looked.obstacle, OutOfStock)
    abroad = desk.drafts.change(draft.id, replace(WISH, shipping_method="drone"), 1)
    assert isinstance(abroad.obstacle, Conflict | InvalidInput)


def test_a_draft_is_begun_once_under_a_key_and_changed_as_it_was_seen(desk: Desk) -> None:
    draft = desk.begin()
    assert desk.begin() == draft
    with pytest.raises(IdempotencyKeyReused):
        desk.begin(replace(WISH, notes="another"))
    with pytest.raises(InvalidInput, match="customer"):
        desk.begin(replace(WISH, email="", user_id="nobody"))
    after = desk.drafts.change(draft.id, replace(WISH, notes="ring once"), 1).draft
    with pytest.raises(PreconditionFailed):
        desk.drafts.change(draft.id, WISH, 1)
    with pytest.raises(PreconditionFailed):
        desk.order(draft)
    with pytest.raises(PreconditionFailed):
        desk.drafts.drop(draft.id, 1)
    desk.drafts.drop(draft.id, after.version)
    with pytest.raises(NotFound):
        desk.drafts.read(draft.id)


def test_a_draft_ends_thirty_days_after_its_last_change(desk: Desk) -> None:
    draft = desk.begin()
    with clock.freeze(NOW + KEPT), pytest.raises(NotFound):
        desk.drafts.read(draft.id)


def test_it_becomes_an_order_that_holds_its_stock_and_waits_longer(desk: Desk) -> None:
    draft = desk.begin()
    looked = desk.order(draft)
    order = desk.world.order()
    assert (looked.draft.order_id, looked.draft.wish, looked.order_number) == (order.id, None, order.details.number)
    assert (order.state, order.total, order.email) == (OrderState.AWAITING_PAYMENT, TOTAL, "bea@example.org")
    assert order.details.agreed == (("POT", "a scratch"), ("", "she waited"))
    assert order.details.pay_by == NOW + timedelta(days=3)
    assert order.history[0].by == "staff:mira"
    [held] = desk.world.inventory.held.values()
    assert (held.quantities, held.until) == ({"MUG": 2, "POT": 1}, NOW + timedelta(days=3, minutes=10))
    placed = data_of(desk.world.store.published[0], OrderPlaced)
    assert (placed.placed_by, placed.access_key) == ("staff", order.details.access_key)
    assert placed.access_key, "the letter's link opens it for whoever has no account"
    assert desk.world.payments.amounts == {f"{order.id}/1": TOTAL}
    assert not desk.world.store.claims
    with pytest.raises(IllegalTransition):
        desk.drafts.change(draft.id, WISH, looked.draft.version)


def test_who_has_an_account_signs_in_for_it(desk: Desk) -> None:
    draft = desk.begin(replace(WISH, email="", user_id=USER.removeprefix("user:")))
    desk.order(draft)
    order = desk.world.order()
    assert (order.details.owner, order.email, order.details.access_key) == (USER, "ada@example.org", "")


def test_an_account_that_is_closed_meanwhile_gets_no_order(desk: Desk) -> None:
    draft = desk.begin(replace(WISH, email="", user_id=USER.removeprefix("user:")))
    desk.world.shoppers.clear()
    with pytest.raises(InvalidInput, match="closed"):
        desk.order(draft)
    assert not desk.world.inventory.held


def test_without_an_account_to_transfer_to_it_is_not_paid_by_a_transfer(desk: Desk) -> None:
    with pytest.raises(InvalidInput, match="bank transfer"):
        desk.order(desk.begin(), "manual")


def test_asked_again_it_is_the_same_order(desk: Desk) -> None:
    draft = desk.begin()
    first = desk.order(draft)
    assert desk.order(draft) == first
    assert len(desk.world.store.orders) == len(desk.world.payments.started) == 1


def test_another_price_than_was_shown_is_refused_and_nothing_is_held(desk: Desk) -> None:
    draft = desk.begin()
    with pytest.raises(PriceChanged):
        desk.order(draft, total=Money(1, "EUR"))
    assert not desk.world.inventory.held
    assert not desk.world.store.orders


def test_what_is_sold_out_is_refused(desk: Desk) -> None:
    draft = desk.begin()
    desk.world.inventory.stock["POT"] = 0
    with pytest.raises(OutOfStock):
        desk.order(draft)
    assert desk.store.kept[draft.id].wish == WISH


def test_a_payment_that_the_provider_does_not_take_ends_the_order_and_the_draft(desk: Desk) -> None:
    draft = desk.begin()
    desk.world.payments.refusal = PaymentRefused("too small")
    with pytest.raises(PaymentRefused):
        desk.order(draft)
    assert desk.world.order().state is OrderState.CANCELLED
    assert desk.store.kept[draft.id].order_id == desk.world.order().id


def test_while_payments_are_away_it_is_an_order_whose_page_starts_the_payment(desk: Desk) -> None:
    draft = desk.begin()
    desk.world.payments.refusal = Unavailable("away")
    with pytest.raises(Unavailable):
        desk.order(draft)
    order = desk.world.order()
    assert (order.state, desk.store.kept[draft.id].order_id) == (OrderState.PENDING, order.id)
    desk.world.payments.refusal = None
    outcome = desk.world.orders.payment(order.id, Viewer(key=order.details.access_key))
    assert outcome.payment is not None
    assert outcome.order.state is OrderState.AWAITING_PAYMENT


def test_unpaid_it_expires_as_any_order_does(desk: Desk) -> None:
    desk.order(desk.begin())
    with clock.freeze(NOW + timedelta(days=2, hours=23)):
        assert desk.world.orders.expire() == 0
    with clock.freeze(NOW + timedelta(days=3, minutes=1)):
        assert desk.world.orders.expire() == 1
    desk.world.relay()
    assert desk.world.inventory.available("MUG") == 10


def test_two_at_once_make_one_order(desk: Desk) -> None:
    """Somebody changes it, and orders that, while another is ordering what it was."""
    draft = desk.begin()
    changed = replace(WISH, notes="another")

    def act(_index: int, name: str) -> None:
        if name == "before store.add":
            desk.world.probe.act = None
            desk.drafts.change(draft.id, changed, 1)
            desk.order(draft, version=2)

    desk.world.probe.act = act
    looked = desk.order(draft)
    order = desk.world.order()
    assert (looked.draft.order_id, order.details.notes) == (order.id, "another")
    held = [held.quantities for held in desk.world.inventory.held.values() if held.state == "held"]
    assert held == [{"MUG": 2, "POT": 1}]


def points() -> Sequence[str]:
    desk = Desk()
    with clock.freeze(NOW):
        draft = desk.begin()
        before = len(desk.world.probe.points)
        desk.order(draft)
    return desk.world.probe.points[before:]


POINTS = points()


@pytest.mark.parametrize("point", range(len(POINTS)), ids=lambda point: f"{point} {POINTS[point]}")
def test_whoever_dies_over_it_goes_on_with_the_same_order(point: int) -> None:
    desk = Desk()
    draft = desk.begin()
    desk.dies_over(draft, point)
    looked = desk.order(draft)
    order = desk.world.order()
    assert (looked.draft.order_id, order.state) == (order.id, OrderState.AWAITING_PAYMENT)
    assert desk.world.inventory.available("MUG") == 8
    assert len(desk.world.payments.started) == 1


@pytest.mark.parametrize("point", range(len(POINTS)), ids=lambda point: f"{point} {POINTS[point]}")
def test_whoever_dies_and_does_not_come_back_keeps_nothing(point: int) -> None:
    desk = Desk()
    draft = desk.begin()
    desk.dies_over(draft, point)
    with clock.freeze(NOW + timedelta(days=3, minutes=11)):
        desk.world.orders.expire()
        desk.world.relay()
        desk.world.inventory.sweep()
    assert desk.world.inventory.available("MUG") == 10
    assert desk.world.order_states() <= {OrderState.EXPIRED}


def test_a_draft_that_does_not_know_yet_that_it_is_an_order_is_not_changed(desk: Desk) -> None:
    draft = desk.begin()
    desk.dies_over(draft, POINTS.index("after store.add"))
    with pytest.raises(IllegalTransition):
        desk.drafts.change(draft.id, WISH, 1)
    assert desk.store.kept[draft.id].order_id == desk.world.order().id


def test_a_draft_whose_hold_is_over_says_to_save_it_once_more(desk: Desk) -> None:
    draft = desk.begin()
    desk.dies_over(draft, POINTS.index("after inventory.reserve"))
    with clock.freeze(NOW + timedelta(days=4)):
        desk.world.inventory.sweep()
        with pytest.raises(Conflict, match="save it once more"):
            desk.order(draft)
        desk.drafts.change(draft.id, WISH, 1)
        assert desk.order(draft, version=2).draft.order_id


NUMBER = "FR83404833048"
ATELIER = replace(WISH, address=Address("Atelier Lune", "Rue 1", "FR", "Paris", "75001"), shipping_method="standard")


def owed(desk: Desk, draft: OrderDraft) -> tuple[int, int]:
    quote = desk.drafts.read(draft.id).quote
    assert quote is not None
    return quote.totals.total.amount, quote.totals.tax.amount


def test_a_draft_for_a_business_elsewhere_in_the_union_is_priced_without_the_tax_it_owes_itself(desk: Desk) -> None:
    draft = desk.begin(ATELIER, "fr 83 404 833 048")
    assert draft.wish
    assert draft.wish.business == BusinessNumber(NUMBER, "FR", True, "WAPIAAAA1", "2026-03-01")
    # Two at 19.99 without 20 %; what was agreed on is as it was agreed.
    total = 2 * 1666 + 4000
    assert owed(desk, draft) == (total, 0)
    number = desk.order(draft, total=Money(total, "EUR")).order_number
    details = desk.world.order().details
    assert (details.number, details.business) == (number, draft.wish.business)
    assert (details.lines[0].tax_category, details.totals.taxed_in) == ("K", "FR")


def test_in_its_own_country_a_business_pays_tax_as_everybody_does(desk: Desk) -> None:
    total, tax = owed(desk, desk.begin(WISH, NUMBER))  # it goes to Berlin, whoever buys it
    assert total == TOTAL.amount
    assert tax == TOTAL.share(1900, 11900).amount


def test_a_number_that_cannot_be_one_or_that_the_register_does_not_know_is_refused_at_its_field(desk: Desk) -> None:
    for wrong in ("FR83404833049", "IT00743110157", "x"):
        with pytest.raises(InvalidInput) as refused:
            desk.begin(ATELIER, wrong)
        assert refused.value.detail["errors"][0]["field"] == "vat_number"
    assert not desk.store.kept
    assert len(desk.world.register.asked) == 1  # what has wrong digits is asked nobody


def test_while_the_register_is_away_tax_is_charged_and_saving_again_asks_again(desk: Desk) -> None:
    desk.world.register.away = True
    draft = desk.begin(ATELIER, NUMBER)
    total, tax = owed(desk, draft)
    assert (total, tax > 0) == (TOTAL.amount, True)
    desk.world.register.away = False
    again = desk.drafts.change(draft.id, ATELIER, 1, NUMBER).draft
    assert again.wish
    assert again.wish.business
    assert again.wish.business.confirmed
    asked = len(desk.world.register.asked)
    desk.drafts.change(draft.id, ATELIER, 2, NUMBER)  # confirmed today
    assert len(desk.world.register.asked) == asked
    without = desk.drafts.change(draft.id, ATELIER, 3).draft
    assert without.wish
    assert without.wish.business is None


def test_a_draft_with_a_number_is_begun_once_whatever_the_register_says_the_second_time(desk: Desk) -> None:
    first = desk.begin(ATELIER, NUMBER)
    desk.world.register.away = True
    assert desk.begin(ATELIER, NUMBER) == first
    with pytest.raises(IdempotencyKeyReused):
        desk.begin(ATELIER)


def test_an_order_is_not_let_off_the_tax_by_what_was_known_days_ago(desk: Desk) -> None:
    draft = desk.begin(ATELIER, NUMBER)
    total = Money(2 * 1666 + 4000, "EUR")
    with clock.freeze(NOW + timedelta(days=2)):
        with pytest.raises(InvalidInput, match="looked up some days ago"):
            desk.order(draft, total=total)
        assert not desk.world.store.orders
        saved = desk.drafts.change(draft.id, ATELIER, 1, NUMBER).draft
        assert desk.order(saved, total=total, version=2).order_number
