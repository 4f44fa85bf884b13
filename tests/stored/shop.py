"""The shop in memory with what a purchase does without: files on S3, and the logs service."""

from __future__ import annotations

import contextlib
import hashlib
import importlib
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from souk import clock
from tests.contract.template import resources
from tests.support import http
from tests.support.dynamo import environment
from tests.support.lambdas import LambdaContext
from tests.support.world.broker import Record, msk_event
from tests.support.world.wire import Answer
from tests.support.world.world import World

LOGS = "LogsTable"
TABLES = tuple(sorted(resources("AWS::DynamoDB::Table")))


@dataclass
class Shop(World):
    """`uploads` are the objects of all buckets, by key."""

    uploads: dict[str, bytes] = field(default_factory=dict)

    def __post_init__(self) -> None:
        super().__post_init__()
        for table in set(TABLES) - self.stream.keys():
            self.tables.create(table)
            self.stream[table] = []

    def take_lines(self, lines: Sequence[bytes]) -> None:
        """The logs service is handed lines of the topic `logging`."""
        records = [Record("logging", 0, offset, b"souk", line) for offset, line in enumerate(lines)]
        with self._logs("LogsConsumer") as module:
            module.handler(msk_event(records), LambdaContext())

    def ask(self, service: str, method: str, path: str, **options: Any) -> http.Response:
        """One HTTP request to any service."""
        if service != "logs":
            return self.request(service, method, path, **options)
        with self._logs("LogsApi") as module:
            return http.call(module.api, method, path, **options)

    def answer(self, service: str, operation: str, params: dict[str, Any]) -> Answer | None:
        if service == "s3":
            return self._filed(operation, params)
        return super().answer(service, operation, params)

    @contextlib.contextmanager
    def _logs(self, name: str) -> Iterator[Any]:
        handler = resources("AWS::Serverless::Function")[name]["Handler"]
        variables = {
            "SOUK_SERVICE": "logs",
            "TABLE_NAME": LOGS,
            "ARCHIVE_BUCKET": "archive",
            "LOGGED_SERVICES": "orders",
        }
        with self.steps.process(name), environment(**variables), clock.freeze(self.now):
            yield importlib.import_module(handler.rpartition(".")[0])

    def _filed(self, operation: str, params: dict[str, Any]) -> Answer:
        """S3 for files that are read and written in one piece."""
        key, body = params["Key"], params.get("Body", b"")
        if operation in ("PutObject", "UploadPart"):
            self.uploads[key] = body if isinstance(body, bytes) else body.read()
        if operation == "CreateMultipartUpload":
            return 200, {"UploadId": "upload-1"}
        if operation == "CompleteMultipartUpload":
            return 200, {}
        if key not in self.uploads:
            return 404, {"Error": {"Code": "404", "Message": "there is no such file"}}
        content = self.uploads[key]
        about = {"ETag": f'"{hashlib.sha256(content).hexdigest()[:32]}"', "ContentLength": len(content)}
        if operation == "GetObject":
            start = int(params["Range"].removeprefix("bytes=").partition("-")[0])
            about["Body"] = io.BytesIO(content[start:])
            about["ContentRange"] = f"bytes {start}-{len(content) - 1}/{len(content)}"
        return 200, about
