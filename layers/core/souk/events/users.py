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


TYPES: dict[str, type[EventData]] = {
    "user.registered": UserChanged,
    "user.updated": UserChanged,
    "user.password_changed": AccountAlert,
    "user.email_changed": AccountAlert,
    "user.session_reused": AccountAlert,
}
FOR_OTHERS = {
    "user.updated": "who copied a person from user.registered (a CRM, a mailing list) must learn of a new name"
}
