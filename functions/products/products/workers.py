"""Starts the importer: an asynchronous invocation, which Lambda itself repeats when it fails."""

from __future__ import annotations

import json

from products.settings import ProductsSettings
from souk import context
from souk.aws import client


class LambdaWorkers:
    """`products.ports.Workers` on Lambda."""

    def start(self, import_id: str) -> None:
        payload = {"import_id": import_id, "correlation_id": context.correlation_id()}
        client("lambda").invoke(
            FunctionName=ProductsSettings().importer_function,
            InvocationType="Event",
            Payload=json.dumps(payload).encode(),
        )
