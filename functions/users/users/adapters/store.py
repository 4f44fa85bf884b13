"""The users table: profiles and address books.

    pk                sk                          item
    USER#<user id>    PROFILE                     the profile; gsi1 CLOSING by when its closing goes on
    USER#<user id>    ADDRESSES                   the address book
    USER#<user id>    SESSION#<session id>        a session (users.adapters.session_store)
    USER#<user id>    ACTIVITY#<time>#<id>        a line of the history (users.adapters.history_store)
    USER#<user id>    GLANCE#<hash>               when something was last looked at
    USER#<user id>    OUTBOX#…                    events (see souk.storage.outbox)
    USER#<user id>    EXPORT                      the last export of their data (users.adapters.exports.store)
    ORDER#<order id>  OWNER                       whose order it is; a guest's as in users.adapters.guest_store
    USER#<user id>    CONSENT#<kind>#<number>     a decision about a consent (users.adapters.consent_store)
    USER#<user id>    GROUP#<group id>            that they were put into a group (users.adapters.groups.store)
    USER#<user id>    BOUGHT#<order id>           what they paid for (users.adapters.groups.purchases)
    ORDER#<order id>  WAITING#<id>                an activity that came before the owner was known

All of a person is in one partition. The address book is one item, because its rules (at most 20, one default) are
about all addresses together, and a checkout shows them all: one read, one conditional write.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict, fields

from souk import clock
from souk.events import Event
from souk.storage.dynamo import Transaction, put_if, unchanged
from souk.storage.outbox import emit
from souk.storage.versioned import Stale
from users.adapters.records import AddressBookRecord, AddressItem, ProfileRecord
from users.domain.address import Address, AddressBook
from users.domain.closing import Closing
from users.domain.profile import BlockDecision, Profile

PROFILE = "PROFILE"
CLOSING = "CLOSING"
ADDRESSES = "ADDRESSES"
GROUP = "GROUP#"
BOUGHT = "BOUGHT"


def partition(user_id: str) -> str:
    return f"USER#{user_id}"


class DynamoProfiles:
    """The `Profiles` port."""

    def get(self, user_id: str) -> Profile | None:
        record = ProfileRecord.fetch(partition(user_id), PROFILE, consistent=True)
        return _profile(user_id, record) if record else None

    def several(self, user_ids: Collection[str]) -> dict[str, Profile]:
        found = ProfileRecord.batch_get([(partition(user_id), PROFILE) for user_id in dict.fromkeys(user_ids)])
        profiles = (_profile(record.pk.removeprefix(partition("")), record) for record in found)
        return {profile.id: profile for profile in profiles}

    def create(self, profile: Profile, event: Event) -> Profile:
        try:
            return self.save(profile, event)
        except Stale:
            held = self.get(profile.id)
            if held is None:
                raise
            return held

    def save(self, profile: Profile, *events: Event) -> Profile:
        record = _profile_record(profile)
        transaction = Transaction()
        transaction.put(record, unchanged(ProfileRecord.version, profile.version), label="profile")
        for event in events:
            emit(transaction, event, pk=record.pk)
        transaction.commit()
        return _profile(profile.id, record)

    def publish(self, event: Event) -> None:
        transaction = Transaction()
        emit(transaction, event, pk=partition(event.aggregate_id))
        transaction.commit()


class DynamoAddressBooks:
    """The `AddressBooks` port."""

    def book(self, user_id: str) -> AddressBook:
        record = AddressBookRecord.fetch(partition(user_id), ADDRESSES, consistent=True)
        return _book(user_id, record) if record else AddressBook(user_id)

    def save_book(self, book: AddressBook) -> AddressBook:
        record = AddressBookRecord(
            partition(book.user_id),
            ADDRESSES,
            addresses=[_address_item(address) for address in book.addresses],
            default_id=book.default_id or None,
            version=book.version + 1,
        )
        put_if(record, unchanged(AddressBookRecord.version, book.version))
        return _book(book.user_id, record)


def _profile(user_id: str, record: ProfileRecord) -> Profile:
    return Profile(
        id=user_id,
        email=record.email,
        name=record.name or "",
        created_at=record.created_at,
        locale=record.locale,
        version=int(record.version),
        closing=_closing(record),
        block=_block(record),
    )


def _profile_record(profile: Profile) -> ProfileRecord:
    """As it is to be stored, with the next version."""
    closing, block = profile.closing, profile.block
    return ProfileRecord(
        partition(profile.id),
        PROFILE,
        email=profile.email,
        name=profile.name or None,
        locale=profile.locale,
        created_at=profile.created_at,
        version=profile.version + 1,
        closes_at=closing.due_at if closing else None,
        erasure_asked_at=closing.asked_at if closing else None,
        erasure_answered_at=closing.answered_at if closing else None,
        blocked=block.blocked if block else None,
        block_reason=block.reason if block else None,
        block_decided_at=block.at if block else None,
        gsi1pk=CLOSING if closing else None,
        gsi1sk=f"{clock.isoformat(closing.next_at)}#{profile.id}" if closing else None,
    )


def _closing(record: ProfileRecord) -> Closing | None:
    if record.closes_at is None:
        return None
    return Closing(record.closes_at, record.erasure_asked_at, record.erasure_answered_at)


def _block(record: ProfileRecord) -> BlockDecision | None:
    if record.block_decided_at is None:
        return None
    return BlockDecision(bool(record.blocked), record.block_reason or "", record.block_decided_at)


def _book(user_id: str, record: AddressBookRecord) -> AddressBook:
    addresses = tuple(_address(item) for item in record.addresses)
    return AddressBook(user_id, addresses, record.default_id or "", int(record.version))


def _address(item: AddressItem) -> Address:
    return Address(**{member.name: getattr(item, member.name) or "" for member in fields(Address)})


def _address_item(address: Address) -> AddressItem:
    return AddressItem(**{name: text or None for name, text in asdict(address).items()})  # type: ignore[no-untyped-call]
