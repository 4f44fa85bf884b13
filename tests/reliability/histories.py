"""Any history: what shoppers, staff, the provider, the carrier, Kafka, the clock and crashes do, in any order.

A state machine for Hypothesis. What holds at every moment is checked after every step; at the end everything arrives,
and then all that must be true of a shop at rest is checked.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from orders.adapters.store import DynamoOrderStore
from orders.domain.details import number_of
from payments.domain.dispute import DisputeStatus
from shipping.domain.tracking import TROUBLES, ScanStatus
from souk.delivery.lane import TRIES
from souk_tools.bank_statement import camt053
from tests.reliability.scenarios import TWO_LOCATIONS, UNITS, prepare
from tests.support.world.catalogue import stock_up
from tests.support.world.functions import SERVICES, deployed
from tests.support.world.promotions import CODE, have_a_code
from tests.support.world.proof import findings
from tests.support.world.shopper import ADDRESS, NoAnswer, Placed, Shopper
from tests.support.world.steps import Crash, Plan, When
from tests.support.world.world import new_world

Thing = TypeVar("Thing")
SKUS = ("A", "B", "C", "P")
CONSUMERS = sorted(name for name, function in deployed().items() if function.topics and function.service in SERVICES)
# An index into whatever there is then: any number will do, and shrinks well.
some = st.integers(0, 11)
few = st.integers(1, 3)
at_some_step = st.none() | st.integers(1, 30)


@dataclass(frozen=True, slots=True)
class Attempt:
    """A checkout that was sent, to be sent again."""

    shopper: Shopper
    key: str
    total: dict[str, Any]
    method: str
    seen: dict[str, Any]
    gift_cards: tuple[str, ...] = ()


def pick(things: Sequence[Thing], index: int) -> Thing:
    return things[index % len(things)]


class Histories(RuleBasedStateMachine):
    """One shop and what happens to it."""

    # Of all that were played: in how many something was set aside by a consumer, and done when it was tried again.
    played = set_aside = done_later = 0

    @initialize(picks=st.booleans(), several=st.booleans(), promoted=st.booleans())
    def opens(self, picks: bool, several: bool, promoted: bool) -> None:
        """Perhaps at two locations, and perhaps with promotions and a code that one order can have."""
        self.count = 0
        self.world = new_world()
        self.world.picks, self.world.locations = picks, several
        self.batches: list[str] = []
        prepare(self.world)
        stock_up(self.world, C=2)
        if several:
            self.world.staff("products", "PUT", "/admin/locations", body=TWO_LOCATIONS, headers={"If-Match": '"0"'})
            self.moves_between_locations(what=0, units=UNITS // 2, back=False, again=False)
            self.moves_between_locations(what=2, units=1, back=False, again=False)
        if promoted:
            have_a_code(self.world)
        self.shoppers = [Shopper(self.world, name, retries=1) for name in ("ada", "bo", "cy")]
        self.attempts: list[Attempt] = []
        self.counts: list[str] = []
        self.returns: list[str] = []
        self.transfers: list[tuple[str, str, int, str]] = []
        self.cards: list[str] = []
        Histories.played += 1

    @property
    def placed(self) -> list[tuple[Shopper, Placed]]:
        return [(shopper, order) for shopper in self.shoppers for order in shopper.orders]

    def _key(self) -> str:
        self.count += 1
        return f"key-{self.count}"

    # shoppers

    @rule(who=some, what=some, quantity=few)
    def adds(self, who: int, what: int, quantity: int) -> None:
        self._asks(lambda: pick(self.shoppers, who).add(pick(SKUS, what), quantity))

    @rule(who=some)
    def gives_a_code(self, who: int) -> None:
        """Which there may not be, or another one has used up."""
        self._asks(lambda: pick(self.shoppers, who).gives(CODE))

    @rule(who=some, what=some, quantity=few, cards=st.sampled_from([0, 0, 1, 2]))
    def buys(self, who: int, what: int, quantity: int, cards: int) -> None:
        self.adds(who, what, quantity)
        self.checks_out(who, by_transfer=False, cards=cards)

    @rule(who=some, by_transfer=st.sampled_from([False, False, False, True]), cards=st.sampled_from([0, 0, 1, 2]))
    def checks_out(self, who: int, by_transfer: bool, cards: int) -> None:
        """With so many of the gift cards, which somebody else may have used as well."""
        shopper = pick(self.shoppers, who)
        quote = self._asks(shopper.quote)
        if quote is None or quote.status != 200:
            return
        method = "manual" if by_transfer else "stripe"
        given = tuple(self.cards[-cards:] if cards else ())
        self._orders(Attempt(shopper, self._key(), quote.json["total"], method, shopper.seen, given))

    @precondition(lambda self: self.attempts)
    @rule(which=some)
    def orders_from_a_second_tab(self, which: int) -> None:
        """Which still shows what was ordered, and sends it with a key of its own."""
        self._orders(replace(pick(self.attempts, which), key=self._key()))

    @precondition(lambda self: self.attempts)
    @rule(which=some)
    def checks_out_again(self, which: int) -> None:
        """The same request once more, with the same key."""
        self._sends(pick(self.attempts, which))

    @precondition(lambda self: self.world.provider.intents)
    @rule(which=some)
    def pays(self, which: int) -> None:
        self.world.provider.pays(pick([*self.world.provider.intents], which))

    @precondition(lambda self: self.world.provider.intents)
    @rule(which=some)
    def is_declined(self, which: int) -> None:
        self.world.provider.declines(pick([*self.world.provider.intents], which))

    @precondition(lambda self: self.placed)
    @rule(which=some)
    def comes_back(self, which: int) -> None:
        """From the provider's page, to the page of the order: an open payment is looked up."""
        shopper, order = pick(self.placed, which)
        path, headers = f"/orders/{order.order_id}/payment", {"X-Order-Key": order.access_key}
        self._asks(lambda: shopper.send("orders", "GET", path, headers=headers))

    @precondition(lambda self: self.placed)
    @rule(which=some)
    def cancels(self, which: int) -> None:
        shopper, order = pick(self.placed, which)
        self._asks(lambda: shopper.cancel(order, self._key()))

    @precondition(lambda self: self.placed)
    @rule(which=some, sku=st.sampled_from([*SKUS, "NOPE"]), units=st.sampled_from([1, 1, 2, 9]), again=st.booleans())
    def cancels_units(self, which: int, sku: str, units: int, again: bool) -> None:
        """Of whatever became of the order, and perhaps twice."""
        shopper, order = pick(self.placed, which)
        key = self._key()
        for _ in range(1 + again):
            answer = self._asks(lambda: shopper.cancel(order, key, lines={sku: units}))
        if sku == "NOPE":
            assert answer is None or answer.status >= 400 or answer.json["state"] == "CANCELLED", answer.body

    # staff

    @rule(amount=st.sampled_from([700, 2000, 100_000]), again=st.booleans())
    def staff_give_a_card(self, amount: int, again: bool) -> None:
        headers = {"Idempotency-Key": self._key()}
        body = {"amount": {"amount": amount, "currency": "EUR"}, "reason": "a present"}
        for _ in range(1 + again):
            given = self._asks(
                lambda: self.world.staff("payments", "POST", "/admin/gift-cards", body=body, headers=headers)
            )
        if given is None or given.status not in (200, 201):
            return
        path = f"/admin/gift-cards/{given.json['id']}/code"
        shown = self._asks(lambda: self.world.staff("payments", "POST", path, headers=headers))
        if shown is not None and shown.status == 200:
            self.cards.append(shown.json["code"])

    @precondition(lambda self: self.placed)
    @rule(which=some, amount=st.sampled_from([None, 1, 700, 2000, 100_000]), again=st.booleans())
    def refunds(self, which: int, amount: int | None, again: bool) -> None:
        _, order = pick(self.placed, which)
        body: dict[str, Any] = {"reason": "a scratch"}
        if amount:
            body["amount"] = {"amount": amount, "currency": "EUR"}
        path, headers = f"/admin/payments/{order.payment_id}/refunds", {"Idempotency-Key": self._key()}
        for _ in range(1 + again):
            self._asks(lambda: self.world.staff("payments", "POST", path, body=body, headers=headers))

    @precondition(lambda self: self.placed)
    @rule(
        which=some,
        sku=st.sampled_from([*SKUS, "NOPE"]),
        quantity=st.sampled_from([1, 2, 9]),
        amount=st.sampled_from([None, 1, 700, 100_000]),
        restock=st.booleans(),
    )
    def refunds_a_line(self, which: int, sku: str, quantity: int, amount: int | None, restock: bool) -> None:
        _, order = pick(self.placed, which)
        line: dict[str, Any] = {"sku": sku, "quantity": quantity}
        body: dict[str, Any] = {"reason": "broken", "lines": [line], "restock": restock}
        (line if amount else body)["amount"] = {"amount": amount or 300, "currency": "EUR"}
        path, headers = f"/admin/payments/{order.payment_id}/refunds", {"Idempotency-Key": self._key()}
        answer = self._asks(lambda: self.world.staff("payments", "POST", path, body=body, headers=headers))
        if sku == "NOPE" or quantity == 9:
            assert answer is None or answer.status >= 400, answer.body

    @precondition(lambda self: self.placed)
    @rule(which=some, units=st.sampled_from([None, None, 1, 2]))
    def staff_cancel(self, which: int, units: int | None) -> None:
        _, order = pick(self.placed, which)
        path, headers = f"/admin/orders/{order.order_id}/cancel", {"Idempotency-Key": self._key()}
        body: dict[str, Any] = {"reason": "not today"}
        if units:
            body["lines"] = [{"sku": "A", "quantity": units}]
        self._asks(lambda: self.world.staff("orders", "POST", path, body=body, headers=headers))

    @precondition(lambda self: self.placed)
    @rule(
        which=some,
        out=st.sampled_from([0, 1]),
        price=st.sampled_from([None, 0, 600, 900]),
        delivery=st.sampled_from([None, 0, 100]),
        more=st.sampled_from([0, 0, 1, 2]),
        again=st.booleans(),
    )
    def staff_edit(self, which: int, out: int, price: int | None, delivery: int | None, more: int, again: bool) -> None:
        """Of whatever became of the order: fewer units, lower prices, all at once; and units that are added, which are
        an order of their own that nobody may ever pay.
        """
        _, order = pick(self.placed, which)
        path, key = f"/admin/orders/{order.order_id}", self._key()
        body: dict[str, Any] = {"reason": "agreed"}
        if out:
            body["remove"] = [{"sku": "A", "quantity": out}]
        if price is not None:
            body["prices"] = [{"sku": "A", "price": {"amount": price, "currency": "EUR"}}]
        if delivery is not None:
            body["shipping"] = {"amount": delivery, "currency": "EUR"}
        if more:
            body["add"] = [{"sku": "A", "quantity": more, "price": {"amount": 700, "currency": "EUR"}}]
            body["expected_due"] = {"amount": 700 * more, "currency": "EUR"}
        seen = self._asks(lambda: self.world.staff("orders", "GET", path))
        if seen is None or seen.status != 200:
            return
        headers = {"If-Match": seen.headers["ETag"], "Idempotency-Key": key}
        for _ in range(1 + again):
            self._asks(lambda: self.world.staff("orders", "POST", f"{path}/edits", body=body, headers=headers))

    @precondition(lambda self: self.placed)
    @rule(which=some, street=st.sampled_from(["2 Main St", "3 Main St"]), stale=st.booleans())
    def staff_put_the_address_right(self, which: int, street: str, stale: bool) -> None:
        _, order = pick(self.placed, which)
        path = f"/admin/orders/{order.order_id}"
        seen = self._asks(lambda: self.world.staff("orders", "GET", path))
        if seen is None or seen.status != 200:
            return
        headers = {"If-Match": f'"{seen.json["version"] - stale}"'}
        body = {"shipping_address": {**ADDRESS, "line1": street}, "reason": "misspelt"}
        answer = self._asks(lambda: self.world.staff("orders", "PATCH", path, body=body, headers=headers))
        assert not stale or answer is None or answer.status in (412, 503), answer.body

    @rule(who=some, what=some, units=few, agreed=st.sampled_from([None, 0, 700]), again=st.booleans())
    def staff_order_for_somebody(self, who: int, what: int, units: int, agreed: int | None, again: bool) -> None:
        """On the telephone; by a draft, which two of them may order at once."""
        shopper, sku = pick(self.shoppers, who), pick(SKUS, what)
        line: dict[str, Any] = {"sku": sku, "quantity": units}
        if agreed is not None:
            line["agreed"] = {"price": {"amount": agreed, "currency": "EUR"}, "reason": "a scratch"}
        body: dict[str, Any] = {"lines": [line], **shopper.contact, "shipping_address": ADDRESS}
        headers = {"Idempotency-Key": self._key()}
        begun = self._asks(lambda: self.world.staff("orders", "POST", "/admin/drafts", body=body, headers=headers))
        if begun is None or begun.status != 201 or not begun.json["sums"]:
            return
        path, tag = f"/admin/drafts/{begun.json['id']}/order", {"If-Match": begun.headers["ETag"]}
        body = {"payment_method": "stripe", "expected_total": begun.json["sums"]["total"]}
        for _ in range(1 + again):
            ordered = self._asks(lambda: self.world.staff("orders", "POST", path, body=body, headers=tag))
        if ordered is not None and ordered.status == 200:
            order_id = ordered.json["order_id"]
            with self.world.inside("OrdersApi"):
                found = DynamoOrderStore().find(order_id)
            if found is not None:
                self._asks(lambda: shopper.opens(order_id, found.details.access_key))

    @rule(street=st.sampled_from([ADDRESS["line1"], "2 Main St", ""]))
    def carrier_knows_no_such_street(self, street: str) -> None:
        self.world.carrier.unknown = {street}

    @precondition(lambda self: self.placed)
    @rule(which=some)
    def sees_the_transfer(self, which: int) -> None:
        _, order = pick(self.placed, which)
        self._asks(lambda: self.world.staff("payments", "POST", f"/admin/payments/{order.payment_id}/mark-received"))

    @precondition(lambda self: self.placed)
    @rule(which=some, cents=st.sampled_from([100, 1500, 3000, 5000]), again=st.booleans())
    def transfer_comes(self, which: int, cents: int, again: bool) -> None:
        """The bank's next statement tells of it and of all before; two of the staff import it, or one."""
        _, order = pick(self.placed, which)
        self.transfers.append((self._key(), str(self.world.now.date()), cents, number_of(order.order_id)))
        path, body = "/admin/transfers/statements", {"format": "camt053", "content": camt053(*self.transfers)}
        for _ in range(1 + again):
            seen = self._asks(lambda: self.world.staff("payments", "POST", path, body=body))
            if seen is None or seen.status != 200:
                return
            book = [{"entry_id": entry["entry_id"]} for entry in seen.json["entries"] if entry["bookable"]]
            self._asks(lambda book=book: self.world.staff("payments", "POST", path, body={**body, "book": book}))

    @rule()
    def gives_back_what_was_not_due(self) -> None:
        found = self._asks(lambda: self.world.staff("payments", "GET", "/admin/transfers"))
        for payment in found.json["items"] if found is not None and found.status == 200 else ():
            for surplus in payment["surplus"]:
                body = {"payment_id": payment["payment_id"], "transfer_id": surplus["transfer_id"]}
                self._asks(
                    lambda body=body: self.world.staff("payments", "POST", "/admin/transfers/returns", body=body)
                )

    @precondition(lambda self: self.placed)
    @rule(which=some)
    def sends_it_back(self, which: int) -> None:
        """Staff make the bank transfer of a promised refund."""
        _, order = pick(self.placed, which)
        payment = self._asks(lambda: self.world.staff("payments", "GET", f"/admin/payments/{order.payment_id}"))
        if payment is None or payment.status != 200:
            return
        for refund in payment.json["refunds"]:
            path = f"/admin/payments/{order.payment_id}/refunds/{refund['refund_id']}/mark-sent"
            self._asks(lambda path=path: self.world.staff("payments", "POST", path))

    @rule(what=some, quantity=few, again=st.booleans())
    def receives(self, what: int, quantity: int, again: bool) -> None:
        path = f"/admin/stock/{pick(SKUS, what)}/movements"
        body, headers = {"kind": "receipt", "quantity": quantity, "reason": "came in"}, {"Idempotency-Key": self._key()}
        for _ in range(1 + again):
            self._asks(lambda: self.world.staff("products", "POST", path, body=body, headers=headers))

    @rule(what=some, quantity=few, again=st.booleans())
    def counts_fewer(self, what: int, quantity: int, again: bool) -> None:
        """Some of what should be on hand is not; orders may hold it."""
        path = f"/admin/stock/{pick(SKUS, what)}/movements"
        body = {"kind": "adjustment", "quantity": -quantity, "reason": "not there"}
        headers = {"Idempotency-Key": self._key()}
        for _ in range(1 + again):
            self._asks(lambda: self.world.staff("products", "POST", path, body=body, headers=headers))

    @precondition(lambda self: self.world.locations)
    @rule(what=some, units=few, back=st.booleans(), again=st.booleans())
    def moves_between_locations(self, what: int, units: int, back: bool, again: bool) -> None:
        ways = ("lyon", "main") if back else ("main", "lyon")
        body = {"kind": "transfer", "quantity": units, "reason": "moved", "location": ways[0], "to": ways[1]}
        path, headers = f"/admin/stock/{pick(SKUS, what)}/movements", {"Idempotency-Key": self._key()}
        for _ in range(1 + again):
            self._asks(lambda: self.world.staff("products", "POST", path, body=body, headers=headers))

    @rule(first=few, second=few, again=st.booleans())
    def receives_several(self, first: int, second: int, again: bool) -> None:
        lines = [{"sku": "A", "quantity": first}, {"sku": "NOPE", "quantity": 1}, {"sku": "C", "quantity": second}]
        body, headers = {"lines": lines, "reason": "came in"}, {"Idempotency-Key": self._key()}
        for _ in range(1 + again):
            self._asks(
                lambda: self.world.staff("products", "POST", "/admin/stock/receipts", body=body, headers=headers)
            )

    @rule()
    def begins_a_count(self) -> None:
        headers = {"Idempotency-Key": self._key()}
        body = {"name": "shelf"}
        begun = self._asks(
            lambda: self.world.staff("products", "POST", "/admin/stock/counts", body=body, headers=headers)
        )
        if begun is not None and begun.status == 201:
            self.counts.append(begun.json["count_id"])

    @precondition(lambda self: self.counts)
    @rule(which=some, what=some, counted=st.integers(0, 12))
    def enters_a_count(self, which: int, what: int, counted: int) -> None:
        path = f"/admin/stock/counts/{pick(self.counts, which)}/lines"
        body = {"lines": [{"code": pick(SKUS, what), "counted": counted}]}
        self._asks(lambda: self.world.staff("products", "PUT", path, body=body))

    @precondition(lambda self: self.counts)
    @rule(which=some, again=st.booleans())
    def books_a_count(self, which: int, again: bool) -> None:
        """Orders may have been placed, paid and given back since it was counted."""
        path = f"/admin/stock/counts/{pick(self.counts, which)}/book"
        for _ in range(1 + again):
            self._asks(lambda: self.world.staff("products", "POST", path))

    @precondition(lambda self: self.world.picks and self.world.carrier.bookings)
    @rule(size=few, again=st.booleans())
    def makes_a_batch(self, size: int, again: bool) -> None:
        path, body, key = "/admin/batches", {"size": size}, {"Idempotency-Key": self._key()}
        for _ in range(1 + again):
            answer = self._asks(lambda: self.world.staff("shipping", "POST", path, body=body, headers=key))
            if answer is not None and answer.status == 201:
                self.batches.append(answer.json["id"])

    @precondition(lambda self: self.batches)
    @rule(which=some, what=some, units=few, packs=st.booleans(), again=st.booleans())
    def picks_and_packs(self, which: int, what: int, units: int, packs: bool, again: bool) -> None:
        """In any order, too many, and perhaps twice."""
        path, key = f"/admin/batches/{pick(self.batches, which)}", {"Idempotency-Key": self._key()}
        body = {"code": pick(SKUS, what), "units": units}
        for _ in range(1 + again):
            self._asks(lambda: self.world.staff("shipping", "POST", f"{path}/scans", body=body, headers=key))
        held = self._asks(lambda: self.world.staff("shipping", "GET", path)) if packs else None
        for parcel in held.json["shipments"] if held else ():
            packing = f"/admin/shipments/{parcel['id']}/packing"
            self._asks(lambda packing=packing: self.world.staff("shipping", "POST", packing, body={}))

    @precondition(lambda self: self.batches)
    @rule(which=some, again=st.booleans())
    def dispatches_a_batch(self, which: int, again: bool) -> None:
        path = f"/admin/batches/{pick(self.batches, which)}/dispatch"
        for _ in range(1 + again):
            self._asks(lambda: self.world.staff("shipping", "POST", path, body={}))

    @precondition(lambda self: self.placed)
    @rule(
        which=some,
        sku=st.sampled_from([*SKUS, "NOPE"]),
        units=few,
        again=st.booleans(),
        sends=st.booleans(),
        instead=st.sampled_from([None, None, 1000, 1250, 1]),
    )
    def asks_to_return(self, which: int, sku: str, units: int, again: bool, sends: bool, instead: int | None) -> None:
        """Perhaps twice, perhaps of what never was delivered, and is sent, taken back or left lying. Perhaps the same
        is wanted once more, at a price that may not be its.
        """
        shopper, order = pick(self.placed, which)
        key = self._key()
        exchange = {"sku": sku, "price": instead} if instead else None
        for _ in range(1 + again):
            answer = self._asks(lambda: shopper.asks_to_return(order, units, key, sku, exchange))
            if answer is not None and answer.status == 201 and answer.json["id"] not in self.returns:
                self.returns.append(answer.json["id"])
                if sends:
                    self._asks(lambda return_id=answer.json["id"]: shopper.sends_back(order, return_id))
        if sku == "NOPE":
            assert answer is None or answer.status >= 400, answer.body

    @precondition(lambda self: self.placed)
    @rule(which=some, sku=st.sampled_from(SKUS), units=few, again=st.booleans())
    def claims(self, which: int, sku: str, units: int, again: bool) -> None:
        """Perhaps twice, perhaps of what comes back, or never was delivered."""
        shopper, order = pick(self.placed, which)
        key = self._key()
        for _ in range(1 + again):
            answer = self._asks(lambda: shopper.claims(order, units, key, sku))
            if answer is not None and answer.status == 201 and answer.json["id"] not in self.returns:
                self.returns.append(answer.json["id"])

    @precondition(lambda self: self.placed)
    @rule(which=some, units=st.sampled_from([None, 1, 9]), again=st.booleans())
    def withdraws(self, which: int, units: int | None, again: bool) -> None:
        """From all of it or a unit, whatever has become of the order, and perhaps twice."""
        shopper, order = pick(self.placed, which)
        key = self._key()
        for _ in range(1 + again):
            self._asks(lambda: shopper.withdraws(order, key, {"A": units} if units else None))

    @precondition(lambda self: self.placed)
    @rule(which=some, known=st.booleans(), words=st.sampled_from(["", "one of them"]))
    def withdraws_by_number(self, which: int, known: bool, words: str) -> None:
        """The answer is the same to who names another's order."""
        shopper, order = pick(self.placed, which)
        answer = self._asks(lambda: shopper.withdraws_by_number(order, "" if known else "eve@example.com", words))
        assert answer is None or (answer.status, [*answer.json]) in [(202, ["declared_at"]), (429, [*answer.json])]

    @precondition(lambda self: self.placed)
    @rule(units=st.sampled_from([0, 1, 9]), again=st.booleans())
    def staff_read_what_is_withdrawn(self, units: int, again: bool) -> None:
        """As units, perhaps more than there are, or without effect, and perhaps twice."""
        listed = self._asks(
            lambda: self.world.staff("orders", "GET", "/admin/orders", query={"unread": "true", "limit": "1"})
        )
        for order in listed.json["items"] if listed else ():
            body: dict[str, Any] = {"statement": order["unread"][0]["id"]}
            body |= {"lines": [{"sku": "A", "quantity": units}]} if units else {"answer": "It names nothing."}
            path = f"/admin/orders/{order['id']}/withdrawal"
            for _ in range(1 + again):
                self._asks(lambda path=path, body=body: self.world.staff("orders", "POST", path, body=body))

    @precondition(lambda self: self.world.carrier.bookings)
    @rule()
    def all_parcels_arrive(self) -> None:
        for shipment_id in [*self.world.carrier.bookings]:
            while self.world.carrier.moves(shipment_id):
                self.world.partners_call()
        self.world.settle()

    @precondition(lambda self: self.returns)
    @rule(
        which=some,
        units=few,
        restock=st.booleans(),
        amount=st.sampled_from([None, 1, 700]),
        what=st.sampled_from(["receive", "receive", "reject", "refund", "grant", "close"]),
        again=st.booleans(),
    )
    def staff_decide_on_a_return(
        self, which: int, units: int, restock: bool, amount: int | None, what: str, again: bool
    ) -> None:
        path = f"/admin/returns/{pick(self.returns, which)}"
        seen = self._asks(lambda: self.world.staff("shipping", "GET", path))
        if seen is None or seen.status != 200:
            return
        line = {"sku": seen.json["lines"][0]["sku"], "quantity": units, "condition": "resaleable", "restock": restock}
        body: dict[str, Any] = {"decision": what, "reason": "so be it", "lines": [line] if what == "receive" else []}
        if what == "grant" and amount:
            body["granted"] = [{"sku": line["sku"], "quantity": units, "amount": amount}]
        headers = {"If-Match": seen.headers.get("ETag", "")}
        for _ in range(1 + again):
            self._asks(lambda: self.world.staff("shipping", "PATCH", path, body=body, headers=headers))

    @precondition(lambda self: self.returns)
    @rule(which=some)
    def takes_a_return_back(self, which: int) -> None:
        return_id = pick(self.returns, which)
        for shopper, order in self.placed:
            if return_id.startswith(order.order_id):
                self._asks(lambda shopper=shopper, order=order: shopper.takes_back(order, return_id))

    # the provider and the carrier

    @precondition(lambda self: self.world.provider.owed)
    @rule(which=some, again=st.booleans())
    def provider_tells(self, which: int, again: bool) -> None:
        """In any order, and perhaps twice."""
        webhook = pick(self.world.provider.owed, which)
        for _ in range(1 + again):
            self.world.survived(lambda: self.world.tell(webhook))

    @precondition(lambda self: self.world.provider.owed)
    @rule(which=some)
    def a_webhook_is_lost(self, which: int) -> None:
        self.world.provider.owed.remove(pick(self.world.provider.owed, which))

    @precondition(lambda self: self.world.provider.intents)
    @rule(which=some, amount=st.sampled_from([1, 700, 100_000]), inquiry=st.booleans())
    def is_disputed(self, which: int, amount: int, inquiry: bool) -> None:
        """The shopper goes to the bank, after a refund or before, and perhaps more than once."""
        self.world.provider.is_disputed(pick([*self.world.provider.intents], which), amount, inquiry=inquiry)

    @precondition(lambda self: self.world.provider.disputed)
    @rule(which=some, status=st.sampled_from(DisputeStatus))
    def a_dispute_goes_on(self, which: int, status: DisputeStatus) -> None:
        self.world.provider.moves_on(pick([*self.world.provider.disputed], which), status)

    @precondition(lambda self: self.world.provider.disputed)
    @rule(which=some, how=st.sampled_from(["evidence", "accept"]), again=st.booleans())
    def staff_answer_a_dispute(self, which: int, how: str, again: bool) -> None:
        """Perhaps twice, too late, or one that the bank has decided."""
        dispute = pick([*self.world.provider.disputed.values()], which)
        path = f"/admin/payments/{dispute.payment_id}/disputes/{dispute.reference}"
        seen = self._asks(lambda: self.world.staff("payments", "GET", path))
        if seen is None or seen.status != 200:
            return
        body = {"answer": how, "evidence": {"explanation": "It was delivered."}}
        headers = {"If-Match": seen.headers["ETag"], "Idempotency-Key": f"{how}-{dispute.reference}"}
        for _ in range(1 + again):
            self._asks(lambda: self.world.staff("payments", "POST", path, body=body, headers=headers))

    @precondition(lambda self: self.world.provider.intents)
    @rule(which=some)
    def issuer_warns(self, which: int) -> None:
        self.world.provider.warns_of(pick([*self.world.provider.intents], which))

    @precondition(lambda self: self.world.carrier.bookings)
    @rule(which=some)
    def parcel_moves(self, which: int) -> None:
        self.world.carrier.moves(pick([*self.world.carrier.bookings], which))

    @precondition(lambda self: self.world.carrier.bookings)
    @rule(which=some, status=st.sampled_from(TROUBLES))
    def carrier_reports(self, which: int, status: ScanStatus) -> None:
        """Of any parcel, also of one that has arrived, was called off, or arrives later all the same."""
        self.world.carrier.reports(pick([*self.world.carrier.bookings], which), status)

    @precondition(lambda self: self.world.carrier.bookings)
    @rule(which=some, what=st.sampled_from(["refund", "refund", "await", *TROUBLES]), again=st.booleans())
    def staff_decide_on_a_parcel(self, which: int, what: str, again: bool) -> None:
        """What becomes of it, or that it does not arrive, whether or not that is so."""
        path = f"/admin/shipments/{pick([*self.world.carrier.bookings], which)}"
        seen = self._asks(lambda: self.world.staff("shipping", "GET", path))
        if seen is None or seen.status != 200:
            return
        body = {"decision": what} if what in ("refund", "await") else {"decision": "report", "trouble": what}
        headers = {"If-Match": seen.headers.get("ETag", "")}
        for _ in range(1 + again):
            answer = self._asks(lambda: self.world.staff("shipping", "PATCH", path, body=body, headers=headers))
            if answer is not None and answer.status == 200 and answer.json["return_id"] not in ("", *self.returns):
                self.returns.append(answer.json["return_id"])

    @precondition(lambda self: self.world.carrier.owed)
    @rule(which=some, again=st.booleans())
    def carrier_tells(self, which: int, again: bool) -> None:
        telling = pick(self.world.carrier.owed, which)
        for _ in range(1 + again):
            self.world.survived(lambda: self.world.report(telling))

    @rule(provider=st.booleans(), carrier=st.booleans(), post=st.booleans(), lost=st.integers(0, 2), lies=st.booleans())
    def partners_fail(self, provider: bool, carrier: bool, post: bool, lost: int, lies: bool) -> None:
        """They are away, come back, lose their next answers, or send on what they promised to give back."""
        self.world.provider.down, self.world.carrier.down = provider, carrier
        self.world.post_down, self.world.carrier.breaks_its_word = post, lies
        self.world.provider.loses_answers = lost

    # what is between the services

    @precondition(lambda self: self.world.pending())
    @rule(which=some, limit=few, again=st.booleans())
    def relay_publishes(self, which: int, limit: int, again: bool) -> None:
        """Some of a table's outbox; `again` when its answer is lost, and the stream brings the batch once more."""
        table = pick(self.world.pending(), which)
        before = self.world.relayed.get(table, 0)
        self.world.survived(lambda: self.world.relay(table, limit))
        if again:
            self.world.relayed[table] = before

    @precondition(lambda self: self.world.waiting())
    @rule(which=some, limit=few)
    def kafka_delivers(self, which: int, limit: int) -> None:
        lane = pick(self.world.waiting(), which)
        self.world.survived(lambda: self.world.deliver(lane, limit))

    @precondition(lambda self: self.world.pending() or self.world.waiting())
    @rule(which=some, buggy=st.booleans(), mended=st.booleans(), killed=at_some_step, when=st.sampled_from(When))
    def what_fails_is_set_aside(self, which: int, buggy: bool, mended: bool, killed: int | None, when: When) -> None:
        """What is on its way is tried as often as consumers try in place, and one of them may have a bug, or a partner
        be away.

        It may be killed at any of it, and be mended at once or later.
        """
        consumer = pick(CONSUMERS, which)
        if buggy:
            self.world.buggy.add(consumer)
        self._may_be_killed(killed, when)
        for _ in range(TRIES + 3):
            self.world.pass_on()
        if mended:
            self.world.buggy.discard(consumer)

    @precondition(lambda self: self.world.set_aside > self.world.done_later)
    @rule(
        mended=st.booleans(), killed=at_some_step, when=st.sampled_from(When), seconds=st.sampled_from([61, 250, 3601])
    )
    def what_is_set_aside_is_tried_again(self, mended: bool, killed: int | None, when: When, seconds: int) -> None:
        """By the timers of the consumers, killed at any of it; with the bug still there it fails again."""
        if mended:
            self.world.buggy.clear()
        self.world.advance(seconds)
        self._may_be_killed(killed, when)
        for function in [function for function, job in self.world.jobs if job == "retry"]:
            self.world.survived(lambda function=function: self.world.run_job(function, "retry"))

    @precondition(lambda self: self.world.broker.offsets)
    @rule(which=some, records=few)
    def kafka_delivers_again(self, which: int, records: int) -> None:
        self.world.broker.rewind(pick([*self.world.broker.offsets], which), records)

    @precondition(lambda self: self.world.provider.owed)
    @rule()
    def partners_call(self) -> None:
        self.world.partners_call()

    @rule()
    def all_arrives(self) -> None:
        self.world.settle()

    @rule(seconds=st.sampled_from([1, 30, 61, 300, 899, 900, 1500]))
    def time_goes_by(self, seconds: int) -> None:
        self.world.advance(seconds)

    @rule(which=some)
    def timer_rings(self, which: int) -> None:
        function, job = pick(self.world.jobs, which)
        self.world.survived(lambda: self.world.run_job(function, job))

    @rule(times=few)
    def rivals_write(self, times: int) -> None:
        """The next transactions meet other writers of the same items, as on a busy SKU."""
        self.world.tables.rivals = times

    @rule(step=st.integers(1, 12), when=st.sampled_from(When), callers=st.booleans())
    def a_process_will_be_killed(self, step: int, when: When, callers: bool) -> None:
        self.world.steps.arm(Plan(step, when, callers))

    # what must be true

    @invariant()
    def holds_at_every_moment(self) -> None:
        found = findings(self.world, settled=False)
        assert not found, "\n".join(map(str, found))

    def teardown(self) -> None:
        if not hasattr(self, "world"):
            return
        self.world.steps.disarm()
        self.world.provider.down = self.world.carrier.down = self.world.post_down = False
        self.world.buggy.clear()
        self.world.provider.loses_answers = self.world.tables.rivals = 0
        self.world.recover()
        self.world.replay()
        Histories.set_aside += self.world.set_aside > 0
        Histories.done_later += self.world.done_later > 0
        found = findings(self.world)
        assert not found, "\n".join(map(str, found))

    def _may_be_killed(self, step: int | None, when: When) -> None:
        if step is not None:
            self.world.steps.arm(Plan(step, when))

    def _orders(self, attempt: Attempt) -> None:
        self.attempts.append(attempt)
        self._sends(attempt)

    def _sends(self, attempt: Attempt) -> None:
        cards = {"gift_cards": [*attempt.gift_cards]} if attempt.gift_cards else {}
        self._asks(lambda: attempt.shopper.check_out(attempt.key, attempt.total, attempt.method, attempt.seen, cards))

    def _asks(self, ask: Any) -> Any:
        """The answer, or None when there was none."""
        try:
            return ask()
        except NoAnswer:
            return None
        except Crash:
            self.world.crashes += 1
            self.world.renew()
            return None
