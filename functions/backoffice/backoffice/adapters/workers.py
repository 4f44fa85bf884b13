"""Starts the exporter: asynchronous invocations, which Lambda itself repeats when they fail."""

from __future__ import annotations

import json

from backoffice.settings import BackofficeSettings
from souk import context
from souk.cloud.aws import client


class LambdaWorkers:
    """`ports.ListWorkers` on Lambda."""

    def start(self, export_id: str) -> None:
        payload = {"export_id": export_id, "correlation_id": context.correlation_id()}
        client("lambda").invoke(
            FunctionName=BackofficeSettings().exporter_function,
            InvocationType="Event",
            Payload=json.dumps(payload).encode(),
        )
