"""user.*: published by the users service, keyed by the user id."""

from __future__ import annotations

from souk.events.common import EventData


class UserChanged(EventData):
    """user.registered, user.confirmed, user.updated."""

    user_id: str
    email: str
    name: str = ""
    locale: str = "en"


class UserErased(EventData):
    """user.erased: personal data is gone; every service forgets what it holds of this user."""

    user_id: str
