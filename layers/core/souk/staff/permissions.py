"""What staff may do: the roles, and the permissions of each in one table.

A role is a group of the user pool (template.yaml) and a person may have several; what they may is the sum. Every route
for staff names the one permission it needs (`souk.http.Route.needs`), and docs/security.md shows the whole of it.
Least privilege, as in Saleor's permission groups and Shopify's staff permissions: a role has what its work takes, money
goes back through finance alone, and only an admin has everything (record 32).
"""

from __future__ import annotations

import enum
from collections.abc import Iterable, Mapping
from types import MappingProxyType


class Permission(enum.StrEnum):
    """What can be permitted: the things, and what is done to them."""

    ORDERS_READ = "orders.read"
    ORDERS_CANCEL = "orders.cancel"
    ORDERS_WRITE = "orders.write"
    ORDERS_EXPORT = "orders.export"
    PAYMENTS_READ = "payments.read"
    PAYMENTS_REFUND = "payments.refund"
    PAYMENTS_CAPTURE = "payments.capture"
    PAYMENTS_VOID = "payments.void"
    PAYMENTS_MARK_RECEIVED = "payments.mark_received"
    PAYMENTS_DISPUTE = "payments.dispute"
    SHIPMENTS_READ = "shipments.read"
    SHIPMENTS_WRITE = "shipments.write"
    RETURNS_WRITE = "returns.write"
    PRODUCTS_READ = "products.read"
    PRODUCTS_WRITE = "products.write"
    PRODUCTS_IMPORT = "products.import"
    PRODUCTS_EXPORT = "products.export"
    STOCK_READ = "stock.read"
    STOCK_WRITE = "stock.write"
    CUSTOMERS_READ = "customers.read"
    CUSTOMERS_WRITE = "customers.write"
    CUSTOMERS_EXPORT = "customers.export"
    CUSTOMERS_ERASE = "customers.erase"
    REPORTS_READ = "reports.read"
    STAFF_MANAGE = "staff.manage"
    INTEGRATIONS_MANAGE = "integrations.manage"
    WEBHOOKS_READ = "webhooks.read"
    CONTENT_READ = "content.read"
    CONTENT_WRITE = "content.write"
    RATES_READ = "rates.read"
    RATES_WRITE = "rates.write"
    LOGS_READ = "logs.read"
    EVENTS_RETRY = "events.retry"
    AUDIT_READ = "audit.read"


# What shows personal data: reading with it is recorded as that (`souk.http.recording`).
ABOUT_PEOPLE = frozenset(
    {
        Permission.ORDERS_READ,
        Permission.ORDERS_EXPORT,
        Permission.PAYMENTS_READ,
        Permission.SHIPMENTS_READ,
        Permission.CUSTOMERS_READ,
        Permission.CUSTOMERS_EXPORT,
        Permission.WEBHOOKS_READ,
        Permission.STAFF_MANAGE,
        Permission.AUDIT_READ,
    }
)


# What no API key permits, whoever made it: none lets anybody in, and none makes another.
NOT_FOR_KEYS = frozenset({Permission.STAFF_MANAGE, Permission.INTEGRATIONS_MANAGE})


class Role(enum.StrEnum):
    """Whose work somebody does. Everybody who is signed in is a shopper; the others are groups of the user pool."""

    SHOPPER = "shopper"
    SUPPORT = "support"
    MERCHANDISER = "merchandiser"
    FULFILMENT = "fulfilment"
    FINANCE = "finance"
    ADMIN = "admin"


STAFF_ROLES = tuple(role for role in Role if role is not Role.SHOPPER)
# Support calls orders off before they are shipped, which gives back all that was paid and no other amount. Who decides
# on a return sends back what its goods cost, and no other amount either.
PERMISSIONS: Mapping[Role, frozenset[Permission]] = MappingProxyType(
    {
        Role.SHOPPER: frozenset(),
        Role.SUPPORT: frozenset(
            {
                Permission.ORDERS_READ,
                Permission.ORDERS_CANCEL,
                Permission.ORDERS_WRITE,
                Permission.PAYMENTS_READ,
                Permission.SHIPMENTS_READ,
                Permission.RETURNS_WRITE,
                Permission.PRODUCTS_READ,
                Permission.STOCK_READ,
                Permission.CUSTOMERS_READ,
                Permission.CUSTOMERS_WRITE,
                Permission.REPORTS_READ,
                Permission.CONTENT_READ,
                Permission.RATES_READ,
                Permission.CUSTOMERS_EXPORT,
            }
        ),
        Role.MERCHANDISER: frozenset(
            {
                Permission.PRODUCTS_READ,
                Permission.PRODUCTS_WRITE,
                Permission.PRODUCTS_IMPORT,
                Permission.PRODUCTS_EXPORT,
                Permission.STOCK_READ,
                Permission.STOCK_WRITE,
                Permission.REPORTS_READ,
                Permission.CONTENT_READ,
                Permission.CONTENT_WRITE,
                Permission.RATES_READ,
                Permission.RATES_WRITE,
            }
        ),
        Role.FULFILMENT: frozenset(
            {
                Permission.ORDERS_READ,
                Permission.ORDERS_WRITE,
                Permission.SHIPMENTS_READ,
                Permission.SHIPMENTS_WRITE,
                Permission.RETURNS_WRITE,
                Permission.PRODUCTS_READ,
                Permission.STOCK_READ,
                Permission.STOCK_WRITE,
                Permission.REPORTS_READ,
            }
        ),
        Role.FINANCE: frozenset(
            {
                Permission.ORDERS_READ,
                Permission.ORDERS_WRITE,
                Permission.ORDERS_EXPORT,
                Permission.PAYMENTS_READ,
                Permission.PAYMENTS_REFUND,
                Permission.PAYMENTS_CAPTURE,
                Permission.PAYMENTS_VOID,
                Permission.PAYMENTS_MARK_RECEIVED,
                Permission.PAYMENTS_DISPUTE,
                Permission.SHIPMENTS_READ,
                Permission.CUSTOMERS_READ,
                Permission.REPORTS_READ,
                Permission.RATES_READ,
                Permission.RATES_WRITE,
            }
        ),
        Role.ADMIN: frozenset(Permission),
    }
)
# The one group of staff there was before there were roles: its people see, and ask an admin for the role they need.
FORMER_GROUPS: Mapping[str, Role] = MappingProxyType({"staff": Role.SUPPORT})
_NAMES = frozenset(permission.value for permission in Permission)
_BY_GROUP: Mapping[str, Role] = {**{role.value: role for role in STAFF_ROLES}, **FORMER_GROUPS}


def roles_of(groups: Iterable[str]) -> frozenset[Role]:
    """The roles of somebody who is signed in. Groups that are no role count for nothing."""
    return frozenset({Role.SHOPPER, *(_BY_GROUP[group] for group in groups if group in _BY_GROUP)})


def permissions_of(groups: Iterable[str]) -> frozenset[Permission]:
    """All that the roles of these groups permit."""
    return frozenset().union(*(PERMISSIONS[role] for role in roles_of(groups)))


def permissions_named(names: Iterable[str]) -> frozenset[Permission]:
    """Those of the names that are permissions here: another version of the shop may know more."""
    return frozenset(Permission(name) for name in names if name in _NAMES)


def is_staff(groups: Iterable[str]) -> bool:
    """Whether these groups permit anything beyond one's own. Who is staff needs a second factor, always."""
    return bool(permissions_of(groups))
