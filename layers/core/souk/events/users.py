"""user.*: published by the users service, keyed by the user id."""

from __future__ import annotations

from souk.events.common import EventData


class UserChanged(EventData):
    """user.registered, user.updated."""

    user_id: str
    email: str
    name: str = ""
    locale: str = "en"


class AccountAlert(EventData):
    """user.password_changed, user.email_changed, user.session_reused: what the person is told, as it may have been
    somebody else. `email` is where to write: of a change of address, the one before."""

    user_id: str
    email: str
    device: str = ""


class AccountClosing(EventData):
    """user.closing: the person closes the account; until `closes_at` (RFC 3339) they may take it back."""

    user_id: str
    email: str
    closes_at: str


class PersonErased(EventData):
    """user.erased: the person is to be forgotten. Told again every day until the orders service has answered
    (order.owner_erased), so doing it twice must be harmless."""

    user_id: str


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


TYPES: dict[str, type[EventData]] = {
    "user.registered": UserChanged,
    "user.updated": UserChanged,
    "user.password_changed": AccountAlert,
    "user.email_changed": AccountAlert,
    "user.session_reused": AccountAlert,
    "user.closing": AccountClosing,
    "user.erased": PersonErased,
    "user.export_asked": ExportAsked,
    "user.export_ready": ExportReady,
}
FOR_OTHERS = {
    "user.updated": "who copied a person from user.registered (a CRM, a mailing list) must learn of a new name"
}
