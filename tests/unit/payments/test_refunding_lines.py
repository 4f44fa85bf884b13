from __future__ import annotations

import pytest

from payments.domain.payment import Payment
from payments.domain.refund import Refund, RefundLine
from souk.errors import Conflict, InvalidInput, PreconditionFailed
from souk.money import Money
from tests.unit.payments.fakes import LINES, Shop, shop

BOWL = RefundLine("BOWL", 2, 400)
CUP = RefundLine("CUP", 1, 150)
UNPRICED = RefundLine("BOWL", 2)


def refund(
    souk: Shop,
    payment: Payment,
    *lines: RefundLine,
    amount: int | None = None,
    restock: bool = False,
    key: str = "k1",
) -> Refund:
    wanted = None if amount is None else Money(amount, "EUR")
    _, made = souk.services.refunds.request(payment.payment_id, key, wanted, "arrived broken", "user:1", lines, restock)
    return made


def test_lines_with_amounts_are_refunded_by_their_sum() -> None:
    souk = shop()
    payment = souk.paid()
    assert refund(souk, payment, BOWL, CUP).amount == 550
    assert souk.stored(payment).totals.refunded == 550


def test_a_refund_of_lines_may_be_of_less_than_they_cost() -> None:
    souk = shop()
    assert refund(souk, souk.paid(), UNPRICED, amount=100).amount == 100


def test_everybody_learns_which_lines_why_and_whether_the_units_come_back() -> None:
    souk = shop()
    refund(souk, souk.paid(), BOWL, CUP, restock=True)
    requested, succeeded = souk.store.events[-2:]
    assert (requested.type, succeeded.type) == ("refund.requested", "refund.succeeded")
    for event in (requested, succeeded):
        assert event.data["lines"] == [
            {"sku": "BOWL", "quantity": 2, "amount": {"amount": 400, "currency": "EUR"}},
            {"sku": "CUP", "quantity": 1, "amount": {"amount": 150, "currency": "EUR"}},
        ]
        assert (event.data["reason"], event.data["restock"]) == ("arrived broken", True)


def test_money_may_go_back_without_the_units() -> None:
    souk = shop()
    refund(souk, souk.paid(), BOWL)
    assert souk.store.events[-1].data["restock"] is False


@pytest.mark.parametrize(
    ("lines", "amount", "restock"),
    [
        ((), None, True),  # restock what?
        ((BOWL, UNPRICED), 500, False),  # the same SKU twice
        ((BOWL, CUP), 549, False),  # another sum
        ((BOWL, RefundLine("CUP", 1)), 399, False),  # less than its lines
    ],
)
def test_lines_that_do_not_fit_are_refused(lines: tuple[RefundLine, ...], amount: int | None, restock: bool) -> None:
    souk = shop()
    payment = souk.paid()
    with pytest.raises(InvalidInput):
        refund(souk, payment, *lines, amount=amount, restock=restock)
    assert souk.stored(payment).refunds == {}


def test_lines_without_an_amount_are_of_what_their_units_cost_and_stay_so_when_asked_again() -> None:
    souk = shop()
    payment = souk.paid()
    whole = refund(souk, payment, UNPRICED)
    assert whole.amount == sum(line.amount for line in LINES if line.sku == "BOWL")
    assert refund(souk, payment, UNPRICED) == whole
    with pytest.raises(Conflict, match="cannot be"):
        refund(souk, payment, UNPRICED, key="k2")


def test_who_looked_at_an_older_revision_refunds_nothing_but_may_repeat_what_was_done() -> None:
    souk = shop()
    payment = souk.stored(souk.paid())
    request = souk.services.refunds.request

    def at(revision: int, key: str) -> Refund:
        euro = Money(100, "EUR")
        return request(payment.payment_id, key, euro, "late", "user:1", at_revision=revision)[1]

    made = at(payment.revision, "k1")
    assert at(payment.revision, "k1") == made
    with pytest.raises(PreconditionFailed) as refused:
        at(payment.revision, "k2")
    assert refused.value.detail["version"] == souk.stored(payment).revision
    assert souk.stored(payment).totals.refunded == 100


def test_the_same_key_for_other_lines_is_a_conflict() -> None:
    souk = shop()
    payment = souk.paid()
    refund(souk, payment, BOWL)
    for lines, restock in ((RefundLine("CUP", 1, 400), False), (BOWL, True)):
        with pytest.raises(Conflict, match="other lines"):
            refund(souk, payment, lines, restock=restock)
    assert refund(souk, payment, BOWL).status == "succeeded"
    assert souk.stored(payment).totals.refunded == 400


def test_an_amount_the_provider_cannot_send_fails_the_refund_and_frees_its_money() -> None:
    souk = shop()
    payment = souk.paid()
    souk.card.cannot_send = True
    made = refund(souk, payment, amount=123)
    assert (made.status, made.failure) == ("failed", "amounts end in 0")
    assert souk.stored(payment).refundable == 1000
