"""What a crash is tried in: short stories at the public API, each with the outcomes that are lawful.

A story is told by a shopper or staff who may or may not ask again when no answer comes. It stops where they give up;
the rest is recovery.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from souk.delivery.lane import TRIES
from tests.support.world.catalogue import stock_up
from tests.support.world.shopper import NoAnswer, Placed, Shopper
from tests.support.world.steps import Crash
from tests.support.world.world import World

Story = Callable[[World, Shopper], None]
UNITS = 10


@dataclass(frozen=True, slots=True)
class Scenario:
    """`ends` are the states the order may end in when everybody keeps asking, `given_up` when nobody does."""

    name: str
    story: Story
    ends: frozenset[str]
    given_up: frozenset[str]
    refunded: int | None = None  # in thousandths of the total, when the money axis must say so

    def play(self, world: World, *, retries: int) -> Shopper:
        """Tells the story; who gets no answer stops."""
        shopper = Shopper(world, "ada", retries=retries)
        try:
            self.story(world, shopper)
        except NoAnswer:
            world.settle()
        world.carrier.down = world.provider.down = False
        return shopper


def prepare(world: World) -> None:
    """The shop has been open for a while; nothing of this counts as a step."""
    stock_up(world, A=UNITS, B=1)
    world.settle()
    world.run_jobs()


def _fill_and_check_out(world: World, shopper: Shopper) -> Placed:
    shopper.add("A", 2)
    quote = shopper.quote()
    if quote.status != 200:
        raise NoAnswer("the cart is empty")
    answer = shopper.check_out("key-1", quote.json["total"])
    if answer.status != 201:
        raise NoAnswer(answer.body)
    world.settle()
    return shopper.orders[0]


def _paid(world: World, shopper: Shopper) -> Placed:
    placed = _fill_and_check_out(world, shopper)
    world.provider.pays(placed.reference)
    world.partners_call()
    world.settle()
    return placed


def _bought(world: World, shopper: Shopper) -> None:
    _paid(world, shopper)
    for shipment_id in [*world.carrier.bookings]:
        while world.carrier.moves(shipment_id):
            world.partners_call()
            world.settle()


def _abandoned(world: World, shopper: Shopper) -> None:
    _fill_and_check_out(world, shopper)
    _to_expiry(world)
    world.run_jobs()
    world.settle()


def _to_expiry(world: World) -> None:
    world.advance(900)


def _captured_before_expiry(world: World, shopper: Shopper) -> None:
    """Both in the same second; the capture is heard of first."""
    placed = _fill_and_check_out(world, shopper)
    _to_expiry(world)
    world.provider.pays(placed.reference)
    world.partners_call()
    world.settle()
    world.run_jobs()
    world.settle()


def _expired_before_capture(world: World, shopper: Shopper) -> None:
    """Both in the same second; the timer is first, and the payment cannot be voided any more."""
    placed = _fill_and_check_out(world, shopper)
    _to_expiry(world)
    world.provider.pays(placed.reference)
    world.run_jobs()
    world.partners_call()
    world.settle()


def _cancelled_unpaid(world: World, shopper: Shopper) -> None:
    placed = _fill_and_check_out(world, shopper)
    shopper.cancel(placed, "cancel-1")
    world.settle()


def _cancelled_paid(world: World, shopper: Shopper) -> None:
    placed = _paid(world, shopper)
    shopper.cancel(placed, "cancel-1")
    world.settle()


def _cancelled_while_the_carrier_is_away(world: World, shopper: Shopper) -> None:
    """The parcel is booked, and the carrier cannot be told that nobody wants it."""
    placed = _paid(world, shopper)
    world.carrier.down = True
    shopper.cancel(placed, "cancel-1")
    world.settle()


def _cancelled_while_the_provider_is_away(world: World, shopper: Shopper) -> None:
    """What the payments service is to do fails again and again, is set aside, and done when its timer rings."""
    placed = _paid(world, shopper)
    world.provider.down = True
    shopper.cancel(placed, "cancel-1")
    for _ in range(TRIES + 1):
        world.pass_on()
    world.provider.down = False
    world.advance(61)
    world.run_jobs()
    world.settle()


def _refunded_in_parts(world: World, shopper: Shopper) -> None:
    """Staff give a part back, then the rest."""
    placed = _paid(world, shopper)
    _refund(world, shopper, placed, "refund-1", {"amount": {"amount": 700, "currency": "EUR"}, "reason": "a scratch"})
    world.settle()
    _refund(world, shopper, placed, "refund-2", {"reason": "the rest"})
    world.partners_call()
    world.settle()


def _refund(world: World, shopper: Shopper, placed: Placed, key: str, body: dict[str, object]) -> None:
    for _ in range(1 + shopper.retries):
        try:
            path, headers = f"/admin/payments/{placed.payment_id}/refunds", {"Idempotency-Key": key}
            answer = world.staff("payments", "POST", path, body=body, headers=headers)
        except Crash:
            world.crashes += 1
            world.renew()
            continue
        if answer.status in (200, 201):
            return
        world.advance(31)  # the claim of the first try is free again after its lease
    raise NoAnswer(key)


_SENT = frozenset({"FULFILLING"})
_ENDED = frozenset({"EXPIRED"})
_EITHER = frozenset({"FULFILLING", "EXPIRED"})

SCENARIOS = (
    Scenario("bought", _bought, frozenset({"DELIVERED"}), frozenset({"", "EXPIRED", "DELIVERED", "FULFILLING"}), 0),
    Scenario("abandoned", _abandoned, _ENDED, frozenset({"", "EXPIRED"}), 0),
    Scenario("captured-before-expiry", _captured_before_expiry, _EITHER, frozenset({"", *_EITHER})),
    Scenario("expired-before-capture", _expired_before_capture, _EITHER, frozenset({"", *_EITHER})),
    Scenario(
        "cancelled-unpaid", _cancelled_unpaid, frozenset({"CANCELLED"}), frozenset({"", "EXPIRED", "CANCELLED"}), 0
    ),
    Scenario(
        "cancelled-paid",
        _cancelled_paid,
        frozenset({"CANCELLED"}),
        frozenset({"", "EXPIRED", "CANCELLED", "FULFILLING"}),
    ),
    Scenario(
        "cancelled-carrier-away",
        _cancelled_while_the_carrier_is_away,
        frozenset({"CANCELLED"}),
        frozenset({"", "EXPIRED", "CANCELLED", "FULFILLING"}),
    ),
    Scenario(
        "cancelled-provider-away",
        _cancelled_while_the_provider_is_away,
        frozenset({"CANCELLED"}),
        frozenset({"", "EXPIRED", "CANCELLED", "FULFILLING"}),
    ),
    Scenario("refunded-in-parts", _refunded_in_parts, _SENT, frozenset({"", "EXPIRED", "FULFILLING"}), 1000),
)
