"""API keys: what they permit, for how long, and on whose roles they stand."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from souk import clock
from souk.errors import Forbidden, InvalidInput, NotFound
from souk.limits.limits import Limits
from souk.staff.api_key import presented
from souk.staff.changes import noted
from souk.staff.permissions import NOT_FOR_KEYS, PERMISSIONS, Permission, Role
from tests.support.limits import MemoryCounters
from tests.unit.users.fakes import MemoryApiKeys, MemoryRoles, MemoryStaff, MemoryUsers
from users.domain.api_keys import MOST_KEYS, ApiKey, KeyCannotRotate, TooManyKeys
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

    @property
    def key(self) -> ApiKey:
        """The only one."""
        [key] = self.keys.all()
        return key

    def rotate(self, overlap: timedelta) -> str:
        return self.making.rotate(self.key.id, overlap, self.key.version, frozenset(Permission), "root")[1]

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


def test_another_secret_of_a_key_opens_and_the_one_in_use_goes_on_for_its_overlap(shop: Shop) -> None:
    with clock.freeze(NOON):
        first = shop.make()
        assert shop.permitted(first) == READS
        second = shop.rotate(timedelta(days=1))
        assert (shop.permitted(first), shop.permitted(second)) == (READS, READS)
    with clock.freeze(NOON + timedelta(days=1)):
        assert (shop.permitted(first), shop.permitted(second)) == (frozenset(), READS)


def test_a_secret_that_got_out_ends_at_once_and_with_it_any_before(shop: Shop) -> None:
    first = shop.make()
    shop.permitted(first)
    second = shop.rotate(timedelta(days=1))
    third = shop.rotate(timedelta(0))
    assert [bool(shop.permitted(text)) for text in (first, second, third)] == [False, False, True]


def test_a_secret_whose_answer_was_lost_gives_way_to_the_next_and_the_one_in_use_goes_on(shop: Shop) -> None:
    first = shop.make()
    shop.permitted(first)
    lost = shop.rotate(timedelta(days=1))
    second = shop.rotate(timedelta(days=1))
    assert [bool(shop.permitted(text)) for text in (first, lost, second)] == [True, False, True]


def test_of_two_secrets_in_use_one_is_ended_before_there_is_a_third(shop: Shop) -> None:
    first = shop.make()
    shop.permitted(first)
    second = shop.rotate(timedelta(days=1))
    shop.permitted(second)
    with pytest.raises(KeyCannotRotate):
        shop.rotate(timedelta(days=1))
    shop.making.end_earlier(shop.key.id, shop.key.version, "root")
    third = shop.rotate(timedelta(days=1))
    assert [bool(shop.permitted(text)) for text in (first, second, third)] == [False, True, True]


def test_a_key_that_has_ended_gets_no_other_secret(shop: Shop) -> None:
    with clock.freeze(NOON):
        shop.make(ends_at=NOON + timedelta(hours=1))
        first = shop.rotate(timedelta(days=7))
    with clock.freeze(NOON + timedelta(hours=1)):
        assert shop.permitted(first) == frozenset()
        with pytest.raises(KeyCannotRotate):
            shop.rotate(timedelta(0))


def test_who_may_less_than_a_key_gets_no_secret_of_it(shop: Shop) -> None:
    shop.make()
    with pytest.raises(Forbidden):
        shop.making.rotate(shop.key.id, timedelta(0), 1, READS - {Permission.ORDERS_READ}, "another")


def test_what_is_changed_of_a_key_is_noted_without_its_secrets(shop: Shop) -> None:
    with clock.freeze(NOON), noted() as heard:
        first = shop.make()
        second = shop.rotate(timedelta(days=1))
    [_, change] = heard
    assert change.after == {"secret": 2, "earlier_until": (NOON + timedelta(days=1)).isoformat()}
    assert first not in repr(heard)
    assert second not in repr((heard, shop.keys.held))


def test_there_are_so_many_keys_and_no_more(shop: Shop) -> None:
    for _ in range(MOST_KEYS):
        shop.make()
    with pytest.raises(TooManyKeys):
        shop.make()
