"""A service's table in moto, or in the DynamoDB that SOUK_TEST_DYNAMODB gives the address of."""

from __future__ import annotations

import contextlib
import json
import os
import threading
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

from moto import mock_aws
from moto.core.botocore_stubber import BotocoreStubber

from souk.cloud import aws, secrets
from souk.storage import dynamo
from souk_local.deployment import BANK_ACCOUNT
from tests.support import clients
from tests.support.table_shapes import definition

REGION = "eu-central-1"
_ENGINE = threading.RLock()


@contextlib.contextmanager
def environment(**variables: str) -> Iterator[None]:
    """Sets environment variables within the block."""
    before = {name: os.environ.get(name) for name in variables}
    os.environ.update(variables)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


@contextlib.contextmanager
def aws_account() -> Iterator[None]:
    """A moto account with nothing in it, and clients that point to it.

    With SOUK_TEST_DYNAMODB its tables are in that engine, which keeps what belongs to different access keys apart.
    """
    engine = os.environ.get("SOUK_TEST_DYNAMODB")
    credentials = {
        "AWS_ACCESS_KEY_ID": f"testing{uuid4().hex}" if engine else "testing",
        "AWS_SECRET_ACCESS_KEY": "testing",
        "AWS_DEFAULT_REGION": REGION,
        "AWS_REGION": REGION,
        **({f"AWS_ENDPOINT_URL_{service}": engine for service in ("DYNAMODB", "DYNAMODB_STREAMS")} if engine else {}),
    }
    # moto's own access key would be the same for every account.
    with environment(**credentials), mock_aws(config={"core": {"mock_credentials": False}}), _one_request_at_a_time():
        _forget_clients()
        yield
        if engine:
            _delete_tables()
    _forget_clients()


@contextlib.contextmanager
def _one_request_at_a_time() -> Iterator[None]:
    """Each request to moto is answered before the next is begun.

    moto looks at a condition and then writes, and a thread that gets in between passes the same condition: two of two
    conditional writes succeed, which DynamoDB rules out ("Condition expressions", DynamoDB developer guide).
    """
    process = BotocoreStubber.process_request

    def alone(stubber: BotocoreStubber, request: Any) -> Any:
        with _ENGINE:
            return process(stubber, request)

    setattr(BotocoreStubber, "process_request", alone)  # noqa: B010 (mypy takes methods for final)
    try:
        yield
    finally:
        setattr(BotocoreStubber, "process_request", process)  # noqa: B010


@contextlib.contextmanager
def table(name: str = "test", service: str = "test") -> Iterator[str]:
    """The table of a service in its own account, and the environment of a function that uses it."""
    variables = {
        "TABLE_NAME": name,
        "SOUK_SERVICE": service,
        "SOUK_STAGE": "test",
        "PUBLIC_URL": "http://localhost:8080",
        "CURRENCY": "EUR",
        "SHOP_NAME": "Souk",
        "PASSKEY_RELYING_PARTY": "shop.example",
        "BANK_ACCOUNT": BANK_ACCOUNT,
    }
    with aws_account(), environment(**variables):
        create_table(name, service)
        put_key_of_limits()
        yield name


@contextlib.contextmanager
def counted() -> Iterator[list[str]]:
    """The requests to the table within the block, by operation."""
    asked: list[str] = []
    events = dynamo.Record._get_connection().connection.client.meta.events

    def note(model: Any, **_: Any) -> None:
        asked.append(model.name)

    events.register("before-call.dynamodb", note)
    try:
        yield asked
    finally:
        events.unregister("before-call.dynamodb", note)


def put_key_of_limits() -> None:
    """What subjects of limits are hashed with, under the name of the stage "test"."""
    value = json.dumps({"key": "made up for tests"})
    clients.whole("ssm").put_parameter(Name="/souk/test/limits", Value=value, Type="SecureString", Overwrite=True)


def create_table(name: str, service: str = "test") -> None:
    """Makes the table that template.yaml gives this service; an ordinary one for none of its services."""
    clients.whole("dynamodb").create_table(TableName=name, **definition(f"{service.capitalize()}Table"))


def _delete_tables() -> None:
    """Gives the engine its memory back."""
    client = clients.whole("dynamodb")
    for page in client.get_paginator("list_tables").paginate():
        for name in page["TableNames"]:
            client.delete_table(TableName=name)


def _forget_clients() -> None:
    aws.reset()
    clients.reset()
    dynamo.reset()
    secrets.reset()
