"""Bank transfers: what staff see on the account, by hand or by the bank's statement, is booked once.

An entry of a statement and what it moves are one transaction, on condition that the entry was never booked: two people
may import overlapping statements at once, and a process may die over it, and whoever comes next goes on where it
stopped. A statement itself is not kept.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any

from payments.domain.ids import arrival_id_of
from payments.domain.ledger import BY_HAND, Arrival
from payments.domain.payment import Payment
from payments.domain.transfers.arriving import arrive, give_back
from payments.domain.transfers.entry import BankEntry, BankStatement
from payments.usecases.completion import Completion, written
from payments.usecases.ports import AlreadyBooked, BookedEntry, Statements, TransferStore
from payments.usecases.transfers.matching import BOOKABLE, Line, Match, Part, matched, named, payments_named
from souk import clock
from souk.errors import Conflict, InvalidInput, NotFound
from souk.money import Money
from souk.storage.versioned import until_fresh
from souk.telemetry import count, logger

# What is not reached stays as it is, and the same request again goes on with it.
_SECONDS = 15.0
# More than a busy day brings.
MAX_ENTRIES = 2000


class Transfers:
    def __init__(self, completion: Completion, store: TransferStore, statements: Statements) -> None:
        self._completion = completion
        self._store = store
        self._statements = statements

    def read(self, form: str, content: str, columns: Mapping[str, Any] | None) -> BankStatement:
        """A bank statement. Raises InvalidInput for what is none, or has more entries than can be looked up at once."""
        return self._statements.read(form, content, columns, MAX_ENTRIES)

    def to_give_back(self, limit: int, after: str | None) -> tuple[list[Payment], str | None]:
        """A page of the payments of which staff have money to send back, and the cursor of the next."""
        return self._store.to_give_back(limit, after)

    def look(self, entries: Sequence[BankEntry], chosen: Mapping[str, str] | None = None) -> list[Line]:
        """What each entry is now. `chosen` says by its id what reference it is for, where staff know better."""
        names = {entry.id: named(entry, (chosen or {}).get(entry.id, "")) for entry in entries}
        orders = self._store.orders_of({name for found in names.values() for name in found})
        payments = self._store.payments_of(set(orders.values()))
        booked = self._store.booked([entry.id for entry in entries])
        return [
            Line(entry, Match.BOOKED)
            if entry.id in booked
            else matched(entry, payments_named(names[entry.id], orders, payments))
            for entry in entries
        ]

    def book(self, entries: Sequence[BankEntry], chosen: Mapping[str, str], by: str) -> None:
        """Books those entries that `chosen` names, as they are by now; what cannot be booked is left as it is."""
        deadline = clock.Deadline(_SECONDS)
        for entry in entries:
            if deadline.passed:
                break
            if entry.id in chosen:
                until_fresh(partial(self._book, entry, chosen, by))

    def receive(self, reference: str, amount: Money, arrived_on: date, key: str, by: str) -> Payment:
        """Staff have seen `amount` on the account. The same key again changes nothing.

        Raises NotFound for a reference that no transfer has, InvalidInput for another currency, Conflict when a
        statement has told of this money before.
        """
        arrival_id = arrival_id_of(reference, key)
        part = self._part(reference, amount, str(arrived_on))
        # Under this lock of a revision: who pays another way meanwhile is looked at again.
        payment = self._completion.change(
            part.payment.payment_id,
            lambda held, at: arrive(
                held,
                Arrival(arrival_id, amount.amount, 0, str(arrived_on), at, by, (BY_HAND,)),
                wanted=part.wanted,
            ),
        )
        count("TransfersReceived")
        return payment

    def give_back(self, payment_id: str, arrival_id: str, by: str) -> Payment:
        """Staff have sent the surplus of a transfer back. Repeating it changes nothing.

        Raises NotFound, Conflict where nothing of it is to be given back.
        """
        return self._completion.change(payment_id, lambda held, at: give_back(held, arrival_id, by, at))

    def _part(self, reference: str, amount: Money, arrived_on: str) -> Part:
        entry = BankEntry("", BY_HAND, amount, arrived_on, reference)
        [line] = self.look([entry])
        if line.match is Match.CURRENCY:
            raise InvalidInput("the order is in another currency")
        if line.match is Match.RECEIVED:
            raise Conflict("a bank statement has told of this money already, and it is booked")
        if not line.parts:
            raise NotFound("no bank transfer is waited for under this reference")
        return line.parts[0]

    def _book(self, entry: BankEntry, chosen: Mapping[str, str], by: str) -> None:
        [line] = self.look([entry], chosen)
        if line.match not in BOOKABLE:
            return
        now = clock.now()
        changes = [(part.payment, part.after(entry, now, by)) for part in line.parts]
        done = [(before, after, self._completion.announced(before, after)) for before, after in changes]
        booked = BookedEntry(
            entry.id,
            entry.amount.amount,
            entry.amount.currency,
            entry.booked_on,
            tuple(before.payment_id for before, _ in changes),
            now,
            by,
        )
        try:
            self._store.book(booked, [changed for _, _, changed in done])
        except AlreadyBooked:
            return  # a moment ago, by somebody else
        for before, after, changed in done:
            written(before, changed.payment, after.facts)
        logger.info("transfer booked", extra={"entry_id": entry.id, "match": line.match})
        count("TransfersReceived")
