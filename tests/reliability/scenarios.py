"""What a crash is tried in: short stories at the public API, each with the outcomes that are lawful.

A story is told by a shopper or staff who may or may not ask again when no answer comes. It stops where they give up;
the rest is recovery.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from orders.domain.details import number_of
from payments.domain.dispute import DisputeStatus
from shipping.domain.tracking import ScanStatus
from souk.delivery.lane import TRIES
from souk_tools.bank_statement import camt053
from tests.support.world.catalogue import move_sku, stock_up
from tests.support.world.proof import findings, rows
from tests.support.world.shopper import ADDRESS, NoAnswer, Placed, Shopper
from tests.support.world.steps import Crash
from tests.support.world.world import World

Story = Callable[[World, Shopper], None]
UNITS = 10
DAY = 24 * 3600


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

    def play(self, world: World, *, retries: int) -> Shopper:
        """Tells the story; who gets no answer stops."""
        shopper = Shopper(world, "ada", retries=retries)
        if self.picks:
            world.picks = True
            world.renew()
        try:
            self.story(world, shopper)
        except NoAnswer:
            world.settle()
        world.carrier.down = world.provider.down = world.post_down = False
        world.buggy.clear()
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
    payment = shopper.send("orders", "GET", f"/orders/{placed.order_id}/payment", query={"key": placed.access_key})
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


def _ordered_by_transfer(world: World, shopper: Shopper) -> Placed:
    """One unit, as two in a cart that was filled twice after a crash are all that strangers may hold of ten."""
    shopper.add("A", 1)
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
    world: World, shopper: Shopper, method: str, path: str, body: dict[str, object] | None = None, key: str = ""
) -> dict[str, Any]:
    """What staff are answered, who may or may not ask again when no answer comes."""
    for _ in range(1 + shopper.retries):
        try:
            headers = {"Idempotency-Key": key} if key else {}
            answer = world.staff("products", method, path, body=body, headers=headers)
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


def _move_stock(world: World, shopper: Shopper, body: dict[str, object], key: str) -> None:
    for _ in range(1 + shopper.retries):
        try:
            headers = {"Idempotency-Key": key}
            answer = world.staff("products", "POST", "/admin/stock/A/movements", body=body, headers=headers)
        except Crash:
            world.crashes += 1
            world.renew()
            continue
        if answer.status == 201:
            return
        world.advance(31)
    raise NoAnswer(key)


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


def _return_taken_back(world: World, shopper: Shopper) -> None:
    """The shopper thinks again, and again; the second return is never sent."""
    placed = _bought_and_here(world, shopper)
    shopper.takes_back(placed, _asks_to_return(world, shopper, placed, 2, "first"))
    world.settle()
    _asks_to_return(world, shopper, placed, 2, "second")
    world.advance(28 * DAY + 1)
    world.run_jobs()
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


def _withdrawn_after(world: World, shopper: Shopper) -> None:
    """A guest names the order; all of it comes back, and what the standard way cost."""
    placed = _bought_and_here(world, shopper)
    if shopper.withdraws_by_number(placed).status != 202:
        raise NoAnswer("not withdrawn")
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


def _decides(world: World, shopper: Shopper, thing: str, body: dict[str, object], of: str = "returns") -> None:
    """Staff look at a return, or a parcel, and decide; after a crash they look again."""
    path = f"/admin/{of}/{thing}"
    for _ in range(1 + shopper.retries):
        try:
            seen = world.staff("shipping", "GET", path)
            headers = {"If-Match": seen.headers.get("ETag", "")}
            answer = world.staff("shipping", "PATCH", path, body=body, headers=headers)
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
    placed = _paid(world, shopper)
    world.provider.is_disputed(placed.reference, 1000, inquiry=True)
    world.partners_call()
    world.settle()
    world.provider.moves_on("dp_1", DisputeStatus.NEEDS_RESPONSE)
    world.partners_call()
    world.settle()
    _refund(world, shopper, placed, "too-much", {"amount": _eur(placed.total - 999), "reason": "late"}, refused=True)
    world.provider.moves_on("dp_1", DisputeStatus.LOST)
    world.partners_call()
    world.settle()


def _disputed_cancelled_and_won(world: World, shopper: Shopper) -> None:
    """What the bank holds cannot be given back before it is ours again."""
    placed = _paid(world, shopper)
    world.provider.is_disputed(placed.reference, placed.total)
    world.partners_call()
    world.settle()
    shopper.cancel(placed, "cancel-1")
    world.settle()
    world.provider.moves_on("dp_1", DisputeStatus.WON)
    world.partners_call()
    world.settle()


def _eur(amount: int) -> dict[str, object]:
    return {"amount": amount, "currency": "EUR"}


def _refund(
    world: World, shopper: Shopper, placed: Placed, key: str, body: dict[str, object], *, refused: bool = False
) -> None:
    """Staff ask for a refund; `refused`: one that must not be made."""
    for _ in range(1 + shopper.retries):
        try:
            path, headers = f"/admin/payments/{placed.payment_id}/refunds", {"Idempotency-Key": key}
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
_ANY = frozenset({"", "EXPIRED", "CANCELLED", "FULFILLING", "SHIPPED", "DELIVERED"})

SCENARIOS = (
    Scenario("bought", _bought, frozenset({"DELIVERED"}), frozenset({"", "EXPIRED", "DELIVERED", "FULFILLING"}), 0),
    Scenario("abandoned", _abandoned, _ENDED, frozenset({"", "EXPIRED"}), 0),
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
    Scenario("transfer-too-late", _transferred_too_late, _ENDED, frozenset({"", "EXPIRED"}), recovery=DAY + 3 * 3600),
    Scenario("returned", _returned, _KEPT, _ANY),
    Scenario("withdrawn-before-delivery", _withdrawn_before_delivery, _CALLED_OFF, _ANY, 1000),
    Scenario("withdrawn-while-fetched", _withdrawn_while_it_is_fetched, _KEPT, _ANY, 1000),
    Scenario("withdrawn-after", _withdrawn_after, _KEPT, _ANY, 1000),
    Scenario("returned-in-parts", _returned_in_parts, _KEPT, _ANY),
    Scenario("returned-provider-away", _returned_while_the_provider_is_away, _KEPT, _ANY),
    Scenario("returned-and-refunded", _returned_and_refunded_by_staff, _KEPT, _ANY),
    Scenario("return-taken-back", _return_taken_back, _KEPT, _ANY, 0),
    Scenario("lost", _lost_and_paid_back, _UNDER_WAY, _ANY, 1000),
    Scenario("reported-lost-provider-away", _reported_lost_while_the_provider_is_away, _UNDER_WAY, _ANY, 1000),
    Scenario("returned-to-sender", _returned_to_us, _UNDER_WAY, _ANY, 1000),
    Scenario("refused-and-back-later", _refused_and_back_later, _UNDER_WAY, _ANY, 1000),
    Scenario("lost-though-withdrawn", _lost_though_withdrawn, _UNDER_WAY, _ANY, 1000),
    Scenario("readdressed", _readdressed, _KEPT, _ANY, 0),
    Scenario("readdressed-too-late", _readdressed_too_late, _KEPT, _ANY, 0),
    Scenario("refunded-by-line", _refunded_by_line, _SENT, frozenset({"", "EXPIRED", "FULFILLING"})),
    Scenario("disputed-lost", _disputed_and_lost, _SENT, frozenset({"", "EXPIRED", "FULFILLING"}), 0),
    Scenario(
        "disputed-cancelled-won",
        _disputed_cancelled_and_won,
        frozenset({"CANCELLED"}),
        frozenset({"", "EXPIRED", "CANCELLED", "FULFILLING"}),
        1000,
    ),
)
BY_NAME = {scenario.name: scenario for scenario in SCENARIOS}
