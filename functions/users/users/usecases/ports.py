"""What the use cases need from outside: Cognito's directory, and a place to keep what is ours."""

from __future__ import annotations

from typing import Protocol

from souk.events import Event
from users.domain.activity import Activity
from users.domain.address import AddressBook
from users.domain.identity import Identity, Session
from users.domain.profile import Profile


class Directory(Protocol):
    """Accounts and credentials. Every call may raise RateLimited and Unavailable. `email` is a normal one."""

    def register(self, email: str, password: str, name: str) -> str:
        """Makes an unconfirmed account, has the code sent and answers the user id. Raises EmailTaken, InvalidInput."""
        ...

    def withdraw(self, user_id: str) -> None:
        """Removes an account that was never confirmed."""
        ...

    def find(self, user: str) -> Identity | None:
        """By id or e-mail address; without groups."""
        ...

    def confirm(self, email: str, code: str) -> None:
        """Raises CodeRejected."""
        ...

    def resend(self, email: str) -> None:
        """Sends a new code if there is an account waiting for one; tells nothing otherwise."""
        ...

    def authenticate(self, email: str, password: str) -> Session:
        """Raises Unauthenticated for an unknown address and a wrong password alike, EmailNotConfirmed,
        ActionRequired."""
        ...

    def renew(self, refresh_token: str) -> Session:
        """Raises Unauthenticated when the token is not, or no longer, valid."""
        ...

    def revoke(self, refresh_token: str) -> None:
        """Ends the session; a token that is none is passed over."""
        ...

    def send_reset_code(self, email: str) -> None:
        """Sends a code if there is an account that may reset its password; tells nothing otherwise."""
        ...

    def reset_password(self, email: str, code: str, password: str) -> None:
        """Raises CodeRejected, InvalidInput."""
        ...

    def end_sessions(self, email: str) -> None:
        """Revokes every refresh token of the person."""
        ...


class Profiles(Protocol):
    def get(self, user_id: str) -> Profile | None: ...

    def create(self, profile: Profile, event: Event) -> Profile:
        """Stores the profile and publishes `event`, unless there is one: then answers that."""
        ...

    def save(self, profile: Profile, event: Event) -> Profile:
        """Raises Stale."""
        ...


class AddressBooks(Protocol):
    def book(self, user_id: str) -> AddressBook:
        """An empty one (version 0) for a user without."""
        ...

    def save_book(self, book: AddressBook) -> AddressBook:
        """Raises Stale."""
        ...


class Activities(Protocol):
    def record(self, activity: Activity) -> None:
        """Idempotent: the same activity again changes nothing."""
        ...

    def glance(self, activity: Activity) -> bool:
        """Records a look unless the same one was recorded within `SAME_GLANCE` before. Answers whether it did."""
        ...

    def page(self, user_id: str, limit: int, cursor: str | None) -> tuple[list[Activity], str | None]:
        """Newest first, with the cursor of the next page. Raises InvalidInput for a cursor that is none."""
        ...


class OrderOwners(Protocol):
    """Whose order it is, for events that name only the order."""

    def remember(self, order_id: str, user_id: str, number: str) -> list[Activity]:
        """Answers the activities that waited for the owner, with the user and number filled in."""
        ...

    def await_owner(self, activity: Activity) -> Activity | None:
        """Fills in the owner of the activity's order, or keeps it waiting and answers None."""
        ...

    def settled(self, activity: Activity) -> None:
        """The activity is recorded and need not wait any longer."""
        ...
