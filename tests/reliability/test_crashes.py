"""A process is killed before or after any of the calls it makes; then the shop recovers by itself.

No order is lost, nobody is charged twice, and the stock is right. The steps are those the code takes: a new call in a
checkout is a new crash here, without anybody listing it.
"""

from __future__ import annotations

import random
from collections import Counter

import pytest

from souk.delivery.lane import TRIES
from tests.reliability.crashes import cases_of, problems
from tests.reliability.scenarios import BY_NAME, SCENARIOS, Scenario, prepare
from tests.reliability.seeds import REPEAT, SEED
from tests.support.world.world import new_world

pytestmark = pytest.mark.usefixtures("shop")
SHORT = 30


def test_a_crash_at_any_of_some_steps_is_recovered_from() -> None:
    """A selection by the seed, of scenarios and of the steps of each; `make reliability` takes them all."""
    luck = random.Random(SEED)
    chosen = [case for scenario in luck.sample(SCENARIOS, SHORT) for case in luck.sample(cases_of(scenario), 2)]
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


def test_a_document_comes_with_its_letter_whatever_is_killed_on_the_way() -> None:
    """The write with its number and its event, the press that keeps the PDF, and whoever waits for it."""
    on_the_way = ("TAKEN+DOCUMENTS+OUTBOX", "s3.PutObject documents/", "DocumentsPress GetPdf")
    cases = [case for case in cases_of(SCENARIOS[0]) if any(step in case.label for step in on_the_way)]
    assert {step for step in on_the_way for case in cases if step in case.label} == {*on_the_way}
    assert not {str(case): found for case in cases if (found := problems(case))}


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


def test_who_waits_is_written_to_once_of_another_day() -> None:
    world = new_world()
    prepare(world)
    BY_NAME["preordered-put-off"].play(world, retries=0)
    world.recover()
    subjects = [mail["Content"]["Simple"]["Subject"]["Data"] for mail in world.mails]
    [told] = [subject for subject in subjects if "New date" in subject]
    assert "30 June 2030" in told
