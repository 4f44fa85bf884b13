"""user.*, guest.*, customer_group.*: published by the users service, keyed by the user id, by a keyed hash of a guest's
address, or by the group's id."""

from __future__ import annotations

from souk.events.common import EventData


class UserChanged(EventData):
    """user.registered, user.updated. `blocked`: the staff have shut the person out."""

    user_id: str
    email: str
    name: str = ""
    locale: str = "en"
    blocked: bool = False


class AccountAlert(EventData):
    """user.password_changed, user.email_changed, user.session_reused: what the person is told, as it may have been
    somebody else. `email` is where to write: of a change of address, the one before. `locale` (BCP 47) is
    empty, here and in the others, in older events."""

    user_id: str
    email: str
    device: str = ""
    locale: str = ""


class AccountClosing(EventData):
    """user.closing: the person closes the account; until `closes_at` (RFC 3339) they may take it back."""

    user_id: str
    email: str
    closes_at: str
    locale: str = ""


class ConsentDecided(EventData):
    """user.consent_decided: of the kinds of consent that letters rest on. `number` counts the decisions of the kind,
    `version` names the words. The event is as old as the decision.
    """

    user_id: str
    kind: str
    number: int
    given: bool
    version: str
    email: str
    locale: str = ""


class CustomerGroupChanged(EventData):
    """customer_group.changed: a group of customers was made, changed or ended. `by_rule`: a rule says who is in it,
    beside those that the staff have put there; who that is changes without an event.
    """

    group_id: str
    name: str
    by_rule: bool = False
    ended: bool = False


class GroupMembershipChanged(EventData):
    """user.group_changed: the staff have put somebody into a group, or taken them out (`member` false), at `at`
    (RFC 3339). Of two of one person and group the later one holds.
    """

    user_id: str
    group_id: str
    member: bool
    at: str


class PersonErased(EventData):
    """user.erased: the person is to be forgotten. Told again every day until the orders service has answered
    (order.owner_erased), so doing it twice must be harmless."""

    user_id: str


class GuestAsked(EventData):
    """guest.asked: somebody says that they ordered with this address, and wants to be forgotten; the letter that goes
    there lets them prove it. `token` is empty when there is an account with the address, and no order without one."""

    email: str
    token: str
    has_account: bool


class GuestErased(EventData):
    """guest.erased: the guest of these orders is to be forgotten. Told again every day until each was answered with
    order.anonymised, so doing it twice must be harmless."""

    order_ids: list[str]


class GuestForgotten(EventData):
    """guest.forgotten: it is done, and the last letter to this address says so."""

    email: str


class ExportAsked(EventData):
    """user.export_asked: the person wants all that is held of them. Who keeps something under the person writes a part
    of the export (`souk.exports`); doing it twice must be harmless."""

    user_id: str
    export_id: str


class ExportReady(EventData):
    """user.export_ready: the archive can be fetched on the account's page until `until` (RFC 3339)."""

    user_id: str
    email: str
    until: str
    locale: str = ""


TYPES: dict[str, type[EventData]] = {
    "user.registered": UserChanged,
    "user.updated": UserChanged,
    "user.password_changed": AccountAlert,
    "user.email_changed": AccountAlert,
    "user.session_reused": AccountAlert,
    "user.closing": AccountClosing,
    "user.consent_decided": ConsentDecided,
    "user.group_changed": GroupMembershipChanged,
    "customer_group.changed": CustomerGroupChanged,
    "user.erased": PersonErased,
    "guest.asked": GuestAsked,
    "guest.erased": GuestErased,
    "guest.forgotten": GuestForgotten,
    "user.export_asked": ExportAsked,
    "user.export_ready": ExportReady,
}
