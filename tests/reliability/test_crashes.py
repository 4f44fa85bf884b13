"""A process is killed before or after any of the calls it makes; then the shop recovers by itself.

No order is lost, nobody is charged twice, and the stock is right. The steps are those the code takes: a new call in a
checkout is a new crash here, without anybody listing it.
"""

from __future__ import annotations

import random
from collections import Counter

import pytest

from souk.delivery.lane import TRIES
from tests.reliability.crashes import all_cases, cases_of, problems
from tests.reliability.scenarios import BY_NAME, SCENARIOS, Scenario
from tests.reliability.seeds import REPEAT, SEED

pytestmark = pytest.mark.usefixtures("shop")
SHORT = 80


def test_a_crash_at_any_of_some_steps_is_recovered_from() -> None:
    """A selection by the seed; `make reliability` takes them all."""
    chosen = random.Random(SEED).sample(all_cases(), SHORT)
    wrong = {str(case): found for case in chosen if (found := problems(case))}
    assert not wrong, f"{REPEAT}: {wrong}"


@pytest.mark.reliability_long
@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.name)
def test_a_crash_at_every_step_is_recovered_from(scenario: Scenario) -> None:
    cases = cases_of(scenario)
    wrong = {str(case): found for case in cases if (found := problems(case))}
    print(f"\n{scenario.name}: {len(cases)} crashes, {len(wrong)} not recovered from")
    assert not wrong


def test_the_steps_are_found_in_every_service_and_at_every_partner() -> None:
    labels = Counter(case.label.partition(":")[0] for case in cases_of(SCENARIOS[0]))
    assert {"CartApi", "OrdersApi", "ProductsRpc", "PaymentsRpc", "PaymentsApi", "ShippingApi", "OutboxRelay"} <= set(
        labels
    )
    assert {"OrdersConsumer", "ProductsConsumer", "ShippingConsumer", "CartConsumer"} <= set(labels)
    partners = {case.label.partition(": ")[2].split()[0] for case in cases_of(SCENARIOS[0])}
    assert {
        "provider",
        "carrier",
        "kafka",
        "lambda.Invoke",
        "dynamodb.TransactWriteItems",
        "sesv2.SendEmail",
    } <= partners


@pytest.mark.parametrize(
    ("name", "consumer"),
    [
        ("post-away", "NotificationsConsumer"),
        ("cancelled-shipping-broken", "ShippingConsumer"),
        ("refunded-before-sold", "ProductsConsumer"),
    ],
)
def test_every_step_of_setting_aside_and_trying_again_is_crashed_at(name: str, consumer: str) -> None:
    """Attempts are marked, what fails is set aside, a retry is claimed and fails, a later one works and ends it."""
    played = Counter(case.label.partition(": ")[2] for case in cases_of(BY_NAME[name]) if consumer in case.label)
    mark, claim, done = "dynamodb.UpdateItem MARK", "dynamodb.UpdateItem WAITING", "dynamodb.DeleteItem "
    assert played[mark] >= 2 * TRIES
    assert any(label.startswith("dynamodb.TransactWriteItems WAITING") for label in played), played
    assert played[claim] >= 4, "before and after, of one that fails and one that works"
    assert any(label.startswith(done) for label in played), played
