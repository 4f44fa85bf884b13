"""What people must look at reaches them: each such metric has an alarm, each alarm a metric that exists and a page."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from souk.telemetry import NAMESPACE, count
from tests.contract.aws.stack import Stack, altered, stack
from tests.contract.template import ROOT, document

OBSERVABILITY = document("infra/observability.yaml")
DIMENSION, EVERY = "service", "any service"
# Nobody is helped by these until a person looks.
MUST_LOOK = {
    ("AuditChainsBroken", "audit"),
    ("CancelledInTransit", "shipping"),
    ("CarrierSilent", "shipping"),
    ("DisputesLost", "payments"),
    ("DisputesOpened", "payments"),
    ("ErasuresOverdue", "users"),
    ("ExportsIncomplete", "users"),
    ("FraudWarnings", "payments"),
    ("EventsParked", EVERY),
    ("EventsSetAside", EVERY),
    ("EventsWaiting", EVERY),
    ("InvoicesWaiting", "documents"),
    ("OrdersShort", "orders"),
    ("OrdersStuck", "orders"),
    ("PaymentsMisconfigured", "payments"),
    ("PaymentsMismatched", "payments"),
    ("PaymentsUnreadable", "payments"),
    ("StockBelowHeld", "products"),
    ("WebhookEndpointsOff", "webhooks"),
    ("WebhooksForged", "payments"),
    ("WebhooksForged", "shipping"),
    ("WebhooksMissed", "payments"),
    ("WebhooksNotUnderstood", "payments"),
    ("WebhooksNotUnderstood", "shipping"),
}
# What heals by itself, is a figure of the business, or is told by another alarm. A new metric is decided about here.
ORDINARY = {
    "ExportsReady",
    "FilesDownloaded",
    "OrdersSplit",
    "CodesMade",
    "GiftCardsHeld",
    # Delivery costs what the table says meanwhile, which the shopper sees before they order.
    *("CarrierOffersAsked", "CarrierOffersNone", "CarrierOffersUnanswered", "CarrierLeftAlone"),
    # Tax is charged as of a consumer, which the shopper is told.
    *("VatNumbersConfirmed", "VatNumbersUnconfirmed", "VatNumbersUnknown", "ViesLeftAlone", "ViesCircuitsOpened"),
    *(
        "BookingsPostponed",
        "CancellationsPostponed",
        "CancellationsRefused",
        *("CancellationsRequested", "LinesCancelled", "OrdersEdited", "TakeoutsAsked"),
        "CapturesAfterEnd",
    ),
    # Staff find a return whose refund failed in a list of theirs, and the error that comes with it alerts.
    *("ParcelsGivenUp", "ParcelsSentAgain", "ReturnRefundsFailed", "ReturnsRequested"),
    *("WithdrawalsDeclared", "WithdrawalsStated"),
    "AuditEntriesRefused",  # the answers are 503
    *("LettersBounced", "LettersComplained"),  # SES counts them, too, and alerts before it would pause the account
    "ReadersUnsubscribed",
    "LetterWordsUnusable",  # the letter went without them, and the error that comes with it alerts
    *("CheckoutsStopped", "CircuitRefusals", "CircuitsOpened", "Errors", "EventsFailed", "EventsRelayed"),
    *("GiftCardsIssued", "GiftCardsSold"),
    *("HotSkusSpread", "LettersRejected", "LettersSent", "LinesNotShipped", "LinesUnreadable", "ListingsIndexed"),
    *("LettersAskedAgain", "OrderLinksAsked", "OrderLinksUsed", "OrdersAnonymised", "PeopleErased"),
    *(
        "ExchangesOrdered",
        "ExchangesRefused",
        "OrdersAskedAfter",
        "OrdersCancelled",
        "OrdersExpired",
        "OrdersPlaced",
        "OrdersShortSettled",
        "SupplementsOrdered",
        "SupplementsRefused",
    ),
    # The errors that come with LimitsDown and ChallengeDown alert; suspicious orders are in a list of the staff's.
    *("ChallengeDown", "ChallengesAsked"),
    *("LettersKeptBack", "LimitsDown", "LimitsReached", "OrdersSuspicious"),
    *("PaymentReminders", "PaymentsAdopted", "PaymentsHealed", "TransfersReceived"),
    *("PaymentsLeftToReconciler", "PaymentsReconciled", "PaymentsStarted", "RefundsLeftToReconciler", "RefundsRefused"),
    *("RefundsRequested", "ReservationsExpired", "ShipmentsCreated", "UnknownOrders"),
    "DisputesAnswered",  # the error that comes with a refused one alerts
    "WaitingOrdersServed",
    "WebhooksGivenUp",  # in the list of deliveries; an endpoint that takes nothing for days is told of
}
_INSIGHT = re.compile(r'SELECT SUM\((\w+)\) FROM SCHEMA\("(\w+)", (\w+)\)')


@cache
def counted() -> set[tuple[str, str]]:
    """The metrics that code counts, each with the service that does; of the layers it is whichever runs them."""
    found = set()
    for root, service in [*_services(), (ROOT / "layers/core/souk", EVERY)]:
        for path in root.rglob("*.py"):
            for name in _names(ast.parse(path.read_text())):
                found.add((name, service))
    return found


def _services() -> Iterator[tuple[Path, str]]:
    """The code of each function, and the service that it counts for."""
    functions = stack("template.yaml").of_kind("AWS::Serverless::Function").values()
    pairs = {(f["CodeUri"], f["Environment"]["Variables"]["SOUK_SERVICE"]) for f in functions}
    yield from ((ROOT / code, service) for code, service in sorted(pairs))


def _names(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("count", "Repeats"):
            yield from (
                constant.value
                for constant in ast.walk(node.args[0])
                if isinstance(constant, ast.Constant) and isinstance(constant.value, str)
            )


def alarms(template: Any = OBSERVABILITY) -> dict[str, dict[str, Any]]:
    return Stack(template, Stage="prod", ShopGatewayName="shop", StaffGatewayName="staff").of_kind(
        "AWS::CloudWatch::Alarm"
    )


def watched(template: Any = OBSERVABILITY) -> dict[str, tuple[str, str]]:
    """Of each alarm on a metric of our own: its name, and of which service."""
    found = {}
    for name, alarm in alarms(template).items():
        if alarm.get("Namespace") == NAMESPACE:
            (dimension,) = alarm["Dimensions"]
            assert dimension["Name"] == DIMENSION
            found[name] = (alarm["MetricName"], dimension["Value"])
        for query in alarm.get("Metrics", []):
            if isinstance(query["Expression"], str) and (asked := _INSIGHT.fullmatch(query["Expression"])):
                metric, namespace, dimension = asked.groups()
                assert (namespace, dimension) == (NAMESPACE, DIMENSION)
                found[name] = (metric, EVERY)
    return found


def unfounded(template: Any) -> set[str]:
    """Alarms on metrics that nothing counts: they would never ring."""
    return {name for name, metric in watched(template).items() if metric not in counted()}


def pages(template: Any) -> dict[str, str]:
    """The runbook that each alarm names."""
    found = {}
    for name, alarm in alarms(template).items():
        named = re.search(r"See (docs/runbooks/[\w-]+\.md)$", alarm["AlarmDescription"])
        found[name] = named[1] if named else ""
    return found


def test_a_metric_is_counted_under_the_namespace_and_the_dimension_that_alarms_ask_for(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOUK_SERVICE", "shipping")
    count("CarrierSilent")
    line = json.loads(capsys.readouterr().out.strip().splitlines()[-1])
    (told,) = line["_aws"]["CloudWatchMetrics"]
    assert (told["Namespace"], told["Dimensions"]) == (NAMESPACE, [[DIMENSION]])
    assert (line[DIMENSION], told["Metrics"][0]["Name"]) == ("shipping", "CarrierSilent")


def test_every_metric_that_somebody_must_look_at_has_an_alarm() -> None:
    assert set(watched().values()) == MUST_LOOK


def test_every_alarm_is_on_a_metric_that_is_counted() -> None:
    assert unfounded(OBSERVABILITY) == set()


def test_of_every_metric_it_is_decided_whether_somebody_must_look() -> None:
    undecided = {(name, service) for name, service in counted() - MUST_LOOK if name not in ORDINARY}
    assert undecided == set()
    assert {name for name, _ in counted()} >= ORDINARY, "what is not counted any more is not listed"


def test_every_alarm_names_a_page_that_exists_and_stands_in_the_list() -> None:
    listed = (ROOT / "docs/runbooks/README.md").read_text()
    for alarm, page in pages(OBSERVABILITY).items():
        assert page, alarm
        assert (ROOT / page).is_file(), alarm
        assert f"({Path(page).name})" in listed, alarm
    for name in watched():
        told = (ROOT / pages(OBSERVABILITY)[name]).read_text()
        assert name in told, f"{name} is not spoken of on its page"


@pytest.mark.parametrize(
    ("change", "value"),
    [("MetricName", "CarriersSilent"), ("Dimensions", [{"Name": "service", "Value": "orders"}])],
)
def test_an_alarm_on_a_metric_that_nobody_counts_is_seen(change: str, value: Any) -> None:
    wrong = altered(OBSERVABILITY, **{f"Resources__CarrierSilent__Properties__{change}": value})
    assert unfounded(wrong) == {"CarrierSilent"}


def test_an_alarm_without_a_page_is_seen() -> None:
    wrong = altered(OBSERVABILITY, Resources__CarrierSilent__Properties__AlarmDescription="A carrier is silent")
    assert [name for name, page in pages(wrong).items() if not page] == ["CarrierSilent"]
