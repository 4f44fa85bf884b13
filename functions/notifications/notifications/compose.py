"""Puts the service together, once per process."""

from __future__ import annotations

from functools import cache

from notifications.adapters.post import SesPost
from notifications.adapters.store import ClaimStore, ContactStore
from notifications.domain.letter import Shop
from notifications.usecases.notifications import Notifications
from souk.settings import Settings


class NotificationsSettings(Settings):
    @property
    def sender_email(self) -> str:
        """The address letters come from: an identity SES has verified."""
        return self.required("SENDER_EMAIL")


@cache
def notifications() -> Notifications:
    settings = NotificationsSettings()
    shop = Shop(settings.shop_name, settings.public_url)
    return Notifications(SesPost(settings.sender_email, shop), ClaimStore(), ContactStore(), shop)


def reset() -> None:
    """Forgets what was built. For tests, which swap the environment."""
    notifications.cache_clear()
