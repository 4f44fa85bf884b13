"""What a shopper is told when paying does not go through, and that the same order can be paid all the same."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, Request, expect

from tests.e2e import shop
from tests.e2e.windows import on_a_desktop, on_a_phone

pytestmark = [pytest.mark.cloud, pytest.mark.browser]
NOT_CHARGED = re.compile("nothing was charged", re.I)


def pay_again(page: Page) -> None:
    page.get_by_role("button", name=re.compile(r"^Pay ")).click()


def expect_problem(page: Page, title: str) -> None:
    alert = page.get_by_role("alert").filter(has_text=title)
    expect(alert).to_be_visible(timeout=30_000)
    expect(page.get_by_text(re.compile("thank you", re.I))).to_have_count(0)


@on_a_phone
def test_an_empty_card_orders_nothing(page: Page) -> None:
    placed: list[Request] = []
    page.on("request", lambda request: placed.append(request) if request.url.endswith("/api/checkout") else None)
    shop.at_the_checkout(page)
    shop.place_order(page)
    expect_problem(page, "Your card’s details are not complete")
    shop.enter_card(page, "4242")
    shop.place_order(page)
    expect_problem(page, "Check the card’s number")
    assert placed == []
    assert page.get_by_label("Full name").input_value() == shop.ADDRESS["Full name"]
    shop.enter_card(page, shop.GOOD_CARD)
    shop.place_order(page)
    shop.expect_state(page, "Your order has arrived")
    assert len(placed) == 1


@on_a_desktop
def test_a_check_of_the_bank_that_fails_is_told_and_the_same_order_is_paid_at_the_next_try(page: Page) -> None:
    shop.buy(page, shop.CHECKED_CARD)
    page.get_by_role("button", name="Fail authentication").click()
    expect_problem(page, "Your bank’s check failed")
    expect(page.get_by_role("alert")).to_contain_text(NOT_CHARGED)
    order = page.url.partition("/orders/")[2].partition("/")[0]
    shop.enter_card(page, shop.CHECKED_CARD)
    pay_again(page)
    page.get_by_role("button", name="Complete authentication").click()
    shop.expect_state(page, "Your order has arrived")
    assert order in page.url


@on_a_phone
def test_a_check_of_the_bank_that_is_not_finished_is_told_when_the_shopper_comes_back(page: Page) -> None:
    shop.buy(page, shop.CHECKED_CARD)
    expect(page.get_by_role("button", name="Complete authentication")).to_be_visible(timeout=30_000)
    page.goto("/checkout")  # the window is closed, or left
    page.get_by_role("link", name="Pay for it now").click()
    expect_problem(page, "Your bank’s check was not finished")
    expect(page.get_by_role("alert")).to_contain_text(NOT_CHARGED)
    page.get_by_role("link", name="cancel it on its page").click()
    shop.expect_state(page, "Waiting for your payment")
    expect(page.get_by_role("button", name="Cancel this order")).to_be_visible()
    page.get_by_role("link", name="Pay now").click()
    shop.enter_card(page, shop.GOOD_CARD)
    pay_again(page)
    shop.expect_state(page, "Your order has arrived")


@on_a_desktop
def test_a_card_may_be_typed_as_it_is_printed_and_its_year_with_four_digits(page: Page) -> None:
    shop.at_the_checkout(page)
    card = page.get_by_role("group", name="Card details")
    card.get_by_placeholder("number").press_sequentially("4242 4242 4242 4242")
    card.get_by_placeholder("exp_month").press_sequentially("12")
    card.get_by_placeholder("exp_year").press_sequentially("2040")
    card.get_by_placeholder("cvc").press_sequentially("123")
    for placeholder, typed in (("exp_year", "2040"), ("cvc", "123")):
        assert card.get_by_placeholder(placeholder).input_value() == typed
    shop.place_order(page)
    shop.expect_state(page, "Your order has arrived")


@on_a_phone
def test_a_bank_transfer_says_where_to_what_by_when_and_with_which_reference(page: Page) -> None:
    shop.at_the_checkout(page)
    page.get_by_label("Bank transfer").check()
    shop.place_order(page)
    shop.expect_state(page, "Waiting for your payment")
    details = page.get_by_role("region", name="Status")
    expect(details).to_contain_text("DE36 0000 0000 0000 0000 00")
    expect(details).to_contain_text(re.compile(r"Reference\s*SK-[0-9A-Z]{5}-[0-9A-Z]{5}"))
    expect(details).to_contain_text(re.compile(r"arrives by \w+day, .*20\d\d"))
