"""What is wanted in the place of returned goods becomes an order, once, whoever dies over it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from orders.adapters.codec import progress_from_json, progress_to_json
from orders.compose import Services
from orders.domain.order import Order
from orders.domain.states import OrderState
from orders.doors.views import OrderView
from orders.usecases.ports import Cart
from souk import clock
from souk.errors import PaymentRefused, Unavailable
from souk.events import Event, data_of
from souk.events.factory import new_event
from souk.events.orders import OrderExchangeRefused, OrderPlaced
from souk.events.shipping import ReturnChanged
from souk.money import Money
from tests.unit.orders.fakes import GUEST, USER, Crash, World, variant, wanted

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


class Desk:
    """A guest, or a member, has ordered mugs and sends them back for jugs at 18.50."""

    def __init__(self, owner: str = GUEST) -> None:
        self.world = World()
        self.world.catalogue["JUG"] = variant("JUG", 2500)
        self.world.inventory.stock["JUG"] = 3
        self.exchanges = Services(self.world.parts()).exchanges
        self.world.carts[owner] = Cart("cart", {"MUG": 1})
        self.first = self.world.orders.check_out(wanted(owner=owner), "key").order

    def received(self, units: int = 2, sku: str = "JUG", number: int = 1) -> None:
        self.exchanges.returned(*self.told(units, sku, number))

    def told(self, units: int, sku: str, number: int) -> tuple[Event, ReturnChanged]:
        return_id = f"{self.first.id}-R{number}"
        price = {"amount": 1850, "currency": "EUR"}
        exchange = {"sku": sku, "title": "Jug", "price": price}
        data = ReturnChanged.model_validate(
            {
                "return_id": return_id,
                "order_id": self.first.id,
                "order_number": self.first.details.number,
                "owner": self.first.details.owner,
                "email": self.first.email,
                "kind": "return",
                "by": "staff",
                "lines": [
                    {"sku": "MUG", "quantity": 2, "reason": "does_not_fit", "exchange": exchange},
                    {"sku": "POT", "quantity": 1, "reason": "changed_mind"},
                ],
                "received": [
                    {"sku": "MUG", "quantity": 1, "condition": "damaged", "restock": False},
                    {"sku": "MUG", "quantity": units - 1, "condition": "resaleable", "restock": True},
                ],
            }
        )
        return new_event("return.received", aggregate_id=return_id, aggregate_version=3, data=data), data

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
    desk.received()
    [other] = desk.others
    assert (other.state, other.total, other.totals.shipping) == (
        OrderState.AWAITING_PAYMENT,
        Money(3700, "EUR"),
        Money(0, "EUR"),
    )
    assert other.details.quantities() == {"JUG": 2}
    assert (other.email, other.address) == (desk.first.email, desk.first.address)
    assert other.details.pay_by == NOW + timedelta(days=3)
    assert desk.world.inventory.held[other.id].quantities == {"JUG": 2}
    assert desk.world.payments.amounts[f"{other.id}/1"] == other.total
    placed = data_of(next(e for e in desk.world.store.published if e.aggregate_id == other.id), OrderPlaced)
    assert (placed.placed_by, placed.exchange_of) == ("exchange", desk.first.details.number)
    assert placed.access_key


def test_both_orders_name_each_other(desk: Desk) -> None:
    desk.received()
    [other] = desk.others
    [became] = OrderView.of(desk.order).exchanges
    assert (became.order_id, became.number, became.refusal) == (other.id, other.details.number, None)
    of = OrderView.of(other).exchange_of
    assert of is not None
    assert (of.order_id, of.number, of.return_id) == (
        desk.first.id,
        desk.first.details.number,
        f"{desk.first.id}-R1",
    )
    assert OrderView.of(desk.order).exchange_of is None
    assert progress_from_json(progress_to_json(desk.order))["exchanges"] == desk.order.exchanges


def test_a_member_has_it_among_their_own() -> None:
    desk = Desk(USER)
    desk.received()
    [other] = desk.others
    assert (other.details.owner, other.details.access_key) == (USER, "")


def test_of_what_did_not_come_in_nothing_is_sent(desk: Desk) -> None:
    desk.received(units=1)
    assert [other.details.quantities() for other in desk.others] == [{"JUG": 1}]


def test_told_again_it_is_the_same_order_and_another_return_is_another(desk: Desk) -> None:
    for _ in range(2):
        desk.received(units=1)
    assert len(desk.others) == 1
    desk.received(units=1, number=2)
    assert len(desk.others) == len(desk.order.exchanges) == 2


@pytest.mark.parametrize(("sku", "stock", "reason"), [("JUG", 1, "sold_out"), ("GONE", 0, "sold_out")])
def test_what_is_sold_out_is_told_once_and_nothing_is_held(desk: Desk, sku: str, stock: int, reason: str) -> None:
    desk.world.inventory.stock["JUG"] = stock
    held = len(desk.world.inventory.held)
    for _ in range(2):
        desk.received(sku=sku)
    assert not desk.others
    assert len(desk.world.inventory.held) == held
    [told] = [e for e in desk.world.store.published if e.type == "order.exchange_refused"]
    data = data_of(told, OrderExchangeRefused)
    assert (data.reason, data.email, data.lines[0].quantity) == (reason, desk.first.email, 2)


def test_who_has_closed_their_account_gets_none() -> None:
    desk = Desk(USER)
    desk.world.shoppers.clear()
    desk.received()
    assert [each.refusal for each in desk.order.exchanges] == ["not_possible"]


def test_whom_nobody_knows_any_more_gets_none(desk: Desk) -> None:
    forgotten = replace(desk.order, details=replace(desk.order.details, email=""))
    desk.world.store.orders[desk.first.id] = forgotten
    desk.received()
    assert (desk.others, desk.order) == ([], forgotten)


def test_while_a_service_is_away_the_news_comes_again(desk: Desk) -> None:
    desk.world.payments.refusal = Unavailable("away")
    with pytest.raises(Unavailable):
        desk.received()
    assert not desk.order.exchanges
    desk.world.payments.refusal = None
    desk.received()
    [other] = desk.others
    assert (other.state, desk.order.exchanges[0].order_id) == (OrderState.AWAITING_PAYMENT, other.id)


def test_a_payment_that_nobody_takes_ends_the_order_whose_letter_says_so(desk: Desk) -> None:
    desk.world.payments.refusal = PaymentRefused("too small")
    desk.received()
    [other] = desk.others
    assert (other.state, desk.order.exchanges[0].order_id) == (OrderState.CANCELLED, other.id)


def test_a_way_to_pay_that_is_not_offered_any_more_gives_way_to_another(desk: Desk) -> None:
    was = replace(desk.order.details, payment_method="cheque")
    desk.world.store.orders[desk.first.id] = replace(desk.order, details=was)
    desk.received()
    assert [other.details.payment_method for other in desk.others] == ["stripe"]


def points() -> Sequence[str]:
    desk = Desk()
    before = len(desk.world.probe.points)
    desk.received()
    return desk.world.probe.points[before:]


with clock.freeze(NOW):
    POINTS = points()


@pytest.mark.parametrize("point", range(len(POINTS)), ids=lambda point: f"{point} {POINTS[point]}")
def test_whoever_dies_over_it_goes_on_with_the_same_order(desk: Desk, point: int) -> None:
    desk.world.probe.raise_at(len(desk.world.probe.points) + point, Crash())
    with pytest.raises(Crash):
        desk.received()
    desk.world.probe.act = None
    desk.received()
    [other] = desk.others
    assert (other.state, [each.order_id for each in desk.order.exchanges]) == (OrderState.AWAITING_PAYMENT, [other.id])
    assert desk.world.inventory.available("JUG") == 1


@pytest.mark.parametrize("point", range(len(POINTS)), ids=lambda point: f"{point} {POINTS[point]}")
def test_two_at_once_make_one_order(desk: Desk, point: int) -> None:
    """A consumer that was thought dead goes on while another has the news again."""
    at = len(desk.world.probe.points) + point

    def act(index: int, _name: str) -> None:
        if index == at:
            desk.world.probe.act = None
            desk.received()

    desk.world.probe.act = act
    desk.received()
    [other] = desk.others
    assert [each.order_id for each in desk.order.exchanges] == [other.id]
    assert desk.world.inventory.available("JUG") == 1
