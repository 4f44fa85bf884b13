"""user.*: published by the users service, keyed by the user id."""

from __future__ import annotations

from souk.events.common import EventData


class UserChanged(EventData):
    """user.registered, user.updated."""

    user_id: str
    email: str
    name: str = ""
    locale: str = "en"


TYPES: dict[str, type[EventData]] = {"user.registered": UserChanged, "user.updated": UserChanged}
FOR_OTHERS = {
    "user.updated": "who copied a person from user.registered (a CRM, a mailing list) must learn of a new name"
}
