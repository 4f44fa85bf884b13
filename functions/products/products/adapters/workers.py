"""Starts the importer and the exporter: asynchronous invocations, which Lambda itself repeats when they fail."""

from __future__ import annotations

import json

from souk import context
from souk.cloud.aws import client


class LambdaWorkers:
    """`products.usecases.ports.Workers` on Lambda: `function` works on the job that `name` names in its event."""

    def __init__(self, function: str, name: str) -> None:
        self._function = function
        self._name = name

    def start(self, job_id: str) -> None:
        payload = {self._name: job_id, "correlation_id": context.correlation_id()}
        client("lambda").invoke(
            FunctionName=self._function,
            InvocationType="Event",
            Payload=json.dumps(payload).encode(),
        )
