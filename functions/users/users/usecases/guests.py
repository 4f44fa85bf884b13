"""Forgetting guests (see `users.domain.guests`)."""

from __future__ import annotations

import secrets
from datetime import datetime

from souk import clock
from souk.events import Event
from souk.events.common import EventData
from souk.events.factory import new_event
from souk.events.users import GuestAsked, GuestErased, GuestForgotten
from souk.storage.versioned import until_fresh
from souk.telemetry import count, logger
from users.domain.closing import SETTLING
from users.domain.guests import OVERDUE, PROOF_LIFE, GuestErasure, MailboxProof
from users.domain.identity import CodeRejected
from users.domain.sessions import digest
from users.usecases.ports import Directory, Guests

_TOKEN_BYTES = 32
# Whoever has more is asked about the others once these are anonymous.
_MOST_AT_ONCE = 1000


class GuestRequests:
    """What a guest asks for, which is nobody's wish until the letter has proved it."""

    def __init__(self, directory: Directory, guests: Guests) -> None:
        self._directory = directory
        self._guests = guests

    def ask(self, email: str) -> None:
        """Has a letter sent, if there is an order or an account with the address. Raises Unavailable."""
        guest = self._guests.known_as(email)
        has_orders = bool(self._guests.orders_of(guest, clock.now(), limit=1))
        account = self._directory.find(email)
        has_account = account is not None and account.email_verified
        if not (has_orders or has_account):
            return
        token = secrets.token_urlsafe(_TOKEN_BYTES) if has_orders else ""
        proof = MailboxProof(digest(token), guest, email, clock.now() + PROOF_LIFE) if token else None
        asked = GuestAsked(email=email, token=token, has_account=has_account)
        self._guests.ask(proof, _event("guest.asked", guest, 1, asked))

    def erase(self, token: str) -> None:
        """Has the orders forgotten that were placed with the address until now. Raises CodeRejected."""
        proof = self._guests.proof(digest(token))
        if proof is None or not proof.is_open(clock.now()):
            raise CodeRejected("this link was used, or has expired; ask for a new one")

        def begin() -> None:
            held = self._guests.erasure(proof.guest)
            erasure = GuestErasure(proof.guest, proof.email, clock.now(), version=held.version if held else 0)
            self._guests.begin(proof, erasure)

        until_fresh(begin)


class GuestOrders:
    """Notes by which address a guest's order is found."""

    def __init__(self, guests: Guests) -> None:
        self._guests = guests

    def placed(self, email: str, order_id: str, at: datetime) -> None:
        """Also an order that is heard of again: old events must not bring back who is forgotten. A new one is placed
        after any erasure that is done, so that only old ones are worth the look.
        """
        guest = self._guests.known_as(email)
        self._guests.remember(guest, order_id, at)
        if clock.now() - at > SETTLING:
            until_fresh(lambda: self._reopen(guest, at))

    def _reopen(self, guest: str, at: datetime) -> None:
        erasure = self._guests.erasure(guest)
        if erasure and erasure.told_at and erasure.covers(at):
            self._guests.save(erasure.reopened())


class GuestErasing:
    """The timer's part. What there is to do is one item, changed with what is told: nothing is left half done."""

    def __init__(self, guests: Guests) -> None:
        self._guests = guests

    def run(self, limit: int = 100) -> int:
        """Takes the next step with everybody whose turn it is; answers how many."""
        due = self._guests.due(clock.now(), limit)
        for guest in due:
            erasure = self._guests.erasure(guest)
            # The list may be behind.
            if erasure and erasure.is_due(clock.now()):
                self._go_on(erasure)
        return len(due)

    def _go_on(self, erasure: GuestErasure) -> None:
        left = self._guests.orders_of(erasure.guest, erasure.asked_at, _MOST_AT_ONCE)
        if left or erasure.told_at is None:
            self._tell(erasure, left)
        else:
            self._finish(erasure)

    def _tell(self, erasure: GuestErasure, left: list[str]) -> None:
        """Also when none is left: what is on its way of the day before gets the day that it takes."""
        if clock.now() > erasure.asked_at + OVERDUE:
            logger.warning("forgetting a guest takes long: look for orders under way, and events set aside")
            count("ErasuresOverdue")
        told = erasure.told(clock.now())
        data = GuestErased(order_ids=left)
        self._guests.save(told, *([_event("guest.erased", told.guest, told.version + 1, data)] if left else []))

    def _finish(self, erasure: GuestErasure) -> None:
        done = erasure.done(clock.now())
        data = GuestForgotten(email=erasure.email)
        # Nobody is written to twice: of one that was reopened, the address is forgotten already.
        letter = [_event("guest.forgotten", done.guest, done.version + 1, data)] if erasure.email else []
        self._guests.save(done, *letter)
        count("PeopleErased")
        logger.info("a guest is forgotten")


def _event(event_type: str, guest: str, version: int, data: EventData) -> Event:
    return new_event(event_type, aggregate_id=guest, aggregate_version=version, data=data)
