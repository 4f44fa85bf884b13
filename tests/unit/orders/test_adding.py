"""What staff add to a paid order becomes an order of its own, once, whoever dies over it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from orders.adapters.codec import progress_from_json, progress_to_json
from orders.compose import Services
from orders.domain.cancelling.lines import lines_freed, lines_kept
from orders.domain.editing.adding import MAX_SUPPLEMENTS
from orders.domain.editing.edits import EditWish
from orders.domain.erasure import anonymised
from orders.domain.order import Cause, Order
from orders.domain.states import OrderState
from orders.domain.timeline.entries import timeline
from orders.doors.views import OrderView, StaffOrderView
from orders.usecases.changes import change
from orders.usecases.editing.edits import Adding
from orders.usecases.ports import Cart
from souk import clock
from souk.errors import (
    Conflict,
    IllegalTransition,
    InvalidInput,
    OutOfStock,
    PaymentRefused,
    PreconditionFailed,
    PriceChanged,
    SoukError,
    Unavailable,
)
from souk.events import data_of
from souk.events.orders import OrderPlaced
from souk.money import Money
from tests.unit.orders.fakes import GUEST, MUG, POT, USER, Crash, World, shown, variant, wanted
from tests.unit.orders.test_cancelling_lines import packed, paid

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
STAFF = Cause(NOW, "staff:u1", "on the telephone")
SHIPPING = Cause(NOW, "shipping")
NOTHING = EditWish()


def euro(amount: int) -> Money:
    return Money(amount, "EUR")


JUG = Adding({"JUG": 2}, {"JUG": euro(1850)}, shown=euro(3700))
POT_OUT = EditWish({"POT": 1})


class Desk:
    """A guest, or a member, has paid for a mug and two pots, which are in a parcel here."""

    def __init__(self, owner: str = GUEST) -> None:
        self.world = World()
        self.world.catalogue["JUG"] = variant("JUG", 2500, available=3)
        self.world.inventory.stock["JUG"] = 3
        services = Services(self.world.parts())
        self.edits, self.supplements = services.edits, services.supplements
        self.world.carts[owner] = Cart("cart", {"MUG": 1, "POT": 2})
        seen = shown(MUG, replace(POT, quantity=2))
        order = self.world.orders.check_out(wanted(11799, owner, seen), "key").order
        self.first = packed(paid(order))
        self.world.store.orders[order.id] = self.first

    def add(self, adding: Adding | None = JUG, out: EditWish = NOTHING, key: str = "add", version: int = 0) -> Order:
        return self.edits.edit(self.first.id, out, key, STAFF, version or self.order.version, adding)

    def shipping_says(self, number: int = 1, *, freed: bool) -> None:
        """The consumer's reaction to `takeout.*`."""
        after = change(
            self.world.store,
            self.first.id,
            lambda it: lines_freed(it, number, SHIPPING) if freed else lines_kept(it, number, "packed", SHIPPING),
        )
        self.supplements.order_due(after)

    @property
    def order(self) -> Order:
        """The first one as it is now."""
        return self.world.store.orders[self.first.id]

    @property
    def others(self) -> list[Order]:
        return [order for order in self.world.store.orders.values() if order.id != self.first.id]


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture(autouse=True)
def _noon() -> object:
    with clock.freeze(NOW) as frozen:
        yield frozen


def test_it_is_an_order_at_the_agreed_price_that_is_delivered_free_of_charge(desk: Desk) -> None:
    desk.add()
    [other] = desk.others
    assert (other.state, other.total, other.totals.shipping) == (OrderState.AWAITING_PAYMENT, euro(3700), euro(0))
    assert other.details.quantities() == {"JUG": 2}
    assert (other.email, other.address) == (desk.first.email, desk.first.address)
    assert other.details.pay_by == NOW + timedelta(days=3)
    assert desk.world.inventory.held[other.id].quantities == {"JUG": 2}
    assert desk.world.payments.amounts[f"{other.id}/1"] == other.total
    placed = data_of(next(e for e in desk.world.store.published if e.aggregate_id == other.id), OrderPlaced)
    assert (placed.placed_by, placed.supplement_of) == ("staff", desk.first.details.number)
    assert placed.access_key
    # Nothing of the first one has changed but that it says so.
    assert (desk.order.total, desk.order.lines, desk.order.state) == (
        desk.first.total,
        desk.first.lines,
        desk.first.state,
    )


def test_both_orders_name_each_other_and_the_shopper_reads_no_reason(desk: Desk) -> None:
    desk.add()
    [other] = desk.others
    [seen] = OrderView.of(desk.order).supplements
    assert (seen.order_id, seen.order_number, seen.refusal) == (other.id, other.details.number, None)
    assert (seen.total.amount, seen.lines[0].unit_price.amount, seen.lines[0].title) == (3700, 1850, "The JUG")
    assert (seen.requested_by, seen.reason) == ("staff", "")
    [known] = StaffOrderView.with_events(desk.order, ()).supplements
    assert (known.requested_by, known.reason) == ("staff:u1", "on the telephone")
    of = OrderView.of(other).supplement_of
    assert of is not None
    assert (of.order_id, of.number) == (desk.first.id, desk.first.details.number)
    assert OrderView.of(desk.order).supplement_of is None
    [told] = [moment for moment in timeline(desk.order) if moment.kind == "added"]
    assert (told.subject, told.amount, told.lines, told.by) == (other.id, 3700, (("JUG", 2),), "staff")
    assert "on the telephone" not in str(desk.order.history)
    assert progress_from_json(progress_to_json(desk.order))["supplements"] == desk.order.supplements


def test_without_an_agreed_price_it_costs_what_the_shop_asks_and_its_delivery_what_is_agreed(desk: Desk) -> None:
    desk.add(Adding({"JUG": 1}, shipping=euro(200), shown=euro(2700)))
    [other] = desk.others
    assert (other.total, other.totals.shipping) == (euro(2700), euro(200))


def test_a_member_has_it_among_their_own() -> None:
    desk = Desk(USER)
    desk.add()
    assert [(other.details.owner, other.details.access_key) for other in desk.others] == [(USER, "")]


def test_a_look_says_what_it_comes_to_and_holds_nothing(desk: Desk) -> None:
    seen = desk.edits.preview(desk.first.id, POT_OUT, "staff:u1", replace(JUG, shown=None))
    assert (seen.total, seen.edits[0].amount, seen.supplements[0].total) == (euro(6899), 4900, 3700)
    assert (desk.others, desk.order) == ([], desk.first)


def test_with_units_that_are_taken_out_it_waits_for_shipping(desk: Desk) -> None:
    desk.add(out=POT_OUT)
    assert not desk.others
    assert OrderView.of(desk.order).supplements == []
    desk.shipping_says(freed=True)
    [other] = desk.others
    assert (desk.order.cancelled_units, other.details.quantities()) == ({"POT": 1}, {"JUG": 2})
    desk.shipping_says(freed=True)
    assert desk.others == [other]


def test_refused_nothing_of_both_comes_true(desk: Desk) -> None:
    desk.add(out=POT_OUT)
    desk.shipping_says(freed=False)
    assert (desk.others, desk.order.total) == ([], desk.first.total)
    [known] = StaffOrderView.with_events(desk.order, ()).supplements
    assert known.refusal == "not_changed"


def test_the_same_request_adds_once_and_another_under_its_key_is_refused(desk: Desk) -> None:
    desk.add(version=desk.first.version)
    desk.add(version=desk.first.version)
    desk.world.catalogue["JUG"] = variant("JUG", 9900, available=0)
    desk.add(version=desk.first.version)
    assert len(desk.others) == 1
    for other in (Adding({"JUG": 1}), None):
        with pytest.raises(Conflict, match="another change"):
            desk.add(other, POT_OUT if other is None else NOTHING)
    for dearer in ({"prices": {"JUG": euro(1)}}, {"shipping": euro(100)}, {"shown": euro(1)}):
        with pytest.raises(Conflict, match="another change"):
            desk.add(replace(JUG, **dearer))
    with pytest.raises(Conflict, match="another change"):
        desk.add(out=POT_OUT)
    desk.add(None, POT_OUT, key="out")
    with pytest.raises(Conflict, match="another change"):
        desk.add(Adding({"MUG": 1}), POT_OUT, key="out")


def test_what_was_not_seen_is_refused_and_nothing_is_changed(desk: Desk) -> None:
    refusals: list[tuple[Adding, type[SoukError]]] = [
        (replace(JUG, shown=euro(3699)), PriceChanged),
        (Adding({"JUG": 4}), OutOfStock),
        (Adding({"GONE": 1}), OutOfStock),
        (Adding({"JUG": 1}, {"JUG": Money(1, "USD")}), InvalidInput),
        (Adding({"JUG": 1}, shipping=euro(100_000_001)), InvalidInput),
    ]
    for adding, error in refusals:
        with pytest.raises(error):
            desk.add(adding, POT_OUT)
    with pytest.raises(PreconditionFailed):
        desk.add(version=desk.first.version - 1)
    assert (desk.others, desk.order) == ([], desk.first)


def test_nothing_is_added_to_what_is_unpaid_has_left_or_is_nobodys(desk: Desk) -> None:
    unpaid = replace(desk.first, state=OrderState.AWAITING_PAYMENT)
    nobodys = replace(desk.first, details=replace(desk.first.details, email=""))
    for _ in range(MAX_SUPPLEMENTS):
        desk.world.inventory.stock["JUG"] += 2
        desk.add(key=str(len(desk.order.supplements)))
    full = desk.order
    unsent = tuple(replace(line, requires_shipping=False) for line in desk.first.details.lines)
    files = replace(desk.first, state=OrderState.PAID, parcels=(), details=replace(desk.first.details, lines=unsent))
    for order in (unpaid, packed(paid(desk.first), left=True), nobodys, files, full):
        desk.world.store.orders[desk.first.id] = order
        with pytest.raises(IllegalTransition):
            desk.add(key="one more")


def test_what_is_sold_out_in_the_meantime_is_said_and_told_to_nobody_else(desk: Desk) -> None:
    desk.world.inventory.stock["JUG"] = 1
    desk.add()
    assert (desk.others, desk.order.supplements[0].refusal) == ([], "sold_out")
    assert not OrderView.of(desk.order).supplements
    assert not any(moment.kind == "added" for moment in timeline(desk.order))


def test_a_payment_that_nobody_takes_ends_the_order_whose_letter_says_so(desk: Desk) -> None:
    desk.world.payments.refusal = PaymentRefused("too small")
    desk.add()
    assert [(other.state, other.id) for other in desk.others] == [
        (OrderState.CANCELLED, desk.order.supplements[0].order_id)
    ]


def test_while_a_service_is_away_the_same_request_goes_on(desk: Desk) -> None:
    desk.world.payments.refusal = Unavailable("away")
    with pytest.raises(Unavailable):
        desk.add()
    assert desk.order.supplements[0].is_open
    desk.supplements.order_left_over(desk.order)
    assert desk.order.supplements[0].is_open
    desk.world.payments.refusal = None
    desk.supplements.order_left_over(desk.order)
    assert [desk.order.supplements[0].order_id] == [other.id for other in desk.others]


def test_nothing_is_added_to_what_was_called_off_before_anybody_got_to_it(desk: Desk) -> None:
    desk.world.payments.refusal = Unavailable("away")
    desk.world.probe.raise_at(len(desk.world.probe.points) + 4, Crash())
    with pytest.raises(Crash):
        desk.add()
    desk.world.probe.act = None
    off = desk.order.called_off(Cause(NOW, "shopper"))
    desk.world.store.orders[desk.first.id] = off
    assert [one.refusal for one in StaffOrderView.with_events(off.recalled(SHIPPING), ()).supplements] == [
        "not_possible"
    ]
    desk.supplements.order_left_over(off)
    assert (desk.others, desk.order.supplements[0].refusal) == ([], "not_possible")


def test_what_people_wrote_of_it_is_forgotten(desk: Desk) -> None:
    desk.add()
    [kept] = anonymised(desk.order).supplements
    assert (kept.reason, kept.request, kept.lines) == ("", "", desk.order.supplements[0].lines)


def points(out: EditWish) -> Sequence[str]:
    desk = Desk()
    before = len(desk.world.probe.points)
    desk.add(out=out)
    return desk.world.probe.points[before:]


with clock.freeze(NOW):
    # A lower price is no unit of a parcel: all of it comes true at once.
    CHEAPER = EditWish(prices={"POT": euro(4500)})
    POINTS = points(CHEAPER)


@pytest.mark.parametrize("point", range(len(POINTS)), ids=lambda point: f"{point} {POINTS[point]}")
def test_whoever_dies_over_it_goes_on_with_the_same_order(desk: Desk, point: int) -> None:
    version = desk.first.version
    desk.world.probe.raise_at(len(desk.world.probe.points) + point, Crash())
    with pytest.raises(Crash):
        desk.add(out=CHEAPER, version=version)
    desk.world.probe.act = None
    left_over = desk.order.supplements
    if left_over and point % 2:
        desk.supplements.order_left_over(desk.order)  # the next news of its parcel
    else:
        desk.add(out=CHEAPER, version=version)
    [other] = desk.others
    assert (other.state, [one.order_id for one in desk.order.supplements]) == (OrderState.AWAITING_PAYMENT, [other.id])
    assert (desk.world.inventory.available("JUG"), len(desk.order.edits)) == (1, 1)


@pytest.mark.parametrize("point", range(len(POINTS)), ids=lambda point: f"{point} {POINTS[point]}")
def test_two_at_once_make_one_order(desk: Desk, point: int) -> None:
    version, at = desk.first.version, len(desk.world.probe.points) + point

    def act(index: int, _name: str) -> None:
        if index == at:
            desk.world.probe.act = None
            desk.add(out=CHEAPER, version=version)

    desk.world.probe.act = act
    desk.add(out=CHEAPER, version=version)
    [other] = desk.others
    assert [one.order_id for one in desk.order.supplements] == [other.id]
    assert (desk.world.inventory.available("JUG"), len(desk.order.edits)) == (1, 1)
