"""The users table: groups of customers.

    CUSTOMER-GROUPS   GROUP#<group id>    a group
    USER#<user id>    GROUP#<group id>    that somebody was put into it; gsi1 GROUP#<group id> by the user id

A membership is in the person's partition: whoever prices their order finds group and membership in one request, and it
goes with them when they are forgotten.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from souk.errors import InvalidInput, NotFound
from souk.events import Event
from souk.storage import cursor as cursors
from souk.storage.dynamo import Transaction, TransactionRejected, unchanged
from souk.storage.outbox import emit
from users.adapters.groups.codec import dumped, loaded
from users.adapters.records import GroupMemberRecord, GroupRecord, ProfileRecord
from users.adapters.store import GROUP, PROFILE, partition
from users.domain.groups.group import CustomerGroup, Membership

GROUPS = "CUSTOMER-GROUPS"
_PERSON, _MEMBERSHIP = "person", "membership"
_GROUPS = GroupRecord.sk.startswith(GROUP)


class DynamoGroups:
    """The `GroupBook` port."""

    def all(self) -> list[CustomerGroup]:
        return [_group(record) for record in GroupRecord.query(GROUPS, _GROUPS, consistent_read=True)]

    def page(self, limit: int, cursor: str | None) -> tuple[list[CustomerGroup], str | None]:
        found = GroupRecord.query(GROUPS, _GROUPS, limit=limit, page_size=limit, last_evaluated_key=_start(cursor))
        groups = [_group(record) for record in found]
        key = found.last_evaluated_key
        return groups, cursors.encode({"sk": key["sk"]}) if key else None

    def get(self, group_id: str) -> CustomerGroup | None:
        record = GroupRecord.fetch(GROUPS, GROUP + group_id, consistent=True)
        return _group(record) if record else None

    def asked(self, user_id: str, group_ids: Collection[str]) -> tuple[list[CustomerGroup], frozenset[str]]:
        keys = [(pk, GROUP + each) for each in group_ids for pk in (GROUPS, partition(user_id))]
        # Of a membership the key says all there is to know here, so one model reads both.
        found = list(GroupRecord.batch_get(keys, consistent_read=True)) if keys else []
        groups = sorted((_group(each) for each in found if each.pk == GROUPS), key=lambda group: group.id)
        return groups, frozenset(each.sk.removeprefix(GROUP) for each in found if each.pk != GROUPS)

    def save(self, group: CustomerGroup, event: Event) -> CustomerGroup:
        record = GroupRecord(
            GROUPS,
            GROUP + group.id,
            name=group.name,
            rule=dumped(group.rule) if group.rule else None,
            made_at=group.made_at,
            ended_at=group.ended_at,
            version=group.version + 1,
        )
        transaction = Transaction()
        transaction.put(record, unchanged(GroupRecord.version, group.version))
        emit(transaction, event, pk=GROUPS)
        transaction.commit()
        return _group(record)

    def memberships(self, user_id: str) -> list[Membership]:
        found = GroupMemberRecord.query(
            partition(user_id), GroupMemberRecord.sk.startswith(GROUP), consistent_read=True
        )
        return [_membership(record) for record in found]

    def members(self, group_id: str, limit: int, cursor: str | None) -> tuple[list[Membership], str | None]:
        found = GroupMemberRecord.by_group.query(
            GROUP + group_id, limit=limit, page_size=limit, last_evaluated_key=cursors.decode(cursor)
        )
        members = [_membership(record) for record in found]
        return members, cursors.encode(found.last_evaluated_key)

    def join(self, membership: Membership, event: Event) -> bool:
        pk, group_id = partition(membership.user_id), membership.group_id
        record = GroupMemberRecord(
            pk,
            GROUP + group_id,
            group_id=group_id,
            since=membership.since,
            gsi1pk=GROUP + group_id,
            gsi1sk=membership.user_id,
        )
        transaction = Transaction()
        transaction.put(record, GroupMemberRecord.pk.does_not_exist(), label=_MEMBERSHIP)
        # Else one written while the person is being forgotten would stay.
        transaction.check(ProfileRecord, pk, PROFILE, ProfileRecord.pk.exists(), label=_PERSON)
        emit(transaction, event, pk=pk)
        try:
            transaction.commit()
        except TransactionRejected as rejected:
            if rejected.failed(_PERSON):
                raise NotFound("there is no such customer") from rejected
            return False
        return True

    def leave(self, group_id: str, user_id: str, event: Event) -> bool:
        pk = partition(user_id)
        transaction = Transaction()
        transaction.delete(GroupMemberRecord(pk, GROUP + group_id), GroupMemberRecord.pk.exists(), label=_MEMBERSHIP)
        emit(transaction, event, pk=pk)
        try:
            transaction.commit()
        except TransactionRejected:
            return False
        return True


def _start(text: str | None) -> dict[str, Any] | None:
    """The cursor holds the sort key alone."""
    key = cursors.decode(text)
    if key is None:
        return None
    sort_key = key.get("sk", {}).get("S")
    if not isinstance(sort_key, str) or not sort_key.startswith(GROUP):
        raise InvalidInput("the cursor is not one this list gave; start again without it")
    return {"pk": {"S": GROUPS}, "sk": {"S": sort_key}}


def _group(record: GroupRecord) -> CustomerGroup:
    return CustomerGroup(
        id=record.sk.removeprefix(GROUP),
        name=record.name,
        made_at=record.made_at,
        rule=loaded(record.rule) if record.rule else None,
        ended_at=record.ended_at,
        version=int(record.version),
    )


def _membership(record: GroupMemberRecord) -> Membership:
    return Membership(record.sk.removeprefix(GROUP), record.pk.removeprefix(partition("")), record.since)
