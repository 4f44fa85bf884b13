"""What the staff see of a customer. Nothing here is searched through: who they look for, they name."""

from __future__ import annotations

from dataclasses import dataclass

from souk.errors import NotFound
from users.domain.activity import Activity
from users.domain.address import AddressBook
from users.domain.consent import Consent
from users.domain.consent_texts import ConsentKind
from users.domain.profile import Profile
from users.usecases.consents import Consents
from users.usecases.ports import Activities, AddressBooks, Directory, Factors, Profiles
from users.usecases.sessions import Sessions


@dataclass(frozen=True, slots=True)
class CustomerAccount:
    """`sessions` is how many go on. `second_factor`: an authenticator app, or a session that began with a passkey,
    as only its owner can list passkeys."""

    profile: Profile
    book: AddressBook
    sessions: int
    second_factor: bool


@dataclass(frozen=True, slots=True)
class SharedActivity:
    """`agreed` says whether the person consents to their activity being kept; without it nothing is shown."""

    agreed: bool
    activities: list[Activity]
    cursor: str | None = None


class CustomerLookup:
    """Whoever has a profile. Each raises NotFound for who has none."""

    def __init__(
        self, directory: Directory, factors: Factors, profiles: Profiles, books: AddressBooks, sessions: Sessions
    ) -> None:
        self._directory = directory
        self._factors = factors
        self._profiles = profiles
        self._books = books
        self._sessions = sessions

    def with_email(self, email: str) -> Profile | None:
        """By the whole address, which is a normal one. Raises RateLimited, Unavailable."""
        identity = self._directory.find(email)
        return self._profiles.get(identity.id) if identity else None

    def shown(self, user_id: str) -> CustomerAccount:
        """Raises RateLimited, Unavailable."""
        profile = known(self._profiles, user_id)
        sessions = self._sessions.held(user_id)
        second_factor = any(session.second_factor for session in sessions) or self._has_totp(user_id)
        return CustomerAccount(profile, self._books.book(user_id), len(sessions), second_factor)

    def _has_totp(self, user_id: str) -> bool:
        try:
            return self._factors.has_totp(user_id)
        except NotFound:  # the account has ended, and what is left is being removed
            return False


class CustomersRecord:
    """What a customer did, and what they agreed to. Each raises NotFound for who has no profile."""

    def __init__(self, profiles: Profiles, activities: Activities, consents: Consents) -> None:
        self._profiles = profiles
        self._activities = activities
        self._consents = consents

    def activity(self, user_id: str, limit: int, cursor: str | None) -> SharedActivity:
        """Asked for the consent each time: what is withdrawn holds at once. Raises InvalidInput for a cursor that is
        none."""
        known(self._profiles, user_id)
        if not self._consents.of(user_id, ConsentKind.ACTIVITY).holds:
            return SharedActivity(agreed=False, activities=[])
        activities, following = self._activities.page(user_id, limit, cursor)
        return SharedActivity(agreed=True, activities=activities, cursor=following)

    def consents(self, user_id: str) -> list[Consent]:
        known(self._profiles, user_id)
        return self._consents.all(user_id)


def known(profiles: Profiles, user_id: str) -> Profile:
    """Raises NotFound."""
    profile = profiles.get(user_id)
    if profile is None:
        raise NotFound("there is no such customer")
    return profile
