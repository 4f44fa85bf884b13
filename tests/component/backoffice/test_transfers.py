"""Orders that wait for a bank transfer, and those of which money is to be given back."""

from __future__ import annotations

from itertools import permutations

from backoffice.domain.facts import Facts
from backoffice.usecases.hearing import heard
from tests.component.backoffice.conftest import Office
from tests.support.told import Order


def test_who_waits_for_a_transfer_is_listed_with_until_when_and_what_came_until_all_is_there(office: Office) -> None:
    order, other = Order(by_transfer=True), Order(id="o2", number="SK-22222-22222")
    office.hear(order.placed(), other.placed())
    [row] = office.get("/orders", waiting="transfer")["items"]
    assert (row["number"], row["pay_by"], row["received"]["amount"]) == (order.number, "2026-03-02T12:00:00Z", 0)
    office.hear(order.payment("payment.captured", captured=400))
    [row] = office.get("/orders", waiting="transfer", payment="partially_captured")["items"]
    assert (row["payment"], row["received"]["amount"]) == ("partially_captured", 400)
    office.hear(order.payment("payment.captured"), order.paid())
    assert office.get("/orders", waiting="transfer")["items"] == []
    [row] = office.get("/orders", payment="captured")["items"]
    assert (row["pay_by"], row["received"]["amount"], row["waiting"]) == (None, 0, [])


def test_one_that_has_ended_is_waited_for_no_more(office: Office) -> None:
    order = Order(by_transfer=True)
    office.hear(order.placed(), order.cancelled("order.expired"))
    assert office.get("/orders", waiting="transfer")["items"] == []


def test_what_is_to_be_given_back_waits_for_a_person_until_it_is(office: Office) -> None:
    order = Order(by_transfer=True)
    office.hear(order.placed(), order.transfer("transfer.received", 1000, 1000))
    [row] = office.get("/orders", waiting="give_back")["items"]
    assert sorted(row["waiting"]) == ["give_back", "transfer"]
    [waiting] = [each for each in office.get("/waiting")["items"] if each["what"] == "give_back"]
    assert (waiting["count"], waiting["permission"]) == (1, "payments.refund")
    office.hear(order.transfer("transfer.returned", 1000, 0))
    assert office.get("/orders", waiting="give_back")["items"] == []


def test_the_same_is_known_in_whatever_order_the_news_come() -> None:
    order = Order(by_transfer=True)
    news = [
        order.placed(),
        order.payment("payment.captured", captured=400),
        order.transfer("transfer.received", 600, 600),
        order.transfer("transfer.returned", 600, 0),
    ]
    found = set()
    for events in permutations(news):
        facts = Facts(order_id=order.id)
        for event in (*events, *events):
            facts = heard(facts, event)
        found.add((facts.received, facts.pay_by, tuple(facts.reasons)))
    assert len(found) == 1
