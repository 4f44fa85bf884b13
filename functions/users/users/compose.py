"""The composition root (see `souk.compose`)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from souk.compose import Held, people_only
from souk.limits.limits import LimitCounters, Limits, PeopleOnly
from souk.limits.table import DynamoCounters
from users.adapters.cognito import CognitoDirectory
from users.adapters.cognito_client import AppClient
from users.adapters.cognito_factors import CognitoFactors
from users.adapters.cognito_staff import CognitoStaff
from users.adapters.cognito_steps import CognitoSteps
from users.adapters.common_passwords import ListedPasswords
from users.adapters.consent_store import DynamoConsentDecisions
from users.adapters.erasure_store import DynamoErasures
from users.adapters.exports.exported import DynamoOwnRecords
from users.adapters.exports.files import S3ExportFiles
from users.adapters.exports.store import DynamoExports
from users.adapters.guest_store import DynamoGuests
from users.adapters.history_store import DynamoActivities, DynamoOrderOwners
from users.adapters.session_store import DynamoSessions
from users.adapters.step_store import DynamoSteps
from users.adapters.store import DynamoAddressBooks, DynamoProfiles
from users.domain.consent_texts import ConsentKind
from users.settings import UsersSettings
from users.usecases.accounts import Accounts
from users.usecases.closing import Closings
from users.usecases.consents import Consents
from users.usecases.credentials import Credentials
from users.usecases.erasing import Erasing, ErasureAnswers
from users.usecases.exporting import Exporting, ForgottenExports
from users.usecases.guests import GuestErasing, GuestOrders, GuestRequests
from users.usecases.members import History, Members
from users.usecases.ports import (
    Activities,
    AddressBooks,
    ApiKeys,
    CommonPasswords,
    ConsentDecisions,
    Directory,
    Erasures,
    ExportFiles,
    Factors,
    Guests,
    OrderOwners,
    OwnRecords,
    PersonExports,
    Profiles,
    RolesRegister,
    SessionStore,
    SignInSteps,
    StaffDirectory,
    StepStore,
)
from users.usecases.second_factors import Passkeys, SecondFactors, SelfService
from users.usecases.sessions import Sessions
from users.usecases.sign_in import SignIn
from users.usecases.staff_accounts import StaffAccounts

if TYPE_CHECKING:
    from souk.http.keys.keyed import KeptKeys
    from souk.staff.api_key import PresentedKey
    from users.usecases.api_keys.checking import KeyChecking
    from users.usecases.api_keys.making import KeyMaking
    from users.usecases.customers.lookup import CustomerLookup, CustomersRecord
    from users.usecases.customers.standing import CustomerStanding
    from users.usecases.groups.keeping import CustomerGroups
    from users.usecases.groups.membership import GroupMembership
    from users.usecases.groups.ports import GroupBook, Purchases
    from users.usecases.packing import Packing


@dataclass(frozen=True, slots=True)
class UserPool:
    """What is asked of Cognito."""

    directory: Directory
    steps: SignInSteps
    factors: Factors
    staff: StaffDirectory


@dataclass(frozen=True, slots=True)
class KeyStores:
    keys: ApiKeys
    roles: RolesRegister


@dataclass(frozen=True, slots=True)
class Parts:
    """`pool` and `keys` are made when they are asked for: consumers know neither, and servicers no user pool."""

    pool: Callable[[], UserPool]
    profiles: Profiles
    books: AddressBooks
    activities: Activities
    owners: OrderOwners
    sessions: SessionStore
    erasures: Erasures
    common_passwords: CommonPasswords
    counters: LimitCounters
    steps: StepStore
    guests: Guests
    exports: PersonExports
    export_files: ExportFiles
    own_records: OwnRecords
    decisions: ConsentDecisions
    keys: Callable[[], KeyStores]
    groups: Callable[[], GroupBook]
    purchases: Callable[[], Purchases]
    people: PeopleOnly | None = None


@dataclass(frozen=True)
class Services:
    parts: Parts

    @cached_property
    def accounts(self) -> Accounts:
        parts = self.parts
        return Accounts(self._directory, parts.profiles, self.sessions, parts.common_passwords, self.consents)

    @cached_property
    def credentials(self) -> Credentials:
        return Credentials(self._directory, self.parts.profiles, self.sessions, self.parts.common_passwords)

    @cached_property
    def sessions(self) -> Sessions:
        return Sessions(self._directory, self.parts.profiles, self.parts.sessions)

    @cached_property
    def sign_in(self) -> SignIn:
        return SignIn(
            self.accounts,
            self.sessions,
            self._pool.steps,
            self.parts.steps,
            self.parts.common_passwords,
            self.limits,
            UsersSettings().relying_party,
        )

    @cached_property
    def second_factors(self) -> SecondFactors:
        return SecondFactors(self._own, self._pool.factors, UsersSettings().shop_name)

    @cached_property
    def passkeys(self) -> Passkeys:
        return Passkeys(self._own, self._pool.factors)

    @cached_property
    def staff_accounts(self) -> StaffAccounts:
        return StaffAccounts(self._pool.staff, self._pool.factors, self.sessions, self._keys.roles)

    @cached_property
    def key_making(self) -> KeyMaking:
        # Imported here, as the two below: few processes meet a key.
        from users.usecases.api_keys.making import KeyMaking

        return KeyMaking(self._keys.keys, self._keys.roles, self._pool.staff)

    @cached_property
    def key_checking(self) -> KeyChecking:
        from users.usecases.api_keys.checking import KeyChecking

        return KeyChecking(self._keys.keys, self._keys.roles, self.parts.profiles, self.limits)

    @cached_property
    def kept_keys(self) -> KeptKeys:
        """The check of our own HTTP side, which need not ask another function."""
        from souk.http.keys.keyed import KeptKeys, KeyState
        from souk.limits.rules import REQUESTS_IN_A_LOT

        def check(key: PresentedKey) -> KeyState:
            permitted = self.key_checking.permitted(key.id, key.digest)
            return KeyState(bool(permitted), permitted, REQUESTS_IN_A_LOT)

        return KeptKeys(check)

    @cached_property
    def members(self) -> Members:
        parts = self.parts
        return Members(self._directory, parts.profiles, parts.books, parts.activities, self.consents)

    @cached_property
    def customers(self) -> CustomerLookup:
        # Imported here, as the two below: only the HTTP side needs it.
        from users.usecases.customers.lookup import CustomerLookup

        parts = self.parts
        return CustomerLookup(self._directory, self._pool.factors, parts.profiles, parts.books, self.sessions)

    @cached_property
    def customers_record(self) -> CustomersRecord:
        from users.usecases.customers.lookup import CustomersRecord

        return CustomersRecord(self.parts.profiles, self.parts.activities, self.consents)

    @cached_property
    def standing(self) -> CustomerStanding:
        from users.usecases.customers.standing import CustomerStanding

        return CustomerStanding(self.parts.profiles, self.sessions, self._pool.staff, self.closings)

    @cached_property
    def consents(self) -> Consents:
        return Consents(self.parts.decisions, self.limits, self.parts.profiles, UsersSettings().idle_consents)

    @cached_property
    def history(self) -> History:
        parts = self.parts
        return History(parts.activities, parts.owners, parts.erasures, parts.purchases)

    @cached_property
    def groups(self) -> CustomerGroups:
        # Imported here, as the next: staff alone need it.
        from users.usecases.groups.keeping import CustomerGroups

        return CustomerGroups(self.parts.groups(), self.parts.profiles)

    @cached_property
    def membership(self) -> GroupMembership:
        # Imported here: few orders ask.
        from users.usecases.groups.membership import GroupMembership

        parts = self.parts

        def holds(user_id: str, kind: ConsentKind) -> bool:
            return self.consents.of(user_id, kind).holds

        return GroupMembership(parts.groups(), parts.purchases(), parts.profiles, parts.books, holds)

    @cached_property
    def closings(self) -> Closings:
        return Closings(self._directory, self.parts.profiles, self.sessions)

    @cached_property
    def erasing(self) -> Erasing:
        parts = self.parts
        forgotten = ForgottenExports(parts.exports, parts.export_files)
        return Erasing(lambda: self._directory, parts.profiles, parts.sessions, parts.erasures, forgotten)

    @cached_property
    def erasure_answers(self) -> ErasureAnswers:
        return ErasureAnswers(self.parts.profiles, self.parts.erasures)

    @cached_property
    def guest_requests(self) -> GuestRequests:
        return GuestRequests(self._directory, self.parts.guests)

    @cached_property
    def guest_orders(self) -> GuestOrders:
        return GuestOrders(self.parts.guests)

    @cached_property
    def guest_erasing(self) -> GuestErasing:
        return GuestErasing(self.parts.guests)

    @cached_property
    def exporting(self) -> Exporting:
        return Exporting(self.parts.profiles, self.parts.exports, self.parts.export_files, self.limits)

    @cached_property
    def packing(self) -> Packing:
        # Imported here: only the exporter needs it.
        from users.usecases.packing import Packing

        parts = self.parts
        return Packing(parts.profiles, parts.exports, parts.export_files, parts.own_records, self.membership.told)

    @cached_property
    def limits(self) -> Limits:
        return Limits(self.parts.counters, self.parts.people)

    @property
    def profiles(self) -> Profiles:
        return self.parts.profiles

    @property
    def session_store(self) -> SessionStore:
        return self.parts.sessions

    @property
    def _own(self) -> SelfService:
        return SelfService(self._directory, self.sessions)

    @property
    def _directory(self) -> Directory:
        return self._pool.directory

    @cached_property
    def _keys(self) -> KeyStores:
        return self.parts.keys()

    @cached_property
    def _pool(self) -> UserPool:
        return self.parts.pool()


def real() -> Parts:
    return Parts(
        _pool,
        DynamoProfiles(),
        DynamoAddressBooks(),
        DynamoActivities(),
        DynamoOrderOwners(),
        DynamoSessions(),
        DynamoErasures(),
        ListedPasswords(),
        DynamoCounters(),
        DynamoSteps(),
        DynamoGuests(),
        DynamoExports(),
        S3ExportFiles(),
        DynamoOwnRecords(),
        DynamoConsentDecisions(),
        _keys,
        _groups,
        _purchases,
        people_only(UsersSettings()),
    )


def _keys() -> KeyStores:
    from users.adapters.api_keys.store import DynamoApiKeys, DynamoRoles

    return KeyStores(DynamoApiKeys(), DynamoRoles())


def _groups() -> GroupBook:
    from users.adapters.groups.store import DynamoGroups

    return DynamoGroups()


def _purchases() -> Purchases:
    from users.adapters.groups.purchases import DynamoPurchases

    return DynamoPurchases()


def _pool() -> UserPool:
    settings = UsersSettings()
    client = AppClient(settings.user_pool_id, settings.user_pool_client_id)
    return UserPool(CognitoDirectory(client), CognitoSteps(client), CognitoFactors(client), CognitoStaff(client))


services = Held(Services, real)
