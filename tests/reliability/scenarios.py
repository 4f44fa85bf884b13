"""What a crash is tried in: short stories at the public API, each with the outcomes that are lawful.

A story is told by a shopper or staff who may or may not ask again when no answer comes. It stops where they give up;
the rest is recovery.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from orders.domain.details import number_of
from payments.domain.dispute import DisputeStatus
from shipping.domain.rates import Rate
from shipping.domain.tracking import ScanStatus
from souk.delivery.lane import TRIES
from souk.money import Money
from souk_tools.bank_statement import camt053
from tests.support.http import Response
from tests.support.world.catalogue import move_sku, sell_gift_cards, stock_up
from tests.support.world.markets import have_a_market
from tests.support.world.promotions import CODE, have_a_code, have_a_group, have_promotions, take_out
from tests.support.world.proof import findings, rows
from tests.support.world.shopper import ADDRESS, Member, NoAnswer, Placed, Shopper
from tests.support.world.steps import Crash
from tests.support.world.world import World

Story = Callable[[World, Shopper], None]
UNITS = 10
DAY = 24 * 3600
# What gift cards have, in cents; two units of A cost more than the first and less than the last.
A_PART, NEARLY_ALL, MORE_THAN_ALL = 700, 2000, 100_000
# The SKU of a gift card that is bought, and what it costs and is worth.
GIFT, GIFT_CENTS = "GIFT", 5000


@dataclass(frozen=True, slots=True)
class Scenario:
    """`ends` are the states the order may end in when everybody keeps asking, `given_up` when nobody does.

    `recovery`: in so many seconds everything that was left behind has ended.
    """

    name: str
    story: Story
    ends: frozenset[str]
    given_up: frozenset[str]
    refunded: int | None = None  # in thousandths of the total, when the money axis must say so
    recovery: int = 3 * 3600
    earlier: frozenset[str] = frozenset()  # the states of the orders that were placed before the last one
    picks: bool = False  # staff pick, pack and hand over
    locations: bool = False  # the goods are at two of them
    on_shipment: bool = False  # the card is charged when the order is sent
    discounted: bool = False  # promotions take something off all of it
    coded: bool = False  # the shopper has a code that one order can have
    market: str = ""  # which the shopper shops in
    charges: int = 1  # how often the shopper pays at most
    gifts: bool = False  # gift cards are for sale
    member: bool = False  # the shopper has an account
    grouped: bool = False  # and is in a group of customers that a promotion is for

    def play(self, world: World, *, retries: int) -> Shopper:
        """Tells the story; who gets no answer stops."""
        shopper = (Member if self.member else Shopper)(world, "ada", retries=retries)
        if self.picks or self.locations or self.on_shipment:
            world.picks, world.locations, world.on_shipment = self.picks, self.locations, self.on_shipment
            world.renew()
        if self.gifts:
            sell_gift_cards(world, GIFT, GIFT_CENTS)
        if self.discounted:
            have_promotions(world)
        if self.coded:
            have_a_code(world)
            shopper.code = CODE
        if self.grouped and isinstance(shopper, Member):
            have_a_group(world, shopper.user)
        if self.market:
            have_a_market(world, self.market)
            shopper.market = self.market
        try:
            self.story(world, shopper)
        except NoAnswer:
            world.settle()
        world.carrier.down = world.provider.down = world.post_down = False
        world.buggy.clear()
        return shopper


def prepare(world: World) -> None:
    """The shop has been open for a while; nothing of this counts as a step."""
    stock_up(world, A=UNITS, B=1, P=1)
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


def _ordered_in_two_tabs(world: World, shopper: Shopper) -> None:
    """Two tabs show one cart; the second orders it before the first one's order is heard of, with a key of its own."""
    shopper.add("A", 2)
    quote = shopper.quote()
    if quote.status != 200:
        raise NoAnswer("the cart is empty")
    answers = [shopper.check_out(f"tab-{number}", quote.json["total"]) for number in (1, 2)]
    placed = [answer for answer in answers if answer.status == 201]
    refused = [answer.json.get("code") for answer in answers if answer.status != 201]
    if len(placed) > 1 or refused not in (["cart_changed"], []):
        raise AssertionError(f"two checkouts of one cart: {[answer.body for answer in answers]}")
    world.settle()
    world.provider.pays(shopper.orders[0].reference)
    world.partners_call()
    world.settle()


def _abandoned_and_bought_again(world: World, shopper: Shopper) -> None:
    """Nobody pays; then the same things are put into the cart and bought."""
    _fill_and_check_out(world, shopper)
    _to_expiry(world)
    world.run_jobs()
    world.settle()
    shopper.add("A", 2)
    quote = shopper.quote()
    if quote.status != 200:
        raise NoAnswer("the cart is empty")
    if shopper.check_out("key-2", quote.json["total"]).status != 201:
        raise NoAnswer("not bought again")
    world.settle()
    world.provider.pays(shopper.orders[-1].reference)
    world.partners_call()
    world.settle()


def _paid(world: World, shopper: Shopper) -> Placed:
    placed = _fill_and_check_out(world, shopper)
    world.provider.pays(placed.reference)
    world.partners_call()
    world.settle()
    return placed


def _bought(world: World, shopper: Shopper) -> None:
    _paid(world, shopper)
    _to_the_door(world)


def _to_the_door(world: World) -> None:
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
    world.run_jobs()
    world.provider.pays(placed.reference)
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


def _paid_as_the_order_alone_knows(world: World, shopper: Shopper) -> Placed:
    placed = _fill_and_check_out(world, shopper)
    world.provider.pays(placed.reference)
    world.partners_call()
    for table in world.pending():
        world.survived(lambda table=table: world.relay(table))
    for lane in [lane for lane in world.waiting() if lane.group == "OrdersConsumer"]:
        world.survived(lambda lane=lane: world.deliver(lane))
    return placed


def _cancelled_before_there_is_a_parcel(world: World, shopper: Shopper) -> None:
    """The order knows that it is paid, and shipping does not know it yet."""
    placed = _paid_as_the_order_alone_knows(world, shopper)
    shopper.cancel(placed, "cancel-1")
    world.settle()


def _cancelled_after_the_pick_up(world: World, shopper: Shopper) -> None:
    """Shipping has heard of the pick-up, the order has not."""
    placed = _paid(world, shopper)
    for shipment_id in world.carrier.bookings:
        world.carrier.moves(shipment_id)
    world.partners_call()
    shopper.cancel(placed, "cancel-1")
    world.settle()
    _to_the_door(world)


def _cancelled_before_the_pick_up_is_told(world: World, shopper: Shopper) -> None:
    """The carrier has the parcel, and nobody here knows it yet."""
    placed = _paid(world, shopper)
    for shipment_id in world.carrier.bookings:
        world.carrier.moves(shipment_id)
    shopper.cancel(placed, "cancel-1")
    world.settle()
    world.partners_call()
    _to_the_door(world)


def _cancelled_while_the_carrier_is_away_and_picks_up(world: World, shopper: Shopper) -> None:
    """It does not answer when it is asked to give the parcel back, and fetches it."""
    placed = _paid(world, shopper)
    world.carrier.down = True
    shopper.cancel(placed, "cancel-1")
    world.settle()
    _to_the_door(world)


def _cancelled_and_sent_all_the_same(world: World, shopper: Shopper) -> None:
    """The carrier says that it gives the parcel back, and delivers it."""
    placed = _paid(world, shopper)
    shopper.cancel(placed, "cancel-1")
    world.settle()
    world.carrier.breaks_its_word = True
    _to_the_door(world)


def _shipped_in_a_batch(world: World, shopper: Shopper) -> None:
    """Staff pick, pack and hand over, and go on wherever they were interrupted."""
    _paid(world, shopper)
    _hands_over(world, shopper, _packed_in_a_batch(world, shopper))
    world.settle()
    _to_the_door(world)


def _handed_over_while_a_wish_to_cancel_is_on_its_way(world: World, shopper: Shopper) -> None:
    """The order wants its parcel back, and shipping has not heard of it."""
    placed = _paid(world, shopper)
    batch = _packed_in_a_batch(world, shopper)
    shopper.cancel(placed, "cancel-1")
    _hands_over(world, shopper, batch)
    world.settle()
    _to_the_door(world)


def _cancelled_while_it_is_packed(world: World, shopper: Shopper) -> None:
    """The carrier is away when the parcel is wanted back; staff would hand it over meanwhile, and are not let."""
    placed = _paid(world, shopper)
    batch = _packed_in_a_batch(world, shopper)
    world.carrier.down = True
    shopper.cancel(placed, "cancel-1")
    world.settle()
    _hands_over(world, shopper, batch)
    world.settle()


def _packed_in_a_batch(world: World, shopper: Shopper) -> str:
    """The batch's id. All that the parcel wants is counted by one scan."""
    batch = _works(world, shopper, "/admin/batches", {"size": 5})
    path = f"/admin/batches/{batch['id']}"
    for parcel in batch["shipments"]:
        for line in parcel["work"]["lines"]:
            _works(world, shopper, f"{path}/scans", {"code": line["sku"], "units": line["missing"]})
        _works(world, shopper, f"/admin/shipments/{parcel['id']}/packing", {})
    return path


def _hands_over(world: World, shopper: Shopper, batch: str) -> None:
    _works(world, shopper, f"{batch}/dispatch", {})


def _works(world: World, shopper: Shopper, path: str, body: dict[str, object]) -> Any:
    """What an act of the staff is answered; they ask again when no answer comes, with the same key."""
    for _ in range(1 + shopper.retries):
        try:
            answer = world.staff("shipping", "POST", path, body=body, headers={"Idempotency-Key": path})
        except Crash:
            world.crashes += 1
            world.renew()
            continue
        if answer.status < 300:
            return answer.json
        raise AssertionError(f"{path}: {answer.body}")
    raise NoAnswer(path)


def _cancels_a_unit(shopper: Shopper, placed: Placed, key: str = "unit-1") -> None:
    """There are two in the cart, or four where a crash had them put in twice."""
    answer = shopper.cancel(placed, key, lines={"A": 1})
    if answer.status != 200:
        raise NoAnswer(answer.body)


def _unit_cancelled_unpaid(world: World, shopper: Shopper) -> None:
    """A payment over the rest takes the place of the one over all, and is paid."""
    placed = _fill_and_check_out(world, shopper)
    _cancels_a_unit(shopper, placed)
    world.settle()
    key = {"X-Order-Key": placed.access_key}
    payment = shopper.send("orders", "GET", f"/orders/{placed.order_id}/payment", headers=key)
    if payment.status != 200:
        raise NoAnswer(payment.body)
    world.settle()
    world.provider.pays(f"pi_{payment.json['payment_id']}")
    world.partners_call()
    world.settle()


def _unit_cancelled_while_it_is_paid(world: World, shopper: Shopper) -> None:
    """All of it is paid in another tab, which still shows so: what is too much goes back."""
    placed = _fill_and_check_out(world, shopper)
    world.provider.pays(placed.reference)
    _cancels_a_unit(shopper, placed)
    world.settle()
    world.partners_call()
    world.settle()


def _unit_cancelled_paid(world: World, shopper: Shopper) -> None:
    _cancels_a_unit(shopper, _paid(world, shopper))
    world.settle()
    _to_the_door(world)


def _sent_while_the_provider_is_away(world: World, shopper: Shopper) -> None:
    """The parcel leaves, and what is held for it is captured by the timer."""
    _paid(world, shopper)
    world.provider.down = True
    _to_the_door(world)
    world.provider.down = False
    world.advance(61)
    world.run_jobs()
    world.settle()


def _held_for_long(world: World, shopper: Shopper) -> None:
    """Nothing is sent; before the bank lets go of the money, it is captured."""
    _paid(world, shopper)
    world.advance(6 * DAY + 3600)
    world.run_jobs()
    world.settle()


def _sent_as_it_is_fetched(world: World, shopper: Shopper) -> None:
    """A unit is cancelled as the carrier fetches the parcel: it is sent, and all of it captured."""
    placed = _paid(world, shopper)
    for shipment_id in world.carrier.bookings:
        world.carrier.moves(shipment_id)
    _cancels_a_unit(shopper, placed)
    world.partners_call()
    world.settle()
    _to_the_door(world)


def _edits(world: World, placed: Placed, body: dict[str, Any]) -> None:
    """Staff look, and send what they want with the same key until there is an answer."""
    path, headers = f"/admin/orders/{placed.order_id}", {"Idempotency-Key": "edit-1"}
    for _ in range(4):
        try:
            seen = world.staff("orders", "GET", path)
            tag = {"If-Match": seen.headers["ETag"]} if seen.status == 200 else {}
            answer = world.staff("orders", "POST", f"{path}/edits", body=body, headers={**headers, **tag})
        except Crash:
            world.crashes += 1
            world.renew()
            continue
        if answer.status < 300:
            return
    raise NoAnswer("the order was not changed")


def _fewer_and_cheaper(price: int = 900) -> dict[str, Any]:
    prices = [{"sku": "A", "price": {"amount": price, "currency": "EUR"}}]
    return {"reason": "agreed", "remove": [{"sku": "A", "quantity": 1}], "prices": prices}


def _edited_paid(world: World, shopper: Shopper) -> None:
    """A unit less, the others cheaper, and the delivery, too: one refund."""
    _edits(world, _paid(world, shopper), {**_fewer_and_cheaper(), "shipping": {"amount": 0, "currency": "EUR"}})
    world.settle()
    _to_the_door(world)


def _edited_prices_alone(world: World, shopper: Shopper) -> None:
    """Before shipping and the stock know that it is paid: nobody has to open a parcel."""
    placed = _paid_as_the_order_alone_knows(world, shopper)
    _edits(world, placed, {key: value for key, value in _fewer_and_cheaper().items() if key != "remove"})
    world.settle()
    _to_the_door(world)


def _edited_while_it_is_packed(world: World, shopper: Shopper) -> None:
    """Packed is packed: nothing of the edit comes true."""
    placed = _paid(world, shopper)
    batch = _packed_in_a_batch(world, shopper)
    _edits(world, placed, _fewer_and_cheaper())
    world.settle()
    _hands_over(world, shopper, batch)
    world.settle()
    _to_the_door(world)


def _edited_and_called_off(world: World, shopper: Shopper) -> None:
    """What is left goes back with the order."""
    placed = _paid(world, shopper)
    _edits(world, placed, _fewer_and_cheaper())
    world.settle()
    shopper.cancel(placed, "cancel-1")
    world.settle()


def _more(price: int = 600) -> dict[str, Any]:
    """Another two of it, at an agreed price and delivered for nothing."""
    added = {"sku": "A", "quantity": 2, "price": {"amount": price, "currency": "EUR"}}
    return {"reason": "agreed", "add": [added], "expected_due": {"amount": 2 * price, "currency": "EUR"}}


def _added_paid(world: World, shopper: Shopper) -> None:
    """A unit out and others added, as one; what is added is ordered once shipping says so, and paid by the link."""
    placed = _paid(world, shopper)
    _edits(world, placed, {**_fewer_and_cheaper(), **_more()})
    world.settle()
    for order_id, access_key in _beside(world, placed):
        if shopper.opens(order_id, access_key).status == 200:
            world.provider.pays(shopper.orders[-1].reference)
    world.partners_call()
    world.settle()


def _added_unpaid(world: World, shopper: Shopper) -> None:
    """It ends by itself, and the first order goes its way."""
    _edits(world, _paid(world, shopper), _more())
    world.settle()
    _to_the_door(world)


def _added_and_called_off(world: World, shopper: Shopper) -> None:
    """All is called off while shipping is asked: nothing is added to that."""
    placed = _paid(world, shopper)
    _edits(world, placed, {**_fewer_and_cheaper(), **_more()})
    shopper.cancel(placed, "cancel-1")
    world.settle()


def _beside(world: World, placed: Placed) -> list[tuple[str, str]]:
    """The other orders, each with the key in the link of its letter."""
    found = [row for row in rows(world)["orders"] if row["sk"] == "ORDER#DETAILS"]
    others = [(str(row["pk"]).partition("#")[2], str(row.get("access_key", ""))) for row in found]
    return [(order_id, key) for order_id, key in others if order_id != placed.order_id]


def _gives(world: World, shopper: Shopper, amount: int) -> str:
    """The code of a gift card that staff issue; asked for again with the same key."""
    body = {"amount": {"amount": amount, "currency": "EUR"}, "reason": "a present"}
    card = _asks_staff(world, shopper, "/admin/gift-cards", body)
    return str(_asks_staff(world, shopper, f"/admin/gift-cards/{card['id']}/code")["code"])


def _asks_staff(world: World, shopper: Shopper, path: str, body: dict[str, Any] | None = None) -> Any:
    for _ in range(1 + shopper.retries):
        try:
            answer = world.staff("payments", "POST", path, body=body, headers={"Idempotency-Key": "gift-1"})
        except Crash:
            world.crashes += 1
            world.renew()
            continue
        if answer.status == 409 and answer.json.get("code") == "in_progress":
            world.advance(31)
            continue
        if answer.status < 300:
            return answer.json
        raise AssertionError(f"{path}: {answer.body}")
    raise NoAnswer(path)


def _placed_with_a_card(world: World, shopper: Shopper, amount: int) -> Placed:
    """A gift card of so much pays what it can; the rest is for the provider."""
    code = _gives(world, shopper, amount)
    shopper.add("A", 2)
    quote = shopper.quote()
    if quote.status != 200:
        raise NoAnswer("the cart is empty")
    answer = shopper.check_out("key-1", quote.json["total"], filled_in={"gift_cards": [code]})
    if answer.status != 201:
        raise NoAnswer(answer.body)
    world.settle()
    return shopper.orders[0]


def _paid_beside_a_card(world: World, shopper: Shopper) -> Placed:
    placed = _placed_with_a_card(world, shopper, A_PART)
    world.provider.pays(placed.reference)
    world.partners_call()
    world.settle()
    return placed


def _card_placed_and_left(world: World, shopper: Shopper) -> None:
    """Nobody pays the rest: what was held can be spent again."""
    _placed_with_a_card(world, shopper, A_PART)
    _to_expiry(world)
    world.run_jobs()
    world.settle()


def _card_pays_a_part(world: World, shopper: Shopper) -> None:
    _paid_beside_a_card(world, shopper)
    _to_the_door(world)


def _card_pays_all(world: World, shopper: Shopper) -> None:
    """No provider is asked."""
    _placed_with_a_card(world, shopper, MORE_THAN_ALL)
    _to_the_door(world)


def _card_cancelled_unpaid(world: World, shopper: Shopper) -> None:
    shopper.cancel(_placed_with_a_card(world, shopper, A_PART), "cancel-1")
    world.settle()


def _card_cancelled_paid(world: World, shopper: Shopper) -> None:
    """To each what was taken of it."""
    shopper.cancel(_paid_beside_a_card(world, shopper), "cancel-1")
    world.settle()


def _card_pays_all_and_is_cancelled(world: World, shopper: Shopper) -> None:
    shopper.cancel(_placed_with_a_card(world, shopper, MORE_THAN_ALL), "cancel-1")
    world.settle()


def _card_unit_cancelled(world: World, shopper: Shopper) -> None:
    """It costs less: that comes off the money first."""
    _cancels_a_unit(shopper, _paid_beside_a_card(world, shopper))
    world.settle()
    _to_the_door(world)


def _card_unit_cancelled_unpaid(world: World, shopper: Shopper) -> None:
    """The card pays what is left, and what it holds beyond that is let go of."""
    _cancels_a_unit(shopper, _placed_with_a_card(world, shopper, NEARLY_ALL))
    world.settle()
    _to_the_door(world)


def _card_returned(world: World, shopper: Shopper) -> None:
    """All comes back: money to the bank card, the rest to the gift card."""
    placed = _paid_beside_a_card(world, shopper)
    _to_the_door(world)
    back = _asks_to_return(world, shopper, placed, 2)
    shopper.sends_back(placed, back)
    world.settle()
    _receives(world, shopper, back, [_came(2)])
    world.settle()


def _buys_gift_cards(world: World, shopper: Shopper) -> Placed:
    """A bowl, and two cards: one for Bea tomorrow, one for herself."""
    shopper.add("A", 1)
    shopper.add(GIFT, 2)
    quote = shopper.quote()
    if quote.status != 200:
        raise NoAnswer("the cart is empty")
    day = (world.now + timedelta(days=1)).date().isoformat()
    gift = {"sku": GIFT, "email": "bea@example.com", "send_on": day, "name": "Bea", "message": "Well done"}
    answer = shopper.check_out("key-1", quote.json["total"], filled_in={"gifts": [gift]})
    if answer.status != 201:
        raise NoAnswer(answer.body)
    world.settle()
    placed = shopper.orders[0]
    world.provider.pays(placed.reference)
    world.partners_call()
    world.settle()
    return placed


def _gift_cards_bought(world: World, shopper: Shopper) -> None:
    _buys_gift_cards(world, shopper)
    _to_the_door(world)
    world.advance(DAY)
    world.run_jobs()
    world.settle()


def _gift_cards_bought_and_cancelled(world: World, shopper: Shopper) -> None:
    """Nothing of the cards was spent: all goes back."""
    shopper.cancel(_buys_gift_cards(world, shopper), "cancel-1")
    world.settle()


def _one_gift_card_cancelled(world: World, shopper: Shopper) -> None:
    placed = _buys_gift_cards(world, shopper)
    if shopper.cancel(placed, "unit-1", lines={GIFT: 1}).status != 200:
        raise NoAnswer("it is not cancelled")
    world.settle()
    _to_the_door(world)


def _gift_cards_disputed(world: World, shopper: Shopper) -> None:
    """The cards are held back until the bank has decided for the shop."""
    placed = _buys_gift_cards(world, shopper)
    world.provider.is_disputed(placed.reference, placed.total)
    world.partners_call()
    world.settle()
    _bank_moves_on(world, DisputeStatus.WON)
    _to_the_door(world)


def _cancelled_for_credit(world: World, shopper: Shopper) -> None:
    shopper.cancel(_paid(world, shopper), "cancel-1", as_credit=True)
    world.settle()


def _unit_cancelled_for_credit(world: World, shopper: Shopper) -> None:
    answer = shopper.cancel(_paid(world, shopper), "unit-1", lines={"A": 1}, as_credit=True)
    if answer.status != 200:
        raise NoAnswer(answer.body)
    world.settle()
    _to_the_door(world)


def _returned_for_credit(world: World, shopper: Shopper) -> None:
    placed = _paid(world, shopper)
    _to_the_door(world)
    answer = shopper.asks_to_return(placed, 2, "return", as_credit=True)
    if answer.status != 201:
        raise NoAnswer(answer.body)
    world.settle()
    back = str(answer.json["id"])
    shopper.sends_back(placed, back)
    world.settle()
    _receives(world, shopper, back, [_came(2)])
    world.settle()


def _units_cancelled_to_the_last(world: World, shopper: Shopper) -> None:
    """Unit by unit: with the last one the order is cancelled, and what its delivery cost goes back, too."""
    placed = _paid(world, shopper)
    bought = sum(line["quantity"] for line in shopper.seen["lines"])
    for number in range(bought):
        _cancels_a_unit(shopper, placed, f"unit-{number}")
        if number % 2:
            world.settle()
    world.settle()


def _unit_cancelled_before_there_is_a_parcel(world: World, shopper: Shopper) -> None:
    """The order knows that it is paid, and shipping and the stock do not know it yet."""
    placed = _paid_as_the_order_alone_knows(world, shopper)
    _cancels_a_unit(shopper, placed)
    world.settle()


def _unit_cancelled_while_the_carrier_is_away(world: World, shopper: Shopper) -> None:
    placed = _paid(world, shopper)
    world.carrier.down = True
    _cancels_a_unit(shopper, placed)
    world.settle()


def _unit_cancelled_while_the_carrier_fetches_it(world: World, shopper: Shopper) -> None:
    """It does not answer when it is asked to let go of the parcel, and has it: the unit is sent."""
    placed = _paid(world, shopper)
    world.carrier.down = True
    _cancels_a_unit(shopper, placed)
    world.settle()
    _to_the_door(world)


def _unit_cancelled_before_the_pick_up_is_told(world: World, shopper: Shopper) -> None:
    """The carrier has the parcel, and nobody here knows it yet."""
    placed = _paid(world, shopper)
    for shipment_id in world.carrier.bookings:
        world.carrier.moves(shipment_id)
    _cancels_a_unit(shopper, placed)
    world.settle()
    world.partners_call()
    _to_the_door(world)


def _unit_cancelled_while_it_is_packed(world: World, shopper: Shopper) -> None:
    """Packed is packed: it is sent."""
    placed = _paid(world, shopper)
    batch = _packed_in_a_batch(world, shopper)
    _cancels_a_unit(shopper, placed)
    world.settle()
    _hands_over(world, shopper, batch)
    world.settle()
    _to_the_door(world)


def _unit_cancelled_and_then_packed(world: World, shopper: Shopper) -> None:
    placed = _paid(world, shopper)
    _cancels_a_unit(shopper, placed)
    world.settle()
    _hands_over(world, shopper, _packed_in_a_batch(world, shopper))
    world.settle()
    _to_the_door(world)


def _unit_and_all_cancelled(world: World, shopper: Shopper) -> None:
    """Before shipping has said what becomes of the unit, all of it is called off."""
    placed = _paid(world, shopper)
    _cancels_a_unit(shopper, placed)
    shopper.cancel(placed, "cancel-1")
    world.settle()


def _unit_cancelled_in_two_tabs(world: World, shopper: Shopper) -> None:
    """Each wants the same unit out, with a key of its own: of two units both, and with them all of it."""
    placed = _paid(world, shopper)
    for tab in ("tab-1", "tab-2"):
        shopper.cancel(placed, tab, lines={"A": 1})
    world.settle()


def _unit_cancelled_while_the_provider_is_away(world: World, shopper: Shopper) -> None:
    """The money for it is promised, and sent by the timer."""
    placed = _paid(world, shopper)
    world.provider.down = True
    _cancels_a_unit(shopper, placed)
    _in_vain(world)
    world.provider.down = False
    world.advance(61)
    world.run_jobs()
    world.settle()


def _news_lost_on_the_way(world: World, shopper: Shopper) -> None:
    """Shipping never hears that the order is paid; the sweep of the orders finds it and asks again."""
    placed = _fill_and_check_out(world, shopper)
    world.provider.pays(placed.reference)
    world.partners_call()
    lose(world, "ShippingConsumer")
    world.advance(301)
    world.run_jobs()
    world.settle()


def _cancelled_while_the_provider_is_away(world: World, shopper: Shopper) -> None:
    """The payments service cannot send the money back at once: it promises it, and its timer sends it."""
    placed = _paid(world, shopper)
    world.provider.down = True
    shopper.cancel(placed, "cancel-1")
    _in_vain(world)
    world.provider.down = False
    world.advance(61)
    world.run_jobs()
    world.settle()


def _in_vain(world: World) -> None:
    """What is on its way is tried as often as consumers try it in place, and so set aside where it fails."""
    for _ in range(TRIES + 8):
        world.pass_on()


def _tries_again(world: World, consumer: str, seconds: int) -> None:
    """After so long the timer of a consumer rings, twice: a process that is killed has begun a try, and no more."""
    for _ in range(2):
        world.advance(seconds)
        world.survived(lambda: world.run_job(consumer, "retry"))


def _paid_while_the_post_is_away(world: World, shopper: Shopper) -> None:
    """The first letter is set aside and the second waits behind it; the next try fails, a later one sends both."""
    world.post_down = True
    shopper.add("A", 2)
    quote = shopper.quote()
    if quote.status != 200 or shopper.check_out("key-1", quote.json["total"]).status != 201:
        raise NoAnswer("not ordered")
    _in_vain(world)
    world.provider.pays(shopper.orders[0].reference)
    world.partners_call()
    _in_vain(world)
    _tries_again(world, "NotificationsConsumer", 61)
    world.post_down = False
    _tries_again(world, "NotificationsConsumer", 241)
    world.settle()


def _cancelled_while_shipping_is_broken(world: World, shopper: Shopper) -> None:
    """A bad deployment: that it is paid is set aside, the wish to cancel behind it, and both done in their order."""
    placed = _fill_and_check_out(world, shopper)
    world.buggy.add("ShippingConsumer")
    world.provider.pays(placed.reference)
    world.partners_call()
    _in_vain(world)
    shopper.cancel(placed, "cancel-1")
    _in_vain(world)
    _tries_again(world, "ShippingConsumer", 61)
    world.buggy.clear()
    _tries_again(world, "ShippingConsumer", 241)
    world.settle()


def _refunded_before_it_is_sold(world: World, shopper: Shopper) -> None:
    """The stock hears of a refund before it hears of the sale: that is set aside until there is what to take back."""
    placed = _fill_and_check_out(world, shopper)
    world.provider.pays(placed.reference)
    world.partners_call()
    late = ("ProductsConsumer", "souk.orders.v1")
    _arrives_but_for(world, late)
    _refund(world, shopper, placed, "line-1", _lines("A", 1))
    _arrives_but_for(world, late)
    _tries_again(world, "ProductsConsumer", 61)
    world.settle()
    _tries_again(world, "ProductsConsumer", 241)
    world.partners_call()
    world.settle()


def _arrives_but_for(world: World, late: tuple[str, str]) -> None:
    """Everything arrives, and is tried as often as it is tried in place; but this topic is late at this consumer."""
    for _ in range(TRIES + 8):
        for table in world.pending():
            world.survived(lambda table=table: world.relay(table))
        for lane in world.waiting():
            if (lane.group, lane.topic) != late:
                world.survived(lambda lane=lane: world.deliver(lane))


def _sale_lost_on_the_way(world: World, shopper: Shopper) -> None:
    """The stock never hears that the order is paid; it asks before the hold lapses."""
    placed = _fill_and_check_out(world, shopper)
    world.provider.pays(placed.reference)
    world.partners_call()
    lose(world, "ProductsConsumer")
    world.advance(1201)
    world.survived(lambda: world.run_job("ProductsSchedule", "sweep"))
    world.settle()


def _sku_moved(world: World, shopper: Shopper) -> None:
    """A file brings a SKU under another handle, counted by the way, while an order holds units of it."""
    placed = _fill_and_check_out(world, shopper)
    while not world.survived(lambda: move_sku(world, "A", "bowl-new", UNITS - 1)):
        pass  # the importer goes on where it was killed
    world.provider.pays(placed.reference)
    world.partners_call()
    world.settle()
    [level] = [row for row in rows(world)["products"] if (row["pk"], row["sk"]) == ("SKU#A", "LEVEL")]
    if level["handle"] != "bowl-new":
        raise AssertionError(f"after its move it is {level}")


def lose(world: World, group: str) -> None:
    """Everything arrives, but what waits for this consumer is gone."""
    for _ in range(20):
        for table in world.pending():
            world.survived(lambda table=table: world.relay(table))
        for lane in world.waiting():
            if lane.group == group:
                world.broker.commit(lane, world.broker.offsets.get(lane, 0) + world.broker.lag(lane))
            else:
                world.survived(lambda lane=lane: world.deliver(lane))


def _refunded_in_parts(world: World, shopper: Shopper) -> None:
    """Staff give a part back, then the rest."""
    placed = _paid(world, shopper)
    _refund(world, shopper, placed, "refund-1", {"amount": {"amount": 700, "currency": "EUR"}, "reason": "a scratch"})
    world.settle()
    _refund(world, shopper, placed, "refund-2", {"reason": "the rest"})
    world.partners_call()
    world.settle()


def _counted_away(world: World, shopper: Shopper) -> None:
    """Staff find fewer units than are held; then the order is paid."""
    placed = _fill_and_check_out(world, shopper)
    _count_down(world, shopper, UNITS - 1)
    world.provider.pays(placed.reference)
    world.partners_call()
    world.settle()


def _counted_away_and_found(world: World, shopper: Shopper) -> None:
    """The order is short, until what was missing comes in: it has it before anybody else."""
    _counted_away(world, shopper)
    _move_stock(world, shopper, {"kind": "receipt", "quantity": UNITS - 1, "reason": "found"}, "found")
    world.settle()


def _preordered(world: World, shopper: Shopper) -> Placed:
    """Three units, of which one is there."""
    shopper.add("P", 3)
    quote = shopper.quote()
    if quote.status != 200:
        raise NoAnswer("the cart is empty")
    answer = shopper.check_out("key-1", quote.json["total"])
    if answer.status != 201:
        raise NoAnswer(answer.body)
    world.settle()
    placed = shopper.orders[0]
    world.provider.pays(placed.reference)
    world.partners_call()
    world.settle()
    return placed


def _preordered_and_sent(world: World, shopper: Shopper) -> None:
    """What is there leaves, and the rest once it came in."""
    _preordered(world, shopper)
    _to_the_door(world)
    _move_stock(world, shopper, {"kind": "receipt", "quantity": 4, "reason": "came in"}, "came-in", sku="P")
    world.settle()
    _to_the_door(world)


def _preordered_and_called_off(world: World, shopper: Shopper) -> None:
    """While units of it wait; then goods come in for nobody."""
    shopper.cancel(_preordered(world, shopper), "cancel-1")
    world.settle()
    _move_stock(world, shopper, {"kind": "receipt", "quantity": 4, "reason": "came in"}, "came-in", sku="P")
    world.settle()


def _preordered_and_put_off(world: World, shopper: Shopper) -> None:
    """Staff promise it for another day, which its shopper is told; then it comes in."""
    _preordered(world, shopper)
    body = {"variants": [{"sku": "P", "preorder": {"units": 5, "available_from": "2030-06-30"}}]}
    for _ in range(1 + shopper.retries):
        try:
            product = world.request("products", "GET", "/products/bowl-p").json["id"]
            path = f"/admin/products/{product}"
            tag = {"If-Match": world.staff("products", "GET", path).headers["ETag"]}
            answer = world.staff("products", "PATCH", path, body=body, headers=tag)
        except Crash:
            world.crashes += 1
            world.renew()
            continue
        assert answer.status == 200, answer.body
        break
    world.settle()
    world.run_jobs()
    world.settle()
    _move_stock(world, shopper, {"kind": "receipt", "quantity": 4, "reason": "came in"}, "came-in", sku="P")
    world.settle()
    _to_the_door(world)


def _preordered_in_part(world: World, shopper: Shopper) -> None:
    """What waits is cancelled once the rest has left."""
    placed = _preordered(world, shopper)
    _to_the_door(world)
    shopper.cancel(placed, "cancel-1", lines={"P": 2})
    world.settle()


def _ordered_by_transfer(world: World, shopper: Shopper, units: int = 1) -> Placed:
    """One unit, as two in a cart that was filled twice after a crash are all that strangers may hold of ten; members
    may hold four.
    """
    shopper.add("A", units)
    quote = shopper.quote()
    if quote.status != 200:
        raise NoAnswer("the cart is empty")
    answer = shopper.check_out("key-1", quote.json["total"], "manual")
    if answer.status != 201:
        raise NoAnswer(answer.body)
    if wrong := findings(world, settled=False):
        raise AssertionError(f"while the order is open: {wrong}")
    world.settle()
    return shopper.orders[0]


def _transfer_never_made(world: World, shopper: Shopper) -> None:
    """What the order held can be held again by the next one, once the order has expired. Timers ring every minute."""
    _ordered_by_transfer(world, shopper)
    world.advance(DAY)
    shopper.add("A", 1)
    for _ in range(1 + shopper.retries):
        world.advance(60)
        world.run_jobs()
        world.settle()
        quote = shopper.quote()
        if quote.status == 200 and shopper.check_out("key-2", quote.json["total"], "manual").status == 201:
            world.settle()
            return
    raise NoAnswer("not ordered again")


def _transfer_cancelled(world: World, shopper: Shopper) -> None:
    shopper.cancel(_ordered_by_transfer(world, shopper), "cancel-1")
    world.settle()


def _transfer_arrived(world: World, shopper: Shopper) -> None:
    placed = _ordered_by_transfer(world, shopper)
    for _ in range(1 + shopper.retries):
        try:
            answer = world.staff("payments", "POST", f"/admin/payments/{placed.payment_id}/mark-received")
        except Crash:
            world.crashes += 1
            world.renew()
            continue
        if answer.status == 200:
            world.settle()
            return
        world.advance(31)
    raise NoAnswer("not marked")


def _transferred_in_parts(world: World, shopper: Shopper) -> None:
    """A part comes, then more than the rest; the second statement tells of both. Staff give back what is too much."""
    placed = _ordered_by_transfer(world, shopper)
    due, number = placed.total, number_of(placed.order_id)
    first, second = (("1", due - 100), ("2", 350))
    _imports(world, shopper, number, first)
    world.settle()
    _imports(world, shopper, number, first, second)
    world.settle()
    [given] = [it["surplus"] for it in _told(world, shopper, "GET", "/admin/transfers")["items"]]
    assert [each["amount"]["amount"] for each in given] == [250]
    body = {"payment_id": placed.payment_id, "transfer_id": given[0]["transfer_id"]}
    _told(world, shopper, "POST", "/admin/transfers/returns", body)
    world.settle()


def _unit_cancelled_between_transfers(world: World, shopper: Shopper) -> None:
    """A part comes, a unit is cancelled, and then the rest of all of it comes: what the unit cost is given back."""
    member = Member(world, "ada", retries=shopper.retries)
    placed = _ordered_by_transfer(world, member, 2)
    due, number = placed.total, number_of(placed.order_id)
    first, second = ("1", due - 1100), ("2", 1100)
    _imports(world, shopper, number, first)
    world.settle()
    _cancels_a_unit(member, placed)
    world.settle()
    _imports(world, shopper, number, first, second)
    world.settle()
    for each in _told(world, shopper, "GET", "/admin/transfers")["items"]:
        for more in each["surplus"]:
            body = {"payment_id": each["payment_id"], "transfer_id": more["transfer_id"]}
            _told(world, shopper, "POST", "/admin/transfers/returns", body)
    world.settle()


def _transferred_too_late(world: World, shopper: Shopper) -> None:
    """The shopper is reminded, a part comes, the order ends, and then the rest comes: all of it is to be given back."""
    placed = _ordered_by_transfer(world, shopper)
    due, number = placed.total, number_of(placed.order_id)
    world.advance(DAY - 4 * 3600)
    world.run_jobs()
    _imports(world, shopper, number, ("1", due - 100))
    world.settle()
    world.advance(4 * 3600)
    world.run_jobs()
    world.settle()
    _imports(world, shopper, number, ("1", due - 100), ("2", 100))
    world.settle()
    [waiting] = _told(world, shopper, "GET", "/admin/transfers")["items"]
    assert waiting["amount"]["amount"] == due


def _imports(world: World, shopper: Shopper, number: str, *transfers: tuple[str, int]) -> None:
    """Staff look at the statement, and book all of it that can be booked."""
    day = str(world.now.date())
    content = camt053(*((each, day, amount, number) for each, amount in transfers))
    path, body = "/admin/transfers/statements", {"format": "camt053", "content": content}
    seen = _told(world, shopper, "POST", path, body)["entries"]
    book = [{"entry_id": entry["entry_id"]} for entry in seen if entry["bookable"]]
    after = _told(world, shopper, "POST", path, {**body, "book": book})["entries"]
    assert {entry["match"] for entry in after} == {"booked"}


def _drafted(world: World, shopper: Shopper) -> None:
    """Staff put an order together on the telephone; its shopper pays by the link of the letter."""
    agreed = {"price": {"amount": 1500, "currency": "EUR"}, "reason": "a scratch"}
    wish: dict[str, object] = {
        "lines": [{"sku": "A", "quantity": 2, "agreed": agreed}],
        "email": "ada@example.com",
        "shipping_address": ADDRESS,
    }
    begun = _staff(world, shopper, "POST", "/admin/drafts", wish, "draft-1", service="orders")
    path, tag = f"/admin/drafts/{begun['id']}", {"If-Match": f'"{begun["version"]}"'}
    order: dict[str, object] = {"payment_method": "stripe", "expected_total": begun["sums"]["total"]}
    ordered = _staff(world, shopper, "POST", f"{path}/order", order, service="orders", headers=tag)
    world.settle()
    [key] = [row["access_key"] for row in rows(world)["orders"] if row["sk"] == "ORDER#DETAILS"]
    answer = shopper.opens(ordered["order_id"], key)
    if answer.status != 200:
        raise NoAnswer(answer.body)
    world.provider.pays(shopper.orders[0].reference)
    world.partners_call()
    world.settle()


def _told(world: World, shopper: Shopper, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
    """What staff are answered about payments; after a crash they ask again."""
    for _ in range(1 + shopper.retries):
        try:
            answer = world.staff("payments", method, path, body=body)
        except Crash:
            world.crashes += 1
            world.renew()
            continue
        assert answer.status == 200, answer.body
        return answer.json
    raise NoAnswer(path)


def _refunded_by_line(world: World, shopper: Shopper) -> None:
    """Staff mistype a SKU and a number, then take half of the units back, twice, and no unit more."""
    placed = _paid(world, shopper)
    # A shopper who asks again after a crash puts the same number into the cart once more.
    bought = sum(line["quantity"] for line in shopper.seen["lines"])
    for number, (sku, units) in enumerate((("NOPE", 1), ("A", bought + 1))):
        _refund(world, shopper, placed, f"wrong-{number}", _lines(sku, units), refused=True)
    for number in (1, 2):
        _refund(world, shopper, placed, f"line-{number}", _lines("A", bought // 2))
        world.settle()
    _refund(world, shopper, placed, "wrong-2", _lines("A", 1), refused=True)
    world.partners_call()
    world.settle()


def _readdressed(world: World, shopper: Shopper) -> None:
    """The carrier knows no such street; staff put it right, and the parcel goes there."""
    world.carrier.unknown = {ADDRESS["line1"]}
    placed = _paid(world, shopper)
    _correct(world, shopper, placed, "2 Main St")
    world.settle()
    _to_the_door(world)


def _readdressed_too_late(world: World, shopper: Shopper) -> None:
    """The carrier is to fetch it already; and an order that is not paid yet is put right before."""
    placed = _fill_and_check_out(world, shopper)
    _correct(world, shopper, placed, "2 Main St")
    world.settle()
    world.provider.pays(placed.reference)
    world.partners_call()
    world.settle()
    _correct(world, shopper, placed, "3 Main St")
    world.settle()
    _to_the_door(world)


def _correct(world: World, shopper: Shopper, placed: Placed, street: str) -> None:
    """Staff look at the order and say where it is to go; after a crash they look again."""
    path = f"/admin/orders/{placed.order_id}"
    for _ in range(1 + shopper.retries):
        try:
            seen = world.staff("orders", "GET", path)
            body = {"shipping_address": {**ADDRESS, "line1": street}, "reason": "misspelt"}
            answer = world.staff("orders", "PATCH", path, body=body, headers={"If-Match": seen.headers.get("ETag", "")})
        except Crash:
            world.crashes += 1
            world.renew()
            continue
        if answer.status in (200, 409):
            return
    raise NoAnswer("the address is not put right")


def _stock_taken(world: World, shopper: Shopper) -> None:
    """Staff count the shelf while an order holds units of it, and book the count; then the order is paid."""
    placed = _fill_and_check_out(world, shopper)
    begun = _staff(world, shopper, "POST", "/admin/stock/counts", {"name": "shelf"}, "count")
    path = f"/admin/stock/counts/{begun['count_id']}"
    lines = [{"code": "A", "counted": UNITS - 1}, {"code": "B", "counted": 3}]
    _staff(world, shopper, "PUT", f"{path}/lines", {"lines": lines})
    booked = _staff(world, shopper, "POST", f"{path}/book")
    again = _staff(world, shopper, "POST", f"{path}/book")
    if (booked["status"], booked["refused"], again["status"]) != ("booked", [], "booked"):
        raise AssertionError(f"the count was booked as {booked}, then as {again}")
    _is_on_hand(world, A=UNITS - 1, B=3)
    world.provider.pays(placed.reference)
    world.partners_call()
    world.settle()


def _received_together(world: World, shopper: Shopper) -> None:
    """Goods of two SKUs come in on one receipt, and one line that names none."""
    placed = _fill_and_check_out(world, shopper)
    lines = [{"sku": sku, "quantity": quantity} for sku, quantity in (("A", 5), ("NOPE", 1), ("B", 7))]
    body: dict[str, object] = {"lines": lines, "reason": "delivery"}
    received = _staff(world, shopper, "POST", "/admin/stock/receipts", body, "receipt")
    if [line["refused"] is None for line in received["lines"]] != [True, False, True]:
        raise AssertionError(f"what was received: {received}")
    _is_on_hand(world, A=UNITS + 5, B=8)
    world.provider.pays(placed.reference)
    world.partners_call()
    world.settle()


def _is_on_hand(world: World, **units: int) -> None:
    """What staff have booked is there once, however often a process died over it."""
    levels = {row["pk"]: int(row["on_hand"]) for row in rows(world)["products"] if row["sk"] == "LEVEL"}
    found = {sku: levels[f"SKU#{sku}"] for sku in units}
    if found != units:
        raise AssertionError(f"on hand is {found} and should be {units}")


def _staff(
    world: World,
    shopper: Shopper,
    method: str,
    path: str,
    body: dict[str, object] | None = None,
    key: str = "",
    service: str = "products",
    headers: dict[str, str] | None = None,
) -> dict[str, Any]:
    """What staff are answered, who may or may not ask again when no answer comes."""
    sent = {**(headers or {}), **({"Idempotency-Key": key} if key else {})}
    for _ in range(1 + shopper.retries):
        try:
            answer = world.staff(service, method, path, body=body, headers=sent)
        except Crash:
            world.crashes += 1
            world.renew()
            continue
        if answer.status in (200, 201):
            return dict(answer.json)
        world.advance(31)  # the claim of the first try is free again after its lease
    raise NoAnswer(path)


def _count_down(world: World, shopper: Shopper, units: int) -> None:
    _move_stock(world, shopper, {"kind": "adjustment", "quantity": -units, "reason": "broken"}, "count")


def _move_stock(world: World, shopper: Shopper, body: dict[str, object], key: str, sku: str = "A") -> None:
    for _ in range(1 + shopper.retries):
        try:
            headers = {"Idempotency-Key": key}
            path = f"/admin/stock/{sku}/movements"
            answer = world.staff("products", "POST", path, body=body, headers=headers)
        except Crash:
            world.crashes += 1
            world.renew()
            continue
        if answer.status == 201:
            return
        world.advance(31)
    raise NoAnswer(key)


TWO_LOCATIONS = {
    "rule": "priority",
    "locations": [
        {"id": place, "name": place, "country": country, "priority": number}
        for number, (place, country) in enumerate((("main", "DE"), ("lyon", "FR")), start=1)
    ],
}


def _at_two_locations(world: World, shopper: Shopper, there: int = UNITS - 1) -> None:
    """All but one unit of A is in Lyon, or so many are `there`, and who is nearest has none that are missing."""
    for _ in range(1 + shopper.retries):
        try:
            answer = world.staff("products", "PUT", "/admin/locations", body=TWO_LOCATIONS, headers={"If-Match": '"0"'})
        except Crash:
            world.crashes += 1
            world.renew()
            continue
        assert answer.status in (200, 412), answer.body  # 412: it was changed, and the answer was lost
        break
    else:
        raise NoAnswer("/admin/locations")
    moved = {"kind": "transfer", "quantity": there, "reason": "to Lyon", "location": "main", "to": "lyon"}
    _move_stock(world, shopper, moved, "to-lyon")


def _sent_from_two_locations(world: World, shopper: Shopper) -> None:
    _at_two_locations(world, shopper)
    _bought(world, shopper)


def _cancelled_at_two_locations(world: World, shopper: Shopper) -> None:
    """Both parcels come back, or neither, and the units to where they were."""
    _at_two_locations(world, shopper)
    shopper.cancel(_paid(world, shopper), "cancel-1")
    world.settle()


def _one_of_two_is_fetched(world: World, shopper: Shopper) -> None:
    """One carrier has its parcel already when the order is called off: the other parcel goes on, too."""
    _at_two_locations(world, shopper)
    placed = _paid(world, shopper)
    bookings = [*world.carrier.bookings]
    if bookings:
        world.carrier.moves(bookings[-1])
    shopper.cancel(placed, "cancel-1")
    world.settle()
    world.partners_call()
    world.settle()
    world.run_jobs()
    world.settle()
    _to_the_door(world)


def _parcel_is_emptied(world: World, shopper: Shopper) -> None:
    """The unit of one of two parcels is cancelled, and the other one goes alone."""
    _at_two_locations(world, shopper)
    _cancels_a_unit(shopper, _paid(world, shopper))
    world.settle()
    _hands_over(world, shopper, _packed_in_a_batch(world, shopper))
    world.settle()
    _to_the_door(world)


def _to_be_fetched(world: World, shopper: Shopper) -> Placed:
    """In Lyon, which has one unit of it; the others are brought."""
    _at_two_locations(world, shopper, there=1)
    shopper.add("A", 2)
    quote = shopper.quote("pickup-lyon")
    if quote.status != 200:
        raise NoAnswer("the cart is empty")
    filled_in = {"shipping_method": "pickup-lyon"}
    answer = shopper.check_out("key-1", quote.json["total"], filled_in=filled_in)
    if answer.status != 201:
        raise NoAnswer(answer.body)
    world.settle()
    placed = shopper.orders[0]
    world.provider.pays(placed.reference)
    world.partners_call()
    world.settle()
    _at_the_counter(world, shopper, placed, {})
    return placed


def _at_the_counter(world: World, shopper: Shopper, placed: Placed, body: dict[str, object]) -> None:
    """It is laid ready, or given out for its code; staff who get no answer do it again."""
    path = f"/admin/shipments/{placed.order_id}-1/hand-over"
    for _ in range(1 + shopper.retries):
        try:
            answer = world.staff("shipping", "POST", path, body=body)
        except Crash:
            world.crashes += 1
            world.renew()
            continue
        if answer.status == 200:
            world.settle()
            return
        if answer.status != 404:
            raise AssertionError(f"{path}: {answer.body}")
        break
    raise NoAnswer(path)


def _fetched(world: World, shopper: Shopper) -> None:
    """It lies ready, and its shopper comes with the code."""
    placed = _to_be_fetched(world, shopper)
    headers, query = {"X-Order-Key": placed.access_key}, {"order_id": placed.order_id}
    [parcel] = shopper.send("shipping", "GET", "/shipments", query=query, headers=headers).json["items"]
    _at_the_counter(world, shopper, placed, {"code": parcel["pickup_code"]})


def _not_fetched(world: World, shopper: Shopper) -> None:
    """Nobody comes: all of it is paid back, and the goods are for sale again."""
    placed = _to_be_fetched(world, shopper)
    parcel = f"{placed.order_id}-1"
    _decides(world, shopper, parcel, {"decision": "report", "trouble": "uncollected"}, of="shipments")
    _decides(world, shopper, parcel, {"decision": "refund"}, of="shipments")
    world.settle()
    _receives(world, shopper, f"{placed.order_id}-R1", [_came(2)])
    world.settle()


def _to_a_point(world: World, shopper: Shopper) -> Placed:
    """The shopper looks for pick-up points and has it sent to the nearest."""
    where = {"country": ADDRESS["country"], "postal_code": ADDRESS["postal_code"]}
    shopper.add("A", 2)
    quote, points = shopper.quote("point"), shopper.send("shipping", "GET", "/pickup-points", query=where)
    if quote.status != 200 or points.status != 200:
        raise NoAnswer("the cart is empty")
    filled_in = {"shipping_method": "point", "pickup_point": points.json["items"][0]["seal"]}
    answer = shopper.check_out("key-1", quote.json["total"], filled_in=filled_in)
    if answer.status != 201:
        raise NoAnswer(answer.body)
    world.settle()
    placed = shopper.orders[0]
    world.provider.pays(placed.reference)
    world.partners_call()
    world.settle()
    return placed


def _collected_at_a_point(world: World, shopper: Shopper) -> None:
    """It lies there, its shopper is told, and collects it."""
    _to_a_point(world, shopper)
    _to_the_door(world)


def _left_at_a_point(world: World, shopper: Shopper) -> None:
    """Nobody collects it: it comes back, is paid back once it is here, and is for sale again."""
    placed = _to_a_point(world, shopper)
    _on_its_way(world)
    for what in ("ready", "uncollected", "returned"):
        world.advance(60)
        _says(world, what)
    _decides_on_parcel(world, shopper, placed, {"decision": "await"})
    world.settle()
    _receives(world, shopper, f"{placed.order_id}-R1", [_came(2)])
    world.settle()


def _returned(world: World, shopper: Shopper) -> None:
    """All of it comes back, one unit to be sold again and one damaged."""
    placed = _bought_and_here(world, shopper)
    back = _asks_to_return(world, shopper, placed, 2)
    shopper.sends_back(placed, back)
    world.settle()
    _receives(world, shopper, back, [_came(1), _came(1, "damaged")])
    world.settle()


def _returned_in_parts(world: World, shopper: Shopper) -> None:
    """A unit comes back, then the other; asked for twice, no unit comes back twice."""
    placed = _bought_and_here(world, shopper)
    first = _asks_to_return(world, shopper, placed, 1, "first")
    _receives(world, shopper, first, [_came(1)])
    if shopper.asks_to_return(placed, 99, "all").status != 409:
        raise AssertionError("more can be returned than was sent")
    second = _asks_to_return(world, shopper, placed, 1, "second")
    world.settle()
    _receives(world, shopper, second, [_came(1)])
    world.settle()


def _returned_while_the_provider_is_away(world: World, shopper: Shopper) -> None:
    """The goods are here, and the money can be sent only later."""
    placed = _bought_and_here(world, shopper)
    back = _asks_to_return(world, shopper, placed, 2)
    world.provider.down = True
    _receives(world, shopper, back, [_came(2)])
    _in_vain(world)
    world.provider.down = False
    world.advance(61)
    world.run_jobs()
    world.settle()


def _returned_and_refunded_by_staff(world: World, shopper: Shopper) -> None:
    """Staff pay all back while a unit is on its way: the refund of the return is refused, and staff close it."""
    placed = _bought_and_here(world, shopper)
    back = _asks_to_return(world, shopper, placed, 1)
    _refund(world, shopper, placed, "all", {"reason": "goodwill"})
    _receives(world, shopper, back, [_came(1)])
    world.settle()
    _decides(world, shopper, back, {"decision": "close", "reason": "paid back before it came"})
    world.settle()


def _exchanged(world: World, shopper: Shopper) -> None:
    """A unit comes back damaged, another is ordered in its place, and paid by the link of the letter."""
    back = _asks_to_exchange(world, shopper)
    _receives(world, shopper, back, [_came(1, "damaged")])
    world.settle()
    first = {placed.order_id for placed in shopper.orders}
    found = [row for row in rows(world)["orders"] if row["sk"] == "ORDER#DETAILS"]
    for row in found:
        order_id = str(row["pk"]).partition("#")[2]
        if order_id not in first and shopper.opens(order_id, str(row["access_key"])).status == 200:
            world.provider.pays(shopper.orders[-1].reference)
    world.partners_call()
    world.settle()


def _exchanged_too_late(world: World, shopper: Shopper) -> None:
    """By the time the unit is here, none is left to send: its money goes back."""
    back = _asks_to_exchange(world, shopper)
    there = _stock_of(world, "A")
    _count_down(world, shopper, there)
    world.settle()
    _receives(world, shopper, back, [_came(1, "damaged")])
    world.settle()


def _asks_to_exchange(world: World, shopper: Shopper) -> str:
    placed = _bought_and_here(world, shopper)
    answer = shopper.asks_to_return(placed, 1, "return", exchange={"sku": "A", "price": 1000})
    if answer.status == 409 and "price" in answer.json:  # less was paid for it, and as much less is wanted
        exchange = {"sku": "A", "price": answer.json["price"]}
        answer = shopper.asks_to_return(placed, 1, "return-2", exchange=exchange)
    if answer.status != 201:
        raise NoAnswer(answer.body)
    world.settle()
    return str(answer.json["id"])


def _stock_of(world: World, sku: str) -> int:
    answer = world.staff("products", "GET", f"/admin/stock/{sku}")
    return int(answer.json["on_hand"])


def _return_taken_back(world: World, shopper: Shopper) -> None:
    """The shopper thinks again, and again; the second return is never sent."""
    placed = _bought_and_here(world, shopper)
    shopper.takes_back(placed, _asks_to_return(world, shopper, placed, 2, "first"))
    world.settle()
    _asks_to_return(world, shopper, placed, 2, "second")
    world.advance(28 * DAY + 1)
    world.run_jobs()
    world.settle()


def _rate_chosen(world: World, shopper: Shopper) -> None:
    """Staff have it sent by another rate: it is booked anew, and what was booked before is called off."""
    world.carrier.offers = (Rate("Cheap", Money(400, "EUR"), 5), Rate("Fast", Money(900, "EUR"), 1))
    placed = _paid(world, shopper)
    if not world.carrier.bookings:
        raise NoAnswer("nothing is to be sent")
    _decides(world, shopper, f"{placed.order_id}-1/rates", {"name": "Fast"}, of="shipments", method="PUT")
    world.settle()
    _brings(world, f"{placed.order_id}-1")
    booked = {*world.carrier.streets} - world.carrier.cancelled
    if len(booked) > 1:
        raise AssertionError(f"{booked} are booked for one parcel")


def _claimed(world: World, shopper: Shopper) -> None:
    """A unit arrived damaged and is paid back in part; the other comes back. None is paid for twice."""
    placed = _bought_and_here(world, shopper)
    claim = _claims(world, shopper, placed, 1, "claim")
    if shopper.asks_to_return(placed, 2, "both").status != 409:
        raise AssertionError("what is claimed can be returned")
    granted = [{"sku": "A", "quantity": 1, "amount": 300}]
    _decides(world, shopper, claim, {"decision": "grant", "granted": granted})
    world.settle()
    _receives(world, shopper, _asks_to_return(world, shopper, placed, 1), [_came(1)])
    world.settle()


def _claim_rejected(world: World, shopper: Shopper) -> None:
    """What was claimed in vain can be sent back; no unit of it is paid for twice."""
    placed = _bought_and_here(world, shopper)
    _decides(world, shopper, _claims(world, shopper, placed, 2, "claim"), {"decision": "reject", "reason": "no crack"})
    world.settle()
    _receives(world, shopper, _asks_to_return(world, shopper, placed, 2), [_came(2)])
    world.settle()


def _withdrawn_before_delivery(world: World, shopper: Shopper) -> None:
    """Nothing has left: it is called off, and all of the money goes back."""
    placed = _paid(world, shopper)
    if shopper.withdraws(placed, "withdraw-1").status != 201:
        raise NoAnswer("not withdrawn")
    world.settle()


def _withdrawn_while_it_is_fetched(world: World, shopper: Shopper) -> None:
    """The carrier has it, and nobody here knows it yet: it cannot be called off, and comes back."""
    placed = _paid(world, shopper)
    for shipment_id in world.carrier.bookings:
        world.carrier.moves(shipment_id)
    if shopper.withdraws(placed, "withdraw-1").status != 201:
        raise NoAnswer("not withdrawn")
    world.settle()
    _to_the_door(world)
    _comes_back(world, shopper)


def _unit_withdrawn_before_delivery(world: World, shopper: Shopper) -> None:
    """A unit is taken out of the parcel; the rest comes, and goes back."""
    placed = _paid(world, shopper)
    _withdraws_from_a_unit(shopper, placed)
    world.settle()
    _to_the_door(world)
    if shopper.withdraws(placed, "withdraw-2").status != 201:
        raise NoAnswer("not withdrawn")
    world.settle()
    _comes_back(world, shopper)


def _unit_withdrawn_while_it_is_fetched(world: World, shopper: Shopper) -> None:
    """The carrier has the parcel, and nobody here knows it yet: the unit is sent, and comes back."""
    placed = _paid(world, shopper)
    for shipment_id in world.carrier.bookings:
        world.carrier.moves(shipment_id)
    _withdraws_from_a_unit(shopper, placed)
    world.settle()
    _to_the_door(world)
    _comes_back(world, shopper)


def _unit_and_all_withdrawn(world: World, shopper: Shopper) -> None:
    """Before shipping has said what becomes of the unit, the rest is withdrawn from, too: all of it is called off."""
    placed = _paid(world, shopper)
    _withdraws_from_a_unit(shopper, placed)
    if shopper.withdraws(placed, "withdraw-2").status != 201:
        raise NoAnswer("not withdrawn")
    world.settle()


def _withdraws_from_a_unit(shopper: Shopper, placed: Placed) -> None:
    if shopper.withdraws(placed, "withdraw-1", {"A": 1}).status != 201:
        raise NoAnswer("not withdrawn")


def _withdrawn_after(world: World, shopper: Shopper) -> None:
    """A guest names the order; all of it comes back, and what the standard way cost."""
    placed = _bought_and_here(world, shopper)
    if shopper.withdraws_by_number(placed).status != 202:
        raise NoAnswer("not withdrawn")
    world.settle()
    _comes_back(world, shopper)


def _withdrawn_in_words(world: World, shopper: Shopper) -> None:
    """A guest names the order and describes a unit of it; staff read it, and it comes back."""
    placed = _bought_and_here(world, shopper)
    if shopper.withdraws_by_number(placed, words="the one with the crack").status != 202:
        raise NoAnswer("not withdrawn")
    world.settle()
    path = f"/admin/orders/{placed.order_id}"
    for _ in range(1 + shopper.retries):
        try:
            for waiting in world.staff("orders", "GET", path).json["unread"]:
                body = {"statement": waiting["id"], "lines": [{"sku": "A", "quantity": 1}]}
                answer = world.staff("orders", "POST", f"{path}/withdrawal", body=body)
                assert answer.status == 200, answer.body
            break
        except Crash:
            world.crashes += 1
            world.renew()
    else:
        raise NoAnswer(path)
    world.settle()
    _comes_back(world, shopper)


def _comes_back(world: World, shopper: Shopper) -> None:
    """All that returns are of, to be sold again."""
    for row in rows(world)["shipping"]:
        if row.get("kind") == "return" and row["state"] == "approved":
            return_id = f"{row['pk'].partition('#')[2]}-R{int(row['sk'][-3:])}"
            _receives(world, shopper, return_id, [_came(quantity) for _, quantity, *_ in row["lines"]])
    world.settle()


def _bought_and_here(world: World, shopper: Shopper) -> Placed:
    placed = _paid(world, shopper)
    _to_the_door(world)
    return placed


def _asks_to_return(world: World, shopper: Shopper, placed: Placed, units: int, key: str = "return") -> str:
    """The return's id."""
    answer = shopper.asks_to_return(placed, units, key)
    if answer.status != 201:
        raise NoAnswer(answer.body)
    world.settle()
    return str(answer.json["id"])


def _claims(world: World, shopper: Shopper, placed: Placed, units: int, key: str) -> str:
    """The claim's id."""
    answer = shopper.claims(placed, units, key)
    if answer.status != 201:
        raise NoAnswer(answer.body)
    world.settle()
    return str(answer.json["id"])


def _lost_and_paid_back(world: World, shopper: Shopper) -> None:
    """The carrier loses it: the shopper has all of the money back, and no unit is there again."""
    placed = _lost(world, shopper, "lost")
    _decides_on_parcel(world, shopper, placed, {"decision": "refund"})
    world.settle()


def _reported_lost_while_the_provider_is_away(world: World, shopper: Shopper) -> None:
    """The carrier says nothing, staff do; the money can be sent only later."""
    placed = _paid(world, shopper)
    _on_its_way(world)
    _decides_on_parcel(world, shopper, placed, {"decision": "report", "trouble": "lost", "reason": "no trace"})
    world.provider.down = True
    _decides_on_parcel(world, shopper, placed, {"decision": "refund"})
    _in_vain(world)
    world.provider.down = False
    world.advance(61)
    world.run_jobs()
    world.settle()


def _returned_to_us(world: World, shopper: Shopper) -> None:
    """It comes back, and is paid back when it is here: one unit to be sold again, one damaged."""
    placed = _lost(world, shopper, "returned")
    _decides_on_parcel(world, shopper, placed, {"decision": "await"})
    world.settle()
    _receives(world, shopper, f"{placed.order_id}-R1", [_came(1), _came(1, "damaged")])
    world.settle()


def _refused_and_back_later(world: World, shopper: Shopper) -> None:
    """Paid back at once, and in stock again when it is here."""
    placed = _lost(world, shopper, "refused")
    _decides_on_parcel(world, shopper, placed, {"decision": "refund"})
    world.settle()
    _receives(world, shopper, f"{placed.order_id}-R1", [_came(2)])
    world.settle()


def _lost_though_withdrawn(world: World, shopper: Shopper) -> None:
    """The shopper withdraws while it is on its way, and cannot send back what never arrives."""
    placed = _paid(world, shopper)
    _on_its_way(world)
    if shopper.withdraws(placed, "withdraw-1").status != 201:
        raise NoAnswer("not withdrawn")
    world.settle()
    _says(world, "lost")
    _decides_on_parcel(world, shopper, placed, {"decision": "refund"})
    world.settle()


def _lost_and_sent_again(world: World, shopper: Shopper) -> None:
    """Other units leave the shelf, and arrive; none of the money moves, and they can be given back once."""
    placed = _lost(world, shopper, "lost")
    _sends_again(world, shopper, placed)
    _brings(world, f"{placed.order_id}-2")
    _receives(world, shopper, _asks_to_return(world, shopper, placed, 1), [_came(1)])
    if shopper.asks_to_return(placed, 2, "both").status != 409:
        raise AssertionError("what was lost and sent again counts once")
    world.settle()


def _sent_again_and_back_after_all(world: World, shopper: Shopper) -> None:
    """What turned round is in stock again when it is here, as are the units that were sent in its place."""
    placed = _lost(world, shopper, "returned")
    _sends_again(world, shopper, placed)
    _receives(world, shopper, f"{placed.order_id}-R1", [_came(2)])
    world.settle()
    _brings(world, f"{placed.order_id}-2")
    _receives(world, shopper, _asks_to_return(world, shopper, placed, 2), [_came(2)])
    world.settle()
    if sum(row["on_hand"] for row in rows(world)["products"] if row["pk"] == "SKU#A" and row["sk"] == "LEVEL") != UNITS:
        raise AssertionError("all units are back, and not in stock")


def _sent_again_as_it_is(world: World, shopper: Shopper) -> None:
    """What came back goes out again, and gets lost a second time."""
    placed = _lost(world, shopper, "returned")
    _sends_again(world, shopper, placed, goods="returned")
    world.carrier.moves(f"{placed.order_id}-2")
    world.carrier.reports(f"{placed.order_id}-2", ScanStatus.LOST)
    world.partners_call()
    world.settle()
    _decides(world, shopper, f"{placed.order_id}-2", {"decision": "refund"}, of="shipments")
    world.settle()


def _sold_out_and_paid_back(world: World, shopper: Shopper) -> None:
    """There is nothing left to send: that is said, nothing changes, and it is paid back instead."""
    placed = _lost(world, shopper, "damaged")
    gone = {"kind": "adjustment", "quantity": 1 - (UNITS - 2), "reason": "flood"}
    _move_stock(world, shopper, gone, "flood")
    seen = world.staff("shipping", "GET", f"/admin/shipments/{placed.order_id}-1")
    tag = {"If-Match": seen.headers.get("ETag", "")}
    path, body = f"/admin/shipments/{placed.order_id}-1", {"decision": "send_again"}
    try:
        answer = world.staff("shipping", "PATCH", path, body=body, headers=tag)
    except Crash:
        world.crashes += 1
        world.renew()
    else:
        if answer.json.get("code") != "out_of_stock":
            raise AssertionError(answer.body)
    _decides_on_parcel(world, shopper, placed, {"decision": "refund"})
    world.settle()


def _claim_sent_again(world: World, shopper: Shopper) -> None:
    """A unit was missing: it comes later, and can be given back with the other."""
    placed = _bought_and_here(world, shopper)
    claim = _claims(world, shopper, placed, 1, "claim")
    _decides(world, shopper, claim, {"decision": "send_again", "reason": "not in the parcel"})
    world.settle()
    _brings(world, f"{placed.order_id}-2")
    _receives(world, shopper, _asks_to_return(world, shopper, placed, 2), [_came(2)])
    world.settle()


def _sends_again(world: World, shopper: Shopper, placed: Placed, goods: str = "shelf") -> None:
    _decides_on_parcel(world, shopper, placed, {"decision": "send_again", "goods": goods, "reason": "they want it"})
    world.settle()


def _brings(world: World, shipment_id: str) -> None:
    """The carrier brings one parcel to the door. It may have been booked only now, by the job."""
    world.advance(61)
    world.run_jobs()
    while shipment_id in world.carrier.bookings and world.carrier.moves(shipment_id):
        world.partners_call()
        world.settle()


def _lost(world: World, shopper: Shopper, what: str) -> Placed:
    placed = _paid(world, shopper)
    _on_its_way(world)
    _says(world, what)
    return placed


def _on_its_way(world: World) -> None:
    for shipment_id in world.carrier.bookings:
        world.carrier.moves(shipment_id)
    world.partners_call()
    world.settle()


def _says(world: World, what: str) -> None:
    for shipment_id in world.carrier.bookings:
        world.carrier.reports(shipment_id, ScanStatus(what))
    world.partners_call()
    world.settle()


def _decides_on_parcel(world: World, shopper: Shopper, placed: Placed, body: dict[str, object]) -> None:
    if not world.carrier.bookings:
        raise NoAnswer("nothing was sent")
    _decides(world, shopper, f"{placed.order_id}-1", body, of="shipments")


def _came(units: int, condition: str = "resaleable") -> dict[str, object]:
    return {"sku": "A", "quantity": units, "condition": condition, "restock": condition == "resaleable"}


def _receives(world: World, shopper: Shopper, return_id: str, lines: list[dict[str, object]]) -> None:
    _decides(world, shopper, return_id, {"decision": "receive", "lines": lines})


def _decides(
    world: World, shopper: Shopper, thing: str, body: dict[str, object], of: str = "returns", method: str = "PATCH"
) -> None:
    """Staff look at a return, or a parcel, and decide; after a crash they look again."""
    path = f"/admin/{of}/{thing}"
    for _ in range(1 + shopper.retries):
        try:
            seen = world.staff("shipping", "GET", path)
            headers = {"If-Match": seen.headers.get("ETag", "")}
            answer = world.staff("shipping", method, path, body=body, headers=headers)
        except Crash:
            world.crashes += 1
            world.renew()
            continue
        if answer.status == 200:
            return
        raise AssertionError(f"{path}: {answer.body}")
    raise NoAnswer(path)


def _lines(sku: str, units: int) -> dict[str, object]:
    line = {"sku": sku, "quantity": units, "amount": {"amount": 700, "currency": "EUR"}}
    return {"lines": [line], "restock": True, "reason": "arrived broken"}


def _disputed_and_lost(world: World, shopper: Shopper) -> None:
    """The bank takes a part back, which staff cannot refund meanwhile, and keeps it."""
    placed = _disputed(world, shopper, 1000, inquiry=True)
    _bank_moves_on(world, DisputeStatus.NEEDS_RESPONSE)
    _refund(world, shopper, placed, "too-much", {"amount": _eur(placed.total - 999), "reason": "late"}, refused=True)
    _bank_moves_on(world, DisputeStatus.LOST)


def _disputed_cancelled_and_won(world: World, shopper: Shopper) -> None:
    """What the bank holds cannot be given back before it is ours again."""
    placed = _disputed(world, shopper)
    shopper.cancel(placed, "cancel-1")
    world.settle()
    _bank_moves_on(world, DisputeStatus.WON)


def _disputed_and_answered(world: World, shopper: Shopper) -> None:
    """Staff send evidence, also while the provider is away, and the bank gives the money back."""
    placed = _disputed(world, shopper)
    world.provider.down = True
    _answers(world, shopper, placed, "evidence")
    world.provider.down = False
    world.advance(120)
    world.run_jobs()
    world.settle()
    _bank_moves_on(world, DisputeStatus.WON)


def _disputed_and_accepted(world: World, shopper: Shopper) -> None:
    """Staff leave the money to the bank."""
    placed = _disputed(world, shopper, 1000)
    _answers(world, shopper, placed, "accept")
    world.partners_call()
    world.settle()


def _disputed(world: World, shopper: Shopper, amount: int | None = None, *, inquiry: bool = False) -> Placed:
    """The bank asks back what was paid, or so much of it."""
    placed = _paid(world, shopper)
    world.provider.is_disputed(placed.reference, placed.total if amount is None else amount, inquiry=inquiry)
    world.partners_call()
    world.settle()
    return placed


def _bank_moves_on(world: World, status: DisputeStatus) -> None:
    world.provider.moves_on("dp_1", status)
    world.partners_call()
    world.settle()


def _warned_of(world: World, shopper: Shopper) -> None:
    """The card's issuer warns, and staff refund the order over what paid it."""
    placed = _paid(world, shopper)
    world.provider.warns_of(placed.reference)
    world.partners_call()
    world.settle()
    _refund(world, shopper, placed, "part", {**_lines("A", 1), "lines": [{"sku": "A", "quantity": 1}]}, of_order=True)
    world.settle()
    _refund(world, shopper, placed, "rest", {"reason": "a warning of fraud"}, of_order=True)
    world.partners_call()
    world.settle()


def _files(world: World, placed: Placed, path: str, seen: Response) -> list[dict[str, Any]]:
    """The files of the evidence: those of the draft, or the invoice of the order."""
    if seen.json["files"]:
        return [{name: file[name] for name in ("file_id", "kind", "name")} for file in seen.json["files"]]
    listed = world.staff("documents", "GET", f"/admin/orders/{placed.order_id}/documents").json["items"]
    taken = [world.staff("payments", "POST", f"{path}/files", body={"document": each["number"]}) for each in listed]
    # One that a crash kept from being made is left out.
    return [
        {"file_id": each.json["file_id"], "kind": "receipt", "name": "Invoice"} for each in taken if each.status == 201
    ]


def _held_until_won(world: World, shopper: Shopper) -> None:
    """No carrier is asked for what is disputed, and nobody hands it over, before the bank has decided for the shop."""
    world.carrier.down = True
    placed = _disputed(world, shopper)
    world.carrier.down = False
    world.advance(600)
    world.run_jobs()
    _sent_in_vain(world, placed)
    _bank_moves_on(world, DisputeStatus.WON)


def _held_until_released(world: World, shopper: Shopper) -> None:
    """The card's issuer warns, and staff have it sent all the same."""
    world.carrier.down = True
    placed = _paid(world, shopper)
    world.provider.warns_of(placed.reference)
    world.partners_call()
    world.settle()
    world.carrier.down = False
    _sent_in_vain(world, placed)
    for parcel in _held(world, placed):
        _decides(world, shopper, parcel["id"], {"decision": "release"}, of="shipments")


def _once_more(world: World, act: Callable[[], Response]) -> Response:
    """What is answered, after a crash the second time."""
    try:
        return act()
    except Crash:
        world.crashes += 1
        world.renew()
        return act()


def _held(world: World, placed: Placed) -> list[dict[str, Any]]:
    """The parcels that are held, none before the news have come."""
    query = {"order_id": placed.order_id}
    listed = _once_more(world, lambda: world.staff("shipping", "GET", "/admin/shipments", query=query)).json["items"]
    return [parcel for parcel in listed if parcel["held"]]


def _sent_in_vain(world: World, placed: Placed) -> None:
    """Staff try to hand over what is held."""
    for parcel in _held(world, placed):
        assert not parcel["carrier_reference"]
        path, body = f"/admin/shipments/{parcel['id']}/dispatch", {"carrier": "manual", "tracking_code": "RR1"}
        refused = _once_more(world, lambda: world.staff("shipping", "POST", path, body=body))  # noqa: B023 - at once
        assert (refused.status, refused.json["code"]) == (409, "parcel_held")


def _answers(world: World, shopper: Shopper, placed: Placed, how: str) -> None:
    """Staff look at the dispute, keep a draft, with the invoice, and answer; after a crash they look again and send the
    same once more.
    """
    path = f"/admin/payments/{placed.payment_id}/disputes/dp_1"
    body: dict[str, Any] = {"answer": how}
    for _ in range(1 + shopper.retries):
        try:
            seen = world.staff("payments", "GET", path)
            if seen.status == 404:
                raise NoAnswer("the bank's letter did not come")
            if how == "evidence" and seen.json["editable"]:
                body["evidence"] = {"explanation": "She has it.", "files": _files(world, placed, path, seen)}
                tag = {"If-Match": seen.headers["ETag"]}
                seen = world.staff("payments", "PATCH", path, body=body["evidence"], headers=tag)
            headers = {"If-Match": seen.headers["ETag"], "Idempotency-Key": "answer"}
            answer = world.staff("payments", "POST", path, body=body, headers=headers)
        except Crash:
            world.crashes += 1
            world.renew()
            continue
        if answer.status == 200:
            return
        if answer.json.get("code") != "in_progress":
            raise AssertionError(answer.body)
        world.advance(31)  # the claim of the first try is free again after its lease
    raise NoAnswer(path)


def _eur(amount: int) -> dict[str, object]:
    return {"amount": amount, "currency": "EUR"}


def _refund(
    world: World,
    shopper: Shopper,
    placed: Placed,
    key: str,
    body: dict[str, object],
    *,
    refused: bool = False,
    of_order: bool = False,
) -> None:
    """Staff ask for a refund of the payment, or of its order; `refused`: one that must not be made."""
    for _ in range(1 + shopper.retries):
        try:
            of = f"orders/{placed.order_id}" if of_order else f"payments/{placed.payment_id}"
            path, headers = f"/admin/{of}/refunds", {"Idempotency-Key": key}
            answer = world.staff("payments", "POST", path, body=body, headers=headers)
        except Crash:
            world.crashes += 1
            world.renew()
            continue
        if answer.status in ((400, 409) if refused else (200, 201)) and answer.json.get("code") != "in_progress":
            return
        if refused and answer.status in (200, 201):
            raise AssertionError(f"{key} was refunded: {answer.body}")
        world.advance(31)  # the claim of the first try is free again after its lease
    raise NoAnswer(key)


_SENT = frozenset({"FULFILLING"})
_ENDED = frozenset({"EXPIRED"})
_EITHER = frozenset({"FULFILLING", "EXPIRED"})
_CALLED_OFF = frozenset({"CANCELLED"})
_KEPT = frozenset({"DELIVERED"})
_UNDER_WAY = frozenset({"SHIPPED"})  # and never arrives
_PARTLY = frozenset({"PARTIALLY_SHIPPED"})  # a carrier has not fetched what was booked anew
_ANY = frozenset({"", "EXPIRED", "CANCELLED", "FULFILLING", "SHIPPED", "DELIVERED"})


SCENARIOS: tuple[Scenario, ...] = (
    Scenario("bought", _bought, frozenset({"DELIVERED"}), frozenset({"", "EXPIRED", "DELIVERED", "FULFILLING"}), 0),
    Scenario("abandoned", _abandoned, _ENDED, frozenset({"", "EXPIRED"}), 0),
    Scenario("drafted", _drafted, _SENT, frozenset({"", "EXPIRED", "FULFILLING"}), 0, recovery=3 * DAY + 3 * 3600),
    Scenario("ordered-in-two-tabs", _ordered_in_two_tabs, _SENT, frozenset({"", "EXPIRED", "FULFILLING"}), 0),
    Scenario(
        "bought-again",
        _abandoned_and_bought_again,
        _SENT,
        frozenset({"", "EXPIRED", "FULFILLING"}),
        0,
        earlier=_ENDED,
    ),
    Scenario("captured-before-expiry", _captured_before_expiry, _EITHER, frozenset({"", *_EITHER})),
    Scenario("expired-before-capture", _expired_before_capture, _EITHER, frozenset({"", *_EITHER})),
    Scenario(
        "cancelled-unpaid", _cancelled_unpaid, frozenset({"CANCELLED"}), frozenset({"", "EXPIRED", "CANCELLED"}), 0
    ),
    Scenario("counted-away", _counted_away, _SENT, frozenset({"", "EXPIRED", "FULFILLING"}), 0),
    Scenario("counted-away-and-found", _counted_away_and_found, _SENT, frozenset({"", "EXPIRED", "FULFILLING"}), 0),
    Scenario("preordered", _preordered_and_sent, _KEPT | _PARTLY, _ANY | _PARTLY, 0),
    Scenario("preordered-cancelled", _preordered_and_called_off, _CALLED_OFF, _ANY, 1000),
    Scenario("preordered-put-off", _preordered_and_put_off, _KEPT | _PARTLY, _ANY | _PARTLY, 0),
    Scenario("preordered-in-part", _preordered_in_part, _KEPT | _PARTLY, _ANY | _PARTLY),
    Scenario("stock-taken", _stock_taken, _SENT, frozenset({"", "EXPIRED", "FULFILLING"}), 0),
    Scenario("received-together", _received_together, _SENT, frozenset({"", "EXPIRED", "FULFILLING"}), 0),
    Scenario("sale-lost", _sale_lost_on_the_way, _SENT, frozenset({"", "EXPIRED", "FULFILLING"}), 0),
    Scenario("sku-moved", _sku_moved, _SENT, frozenset({"", "EXPIRED", "FULFILLING"}), 0),
    Scenario("post-away", _paid_while_the_post_is_away, _SENT, frozenset({"", "EXPIRED", "FULFILLING"}), 0),
    Scenario("cancelled-shipping-broken", _cancelled_while_shipping_is_broken, _CALLED_OFF, _ANY, 1000),
    Scenario("refunded-before-sold", _refunded_before_it_is_sold, _SENT, frozenset({"", "EXPIRED", "FULFILLING"})),
    Scenario("cancelled-paid", _cancelled_paid, _CALLED_OFF, _ANY, 1000),
    Scenario("cancelled-no-parcel-yet", _cancelled_before_there_is_a_parcel, _CALLED_OFF, _ANY, 1000),
    Scenario("cancelled-carrier-away", _cancelled_while_the_carrier_is_away, _CALLED_OFF, _ANY, 1000),
    Scenario("cancelled-provider-away", _cancelled_while_the_provider_is_away, _CALLED_OFF, _ANY, 1000),
    Scenario("cancelled-after-pick-up", _cancelled_after_the_pick_up, _KEPT, _ANY, 0),
    Scenario("cancelled-pick-up-untold", _cancelled_before_the_pick_up_is_told, _KEPT, _ANY, 0),
    Scenario("cancelled-carrier-away-picks-up", _cancelled_while_the_carrier_is_away_and_picks_up, _KEPT, _ANY, 0),
    Scenario("cancelled-and-sent", _cancelled_and_sent_all_the_same, _CALLED_OFF, _ANY, 1000),
    Scenario("shipped-in-a-batch", _shipped_in_a_batch, _KEPT, _ANY, 0, picks=True),
    Scenario("handed-over-cancelled", _handed_over_while_a_wish_to_cancel_is_on_its_way, _KEPT, _ANY, 0, picks=True),
    Scenario("packed-cancelled", _cancelled_while_it_is_packed, _CALLED_OFF, _ANY, 1000, picks=True),
    Scenario("two-locations", _sent_from_two_locations, _KEPT, _ANY, 0, locations=True),
    Scenario("two-locations-cancelled", _cancelled_at_two_locations, _CALLED_OFF, _ANY, 1000, locations=True),
    Scenario("two-locations-one-fetched", _one_of_two_is_fetched, _KEPT | _PARTLY, _ANY | _PARTLY, 0, locations=True),
    Scenario("fetched", _fetched, _KEPT, _ANY, 0, locations=True),
    Scenario("not-fetched", _not_fetched, _UNDER_WAY, _ANY, 1000, locations=True),
    Scenario("collected-at-a-point", _collected_at_a_point, _KEPT, _ANY, 0),
    Scenario("left-at-a-point", _left_at_a_point, _UNDER_WAY, _ANY, 1000),
    Scenario("two-locations-unit-cancelled", _parcel_is_emptied, _KEPT, _ANY, picks=True, locations=True),
    Scenario("giftcard-left", _card_placed_and_left, _ENDED, frozenset({"", "EXPIRED"}), 0),
    Scenario("giftcard-part", _card_pays_a_part, _KEPT, _ANY, 0),
    Scenario("giftcard-all", _card_pays_all, _KEPT, _ANY, 0, charges=0),
    Scenario("giftcard-cancelled-unpaid", _card_cancelled_unpaid, frozenset({"CANCELLED"}), _ANY, 0),
    Scenario("giftcard-cancelled", _card_cancelled_paid, _CALLED_OFF, _ANY, 1000),
    Scenario("giftcard-all-cancelled", _card_pays_all_and_is_cancelled, _CALLED_OFF, _ANY, charges=0),
    Scenario("giftcard-unit-cancelled", _card_unit_cancelled, _KEPT, _ANY),
    Scenario("giftcard-unit-cancelled-unpaid", _card_unit_cancelled_unpaid, _KEPT, _ANY, charges=0),
    Scenario("giftcard-returned", _card_returned, _KEPT, _ANY),
    Scenario("gifts-bought", _gift_cards_bought, _KEPT, _ANY, 0, gifts=True),
    Scenario("gifts-cancelled", _gift_cards_bought_and_cancelled, _CALLED_OFF, _ANY, 1000, gifts=True),
    Scenario("gifts-unit-cancelled", _one_gift_card_cancelled, _KEPT, _ANY, gifts=True),
    Scenario("gifts-disputed", _gift_cards_disputed, _KEPT, _ANY, gifts=True),
    Scenario("credit-cancelled", _cancelled_for_credit, _CALLED_OFF, _ANY, 1000, member=True),
    Scenario("credit-unit-cancelled", _unit_cancelled_for_credit, _KEPT, _ANY, member=True),
    Scenario("credit-returned", _returned_for_credit, _KEPT, _ANY, member=True),
    Scenario("unit-cancelled-unpaid", _unit_cancelled_unpaid, _SENT, _ANY, 0),
    Scenario("unit-cancelled-while-paid", _unit_cancelled_while_it_is_paid, _EITHER, _ANY),
    Scenario("unit-cancelled-paid", _unit_cancelled_paid, _KEPT, _ANY),
    Scenario("unit-cancelled-no-parcel-yet", _unit_cancelled_before_there_is_a_parcel, _SENT, _ANY),
    Scenario("unit-cancelled-carrier-away", _unit_cancelled_while_the_carrier_is_away, _SENT, _ANY),
    Scenario("unit-cancelled-carrier-fetches", _unit_cancelled_while_the_carrier_fetches_it, _KEPT, _ANY, 0),
    Scenario("unit-cancelled-pick-up-untold", _unit_cancelled_before_the_pick_up_is_told, _KEPT, _ANY, 0),
    Scenario("unit-cancelled-packed", _unit_cancelled_while_it_is_packed, _KEPT, _ANY, 0, picks=True),
    Scenario("unit-cancelled-then-packed", _unit_cancelled_and_then_packed, _KEPT, _ANY, picks=True),
    Scenario("unit-and-all-cancelled", _unit_and_all_cancelled, _CALLED_OFF, _ANY, 1000),
    Scenario("unit-cancelled-twice", _unit_cancelled_in_two_tabs, frozenset({"CANCELLED", "FULFILLING"}), _ANY),
    Scenario("units-cancelled-to-the-last", _units_cancelled_to_the_last, _CALLED_OFF, _ANY, 1000),
    Scenario("edited-paid", _edited_paid, _KEPT, _ANY),
    Scenario("edited-prices-alone", _edited_prices_alone, _KEPT, _ANY),
    Scenario("edited-packed", _edited_while_it_is_packed, _KEPT, _ANY, 0, picks=True),
    Scenario("edited-called-off", _edited_and_called_off, _CALLED_OFF, _ANY, 1000),
    Scenario("added-paid", _added_paid, _SENT, _ANY, recovery=3 * DAY + 3 * 3600, earlier=_SENT, charges=2),
    Scenario("added-unpaid", _added_unpaid, _ENDED, _ANY, recovery=3 * DAY + 3 * 3600, earlier=_KEPT),
    Scenario("added-called-off", _added_and_called_off, _CALLED_OFF, _ANY, 1000),
    Scenario("held-sent", _bought, _KEPT, _ANY, 0, on_shipment=True),
    Scenario("held-cancelled", _cancelled_paid, _CALLED_OFF, _ANY, 0, on_shipment=True),
    Scenario("held-unit-cancelled", _unit_cancelled_paid, _KEPT, _ANY, on_shipment=True),
    Scenario("held-unit-cancelled-fetched", _sent_as_it_is_fetched, _KEPT, _ANY, on_shipment=True),
    Scenario("held-edited", _edited_paid, _KEPT, _ANY, on_shipment=True),
    Scenario("held-provider-away", _sent_while_the_provider_is_away, _KEPT, _ANY, 0, on_shipment=True),
    Scenario("held-for-long", _held_for_long, _SENT, _ANY, 0, on_shipment=True),
    Scenario("unit-cancelled-provider-away", _unit_cancelled_while_the_provider_is_away, _SENT, _ANY),
    Scenario("news-lost", _news_lost_on_the_way, _SENT, _ANY, 0),
    Scenario("refunded-in-parts", _refunded_in_parts, _SENT, frozenset({"", "EXPIRED", "FULFILLING"}), 1000),
    Scenario(
        "transfer-never-made",
        _transfer_never_made,
        _ENDED,
        frozenset({"", "EXPIRED"}),
        recovery=DAY + 3 * 3600,
        earlier=_ENDED,
    ),
    Scenario(
        "transfer-cancelled",
        _transfer_cancelled,
        _CALLED_OFF,
        frozenset({"", "EXPIRED", "CANCELLED"}),
        recovery=DAY + 3 * 3600,
    ),
    Scenario(
        "transfer-arrived",
        _transfer_arrived,
        _SENT,
        frozenset({"", "EXPIRED", "FULFILLING"}),
        recovery=DAY + 3 * 3600,
    ),
    Scenario(
        "transfer-in-parts",
        _transferred_in_parts,
        _SENT,
        frozenset({"", "EXPIRED", "FULFILLING"}),
        recovery=DAY + 3 * 3600,
    ),
    Scenario(
        "transfer-in-parts-unit-cancelled",
        _unit_cancelled_between_transfers,
        _SENT,
        frozenset({"", "EXPIRED", "FULFILLING"}),
        recovery=3 * DAY + 3 * 3600,
    ),
    Scenario("transfer-too-late", _transferred_too_late, _ENDED, frozenset({"", "EXPIRED"}), recovery=DAY + 3 * 3600),
    Scenario("returned", _returned, _KEPT, _ANY),
    Scenario("withdrawn-before-delivery", _withdrawn_before_delivery, _CALLED_OFF, _ANY, 1000),
    Scenario("withdrawn-while-fetched", _withdrawn_while_it_is_fetched, _KEPT, _ANY, 1000),
    Scenario("unit-withdrawn", _unit_withdrawn_before_delivery, _KEPT, _ANY, 1000),
    Scenario("unit-withdrawn-while-fetched", _unit_withdrawn_while_it_is_fetched, _KEPT, _ANY),
    Scenario("unit-and-all-withdrawn", _unit_and_all_withdrawn, _CALLED_OFF, _ANY, 1000),
    Scenario("withdrawn-after", _withdrawn_after, _KEPT, _ANY, 1000),
    Scenario("withdrawn-in-words", _withdrawn_in_words, _KEPT, _ANY),
    Scenario("returned-in-parts", _returned_in_parts, _KEPT, _ANY),
    Scenario("returned-provider-away", _returned_while_the_provider_is_away, _KEPT, _ANY),
    Scenario("returned-and-refunded", _returned_and_refunded_by_staff, _KEPT, _ANY),
    Scenario(
        "exchanged",
        _exchanged,
        _SENT,
        _ANY,
        recovery=3 * DAY + 3 * 3600,
        earlier=_KEPT,
        charges=2,
    ),
    Scenario("exchanged-too-late", _exchanged_too_late, _KEPT, _ANY),
    Scenario("return-taken-back", _return_taken_back, _KEPT, _ANY, 0),
    Scenario("rate-chosen", _rate_chosen, _KEPT, _ANY, 0),
    Scenario("claimed", _claimed, _KEPT, _ANY),
    Scenario("claim-rejected", _claim_rejected, _KEPT, _ANY),
    Scenario("lost", _lost_and_paid_back, _UNDER_WAY, _ANY, 1000),
    Scenario("reported-lost-provider-away", _reported_lost_while_the_provider_is_away, _UNDER_WAY, _ANY, 1000),
    Scenario("returned-to-sender", _returned_to_us, _UNDER_WAY, _ANY, 1000),
    Scenario("refused-and-back-later", _refused_and_back_later, _UNDER_WAY, _ANY, 1000),
    Scenario("lost-though-withdrawn", _lost_though_withdrawn, _UNDER_WAY, _ANY, 1000),
    Scenario("sent-again", _lost_and_sent_again, _KEPT, _ANY),
    Scenario("sent-again-and-back", _sent_again_and_back_after_all, _KEPT, _ANY),
    Scenario("sent-again-as-it-is", _sent_again_as_it_is, _UNDER_WAY, _ANY, 1000),
    Scenario("sent-again-sold-out", _sold_out_and_paid_back, _UNDER_WAY, _ANY, 1000),
    Scenario("sent-again-claimed", _claim_sent_again, _KEPT, _ANY),
    Scenario("readdressed", _readdressed, _KEPT, _ANY, 0),
    Scenario("readdressed-too-late", _readdressed_too_late, _KEPT, _ANY, 0),
    Scenario("refunded-by-line", _refunded_by_line, _SENT, frozenset({"", "EXPIRED", "FULFILLING"})),
    Scenario("disputed-lost", _disputed_and_lost, _SENT, frozenset({"", "EXPIRED", "FULFILLING"}), 0),
    Scenario("disputed-answered-won", _disputed_and_answered, _SENT, frozenset({"", "EXPIRED", "FULFILLING"}), 0),
    Scenario("disputed-accepted", _disputed_and_accepted, _SENT, frozenset({"", "EXPIRED", "FULFILLING"}), 0),
    Scenario("held-until-won", _held_until_won, _SENT, frozenset({"", "EXPIRED", "FULFILLING"}), 0),
    Scenario("held-until-released", _held_until_released, _SENT, frozenset({"", "EXPIRED", "FULFILLING"}), 0),
    Scenario("warned-of-fraud", _warned_of, _SENT, frozenset({"", "EXPIRED", "FULFILLING"}), 1000),
    Scenario(
        "disputed-cancelled-won",
        _disputed_cancelled_and_won,
        frozenset({"CANCELLED"}),
        frozenset({"", "EXPIRED", "CANCELLED", "FULFILLING"}),
        1000,
    ),
)
# What happens to an order whose price promotions have taken something off, units and delivery, by odd shares.
_DISCOUNTED = (
    "bought",
    "abandoned",
    "drafted",
    "cancelled-paid",
    "unit-cancelled-unpaid",
    "unit-cancelled-while-paid",
    "unit-cancelled-paid",
    "units-cancelled-to-the-last",
    "edited-paid",
    "edited-prices-alone",
    "edited-called-off",
    "added-paid",
    "held-sent",
    "held-unit-cancelled",
    "refunded-in-parts",
    "refunded-by-line",
    "returned",
    "returned-in-parts",
    "exchanged",
    "withdrawn-after",
    "unit-withdrawn",
)
SCENARIOS = (
    *SCENARIOS,
    *(
        replace(scenario, name=f"discounted-{scenario.name}", discounted=True)
        for scenario in SCENARIOS
        if scenario.name in _DISCOUNTED
    ),
)


def _left_the_group(world: World, shopper: Shopper) -> None:
    """Staff take them out of it between cart and checkout: they are shown what it costs now, and order at that."""
    shopper.add("A", 2)
    before = shopper.quote()
    if before.status != 200:
        raise NoAnswer("the cart is empty")
    if isinstance(shopper, Member):
        take_out(world, shopper.user)
    shown = {each["promotion_id"]: each["amount"] for each in before.json["reductions"]}
    expected = [{"promotion_id": name, "amount": amount} for name, amount in shown.items()]
    refused = shopper.check_out("key-1", before.json["total"], filled_in={"expected_reductions": expected})
    if refused.status != 409 or [each["reason"] for each in refused.json["refused"]] != ["not_member"]:
        raise AssertionError(f"somebody who had left the group was answered {refused.body}")
    now = shopper.quote()
    if now.status != 200:
        raise NoAnswer(now.body)
    if now.json["total"]["amount"] <= before.json["total"]["amount"]:
        raise AssertionError("who is in no group pays as its members do")
    if shopper.check_out("key-2", now.json["total"]).status != 201:
        raise NoAnswer("nobody knows whether it is ordered")
    world.settle()
    world.provider.pays(shopper.orders[-1].reference)
    world.partners_call()
    world.settle()
    _to_the_door(world)


# What happens to an order of who is in a group of customers that a promotion is for.
_GROUPED = ("bought", "abandoned", "ordered-in-two-tabs", "cancelled-paid", "unit-cancelled-paid", "returned-in-parts")
_BOUGHT = next(scenario for scenario in SCENARIOS if scenario.name == "bought")
SCENARIOS = (
    *SCENARIOS,
    *(
        replace(scenario, name=f"members-{scenario.name}", member=True, grouped=True)
        for scenario in SCENARIOS
        if scenario.name in _GROUPED
    ),
    replace(_BOUGHT, name="members-left-the-group", story=_left_the_group, member=True, grouped=True),
)
# What happens to an order that has used up a code, its promotion, what one person may have of it, and its budget.
_CODED = (
    "bought",
    "abandoned",
    "bought-again",
    "ordered-in-two-tabs",
    "captured-before-expiry",
    "expired-before-capture",
    "cancelled-unpaid",
    "cancelled-paid",
    "unit-cancelled-paid",
    "units-cancelled-to-the-last",
    "transfer-cancelled",
    "transfer-never-made",
    "returned",
)
SCENARIOS = (
    *SCENARIOS,
    *(replace(scenario, name=f"code-{scenario.name}", coded=True) for scenario in SCENARIOS if scenario.name in _CODED),
)
# What happens to an order in another currency, of no decimals and of three.
_ABROAD = (
    "bought",
    "abandoned",
    "ordered-in-two-tabs",
    "cancelled-paid",
    "unit-cancelled-unpaid",
    "unit-cancelled-paid",
    "held-sent",
    "returned-in-parts",
    "withdrawn-after",
)
SCENARIOS = (
    *SCENARIOS,
    *(
        replace(scenario, name=f"{market}-{scenario.name}", market=market)
        for market in ("yen", "dinar")
        for scenario in SCENARIOS
        if scenario.name in _ABROAD
    ),
    # Shares that are divided by nothing, where the smallest unit is a whole one.
    *(
        replace(scenario, name=f"yen-{scenario.name}", market="yen")
        for scenario in SCENARIOS
        if scenario.name in ("discounted-cancelled-paid", "discounted-units-cancelled-to-the-last")
    ),
)
BY_NAME = {scenario.name: scenario for scenario in SCENARIOS}
