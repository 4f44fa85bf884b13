"""The environment of the webhooks functions."""

from __future__ import annotations

from souk.settings import Settings


class WebhooksSettings(Settings):
    @property
    def sender_function(self) -> str:
        return self.required("SENDER_FUNCTION")

    @property
    def local(self) -> bool:
        """Whether this is the local cloud, whose endpoints may be on this machine and without TLS."""
        return self.stage == "local"
