"""API keys: what they permit, for how long, and on whose roles they stand."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from souk import clock
from souk.errors import InvalidInput, NotFound
from souk.limits.limits import Limits
from souk.staff.api_key import presented
from souk.staff.permissions import NOT_FOR_KEYS, PERMISSIONS, Permission, Role
from tests.support.limits import MemoryCounters
from tests.unit.users.fakes import MemoryApiKeys, MemoryRoles, MemoryStaff, MemoryUsers
from users.domain.api_keys import MOST_KEYS, TooManyKeys
from users.usecases.api_keys.checking import KeyChecking
from users.usecases.api_keys.making import KeyMaking

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
READS = frozenset({Permission.ORDERS_READ, Permission.PRODUCTS_WRITE})


class Shop:
    def __init__(self) -> None:
        self.keys, self.roles, self.staff = MemoryApiKeys(), MemoryRoles(), MemoryStaff()
        self.making = KeyMaking(self.keys, self.roles, self.staff)
        self.checking = KeyChecking(self.keys, self.roles, MemoryUsers(), Limits(MemoryCounters()))

    def make(self, permissions: frozenset[Permission] = READS, ends_at: datetime | None = None) -> str:
        return self.making.make("ERP", permissions, ends_at, "root")[1]

    def permitted(self, text: str) -> frozenset[Permission]:
        key = presented(text)
        assert key is not None
        return self.checking.permitted(key.id, key.digest)


@pytest.fixture
def shop() -> Shop:
    return Shop()


def test_a_key_permits_what_it_was_given(shop: Shop) -> None:
    text = shop.make()
    assert shop.permitted(text) == READS
    [listed] = shop.making.listed()
    assert (listed.key.name, listed.permits, listed.key.maker) == ("ERP", READS, "root")
    assert text not in repr(shop.keys.held)


def test_another_secret_opens_nothing(shop: Shop) -> None:
    key = presented(shop.make())
    assert key is not None
    assert shop.checking.permitted(key.id, b"0" * 32) == frozenset()
    assert shop.checking.permitted(key.id, b"") == frozenset()
    assert shop.checking.permitted("another", key.digest) == frozenset()


def test_who_loses_a_role_takes_its_rights_from_their_keys(shop: Shop) -> None:
    text = shop.make()
    shop.roles.write("root", frozenset({"merchandiser"}))
    assert shop.permitted(text) == {Permission.PRODUCTS_WRITE}
    assert [listed.permits for listed in shop.making.listed()] == [{Permission.PRODUCTS_WRITE}]
    shop.roles.write("root", frozenset())
    assert shop.permitted(text) == frozenset()


def test_a_key_ends_when_it_was_said_to(shop: Shop) -> None:
    with clock.freeze(NOON):
        text = shop.make(ends_at=NOON + timedelta(days=1))
        assert shop.permitted(text) == READS
    with clock.freeze(NOON + timedelta(days=1)):
        assert shop.permitted(text) == frozenset()
        assert [listed.permits for listed in shop.making.listed()] == [frozenset()]
        with pytest.raises(InvalidInput):
            shop.make(ends_at=NOON)


def test_a_revoked_key_is_gone(shop: Shop) -> None:
    text = shop.make()
    key = presented(text)
    assert key is not None
    shop.making.revoke(key.id, "root")
    assert shop.permitted(text) == frozenset()
    with pytest.raises(NotFound):
        shop.making.revoke(key.id, "root")


@pytest.mark.parametrize("never", sorted(NOT_FOR_KEYS))
def test_no_key_manages_staff_or_keys(shop: Shop, never: Permission) -> None:
    with pytest.raises(InvalidInput):
        shop.make(frozenset({never}))
    key = presented(shop.make())
    assert key is not None
    kept = shop.keys.held[key.id]
    assert never not in kept.permits(["admin"])


def test_nobody_gives_a_key_more_than_they_have(shop: Shop) -> None:
    shop.staff.groups["admin"], shop.staff.groups["finance"] = set(), {"root"}
    with pytest.raises(InvalidInput) as refused:
        shop.make(frozenset({Permission.PRODUCTS_WRITE, Permission.ORDERS_READ}))
    assert refused.value.detail["errors"][0]["field"] == "permissions"
    assert shop.permitted(shop.make(frozenset({Permission.ORDERS_READ}))) == {Permission.ORDERS_READ}
    assert Permission.ORDERS_READ in PERMISSIONS[Role.FINANCE]


def test_a_role_that_is_taken_while_a_key_is_made_does_not_come_back_by_it(shop: Shop) -> None:
    read = shop.staff.groups_of

    def taken_meanwhile(user_id: str) -> set[str]:
        groups = read(user_id)
        if "admin" in groups:
            shop.staff.remove(user_id, "admin")
            shop.roles.write(user_id, frozenset())
        return groups

    shop.staff.groups_of = taken_meanwhile  # type: ignore[method-assign]
    with pytest.raises(InvalidInput):
        shop.make()
    assert shop.roles.of("root").groups == frozenset()


def test_the_day_of_use_is_noted_once(shop: Shop) -> None:
    text = shop.make()
    for hours in (0, 1, 11, 12, 13):
        with clock.freeze(NOON + timedelta(hours=hours)):
            shop.permitted(text)
    assert [day.isoformat() for day in shop.keys.days] == ["2026-03-01", "2026-03-02"]


def test_there_are_so_many_keys_and_no_more(shop: Shop) -> None:
    for _ in range(MOST_KEYS):
        shop.make()
    with pytest.raises(TooManyKeys):
        shop.make()
