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

    @property
    def relying_party(self) -> str:
        """The site's host name, which passkeys are bound to: the user pool's WebAuthnRelyingPartyID."""
        return self.required("PASSKEY_RELYING_PARTY")

    @property
    def exports_bucket(self) -> str:
        return self.required("EXPORTS_BUCKET")

    @property
    def shop_name(self) -> str:
        return self.required("SHOP_NAME")
