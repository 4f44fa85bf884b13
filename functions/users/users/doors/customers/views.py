"""Customers as the routes for staff show them."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from souk.http import Page, View
from users.domain.profile import BlockDecision, Profile
from users.doors.consents.views import ConsentView
from users.doors.views import ActivityView, AddressView

if TYPE_CHECKING:
    from users.usecases.customers.lookup import CustomerAccount


class CustomerStatus(StrEnum):
    """`closing` can be taken back by the person, `erasing` cannot. Who is blocked and closing is `closing`."""

    ACTIVE = "active"
    BLOCKED = "blocked"
    CLOSING = "closing"
    ERASING = "erasing"


class BlockView(View):
    """The last decision: `blocked` or let in again, why, and when."""

    blocked: bool
    reason: str
    at: datetime

    @classmethod
    def of(cls, decision: BlockDecision) -> BlockView:
        return cls(blocked=decision.blocked, reason=decision.reason, at=decision.at)


class CustomerCard(View):
    """A customer in a list. `created_at` is when they registered, `closes_at` until when a closing account can be taken
    back."""

    id: str
    email: str
    name: str
    locale: str
    status: CustomerStatus
    created_at: datetime
    closes_at: datetime | None
    block: BlockView | None

    @classmethod
    def of(cls, profile: Profile) -> CustomerCard:
        return cls(**_members(profile))


class CustomerView(CustomerCard):
    """`sessions` is how many go on. `second_factor`: an authenticator app, or a session that began with a passkey."""

    version: int
    second_factor: bool
    sessions: int
    addresses: list[AddressView]

    @classmethod
    def shown(cls, customer: CustomerAccount) -> CustomerView:
        profile, book = customer.profile, customer.book
        return cls(
            **_members(profile),
            version=profile.version,
            second_factor=customer.second_factor,
            sessions=customer.sessions,
            addresses=[AddressView.of(book, address) for address in book.addresses],
        )


class CustomerActivityPage(Page[ActivityView]):
    """`agreed` is whether the person consents to their activity being kept; without it nothing is shown."""

    agreed: bool


class CustomerConsentsView(View):
    """All kinds of consent, each with its latest decisions and the version of the words they were about."""

    items: list[ConsentView]


def _members(profile: Profile) -> dict[str, Any]:
    return {
        "id": profile.id,
        "email": profile.email,
        "name": profile.name,
        "locale": profile.locale,
        "status": _status(profile),
        "created_at": profile.created_at,
        "closes_at": profile.closing.due_at if profile.closing else None,
        "block": BlockView.of(profile.block) if profile.block else None,
    }


def _status(profile: Profile) -> CustomerStatus:
    if profile.closing:
        return CustomerStatus.ERASING if profile.closing.is_final else CustomerStatus.CLOSING
    return CustomerStatus.BLOCKED if profile.is_blocked else CustomerStatus.ACTIVE
