"""Starts senders: asynchronous invocations, one endpoint each."""

from __future__ import annotations

import json

from souk import context
from souk.cloud.aws import client
from webhooks.settings import WebhooksSettings


class LambdaSenders:
    """`ports.Senders` on Lambda."""

    def start(self, endpoint_id: str) -> None:
        payload = {"endpoint_id": endpoint_id, "correlation_id": context.correlation_id()}
        client("lambda").invoke(
            FunctionName=WebhooksSettings().sender_function,
            InvocationType="Event",
            Payload=json.dumps(payload).encode(),
        )
