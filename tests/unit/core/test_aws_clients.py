"""Clients are botocore's own in all that they do: where they go, what they sign, what handles their calls."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from botocore import xform_name
from botocore.exceptions import DataNotFoundError
from botocore.handlers import BUILTIN_HANDLERS
from botocore.session import get_session

from scripts.aws_operations import OPERATIONS
from souk.cloud import aws
from tests.contract.template import ROOT


@pytest.fixture(autouse=True)
def fresh(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name in ("AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_S3"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "key")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    aws.reset()
    yield
    aws.reset()


@pytest.mark.parametrize("region", ["us-east-1", "us-west-2", "eu-west-1", "eu-central-1", "ap-southeast-2"])
@pytest.mark.parametrize("operation", ["put_object", "get_object"])
def test_a_signed_address_names_its_region_and_has_the_signature_that_new_buckets_take(
    region: str, operation: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_DEFAULT_REGION", region)
    address = urlsplit(aws.client("s3").generate_presigned_url(operation, Params={"Bucket": "bucket", "Key": "a.csv"}))
    asked = parse_qs(address.query)
    assert address.netloc == f"bucket.s3.{region}.amazonaws.com"
    assert asked["X-Amz-Algorithm"] == ["AWS4-HMAC-SHA256"]
    assert "Signature" not in asked


@pytest.mark.parametrize("region", ["us-east-1", "eu-central-1", "me-central-1", "cn-north-1", "us-gov-west-1"])
@pytest.mark.parametrize("service", ["cognito-idp", "dynamodb", "lambda", "s3", "sesv2", "ssm"])
def test_a_client_goes_where_botocores_own_would(service: str, region: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_DEFAULT_REGION", region)
    ours = aws.client(service)
    theirs: Any = get_session().create_client(service, config=ours.meta.config)
    assert ours.meta.endpoint_url == theirs.meta.endpoint_url
    assert ours.meta.partition == theirs.meta.partition
    for member in ("region_name", "signing_name"):
        assert getattr(ours._request_signer, member) == getattr(theirs._request_signer, member)


@pytest.mark.parametrize("service", ["cognito-idp", "dynamodb", "lambda", "s3", "sesv2", "ssm"])
def test_a_clients_calls_are_handled_as_botocores_own_would(service: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-central-1")
    for other in ("dynamodb", "s3"):  # what one client needs must neither reach nor miss the next
        aws.client(other)
    ours = aws.client(service)
    theirs: Any = get_session().create_client(service, config=ours.meta.config)
    kinds = {event.partition(".")[0] for event, *_ in BUILTIN_HANDLERS} - {"docs"}
    handled = 0
    for operation in ours.meta.service_model.operation_names:
        for kind in kinds:
            event = f"{kind}.{service}.{operation}"
            assert _handlers(ours, event) == _handlers(theirs, event), event
            handled += len(_handlers(ours, event))
    assert handled


@pytest.mark.parametrize(("service", "operations"), OPERATIONS.items())
def test_what_a_client_knows_of_an_operation_is_what_botocores_own_knows(
    service: str, operations: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-central-1")
    ours, theirs = aws.client(service).meta.service_model, get_session().get_service_model(service)
    assert ours.operation_names == operations
    assert (ours.metadata, ours.signing_name) == (theirs.metadata, theirs.signing_name)
    for name in operations:
        assert _operation(ours.operation_model(name)) == _operation(theirs.operation_model(name))


def _operation(model: Any) -> list[Any]:
    """All that a request is made of and an answer read by; shapes may hold themselves."""
    members = ("http", "static_context_parameters", "context_parameters", "operation_context_parameters", "auth_type")
    told: list[Any] = [getattr(model, name) for name in (*members, "http_checksum", "endpoint", "idempotent_members")]
    ahead, seen = [model.input_shape, model.output_shape, *model.error_shapes], set()
    while ahead:
        shape = ahead.pop()
        if shape is None or (shape.name, str(shape.serialization)) in seen:
            continue
        seen.add((shape.name, str(shape.serialization)))
        within = getattr(shape, "members", {})
        told.append((shape.name, shape.type_name, shape.serialization, shape.metadata, list(within)))
        ahead += [*within.values(), *(getattr(shape, name, None) for name in ("member", "key", "value"))]
    return told


def _handlers(client: Any, event: str) -> list[str]:
    """The names, in order; Powertools adds its name to the user agent of every session, whenever that is made."""
    found = client.meta.events._emitter._handlers.prefix_search(client.meta.events._alias_event_name(event))
    names = [getattr(handler, "__qualname__", type(handler).__qualname__) for handler in found]
    return [name for name in names if "powertools" not in name]


def test_credentials_of_the_environment_are_taken_as_they_are_now(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_SESSION_TOKEN", "token")
    found = aws.session().get_credentials().get_frozen_credentials()
    assert (found.access_key, found.secret_key, found.token) == ("key", "secret", "token")


def test_a_service_that_is_not_there_is_refused() -> None:
    with pytest.raises(DataNotFoundError):
        aws.session().create_client("no-such-service", region_name="eu-central-1")


def test_every_operation_that_is_called_is_described() -> None:
    """By its name, where no other thing would be called so: `query` and `invoke` are, `put_object` is not."""
    whole = {service: set(get_session().get_service_model(service).operation_names) for service in OPERATIONS}
    named = {xform_name(operation): operation for operations in whole.values() for operation in operations}
    sources = [*(ROOT / "functions").rglob("*.py"), *(ROOT / "layers/core/souk").rglob("*.py")]
    called = {name for path in sources for name in re.findall(r"\.([a-z]+_[a-z_0-9]+)\(", path.read_text())}
    described = {operation for operations in OPERATIONS.values() for operation in operations}
    assert len(called & named.keys()) >= 10
    assert {named[name] for name in called & named.keys()} <= described
