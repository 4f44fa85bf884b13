"""In-memory ports of the users service."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from datetime import date, datetime

from souk.errors import NotFound, Unauthenticated, Unavailable
from souk.events import Event
from souk.storage.versioned import Stale
from users.domain.activity import SAME_GLANCE, Activity, ActivityKind
from users.domain.address import AddressBook
from users.domain.api_keys import ApiKey, KeySecret, RolesOnRecord
from users.domain.consent import Decision
from users.domain.consent_texts import ConsentKind
from users.domain.groups.rule import Purchase
from users.domain.identity import CodeRejected, EmailNotConfirmed, EmailTaken, Identity, Tokens
from users.domain.profile import Profile
from users.domain.second_factors import Passkey, PasskeyRejected
from users.domain.sessions import Session
from users.domain.sign_in import PendingStep
from users.usecases.ports import Credential


@dataclass
class Account:
    identity: Identity
    password: str
    code: str


class MemoryDirectory:
    """A user pool. Codes are sent to `mailbox`; `down` makes the calls named in it fail."""

    def __init__(self) -> None:
        self.accounts: dict[str, Account] = {}
        self.refresh_tokens: dict[str, str] = {}
        self.pending: dict[str, tuple[str, str]] = {}
        self.mailbox: list[tuple[str, str]] = []
        self.down: set[str] = set()

    def register(self, email: str, password: str) -> None:
        if email in self.accounts:
            raise EmailTaken
        identity = Identity(str(uuid.uuid4()), email, email_verified=False)
        self.accounts[email] = Account(identity, password, self._send(email))

    def find(self, user: str) -> Identity | None:
        self._reach("find")
        return next(
            (held.identity for held in self.accounts.values() if user in (held.identity.id, held.identity.email)), None
        )

    def confirm(self, email: str, code: str) -> None:
        account = self.accounts.get(email)
        if account is None or account.identity.email_verified or account.code != code:
            raise CodeRejected
        account.identity = replace(account.identity, email_verified=True)

    def resend(self, email: str) -> None:
        account = self.accounts.get(email)
        if account and not account.identity.email_verified:
            account.code = self._send(email)

    def authenticate(self, email: str, password: str) -> Tokens:
        account = self.accounts.get(email)
        if account and not account.identity.email_verified:
            raise EmailNotConfirmed("enter the code")
        if account is None or account.password != password:
            raise Unauthenticated("the e-mail address or the password is wrong")
        token, session_id = f"refresh-{uuid.uuid4()}", str(uuid.uuid4())
        self.refresh_tokens[token] = session_id
        return Tokens("bearer", 900, account.identity, session_id, f"access-{account.identity.id}", token)

    def knows(self, user_id: str, password: str) -> bool:
        return self._account(user_id).password == password

    def renew(self, user_id: str, refresh_token: str) -> Tokens:
        self._reach("renew")
        session_id, identity = self.refresh_tokens.get(refresh_token), self.find(user_id)
        if session_id is None or identity is None:
            raise Unauthenticated("the session has ended, sign in again")
        return Tokens("bearer", 900, identity, session_id, f"access-{user_id}")

    def revoke(self, refresh_token: str) -> None:
        self._reach("revoke")
        self.refresh_tokens.pop(refresh_token, None)

    def send_reset_code(self, email: str) -> None:
        if email in self.accounts:
            self.accounts[email].code = self._send(email)

    def reset_password(self, email: str, code: str, password: str) -> None:
        account = self.accounts.get(email)
        if account is None or account.code != code:
            raise CodeRejected
        account.password = password

    def set_password(self, user_id: str, password: str) -> None:
        self._reach("set_password")
        self._account(user_id).password = password

    def send_email_code(self, access_token: str, email: str) -> None:
        if email not in self.accounts:
            self.pending[access_token] = (email, self._send(email))

    def confirm_email(self, access_token: str, code: str) -> None:
        email, sent = self.pending.get(access_token, ("", ""))
        if not sent or code != sent:
            raise CodeRejected
        account = self._account(access_token.removeprefix("access-"))
        del self.accounts[account.identity.email]
        account.identity = replace(account.identity, email=email)
        self.accounts[email] = account

    def end_sessions(self, user_id: str) -> None:
        self._reach("end_sessions")
        self.refresh_tokens = {}

    def delete(self, user_id: str) -> None:
        self._reach("delete")
        self.accounts = {email: held for email, held in self.accounts.items() if held.identity.id != user_id}

    def _account(self, user_id: str) -> Account:
        return next(held for held in self.accounts.values() if held.identity.id == user_id)

    def _reach(self, name: str) -> None:
        if name in self.down:
            raise Unavailable("the directory is down")

    def _send(self, email: str) -> str:
        code = str(uuid.uuid4())
        self.mailbox.append((email, code))
        return code


class MemorySessions:
    """`before_exchange` slips another exchange in between a load and its save."""

    def __init__(self) -> None:
        self.held: dict[tuple[str, str], Session] = {}
        self.before_exchange: Callable[[], object] = lambda: None

    def get(self, user_id: str, session_id: str) -> Session | None:
        return self.held.get((user_id, session_id))

    def of(self, user_id: str) -> list[Session]:
        return [session for (owner, _), session in self.held.items() if owner == user_id]

    def add(self, session: Session) -> None:
        self.held[session.user_id, session.id] = session

    def exchange(self, held: Session, exchanged: Session) -> None:
        slipped_in, self.before_exchange = self.before_exchange, lambda: None
        slipped_in()
        now = self.get(held.user_id, held.id)
        if now is None or now.current != held.current:
            raise Stale
        self.add(exchanged)

    def remove(self, user_id: str, session_id: str) -> None:
        self.held.pop((user_id, session_id), None)


class MemorySteps:
    def __init__(self) -> None:
        self.held: dict[str, PendingStep] = {}

    def add(self, pending: PendingStep) -> None:
        self.held[pending.key] = pending

    def attempt(self, key: str) -> PendingStep | None:
        if key in self.held:
            self.held[key] = replace(self.held[key], tries=self.held[key].tries + 1)
        return self.held.get(key)

    def remove(self, key: str) -> None:
        self.held.pop(key, None)


class MemoryStaff:
    """Groups by name, each the ids of its people; whose app is `lost` has none."""

    def __init__(self) -> None:
        self.groups: dict[str, set[str]] = {"admin": {"root"}, "staff": {"old"}}
        self.switched: list[tuple[str, bool]] = []
        self.invited: set[str] = set()
        self.letters: list[str] = []

    def invite(self, email: str) -> Identity:
        self.letters.append(email)
        self.invited.add(email.partition("@")[0])
        return self._identity(email.partition("@")[0])

    def invite_again(self, email: str) -> None:
        self.letters.append(email)

    def in_group(self, group: str) -> list[Identity]:
        return [self._identity(name) for name in self.groups.get(group, ())]

    def groups_of(self, user_id: str) -> set[str]:
        return {group for group, people in self.groups.items() if user_id in people}

    def add(self, user_id: str, group: str) -> None:
        self.groups.setdefault(group, set()).add(user_id)

    def remove(self, user_id: str, group: str) -> None:
        self.groups[group].discard(user_id)

    def _identity(self, name: str) -> Identity:
        return Identity(name, f"{name}@souk.example", email_verified=True, invited=name in self.invited)

    def switch(self, user_id: str, *, totp: bool) -> None:
        self.switched.append((user_id, totp))


class MemoryRoles:
    """The `RolesRegister` port; `written` is told of each write."""

    def __init__(self) -> None:
        self.held: dict[str, RolesOnRecord] = {}
        self.written: Callable[[frozenset[str]], object] = lambda _groups: None

    def of(self, user_id: str) -> RolesOnRecord:
        return self.held.get(user_id, RolesOnRecord())

    def write(self, user_id: str, groups: frozenset[str]) -> None:
        self.written(groups)
        self.held[user_id] = RolesOnRecord(groups, self.of(user_id).version + 1)

    def write_if(self, user_id: str, groups: frozenset[str], seen: int) -> None:
        if self.of(user_id).version != seen:
            raise Stale
        self.write(user_id, groups)


class MemoryApiKeys:
    """The `ApiKeys` port."""

    def __init__(self) -> None:
        self.held: dict[str, ApiKey] = {}
        self.days: list[date] = []

    def all(self) -> list[ApiKey]:
        return [*self.held.values()]

    def get(self, key_id: str) -> ApiKey | None:
        return self.held.get(key_id)

    def add(self, key: ApiKey) -> None:
        self.held[key.id] = key

    def change(self, before: ApiKey, after: ApiKey) -> None:
        if self.held.get(before.id) != before:
            raise Stale
        self.held[after.id] = after

    def used(self, key: ApiKey, secret: KeySecret, day: date) -> None:
        self.days.append(day)
        noted = replace(secret, used_on=day)
        self.held[key.id] = replace(key, earlier=noted) if secret.until else replace(key, secret=noted)

    def remove(self, key_id: str) -> bool:
        return self.held.pop(key_id, None) is not None


class MemoryFactors:
    """Authenticator apps, whose code of now is `CODE`, and no passkeys."""

    CODE = "123456"

    def __init__(self) -> None:
        self.apps: set[str] = set()

    def has_totp(self, user_id: str) -> bool:
        return user_id in self.apps

    def new_totp_secret(self, access_token: str) -> str:
        return f"secret-of-{access_token}"

    def verify_totp(self, access_token: str, code: str) -> None:
        if code != self.CODE:
            raise CodeRejected

    def switch(self, user_id: str, *, totp: bool) -> None:
        (self.apps.add if totp else self.apps.discard)(user_id)

    def start_passkey(self, access_token: str) -> dict[str, object]:
        return {"challenge": access_token}

    def complete_passkey(self, access_token: str, credential: Credential) -> None:
        raise PasskeyRejected

    def passkeys(self, access_token: str) -> list[Passkey]:
        return []

    def remove_passkey(self, access_token: str, passkey_id: str) -> None:
        raise NotFound("there is no such passkey")


class MemoryPasswords:
    """`common` are the passwords that many people have."""

    def __init__(self, *common: str) -> None:
        self.common = common

    def contains(self, password: str) -> bool:
        return password in self.common


class MemoryDecisions:
    """What people decided. `before_append` slips another decision in between a look and its append."""

    def __init__(self) -> None:
        self.kept: list[Decision] = []
        self.told: list[Event] = []
        self.before_append: Callable[[], object] = lambda: None

    def latest(self, user_id: str, kind: ConsentKind, limit: int) -> list[Decision]:
        held = [one for one in self.kept if (one.user_id, one.shown.kind) == (user_id, kind)]
        return held[::-1][:limit]

    def append(self, decision: Decision, told: Event | None = None) -> None:
        slipped_in, self.before_append = self.before_append, lambda: None
        slipped_in()
        if any(held.number == decision.number for held in self.latest(decision.user_id, decision.shown.kind, 1000)):
            raise Stale
        self.kept.append(decision)
        self.told += [told] if told else []


class MemoryPurchases:
    """The `Purchases` port: what was noted, by the activity's id."""

    def __init__(self) -> None:
        self.noted: dict[str, Activity] = {}

    def note(self, activity: Activity) -> None:
        self.noted[activity.id] = activity

    def of(self, user_id: str) -> tuple[Purchase, ...]:
        return tuple(
            Purchase(each.order_id, each.at, each.amount)
            for each in self.noted.values()
            if each.amount and (each.user_id, each.kind) == (user_id, ActivityKind.PAID)
        )


class MemoryUsers:
    """Profiles, address books and activities. `before_save` slips another change in between a load and its save;
    `down` makes profiles fail."""

    def __init__(self) -> None:
        self.profiles: dict[str, Profile] = {}
        self.books: dict[str, AddressBook] = {}
        self.activities: dict[str, Activity] = {}
        self.owners: dict[str, tuple[str, str]] = {}
        self.waiting: dict[str, Activity] = {}
        self.published: list[Event] = []
        self.erased: set[str] = set()
        self.before_save: Callable[[], object] = lambda: None
        self.down = False

    def get(self, user_id: str) -> Profile | None:
        if self.down:
            raise Unavailable("the table is down")
        return self.profiles.get(user_id)

    def several(self, user_ids: Collection[str]) -> dict[str, Profile]:
        return {user_id: self.profiles[user_id] for user_id in user_ids if user_id in self.profiles}

    def create(self, profile: Profile, event: Event) -> Profile:
        self._slip_in()
        return self.profiles.get(profile.id) or self.save(profile, event)

    def save(self, profile: Profile, *events: Event) -> Profile:
        self._slip_in()
        held = self.profiles.get(profile.id)
        if (held.version if held else 0) != profile.version:
            raise Stale
        self.profiles[profile.id] = replace(profile, version=profile.version + 1)
        self.published.extend(events)
        return self.profiles[profile.id]

    def publish(self, event: Event) -> None:
        self.published.append(event)

    def book(self, user_id: str) -> AddressBook:
        return self.books.get(user_id, AddressBook(user_id))

    def save_book(self, book: AddressBook) -> AddressBook:
        self._slip_in()
        if self.book(book.user_id).version != book.version:
            raise Stale
        self.books[book.user_id] = replace(book, version=book.version + 1)
        return self.books[book.user_id]

    def record(self, activity: Activity) -> None:
        self.activities[activity.id] = activity

    def glance(self, activity: Activity) -> bool:
        same = [
            held.at
            for held in self.activities.values()
            if (held.user_id, held.sameness) == (activity.user_id, activity.sameness)
        ]
        if same and activity.at - max(same) < SAME_GLANCE:
            return False
        self.record(activity)
        return True

    def erase(self, user_id: str) -> None:
        self.activities = {key: held for key, held in self.activities.items() if held.user_id != user_id}

    def page(self, user_id: str, limit: int, cursor: str | None) -> tuple[list[Activity], str | None]:
        mine = [activity for activity in self.activities.values() if activity.user_id == user_id]
        return sorted(mine, key=lambda activity: activity.at, reverse=True)[:limit], None

    def remember(self, order_id: str, user_id: str, number: str) -> list[Activity]:
        self.owners[order_id] = (user_id, number)
        waiting = [activity for activity in self.waiting.values() if activity.order_id == order_id]
        return [replace(activity, user_id=user_id, order_number=number) for activity in waiting]

    def await_owner(self, activity: Activity) -> Activity | None:
        self.waiting[activity.id] = activity
        if activity.order_id not in self.owners:
            return None
        user_id, number = self.owners[activity.order_id]
        return replace(activity, user_id=user_id, order_number=number)

    def due(self, at: datetime, limit: int) -> list[str]:
        closing = [(held.closing.next_at, held.id) for held in self.profiles.values() if held.closing]
        return [user_id for next_at, user_id in sorted(closing) if next_at <= at][:limit]

    def remove(self, profile: Profile, event: Event) -> None:
        self._slip_in()
        if self.profiles[profile.id].version != profile.version:
            raise Stale
        del self.profiles[profile.id]
        self.books.pop(profile.id, None)
        self.activities = {key: held for key, held in self.activities.items() if held.user_id != profile.id}
        self.erased.add(profile.id)
        self.published.append(event)

    def forget_order(self, order_id: str) -> None:
        self.owners.pop(order_id, None)

    def is_erased(self, user_id: str) -> bool:
        return user_id in self.erased

    def settled(self, activity: Activity) -> None:
        self.waiting.pop(activity.id, None)

    def _slip_in(self) -> None:
        slipped_in, self.before_save = self.before_save, lambda: None
        slipped_in()
