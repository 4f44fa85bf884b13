from __future__ import annotations

import pytest

from souk.staff.permissions import PERMISSIONS, Permission, Role, is_staff, permissions_of, roles_of

MONEY = {
    Permission.PAYMENTS_REFUND,
    Permission.PAYMENTS_CAPTURE,
    Permission.PAYMENTS_VOID,
    Permission.PAYMENTS_MARK_RECEIVED,
}


def test_every_role_has_its_permissions_and_every_permission_a_role_besides_admin_or_is_admins_alone() -> None:
    assert set(PERMISSIONS) == set(Role)
    held = set().union(*(held for role, held in PERMISSIONS.items() if role is not Role.ADMIN))
    assert set(Permission) - held == {
        Permission.CUSTOMERS_ERASE,
        Permission.STAFF_MANAGE,
        Permission.INTEGRATIONS_MANAGE,
        Permission.WEBHOOKS_READ,
        Permission.LOGS_READ,
        Permission.EVENTS_RETRY,
        Permission.AUDIT_READ,
    }
    assert PERMISSIONS[Role.ADMIN] == set(Permission)


def test_money_is_moved_by_finance_and_admins_alone() -> None:
    assert {role for role, held in PERMISSIONS.items() if held & MONEY} == {Role.FINANCE, Role.ADMIN}


def test_whoever_is_in_several_groups_may_what_any_of_them_may() -> None:
    both = permissions_of(["support", "merchandiser"])
    assert both == PERMISSIONS[Role.SUPPORT] | PERMISSIONS[Role.MERCHANDISER]


@pytest.mark.parametrize("groups", [[], ["shopper"], ["shoppers", "Admin", ""]])
def test_a_group_that_is_no_role_permits_nothing(groups: list[str]) -> None:
    assert roles_of(groups) == {Role.SHOPPER}
    assert permissions_of(groups) == frozenset()
    assert not is_staff(groups)


def test_the_former_group_of_staff_is_support() -> None:
    assert roles_of(["staff"]) == {Role.SHOPPER, Role.SUPPORT}
    assert is_staff(["staff"])
