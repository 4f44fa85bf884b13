"""Executions: a new account can give none away, and a larger one keeps some for what must not starve."""

from __future__ import annotations

import pytest

from tests.contract.aws.stack import stack

NEVER_STARVE = {
    "OrdersApi",
    "PaymentsApi",
    "PaymentsRpc",
    "ProductsRpc",
    "CartRpc",
    "UsersRpc",
    "OrdersRpc",
    "ShippingRpc",
    "OutboxRelay",
}
CAN_FLOOD = {"SearchApi", "LogForwarder", "ProductsImporter", "WebhooksSender"}


def reserved(**parameters: str | int) -> dict[str, int]:
    functions = stack("template.yaml", **parameters).of_kind("AWS::Serverless::Function")
    return {
        name: function["ReservedConcurrentExecutions"]
        for name, function in functions.items()
        if "ReservedConcurrentExecutions" in function
    }


@pytest.mark.parametrize("stage", ["dev", "staging", "prod"])
def test_nothing_is_reserved_unless_asked_for(stage: str) -> None:
    """A quota of ten is less than what must stay unreserved, so every reservation would be refused:
    https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html
    """
    assert reserved(Stage=stage) == {}


def test_what_must_not_starve_is_kept_free() -> None:
    assert reserved(ReservedConcurrency=50) == {**dict.fromkeys(NEVER_STARVE, 50), "SearchIndexer": 1}


def test_what_a_flood_can_fill_is_limited() -> None:
    assert reserved(CappedConcurrency=20) == dict.fromkeys(CAN_FLOOD, 20)


def test_a_checkout_calls_nothing_that_could_starve() -> None:
    """Every function that OrdersApi waits for."""
    variables = stack("template.yaml")["OrdersApi"]["Environment"]["Variables"]
    called = {value["Ref"] for name, value in variables.items() if name.endswith("_FUNCTION")}
    assert called
    assert called <= NEVER_STARVE


def test_the_local_index_has_one_writer() -> None:
    assert reserved(Stage="local") == {"SearchIndexer": 1}
