"""Asks the press for a PDF, and waits for it: half a second, some more when it was asleep."""

from __future__ import annotations

import json

from documents.settings import DocumentsSettings
from souk import context
from souk.cloud.aws import client
from souk.errors import Unavailable


class LambdaPress:
    """`ports.Press` on Lambda."""

    def print(self, order_id: str, name: str) -> None:
        payload = {"order_id": order_id, "name": name, "correlation_id": context.correlation_id()}
        answer = client("lambda").invoke(
            FunctionName=DocumentsSettings().press_function,
            InvocationType="RequestResponse",
            Payload=json.dumps(payload).encode(),
        )
        if "FunctionError" in answer:
            raise Unavailable("the document cannot be made right now; please try again in a moment")
