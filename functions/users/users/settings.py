"""The environment of the users functions."""

from __future__ import annotations

from souk.settings import Settings


class UsersSettings(Settings):
    @property
    def user_pool_id(self) -> str:
        return self.required("USER_POOL_ID")

    @property
    def user_pool_client_id(self) -> str:
        return self.required("USER_POOL_CLIENT_ID")
