"""What the use cases need from outside: Cognito's directory, and a place to keep what is ours."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Protocol

from souk.events import Event
from souk.exports.readable import Json
from users.domain.activity import Activity
from users.domain.address import AddressBook
from users.domain.consent import Decision
from users.domain.consent_texts import ConsentKind
from users.domain.exports import Export
from users.domain.guests import GuestErasure, MailboxProof
from users.domain.identity import Identity, Tokens
from users.domain.profile import Profile
from users.domain.second_factors import Passkey
from users.domain.sessions import Session
from users.domain.sign_in import PendingStep, Step

if TYPE_CHECKING:
    from users.domain.api_keys import ApiKey, KeySecret, RolesOnRecord  # consumers and timers meet no key


class Directory(Protocol):
    """Accounts and credentials. Every call may raise RateLimited and Unavailable. `email` is a normal one."""

    def register(self, email: str, password: str) -> None:
        """Makes an unconfirmed account and has the code sent. Raises EmailTaken, InvalidInput."""
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

    def authenticate(self, email: str, password: str) -> Tokens:
        """Raises Unauthenticated for an unknown address and a wrong password alike, EmailNotConfirmed,
        ActionRequired, and StepRequired when the password is right and not enough."""
        ...

    def knows(self, user_id: str, password: str) -> bool:
        """Whether this is the person's password; nobody is signed in by it."""
        ...

    def renew(self, user_id: str, refresh_token: str) -> Tokens:
        """Raises Unauthenticated when the token is not, or no longer, valid."""
        ...

    def revoke(self, refresh_token: str) -> None:
        """Ends what was signed in with it; a token that is none is passed over."""
        ...

    def send_reset_code(self, email: str) -> None:
        """Sends a code if there is an account that may reset its password; tells nothing otherwise."""
        ...

    def reset_password(self, email: str, code: str, password: str) -> None:
        """Raises CodeRejected, InvalidInput."""
        ...

    def set_password(self, user_id: str, password: str) -> None:
        """Of an account that is confirmed. Raises InvalidInput."""
        ...

    def send_email_code(self, access_token: str, email: str) -> None:
        """Sends a code to what is to be the person's new address; tells nothing when another person has it."""
        ...

    def confirm_email(self, access_token: str, code: str) -> None:
        """Makes the address the code was sent to the person's own. Raises CodeRejected."""
        ...

    def end_sessions(self, user_id: str) -> None:
        """Revokes every refresh token of the person."""
        ...

    def delete(self, user_id: str) -> None:
        """Ends the account; also when there is none."""
        ...


class CommonPasswords(Protocol):
    def contains(self, password: str) -> bool:
        """Whether many people have it. `password` is case-folded."""
        ...


class SessionStore(Protocol):
    def get(self, user_id: str, session_id: str) -> Session | None:
        """Also one that has run out, for some days."""
        ...

    def of(self, user_id: str) -> list[Session]: ...

    def add(self, session: Session) -> None: ...

    def exchange(self, held: Session, exchanged: Session) -> None:
        """Raises Stale when the secret of `held` is no longer the current one, or the session has ended."""
        ...

    def remove(self, user_id: str, session_id: str) -> None:
        """Also when there is none."""
        ...


class Profiles(Protocol):
    def get(self, user_id: str) -> Profile | None: ...

    def several(self, user_ids: Collection[str]) -> dict[str, Profile]:
        """Those that there are, by their ids, at most 100; may be a moment behind."""
        ...

    def create(self, profile: Profile, event: Event) -> Profile:
        """Stores the profile and publishes `event`, unless there is one: then answers that."""
        ...

    def save(self, profile: Profile, *events: Event) -> Profile:
        """Raises Stale."""
        ...

    def publish(self, event: Event) -> None:
        """Publishes what changes nothing of the profile."""
        ...


class AddressBooks(Protocol):
    def book(self, user_id: str) -> AddressBook:
        """An empty one (version 0) for a user without."""
        ...

    def save_book(self, book: AddressBook) -> AddressBook:
        """Raises Stale."""
        ...


class Erasures(Protocol):
    """People whose account is closing, and those who are forgotten."""

    def due(self, at: datetime, limit: int) -> list[str]:
        """The user ids of those with whom there is something to do at `at`, longest first."""
        ...

    def remove(self, profile: Profile, event: Event) -> None:
        """Removes all that is kept of the person, the profile last, and publishes `event` with it. Raises Stale."""
        ...

    def forget_order(self, order_id: str) -> None:
        """Forgets whose order it is."""
        ...

    def is_erased(self, user_id: str) -> bool:
        """Whether the person was forgotten within the last year."""
        ...


class Guests(Protocol):
    """Guests' orders by the e-mail address, and guests who are to be forgotten. `guest` is what `known_as` answers."""

    def known_as(self, email: str) -> str:
        """What stands for an address here: nobody gets the address back from it. Raises Unavailable."""
        ...

    def remember(self, guest: str, order_id: str, placed_at: datetime) -> None:
        """Repeating it changes nothing. `Erasures.forget_order` undoes it."""
        ...

    def orders_of(self, guest: str, until: datetime, limit: int) -> list[str]:
        """The ids of those placed until then that still name the guest, oldest first; may be a moment behind."""
        ...

    def ask(self, proof: MailboxProof | None, event: Event) -> None:
        """Keeps what the letter is to prove, and publishes `event`, all or nothing."""
        ...

    def proof(self, key: str) -> MailboxProof | None:
        """Also one that has expired, for some days."""
        ...

    def begin(self, proof: MailboxProof, erasure: GuestErasure) -> None:
        """Uses the proof up and saves the erasure, all or nothing. Raises CodeRejected when it was used, Stale."""
        ...

    def erasure(self, guest: str) -> GuestErasure | None: ...

    def save(self, erasure: GuestErasure, *events: Event) -> None:
        """Raises Stale."""
        ...

    def due(self, at: datetime, limit: int) -> list[str]:
        """The guests with whom there is something to do at `at`, longest first."""
        ...


class PersonExports(Protocol):
    """Exports of people's data; of each person the last one."""

    def of(self, user_id: str) -> Export | None: ...

    def find(self, export_id: str) -> Export | None:
        """None for one that another has replaced, and once its person is forgotten."""
        ...

    def begin(self, export: Export, replaced: Export | None, event: Event) -> None:
        """Stores a new one in the place of `replaced` and publishes `event`. Raises Stale."""
        ...

    def arrived(self, export: Export, part: str) -> Export | None:
        """Notes that a part is there, and answers the export with all parts so far; None when it is not open."""
        ...

    def finish(self, export: Export, ready_at: datetime, event: Event) -> None:
        """Stores size, what is missing and when it became ready, and publishes `event`. Raises Stale when it is not
        open."""
        ...

    def open_since(self, at: datetime, limit: int) -> list[Export]:
        """Those asked for at `at` or before that are under way, longest first."""
        ...

    def forget(self, user_id: str) -> None:
        """Also when there is none."""
        ...


# A file of an archive: its name, and what is in it.
ArchiveFile = tuple[str, Iterable[bytes]]


class ExportFiles(Protocol):
    """Parts and archives in the exports bucket."""

    def arrived(self, export_id: str) -> frozenset[str]:
        """The parts that are there, as `Export.arrived` has them."""
        ...

    def read(self, export_id: str, part: str) -> bytes: ...

    def clear_parts(self, export_id: str) -> None:
        """Removes every part."""
        ...

    def pack(self, export_id: str, files: Iterable[ArchiveFile]) -> int:
        """Writes the archive, one file after the other, and answers its size in bytes."""
        ...

    def remove_archive(self, export_id: str) -> None:
        """Also when there is none."""
        ...

    def link(self, export_id: str) -> str:
        """An address that gives the archive to whoever has it, for `LINK_SECONDS`."""
        ...


class OwnRecords(Protocol):
    def kinds(self, user_id: str) -> Iterable[tuple[str, Iterable[Json]]]:
        """What is kept of the person here, each kind with its records, to be read by them."""
        ...


class Activities(Protocol):
    def record(self, activity: Activity) -> None:
        """Idempotent: the same activity again changes nothing."""
        ...

    def glance(self, activity: Activity) -> bool:
        """Records a look unless the same one was recorded within `SAME_GLANCE` before. Answers whether it did."""
        ...

    def erase(self, user_id: str) -> None:
        """Forgets every line, and what was looked at. Repeating it does no harm."""
        ...

    def page(self, user_id: str, limit: int, cursor: str | None) -> tuple[list[Activity], str | None]:
        """Newest first, with the cursor of the next page. Raises InvalidInput for a cursor that is none."""
        ...


class ConsentDecisions(Protocol):
    """What people have decided about consents: appended to, never changed."""

    def latest(self, user_id: str, kind: ConsentKind, limit: int) -> list[Decision]:
        """At most `limit`, the last one first; strongly consistent."""
        ...

    def append(self, decision: Decision, told: Event | None = None) -> None:
        """With the event that tells it, if any does. Raises Stale when there is one with its number."""
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


Credential = Mapping[str, object]
"""What a browser's authenticator answers: RegistrationResponseJSON or AuthenticationResponseJSON of WebAuthn."""


class SignInSteps(Protocol):
    """What Cognito asks for beside a password. Every call may raise RateLimited and Unavailable."""

    def answer_totp(self, step: Step, code: str) -> Tokens:
        """Raises CodeRejected, StepEnded, and StepRequired for one more step."""
        ...

    def answer_new_password(self, step: Step, password: str) -> Tokens:
        """Raises InvalidInput, StepEnded, and StepRequired for one more step."""
        ...

    def begin_passkey(self, email: str) -> Step | None:
        """None for an unknown address and for an account without a passkey."""
        ...

    def answer_passkey(self, step: Step, credential: Credential) -> Tokens:
        """Raises Unauthenticated."""
        ...


class StepStore(Protocol):
    def add(self, pending: PendingStep) -> None: ...

    def attempt(self, key: str) -> PendingStep | None:
        """Counts one more answer, and gives the step with it."""
        ...

    def remove(self, key: str) -> None: ...


class Factors(Protocol):
    """Authenticator apps and passkeys. What is the person's own alone needs their access token.

    Every call may raise RateLimited and Unavailable.
    """

    def has_totp(self, user_id: str) -> bool:
        """Raises NotFound."""
        ...

    def new_totp_secret(self, access_token: str) -> str:
        """Base32."""
        ...

    def verify_totp(self, access_token: str, code: str) -> None:
        """Raises CodeRejected."""
        ...

    def switch(self, user_id: str, *, totp: bool) -> None:
        """Whether signing in with a password takes a code, too. Raises NotFound."""
        ...

    def start_passkey(self, access_token: str) -> dict[str, object]: ...

    def complete_passkey(self, access_token: str, credential: Credential) -> None:
        """Raises PasskeyRejected."""
        ...

    def passkeys(self, access_token: str) -> list[Passkey]: ...

    def remove_passkey(self, access_token: str, passkey_id: str) -> None:
        """Raises NotFound."""
        ...


class StaffDirectory(Protocol):
    """Accounts of the staff and their groups. Every call may raise RateLimited and Unavailable."""

    def invite(self, email: str) -> Identity:
        """Makes an account and sends a letter with a first password; one that is there stays as it is."""
        ...

    def invite_again(self, email: str) -> None:
        """Sends the letter once more; its time begins anew. Raises InvitationUsed."""
        ...

    def in_group(self, group: str) -> list[Identity]: ...

    def groups_of(self, user_id: str) -> set[str]:
        """Raises NotFound."""
        ...

    def add(self, user_id: str, group: str) -> None:
        """Raises NotFound."""
        ...

    def remove(self, user_id: str, group: str) -> None:
        """Raises NotFound."""
        ...


class ApiKeys(Protocol):
    def all(self) -> list[ApiKey]: ...

    def get(self, key_id: str) -> ApiKey | None: ...

    def add(self, key: ApiKey) -> None: ...

    def change(self, before: ApiKey, after: ApiKey) -> None:
        """Writes its secrets. Raises Stale when the present one is another than `before`, or was used since."""
        ...

    def used(self, key: ApiKey, secret: KeySecret, day: date) -> None:
        """Notes the day of this secret, unless a later one is noted or the secret is gone."""
        ...

    def remove(self, key_id: str) -> bool:
        """Whether there was one."""
        ...


class RolesRegister(Protocol):
    """The groups of the staff as we know them, for who has nobody's token: API keys."""

    def of(self, user_id: str) -> RolesOnRecord: ...

    def write(self, user_id: str, groups: frozenset[str]) -> None:
        """Whatever is there."""
        ...

    def write_if(self, user_id: str, groups: frozenset[str], seen: int) -> None:
        """Raises Stale when there is another version than was seen."""
        ...
