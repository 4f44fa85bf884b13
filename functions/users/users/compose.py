"""The composition root (see `souk.compose`)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from souk.compose import Held
from users.adapters.cognito import CognitoDirectory
from users.adapters.cognito_client import AppClient
from users.adapters.common_passwords import ListedPasswords
from users.adapters.erasure_store import DynamoErasures
from users.adapters.history_store import DynamoActivities, DynamoOrderOwners
from users.adapters.session_store import DynamoSessions
from users.adapters.store import DynamoAddressBooks, DynamoProfiles
from users.settings import UsersSettings
from users.usecases.accounts import Accounts
from users.usecases.closing import Closings
from users.usecases.credentials import Credentials
from users.usecases.erasing import Erasing, ErasureAnswers
from users.usecases.members import History, Members
from users.usecases.ports import (
    Activities,
    AddressBooks,
    CommonPasswords,
    Directory,
    Erasures,
    OrderOwners,
    Profiles,
    SessionStore,
)
from users.usecases.sessions import Sessions


@dataclass(frozen=True, slots=True)
class Parts:
    """`directory` is made when it is asked for: consumers and servicers know no user pool."""

    directory: Callable[[], Directory]
    profiles: Profiles
    books: AddressBooks
    activities: Activities
    owners: OrderOwners
    sessions: SessionStore
    erasures: Erasures
    common_passwords: CommonPasswords


@dataclass(frozen=True)
class Services:
    parts: Parts

    @cached_property
    def accounts(self) -> Accounts:
        return Accounts(self._directory, self.parts.profiles, self.sessions, self.parts.common_passwords)

    @cached_property
    def credentials(self) -> Credentials:
        return Credentials(self._directory, self.parts.profiles, self.sessions, self.parts.common_passwords)

    @cached_property
    def sessions(self) -> Sessions:
        return Sessions(self._directory, self.parts.profiles, self.parts.sessions)

    @cached_property
    def members(self) -> Members:
        return Members(self._directory, self.parts.profiles, self.parts.books, self.parts.activities)

    @cached_property
    def history(self) -> History:
        return History(self.parts.activities, self.parts.owners, self.parts.erasures)

    @cached_property
    def closings(self) -> Closings:
        return Closings(self._directory, self.parts.profiles, self.sessions)

    @cached_property
    def erasing(self) -> Erasing:
        return Erasing(self.parts.directory, self.parts.profiles, self.parts.sessions, self.parts.erasures)

    @cached_property
    def erasure_answers(self) -> ErasureAnswers:
        return ErasureAnswers(self.parts.profiles, self.parts.erasures)

    @property
    def profiles(self) -> Profiles:
        return self.parts.profiles

    @property
    def session_store(self) -> SessionStore:
        return self.parts.sessions

    @cached_property
    def _directory(self) -> Directory:
        return self.parts.directory()


def real() -> Parts:
    return Parts(
        _directory,
        DynamoProfiles(),
        DynamoAddressBooks(),
        DynamoActivities(),
        DynamoOrderOwners(),
        DynamoSessions(),
        DynamoErasures(),
        ListedPasswords(),
    )


def _directory() -> Directory:
    settings = UsersSettings()
    return CognitoDirectory(AppClient(settings.user_pool_id, settings.user_pool_client_id))


services = Held(Services, real)
