"""Returns: asked for, decided, sent, received, and paid back by the payments service.

Two that are asked for at once cannot be of the same units: a return takes the next number of its order, on condition
that it is free, and whoever finds it taken looks again at what is left.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from shipping.domain.returns import (
    OURS,
    GrantedLine,
    ReceivedLine,
    RefundedUnits,
    Refunding,
    Return,
    ReturnKind,
    ReturnLine,
    ReturnReason,
    ReturnRules,
    ReturnState,
    ReturnStep,
    Sold,
    order_of_return,
)
from shipping.domain.shipment import ended_at
from shipping.usecases.ports import Catalogue, ReturnStore
from shipping.usecases.returning import return_news
from shipping.usecases.returning.exchanges import agreed
from souk import clock
from souk.errors import Conflict, IllegalTransition, InvalidInput, NotFound
from souk.events import Event
from souk.events.orders import OrderLinesWish, WithdrawalDeclared
from souk.events.payments import RefundChanged
from souk.money import Money
from souk.shopper import access_key
from souk.shopper.owner import require_account, user_owner
from souk.staff.changes import note
from souk.storage.versioned import Stale, require_version, until_fresh
from souk.telemetry import count, logger

# Who asked for a refund of what was cancelled of an order.
BY_ORDER = "cancellation"
_TRIES = 6
_MOST = 99  # of an order, so that nobody fills its partition by asking and taking back


class NotReturnable(Conflict):
    """Some of it cannot come back: it was not delivered, is returned or paid back already, or it is too late."""

    code, title = "not_returnable", "This cannot be returned"


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks: a signed-in user, a guest with the order's key, or a member of staff."""

    user_id: str = ""
    key: str = ""
    staff: bool = False

    @property
    def name(self) -> str:
        return f"staff:{self.user_id}" if self.staff else "shopper"

    def may_see(self, sold: Sold) -> bool:
        """Raises OrderKeyExpired for a key that opens the order no more."""
        if self.staff:
            return True
        if not sold.parcels:
            return False
        consignment = sold.parcels[0].consignment
        if self.user_id:
            return consignment.owner == user_owner(self.user_id)
        return access_key.opens(self.key, consignment.access_key, ended_at(sold.parcels))


@dataclass(frozen=True, slots=True)
class ReturnWish:
    """What is to come back, or is claimed, under which key it is asked for, and what the shopper writes. `as_credit`:
    what is paid back is wanted as store credit.
    """

    lines: tuple[ReturnLine, ...]
    request: str
    note: str = ""
    kind: ReturnKind = ReturnKind.RETURN
    as_credit: bool = False


class Returns:
    """`labelling` names the carriers that give labels for what comes back."""

    def __init__(
        self, store: ReturnStore, rules: ReturnRules, catalogue: Catalogue, labelling: Collection[str] = ()
    ) -> None:
        self._store = store
        self.rules = rules
        self._catalogue = catalogue
        self._labelling = labelling

    # shoppers, and staff for them

    def of_order(self, order_id: str, who: Asker) -> Sold:
        """An order's goods and returns. Raises NotFound, OrderKeyExpired."""
        return self._visible(order_id, who)

    def ask(self, order_id: str, who: Asker, asked: ReturnWish) -> Return:
        """A new return or claim, approved or granted at once where the shop's rule says so. The same key again is the
        same one. Opened by staff, a return is approved, and a claim waits for their decision.

        Raises NotFound, OrderKeyExpired, NotReturnable, NotExchangeable, Conflict for other units under the same key,
        InvalidInput for store credit of a guest.
        """

        def make(sold: Sold) -> Return:
            now = clock.now()
            until = sold.delivered_at and sold.delivered_at + self.rules.window_of(asked.kind)
            if until and now > until and not who.staff:
                raise NotReturnable("the time for it is over", until=clock.isoformat(until))
            lines = _named(asked.lines, sold)
            _check(lines, sold.left())
            if asked.as_credit:
                require_account(sold.parcels[0].consignment.owner)
            lines = agreed(lines, sold, self._catalogue)
            if asked.kind is ReturnKind.RETURN and not (self.rules.excluded or who.staff):
                _check_exclusions(lines, sold.exclusions)
            rules = self.rules.bought_in(sold.currency)
            refunding = Refunding(fee=rules.fee_of(asked.kind, lines), as_credit=asked.as_credit)
            new = _new(sold, asked.kind, lines, asked, who.name, refunding, self._labelling)
            if asked.kind is ReturnKind.CLAIM:
                return new.granted(now, "system") if rules.grants(new, sold.returns) and not who.staff else new
            if who.staff or rules.approves(new):
                return new.approved(now + rules.to_send, now, who.name if who.staff else "system")
            return new

        return self._create(order_id, who, asked.request, asked.lines, make, asked.kind)

    def of_asker(self, return_id: str, who: Asker) -> Return:
        """Raises NotFound, OrderKeyExpired."""
        return self._visible(order_of_return(return_id), who).one(return_id)

    def show(self, return_id: str, who: Asker, photos: Sequence[str]) -> Return:
        """The shopper has sent photos of it. Raises NotFound, OrderKeyExpired, IllegalTransition."""
        return self.changed_by(who, return_id, lambda it: it.shown_by(photos))

    def send(self, return_id: str, who: Asker, carrier: str, tracking_code: str) -> Return:
        """The shopper has sent it. Raises NotFound, OrderKeyExpired, IllegalTransition."""
        return self.changed_by(who, return_id, lambda it: it.sent(carrier, tracking_code, clock.now(), who.name))

    def cancel(self, return_id: str, who: Asker) -> Return:
        """Nothing will be sent. Raises NotFound, OrderKeyExpired, IllegalTransition once it is on its way."""
        return self.changed_by(who, return_id, lambda it: it.cancelled(clock.now(), who.name))

    # staff

    def one(self, return_id: str) -> Return:
        """Raises NotFound."""
        return self._store.sold(order_of_return(return_id)).one(return_id)

    def listed(self, state: ReturnState, limit: int, cursor: str | None) -> tuple[list[Return], str | None]:
        """Those in a state, the longest there first, with the cursor of the next page."""
        return self._store.listed(state, limit, cursor)

    def approve(self, return_id: str, staff_id: str, version: int) -> Return:
        """Raises NotFound, IllegalTransition, PreconditionFailed when it is another version by now."""
        now = clock.now()
        return self._decide(return_id, staff_id, version, lambda it, by: it.approved(now + self.rules.to_send, now, by))

    def reject(self, return_id: str, staff_id: str, version: int, why: str) -> Return:
        """Raises as `approve` does."""
        return self._decide(return_id, staff_id, version, lambda it, by: it.rejected(why, clock.now(), by))

    def receive(
        self,
        return_id: str,
        staff_id: str,
        version: int,
        lines: Sequence[ReceivedLine],
        note: str = "",
        location: str = "",
    ) -> Return:
        """Units are here, at a location of the shop if it has several. Those to be sold again go back to stock, and the
        money for all of them is asked for, if any was paid.

        Raises as `approve` does, and InvalidInput for other units than were to come.
        """

        def came_in(return_: Return, by: str) -> Return:
            after = return_.came_in(lines, clock.now(), by, note)
            return after if after == return_ else replace(after, location=location)

        return self._decide(return_id, staff_id, version, came_in)

    def grant(self, return_id: str, staff_id: str, version: int, lines: Sequence[GrantedLine] = ()) -> Return:
        """What never arrived is paid back without waiting for the goods; of a claim these lines, or all of it.

        Raises as `approve` does, and InvalidInput for other units than were claimed, or for more than they cost.
        """
        return self._decide(return_id, staff_id, version, lambda it, by: it.granted(clock.now(), by, lines))

    def refund_again(self, return_id: str, staff_id: str, version: int) -> Return:
        """Raises as `approve` does."""
        return self._decide(return_id, staff_id, version, lambda it, by: it.refund_again(clock.now(), by))

    def close(self, return_id: str, staff_id: str, version: int, why: str) -> Return:
        """Settled otherwise. Raises as `approve` does."""
        return self._decide(return_id, staff_id, version, lambda it, by: it.closed(why, clock.now(), by))

    # what others tell

    def withdrawn(self, told: WithdrawalDeclared) -> None:
        """A withdrawal of what was sent, or will be, is a return that needs nobody's consent."""
        units = Counter({line.sku: line.quantity for line in told.lines})
        units.subtract({line.sku: line.quantity for line in told.called_off})
        if not told.refusal:
            delivery = told.delivery.amount if told.delivery else 0
            self._comes_back(told.order_id, f"withdrawal:{told.number_of_withdrawal}", +units, delivery)

    def sent_all_the_same(self, told: OrderLinesWish) -> None:
        """Units that the shopper has withdrawn from could not be taken out of their parcel any more."""
        units = Counter({line.sku: line.quantity for line in told.withdrawn})
        self._comes_back(told.order_id, f"takeout:{told.number_of_wish}", units, 0)

    def _comes_back(self, order_id: str, request: str, units: Mapping[str, int], owed: int) -> None:
        """`owed` is for the way out, when all of the units come back. Of an order that gets no parcel, or of units that
        are on their way back already, there is nothing to do.
        """
        if not units:
            return
        lines = tuple(ReturnLine(sku, count, "", ReturnReason.WITHDRAWAL) for sku, count in units.items())
        asked = ReturnWish(lines, request)

        def make(sold: Sold) -> Return:
            left = sold.left(delivered=False)
            there = tuple(line for line in _named(lines, sold, clip=left) if line.quantity)
            if not there:
                raise NotReturnable("nothing of it is left to come back")
            delivery = owed if _units(there) == _units(lines) else 0
            now = clock.now()
            refunding = Refunding(delivery=delivery)
            new = _new(sold, ReturnKind.WITHDRAWAL, there, asked, "shopper", refunding, self._labelling)
            return new.approved(now + self.rules.to_send, now, "system")

        try:
            self._create(order_id, Asker(staff=True), request, None, make)
        except NotReturnable:
            logger.info("nothing to return of a withdrawal", extra={"order_id": order_id})

    def refund_changed(self, event: Event, refund: RefundChanged) -> None:
        """refund.requested, .succeeded, .failed: of a return, or of units that cannot be returned any more."""
        failed = event.type == "refund.failed"
        if not refund.return_id:
            units = {} if failed else {line.sku: line.quantity for line in refund.lines}
            # Of units that were cancelled: they are in no parcel any more.
            if refund.lines and refund.requested_by != BY_ORDER:
                self._note_refund(refund.order_id, refund.refund_id, event.aggregate_version, units)
            return
        if event.type == "refund.requested":
            return
        failure = (refund.failure or "the refund was refused") if failed else None
        amount = refund.amount.money() + (refund.beside.money() if refund.beside else Money(0, refund.amount.currency))
        before, after = self.changed(
            refund.return_id,
            lambda it: it.refund_heard(event.aggregate_version, amount.amount, amount.currency, failure, clock.now()),
        )
        if after.state is ReturnState.REFUND_FAILED and after != before:
            logger.error("the refund of a return failed", extra={"return_id": refund.return_id, "reason": failure})
            count("ReturnRefundsFailed")

    def never_arrives(self, return_id: str) -> None:
        """The shopper cannot send it, for it did not reach them."""
        self.changed(return_id, lambda it: called_off(it, "the parcel did not arrive, and is paid back"))

    def order_cancelled(self, order_id: str) -> None:
        """Its money goes back whole: what had not been sent back needs no return any more."""
        for return_ in self._store.sold(order_id).returns:
            if return_.state in (ReturnState.REQUESTED, ReturnState.APPROVED):
                self.changed(return_.id, lambda it: called_off(it, "the order is cancelled"))

    def forget(self, order_id: str) -> None:
        for return_ in self._store.sold(order_id).returns:
            self.changed(return_.id, Return.anonymised)

    def expire_due(self, limit: int = 50) -> int:
        """Ends those that were approved and never sent; how many."""
        due = self._store.expiring(clock.now(), limit)
        for return_id in due:
            self.changed(return_id, lambda it: it.expired(clock.now()))
        return len(due)

    def any_of(self, order_id: str) -> bool:
        """Whether an order has, or had, any return."""
        return bool(self._store.sold(order_id).returns)

    # how

    def _visible(self, order_id: str, who: Asker) -> Sold:
        sold = self._store.sold(order_id)
        if not who.may_see(sold):
            raise NotFound("there is no such order")
        return sold

    def _create(
        self,
        order_id: str,
        who: Asker,
        request: str,
        lines: Sequence[ReturnLine] | None,
        make: Callable[[Sold], Return],
        kind: ReturnKind = ReturnKind.RETURN,
    ) -> Return:
        """`lines`: those that were asked for, to tell another wish under the same key; None asks for no such check."""

        def once() -> Return:
            sold = self._visible(order_id, who)  # a stranger is told nothing of what was asked for under their key
            known = sold.asked_under(request)
            if known:
                if lines is not None and (_wanted(lines), kind) != (_wanted(known.lines), known.kind):
                    raise Conflict("this was asked for with other units", return_id=known.id)
                return known
            new = return_news.telling(None, make(sold))
            if not self._store.create(new):
                raise Stale
            count("ReturnsRequested")
            note(f"return:{new.id}", {}, {"state": new.state.value})
            return new

        return until_fresh(once, _TRIES)

    def _decide(self, return_id: str, staff_id: str, version: int, act: Callable[[Return, str], Return]) -> Return:
        def decide(it: Return) -> Return:
            after = act(it, f"staff:{staff_id}")
            if after != it:
                require_version(version, it.version)
            return after

        return self.changed(return_id, decide)[1]

    def changed_by(self, who: Asker, return_id: str, decide: Callable[[Return], Return]) -> Return:
        """Raises NotFound, OrderKeyExpired, and what `decide` raises."""
        self._visible(order_of_return(return_id), who)
        return self.changed(return_id, decide)[1]

    def changed(self, return_id: str, decide: Callable[[Return], Return]) -> tuple[Return, Return]:
        """Applies `decide`, a pure function, to the newest return and keeps the result: before, and after."""

        def once() -> tuple[Return, Return]:
            before = self.one(return_id)
            decided = decide(before)
            if decided == before:
                return before, before
            after = return_news.telling(before, decided)
            self._store.save(after, before.version)
            note(f"return:{return_id}", {"state": before.state.value}, {"state": after.state.value})
            return before, after

        return until_fresh(once, _TRIES)

    def _note_refund(self, order_id: str, refund_id: str, version: int, units: Mapping[str, int]) -> None:
        def once() -> None:
            known: RefundedUnits = self._store.sold(order_id).refunded
            after = known.heard(refund_id, version, units)
            if after != known:
                self._store.note_refunds(order_id, after)

        until_fresh(once, _TRIES)


def called_off(return_: Return, why: str) -> Return:
    """Cancelled, unless it was sent meanwhile."""
    try:
        return return_.cancelled(clock.now(), "system", why)
    except IllegalTransition:
        return return_


def _new(
    sold: Sold,
    kind: ReturnKind,
    lines: tuple[ReturnLine, ...],
    asked: ReturnWish,
    by: str,
    refunding: Refunding,
    labelling: Collection[str],
) -> Return:
    number = len(sold.returns) + 1
    if number > _MOST:
        raise NotReturnable(f"an order has {_MOST} returns at most: write to us")
    consignment = sold.parcels[0].consignment
    by_whom = (parcel.carrier for parcel in sold.parcels if parcel.carrier in labelling)
    return Return(
        order_id=consignment.order_id,
        number=number,
        order_number=consignment.order_number,
        owner=consignment.owner,
        email=consignment.email,
        access_key=consignment.access_key,
        kind=kind,
        lines=lines,
        request=asked.request,
        state=ReturnState.REQUESTED,
        steps=(ReturnStep(ReturnState.REQUESTED, clock.now(), by),),
        note=asked.note,
        refunding=refunding,
        free=consignment.free,
        # Nothing comes back of a claim.
        labelled_by="" if kind is ReturnKind.CLAIM else next(by_whom, ""),
    )


def _named(lines: Sequence[ReturnLine], sold: Sold, clip: Mapping[str, int] | None = None) -> tuple[ReturnLine, ...]:
    """With their titles and prices, and no more than `clip` of each where that is given."""
    known = sold.lines

    def named(line: ReturnLine) -> ReturnLine:
        units = line.quantity if clip is None else min(line.quantity, clip.get(line.sku, 0))
        sent = known.get(line.sku)
        title, price = (sent.title, sent.price) if sent else ("", 0)
        return ReturnLine(line.sku, units, title, line.reason, price, line.exchange)

    return tuple(named(line) for line in lines)


def _check_exclusions(lines: Sequence[ReturnLine], exclusions: Mapping[str, str]) -> None:
    """What is wrong with goods may be said of all of them."""
    for line in lines:
        if line.sku in exclusions and line.reason not in OURS:
            raise NotReturnable(
                f"{line.sku} cannot be given back while nothing is wrong with it",
                sku=line.sku,
                reason=exclusions[line.sku],
            )


def _check(lines: Sequence[ReturnLine], left: Mapping[str, int]) -> None:
    if len({line.sku for line in lines}) < len(lines):
        raise InvalidInput("name every SKU once, with all of its units")
    for line in lines:
        if line.quantity > left.get(line.sku, 0):
            units = left.get(line.sku, 0)
            raise NotReturnable(f"{units} of {line.sku} can be returned, not {line.quantity}", sku=line.sku, left=units)


def _wanted(lines: Sequence[ReturnLine]) -> dict[str, tuple[int, str]]:
    return {line.sku: (line.quantity, line.exchange.sku if line.exchange else "") for line in lines}


def _units(lines: Sequence[ReturnLine]) -> dict[str, int]:
    return {line.sku: line.quantity for line in lines}
