"""What a signed-in person does with their own data, and what the shop notes of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from souk import clock
from souk.errors import NotFound
from souk.shopper.owner import user_id_of
from souk.storage.versioned import until_fresh
from users.domain.activity import OF_MONEY, Activity
from users.domain.address import Address, AddressBook
from users.domain.closing import SETTLING
from users.domain.consent_texts import ConsentKind
from users.domain.profile import Profile
from users.usecases.consents import Consents
from users.usecases.ports import Activities, AddressBooks, Directory, Erasures, OrderOwners, Profiles
from users.usecases.profiles import changed_event, current_profile

if TYPE_CHECKING:
    from users.usecases.groups.ports import Purchases


class Members:
    """Profile, addresses and activity of one signed-in person."""

    def __init__(
        self,
        directory: Directory,
        profiles: Profiles,
        books: AddressBooks,
        activities: Activities,
        consents: Consents,
    ) -> None:
        self._directory = directory
        self._profiles = profiles
        self._books = books
        self._activities = activities
        self._consents = consents

    def profile(self, user_id: str) -> Profile:
        """Raises NotFound for a token whose account is gone, EmailNotConfirmed."""
        held = self._profiles.get(user_id)
        if held is not None:
            return held
        # Someone whose first sign-in did not go through us, for instance staff made by a script.
        identity = self._directory.find(user_id)
        if identity is None:
            raise NotFound("there is no such user")
        return current_profile(self._profiles, identity)

    def change_profile(self, user_id: str, *, name: str | None, locale: str | None) -> Profile:
        def change() -> Profile:
            held = self.profile(user_id)
            changed = held.changed(name=name, locale=locale)
            return held if changed is held else self._profiles.save(changed, changed_event("user.updated", changed))

        return until_fresh(change)

    def addresses(self, user_id: str) -> AddressBook:
        return self._books.book(user_id)

    def add_address(self, user_id: str, address: Address, *, default: bool) -> AddressBook:
        """Raises Conflict when the book is full."""
        return self._change_book(user_id, lambda book: book.add(address, default=default))

    def change_address(self, user_id: str, address: Address, *, default: bool) -> AddressBook:
        """Raises NotFound."""
        return self._change_book(user_id, lambda book: book.change(address, default=default))

    def remove_address(self, user_id: str, address_id: str) -> AddressBook:
        """Raises NotFound."""
        return self._change_book(user_id, lambda book: book.remove(address_id))

    def glance(self, activity: Activity) -> bool:
        """Notes that a product was looked at or a text searched for, if the person agreed to that; whether it did.

        A repetition is not noted.
        """
        agreed = self._consents.of(activity.user_id, ConsentKind.ACTIVITY).holds
        return agreed and self._activities.glance(activity)

    def erase_activity(self, user_id: str) -> None:
        """Forgets what is shown as their activity. Orders themselves are the orders service's, and stay."""
        self._activities.erase(user_id)

    def activity(self, user_id: str, limit: int, cursor: str | None) -> tuple[list[Activity], str | None]:
        return self._activities.page(user_id, limit, cursor)

    def _change_book(self, user_id: str, change: Callable[[AddressBook], AddressBook]) -> AddressBook:
        return until_fresh(lambda: self._books.save_book(change(self._books.book(user_id))))


class History:
    """Notes what happens to people's orders. Guests have no history, nor has who is forgotten."""

    def __init__(
        self, activities: Activities, owners: OrderOwners, erasures: Erasures, purchases: Callable[[], Purchases]
    ) -> None:
        self._activities = activities
        self._purchases = purchases
        self._owners = owners
        self._erasures = erasures

    def placed(self, owner: str, activity: Activity) -> None:
        """An order was placed: from now on events that name only the order find the person."""
        user_id = self._somebody(owner, activity)
        if user_id is None:
            return
        self.happened(owner, activity)
        for waiting in self._owners.remember(activity.order_id, user_id, activity.order_number):
            self._settle(waiting)

    def happened(self, owner: str, activity: Activity) -> None:
        user_id = self._somebody(owner, activity)
        if user_id is not None:
            self._record(replace(activity, user_id=user_id))

    def refunded(self, activity: Activity) -> None:
        """A refund names the order, not the person, and comes from another topic than the order: it may come first,
        and waits then."""
        known = self._owners.await_owner(activity)
        if known is not None:
            self._settle(known)

    def _somebody(self, owner: str, activity: Activity) -> str | None:
        """The person it belongs to. An event that is delivered again must not bring back who is forgotten; a new one
        names nobody who is, so that only old ones are worth the look."""
        user_id = user_id_of(owner)
        if user_id and clock.now() - activity.at > SETTLING and self._erasures.is_erased(user_id):
            return None
        return user_id

    def _settle(self, activity: Activity) -> None:
        self._record(activity)
        self._owners.settled(activity)

    def _record(self, activity: Activity) -> None:
        """Both are idempotent: whoever dies in between does both again."""
        self._activities.record(activity)
        if activity.kind in OF_MONEY:
            self._purchases().note(activity)
