"""The documents service as its tests use it."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import Any

from documents import compose
from documents.adapters.store import FileStore
from documents.domain.document import IssuedDocument
from documents.doors.api import api
from documents.doors.consumers import consumer
from documents.doors.rpc import handler
from souk.events import Event
from tests.support import clients
from tests.support.http import Response, call
from tests.support.kafka import batch
from tests.support.lambdas import LambdaContext


class Shop:
    """`printed` counts what the press was asked for."""

    def __init__(self) -> None:
        self.printed = 0

    def parts(self) -> compose.Parts:
        return dataclasses.replace(compose.real(), press=lambda: self)

    def print(self, order_id: str, name: str) -> None:
        self.printed += 1
        handler({"order_id": order_id, "name": name}, LambdaContext())

    def hear(self, *events: Event) -> None:
        assert batch(consumer, events) == {"set_aside": 0}

    def documents(self, order_id: str = "order-1") -> tuple[IssuedDocument, ...]:
        return FileStore().find(order_id).documents

    def numbers(self, order_id: str = "order-1") -> list[str]:
        return [document.number for document in self.documents(order_id)]

    def staff(self, path: str, **more: Any) -> Response:
        return call(api, "GET", path, user="sam", groups=["support"], **more)

    def enter(self, path: str, body: Any, groups: Sequence[str] = ("finance",)) -> Response:
        return call(api, "PUT", path, body=body, user="fay", groups=[*groups])

    def member(self, path: str, user: str = "ada") -> Response:
        return call(api, "GET", path, user=user)

    def guest(self, path: str, key: str) -> Response:
        return call(api, "GET", path, headers={"X-Order-Key": key})

    def pdf(self, order_id: str, number: str) -> bytes:
        return self.kept(f"documents/{order_id}/{number}.pdf")

    def kept(self, name: str) -> bytes:
        found = clients.whole("s3").get_object(Bucket="documents", Key=name)
        body: bytes = found["Body"].read()
        return body
