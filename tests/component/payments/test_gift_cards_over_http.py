"""Gift cards over HTTP and in the table."""

from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest

from payments.compose import services
from payments.domain.gift_cards.account import CreditRefused, TakenPart
from payments.doors import api, schedule
from souk.cloud import aws
from souk.contracts import payments_pb2 as pb
from souk.contracts.common_pb2 import Money as MoneyMessage
from souk.errors import NotFound, SoukError
from souk.ids import new_id
from souk.limits import rules
from souk.limits.limits import from_address
from tests.component.payments.service import PaymentsService, order_event, service
from tests.support import http
from tests.support.clients import whole
from tests.support.lambdas import LambdaContext


@pytest.fixture
def shop() -> Iterator[PaymentsService]:
    with service("http://127.0.0.1:9") as running:
        whole("ssm").put_parameter(
            Name="/souk/test/payments/gift-cards", Value=json.dumps({"key": "k" * 64}), Type="SecureString"
        )
        yield running


def issued(shop: PaymentsService, amount: int = 5000, key: str = "issue-1", **more: Any) -> Any:
    body = {"amount": {"amount": amount, "currency": "EUR"}, "reason": "a complaint", **more}
    answer = shop.staff("POST", "/admin/gift-cards", body, key)
    assert answer.status == 201, answer.body
    return answer.json


def code_of(shop: PaymentsService, card: Any) -> str:
    answer = shop.staff("POST", f"/admin/gift-cards/{card['id']}/code")
    assert answer.status == 200, answer.body
    return str(answer.json["code"])


def balance(code: str, address: str = "203.0.113.7") -> http.Response:
    return http.call(api.api, "POST", "/gift-cards/balance", body={"code": code}, address=address)


def hold(order_id: str, card: Any, amount: int) -> Any:
    return services().tenders.hold(order_id, [TakenPart(card["id"], amount)], "EUR")


def adds_up(card: Any) -> bool:
    """The balance is the sum of the movements, and what the shop owes is that of all balances."""
    account = services().gift_cards.read(card["id"])
    movements, _ = services().gift_cards.movements(card["id"], 100, None)
    sums = sum(each.available for each in movements), sum(each.held for each in movements)
    return sums == (account.available, account.held)


def test_a_card_is_issued_looked_up_and_its_code_is_stored_nowhere(shop: PaymentsService) -> None:
    card = issued(shop)
    assert issued(shop) == card
    code = code_of(shop, card)
    found = shop.staff("POST", "/admin/gift-cards/look-ups", {"code": code.lower()})
    assert (found.json, found.json["last_four"]) == (card, code[-4:])
    assert balance(code).json["balance"] == {"amount": 5000, "currency": "EUR"} | balance(code).json["balance"]
    stored = json.dumps(aws.client("dynamodb").scan(TableName=shop.table), default=str)
    assert code not in stored
    assert code.replace("-", "") not in stored
    listed = shop.staff("GET", "/admin/gift-cards")
    assert [each["id"] for each in listed.json["items"]] == [card["id"]]
    moves = shop.staff("GET", f"/admin/gift-cards/{card['id']}/movements").json["items"]
    assert [(each["kind"], each["amount"]["amount"]) for each in moves] == [("issued", 5000)]


def test_wrong_codes_are_counted_and_a_right_one_is_not(shop: PaymentsService) -> None:
    code, limit = code_of(shop, issued(shop)), rules.GIFT_CARDS_FROM
    [used] = from_address(limit, "203.0.113.7")
    services().limits.take(replace(used, units=limit.most - 2))
    assert [balance(code).status for _ in range(3)] == [200] * 3
    answers = [balance(text).status for text in ("0000-0000-0000-0000", "nothing", code)]
    assert answers == [404, 400, 429]
    assert balance(code, "198.51.100.1").status == 200


def test_a_blocked_card_says_so_and_corrections_follow_what_was_seen(shop: PaymentsService) -> None:
    card = issued(shop)
    path = f"/admin/gift-cards/{card['id']}"
    tag = shop.staff("GET", path).headers["ETag"]
    blocked = shop.staff("PUT", f"{path}/blocked", {"blocked": True}, if_match=tag)
    assert (blocked.status, blocked.json["state"]) == (200, "blocked")
    assert balance(code_of(shop, card)).json["state"] == "blocked"
    body = {"amount": {"amount": -700, "currency": "EUR"}, "reason": "typed wrongly"}
    assert shop.staff("POST", f"{path}/corrections", body, "c1", if_match=tag).status == 412
    answers = [shop.staff("POST", f"{path}/corrections", body, "c2").json["available"]["amount"] for _ in range(2)]
    assert answers == [4300, 4300]
    nothing = {**body, "amount": {"amount": 0, "currency": "EUR"}}
    assert shop.staff("POST", f"{path}/corrections", nothing, "c3").status == 400
    assert adds_up(card)


def test_its_letter_is_told_by_the_timer_without_the_code(shop: PaymentsService) -> None:
    letter = {"email": "bea@example.com", "send_on": "2000-01-01", "name": "Bea"}
    later = {**letter, "send_on": "2999-12-31"}
    now, waiting = issued(shop, letter=letter), issued(shop, key="issue-2", letter=later)
    assert (now["letter"], waiting["letter"]["email"]) == (None, "bea@example.com")
    shop.staff("POST", f"/admin/gift-cards/{waiting['id']}/letters", letter, "send-1")
    assert shop.events.count("gift_card.sent") == 2
    assert services().upkeep.run() == 0
    code = shop.rpc_of("GetGiftCardCode", pb.GetGiftCardCodeRequest(gift_card_id=now["id"]), pb.GiftCardCode).code
    assert code == code_of(shop, now)


def test_the_timer_takes_what_has_expired(shop: PaymentsService) -> None:
    card = issued(shop, expires_on="2999-12-31")
    account = services().gift_cards.read(card["id"])
    services().parts.credits.save(replace(account, expires_on=account.created_at.date().replace(year=2000)), None)
    schedule.handler({"job": "compare"}, LambdaContext())
    assert services().gift_cards.read(card["id"]).available == 0
    assert adds_up(card)


def test_what_the_shop_owes_is_said_by_month(shop: PaymentsService) -> None:
    card = issued(shop)
    order = new_id()
    hold(order, card, 1200)
    services().payments.capture_credit(order)
    month = services().gift_cards.read(card["id"]).created_at.strftime("%Y-%m")
    [row] = http.call(
        api.api, "GET", "/admin/gift-cards/liability", query={"year": month[:4]}, user="staff-1", groups=["finance"]
    ).json["months"]
    assert {name: row[name]["amount"] for name in ("opening", "issued", "captured", "closing")} == {
        "opening": 0,
        "issued": 5000,
        "captured": 1200,
        "closing": 3800,
    }


def test_store_credit_is_shown_to_its_person_alone(shop: PaymentsService) -> None:
    issued(shop, 900, user_id="u1")
    seen = [
        http.call(api.api, "GET", "/me/store-credit", query={"currency": "EUR"}, user=user).json["balance"]["amount"]
        for user in ("u1", "u2")
    ]
    assert seen == [900, 0]
    assert http.call(api.api, "GET", "/me/store-credit", query={"currency": "EUR"}).status == 401


def test_what_codes_and_credit_cover_is_told_and_nothing_is_held_by_asking(shop: PaymentsService) -> None:
    card = issued(shop, 3000)
    issued(shop, 900, key="issue-2", user_id="u1")
    asked = pb.CoverByCreditRequest(
        codes=[code_of(shop, card)], user_id="u1", total=MoneyMessage(amount=3500, currency="EUR")
    )
    parts = shop.rpc_of("CoverByCredit", asked, pb.CreditCover).parts
    assert [(part.kind, part.amount, part.left) for part in parts] == [
        ("gift_card", 3000, 0),
        ("store_credit", 500, 400),
    ]
    assert services().gift_cards.read(card["id"]).held == 0
    with pytest.raises(NotFound):
        shop.rpc_of("CoverByCredit", pb.CoverByCreditRequest(codes=["0" * 16], total=asked.total), pb.CreditCover)


def test_an_order_that_a_card_pays_whole_is_held_captured_and_given_back(shop: PaymentsService) -> None:
    card, order = issued(shop, 2000), new_id()
    request = pb.StartPaymentRequest(
        order_id=order,
        attempt="1",
        amount=MoneyMessage(amount=0, currency="EUR"),
        provider="stripe",
        credit=[pb.CreditShare(account_id=card["id"], amount=1999)],
        lines=[pb.OrderedLine(sku="BOWL", quantity=2, amount=1400)],
    )
    payment = shop.rpc("StartPayment", request)
    assert shop.rpc("StartPayment", request) == payment
    assert (payment.provider, payment.status) == ("gift_card", "authorised")
    services().payments.order_paid(order, payment.payment_id)
    assert shop.get(payment.payment_id).status == "captured"
    shop.consume(order_event("order.cancelled", order, "cancelled"))
    assert shop.get(payment.payment_id).status == "refunded"
    assert services().gift_cards.read(card["id"]).available == 2000
    assert adds_up(card)


def test_what_an_expired_order_held_is_free_again(shop: PaymentsService) -> None:
    card, order = issued(shop, 2000), new_id()
    payment = hold(order, card, 1500)
    assert services().gift_cards.read(card["id"]).available == 500
    for _ in range(2):
        shop.consume(order_event("order.expired", order, "not paid"))
    assert shop.stored(payment.payment_id).state == "voided"
    assert services().gift_cards.read(card["id"]).available == 2000
    assert adds_up(card)


def test_of_many_orders_at_once_as_many_are_paid_as_the_card_has_money_for(shop: PaymentsService) -> None:
    card = issued(shop, 1000)

    def one(_number: int) -> bool:
        try:
            hold(new_id(), card, 300)
        except (CreditRefused, SoukError):
            return False
        return True

    with ThreadPoolExecutor(16) as pool:
        paid = sum(pool.map(one, range(64)))
    account = services().gift_cards.read(card["id"])
    assert (account.held, account.available) == (300 * paid, 1000 - 300 * paid)
    assert 1 <= paid <= 3
    assert adds_up(card)
