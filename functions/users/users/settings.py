"""The environment of the users functions."""

from __future__ import annotations

from souk.settings import Settings
from users.domain.consent_texts import ConsentKind


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
    def idle_consents(self) -> frozenset[ConsentKind]:
        """Kinds of letters that this shop does not write."""
        asks = self.optional("REVIEW_URL") and self.optional("REVIEW_DAYS", "0") != "0"
        written = {
            ConsentKind.ABANDONED_CART: self.optional("ABANDONED_CART_HOURS", "0") != "0",
            ConsentKind.REVIEW_REQUEST: bool(asks),
        }
        return frozenset(kind for kind, is_written in written.items() if not is_written)

    @property
    def exports_bucket(self) -> str:
        return self.required("EXPORTS_BUCKET")

    @property
    def shop_name(self) -> str:
        return self.required("SHOP_NAME")
