"""botocore's session, without what is for services that nobody here asks.

Half of making a client was that: some hundred handlers of other services, copied for each client, and three fetchers
with TLS contexts of their own for credentials that Lambda puts into the environment.
"""

from __future__ import annotations

import os
from typing import Any

from botocore import handlers
from botocore.credentials import CredentialResolver, EnvProvider
from botocore.session import Session as BotocoreSession

from souk.cloud.botocore_data import OPERATIONS, SmallLoader


class SharedSession(BotocoreSession):
    """Clients get botocore's handlers for their own service and for all, as they would from its own session."""

    def __init__(self) -> None:
        super().__init__(include_builtin_handlers=False)
        self._handled: set[str] = set()
        self.register_component("data_loader", SmallLoader([str(OPERATIONS)]))
        if os.environ.get("AWS_ACCESS_KEY_ID"):  # not with SnapStart, which gives them in another way
            self.register_component("credential_provider", CredentialResolver([EnvProvider()]))

    def create_client(self, service_name: str, *args: Any, **options: Any) -> Any:
        """As botocore's. Raises botocore.exceptions.DataNotFoundError for a service that is not there."""
        for service in ("", service_name):
            if service not in self._handled:
                self._handled.add(service)
                self._handle(service)
        return super().create_client(service_name, *args, **options)

    def _handle(self, service: str) -> None:
        """Registers what `botocore.handlers` has for a service, or, for "", for all of them."""
        events = self.get_component("event_emitter")
        ways = {handlers.REGISTER_FIRST: events.register_first, handlers.REGISTER_LAST: events.register_last}
        for name, handler, *way in handlers.BUILTIN_HANDLERS:
            if name.startswith("docs.") or _service_of(name) != service:
                continue
            ways.get(way[0] if way else None, events.register)(name, handler)


def _service_of(event: str) -> str:
    """Events are "what", "what.service" or "what.service.operation"."""
    return (*event.split("."), "")[1]
